/** The page of the image lab that shows the same z's pictures at steps spread over the run, the present at the
 *  right. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { el, penOf } from "../shell/tools.js";
import { Study } from "./study.js";
import { N_ } from "../shell/words.js";

const TEXT = {
  plain: N_("Each row is one fixed z, each column a step of the run; the last one is now"),
  marked: N_(
    "Each row is one fixed z, each column a step of the run; the last one is now. Framed: z {n}, the picture " +
      "you looked into",
  ),
  fresh: N_("The fresh z {n} of step {step}, at the steps whose weights are held; the last column is now"),
};
const COLUMN = {
  plain: N_("Step {n}: what G made of the fixed z {from} to {to}"),
  fresh: N_("Step {n}: what G made of this z"),
  now: N_("Step {n}, now"),
  before: N_("Look back at step {n}"),
};

const SIDE = 28;
const ROWS = 8;

/** A table of pictures: a column is a step, a row is one z. */
export class Strip {
  count = 64; // of the fixed z that there are
  first = 0; // of the fixed z that are shown
  /** @type {{ wall: string, index: number, step: number } | null} */
  chosen = null; // the picture that was looked into: {wall, index, step}
  /** @type {{ canvas: HTMLCanvasElement, head: HTMLElement, node: HTMLElement }[]} */
  columns = [];
  /** @type {number[]} */
  steps = []; // of the columns
  /** @type {number[]} */
  places = []; // which of the fixed z are shown
  /** @type {{ index: number, step: number } | null} */
  fresh = null; // the fresh z that is shown

  /** @param {Pick<Services, "words" | "theme" | "command" | "describe">} services */
  constructor({ words, theme, command, describe }) {
    this.words = words;
    this.theme = theme;
    this.command = command;
    const { say } = words;
    this.study = new Study({ words, command }, "strip", (about, arrays) => this.take(about, arrays));
    this.text = el("div", { class: "gl-caption", "data-testid": "gl-strip-text" });
    this.table = say(el("div", { class: "gl-strip-table", role: "group", "data-testid": "gl-strip" }), {
      "aria-label": N_("Through time"),
    });
    this.others = say(el("button", { type: "button", class: "gl-sort", "data-testid": "gl-strip-others" }), {
      textContent: N_("Other z"),
      title: N_("The next eight of the 64 fixed noise vectors"),
    });
    this.others.addEventListener("click", () => this.choose((this.first + ROWS) % this.count));
    describe(this.table, () => this.spoken());
    this.node = el("div", { class: "gl-strip" }, this.text, this.table, el("div", {}, this.others));
  }

  open() {
    this.seen = false;
    this.opened = true;
    if (!this.steps.length) this.text.textContent = this.words.t(TEXT.plain);
    const { chosen } = this;
    if (chosen?.wall === "fresh") this.study.ask({ index: chosen.index, step: chosen.step });
    else this.choose(chosen ? chosen.index - (chosen.index % ROWS) : this.first);
  }

  close() {
    this.opened = false;
    this.study.ask(null);
  }

  /** Follows the picture that is looked into; a real one has no z. */
  inspected(picture) {
    this.chosen = picture.wall === "real" ? null : picture;
    if (this.opened) this.open();
  }

  /** Asks for the fixed z from this one on. */
  choose(first) {
    this.first = first;
    this.study.ask(Array.from({ length: Math.min(ROWS, this.count - first) }, (_, k) => first + k));
  }

  /** @param {Merged} frame */
  update(frame) {
    const {
      arrays: { fixed },
    } = frame;
    if (fixed?.shape[0]) this.count = fixed.shape[0];
    this.study.update(frame);
    const { past } = frame.header;
    if (past !== this.past) {
      this.past = past;
      this.mark();
    }
  }

  take({ places, fresh }, { steps, pictures }) {
    Object.assign(this, { places, fresh });
    this.steps = [...steps.data];
    this.pictures = pictures;
    for (const { node } of this.columns.splice(this.steps.length)) node.remove();
    while (this.columns.length < this.steps.length) {
      const canvas = el("canvas", { role: "img" });
      const head = el("span");
      const node = el("button", { type: "button", class: "gl-strip-column" }, head, canvas);
      const column = { canvas, head, node };
      node.addEventListener("click", () => this.look(this.columns.indexOf(column)));
      this.columns.push(column);
      this.table.append(node);
    }
    this.table.style.gridTemplateColumns = `repeat(${this.steps.length}, minmax(0, 1fr))`;
    const rows = pictures.shape[1];
    const size = rows * SIDE * SIDE;
    for (const [k, { canvas }] of this.columns.entries())
      this.paint(canvas, pictures.data.subarray(k * size, (k + 1) * size), rows);
    this.name();
    this.mark();
    if (!this.seen) this.table.scrollLeft = this.table.scrollWidth; // the present first, where not all fit
    this.seen = true;
  }

  /** The place, among the z shown, of the picture that was looked into; −1 where it is not among them. */
  get marked() {
    return this.chosen && !this.fresh ? this.places.indexOf(this.chosen.index) : -1;
  }

  /** Paints a column, with a frame round the picture that was looked into. */
  paint(canvas, data, rows) {
    Object.assign(canvas, { width: SIDE + 2, height: rows * (SIDE + 2) });
    const g = penOf(canvas);
    const image = g.createImageData(SIDE, SIDE);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < SIDE * SIDE; i++)
        image.data.set(
          [data[row * SIDE * SIDE + i], data[row * SIDE * SIDE + i], data[row * SIDE * SIDE + i], 255],
          4 * i,
        );
      g.putImageData(image, 1, row * (SIDE + 2) + 1);
    }
    g.strokeStyle = this.theme.palette.d;
    if (this.marked >= 0) g.strokeRect(0.5, this.marked * (SIDE + 2) + 0.5, SIDE + 1, SIDE + 1);
  }

  /** Writes the steps, and for those who do not see them what the columns are. */
  name() {
    const {
      words: { t, number },
      fresh,
      places,
      marked,
    } = this;
    const chosen = fresh ? { n: fresh.index + 1, step: number(fresh.step) } : { n: (places[marked] ?? 0) + 1 };
    this.text.textContent = t(fresh ? TEXT.fresh : marked >= 0 ? TEXT.marked : TEXT.plain, chosen);
    this.columns.forEach(({ head, node, canvas }, k) => {
      head.textContent = number(this.steps[k]);
      const column = { n: number(this.steps[k]), from: places[0] + 1, to: places[places.length - 1] + 1 };
      canvas.setAttribute("aria-label", t(fresh ? COLUMN.fresh : COLUMN.plain, column));
      node.title = t(k === this.steps.length - 1 ? COLUMN.now : COLUMN.before, { n: number(this.steps[k]) });
      node.dataset.step = String(this.steps[k]);
    });
  }

  /** The table in words. */
  spoken() {
    const {
      steps,
      pictures,
      words: { number },
    } = this;
    return steps.length
      ? this.words.tn(
          "Pictures of {rows} noise vectors at {n} step, from {first} to {last}.",
          "Pictures of {rows} noise vectors at {n} steps, from {first} to {last}.",
          { rows: pictures.shape[1], n: steps.length, first: number(steps[0]), last: number(steps[steps.length - 1]) },
        )
      : "";
  }

  /** Marks the step that is looked at. */
  mark() {
    const last = this.columns.length - 1;
    for (const [k, { node }] of this.columns.entries()) {
      node.setAttribute("aria-pressed", String(this.past === null ? k === last : this.steps[k] === this.past));
    }
  }

  look(k) {
    this.command("look", k === this.columns.length - 1 ? null : this.steps[k]);
  }

  relabel() {
    if (this.steps.length) this.name();
  }

  clear() {
    for (const { node } of this.columns.splice(0)) node.remove();
    this.steps = [];
    this.chosen = null;
    this.text.textContent = "";
  }

  destroy() {
    this.study.ask(null);
  }
}
