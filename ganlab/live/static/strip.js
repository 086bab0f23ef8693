/** The page of the image lab that shows the same z's pictures at steps spread over the run, the present at the right. */

const SIDE = 28;
const ROWS = 8;
const SHOWN = 8; // pictures in a row of the wall

/** A table of pictures: a column is a step, a row is one z. */
export class Strip {
  first = 0;
  columns = [];

  constructor(ctx) {
    this.ctx = ctx;
    const { el, say } = ctx;
    this.study = new ctx.Study(ctx, "strip", (about, arrays) => this.take(about, arrays));
    this.text = say(el("div", { class: "gl-caption" }), { textContent: "live_strip_text" });
    this.table = say(el("div", { class: "gl-strip-table", role: "group", "data-testid": "gl-strip" }), { "aria-label": "live_page_strip" });
    this.others = say(el("button", { type: "button", class: "gl-sort", "data-testid": "gl-strip-others" }), { textContent: "live_strip_others", title: "live_strip_others_tip" });
    this.others.addEventListener("click", () => this.choose((this.first + ROWS) % (SHOWN * SHOWN)));
    this.node = el("div", { class: "gl-strip" }, this.text, this.table, el("div", {}, this.others));
  }

  open() {
    this.seen = false;
    this.choose(this.first);
  }

  close() {
    this.study.ask(null);
  }

  /** Asks for the row of the wall that begins here. */
  choose(first) {
    this.first = first;
    this.study.ask(Array.from({ length: ROWS }, (_, k) => first + k));
  }

  update(frame) {
    this.study.update(frame);
    const { past } = frame.header;
    if (past !== this.past) {
      this.past = past;
      this.mark();
    }
  }

  take({ places }, { steps, pictures }) {
    this.places = places;
    this.steps = [...steps.data];
    this.pictures = pictures;
    const { el } = this.ctx;
    while (this.columns.length > this.steps.length) this.columns.pop().node.remove();
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
    const size = places.length * SIDE * SIDE;
    this.columns.forEach(({ canvas }, k) => this.paint(canvas, pictures.data.subarray(k * size, (k + 1) * size), places.length));
    this.name();
    this.mark();
    if (!this.seen) this.table.scrollLeft = this.table.scrollWidth; // the present first, where not all fit
    this.seen = true;
  }

  paint(canvas, data, rows) {
    Object.assign(canvas, { width: SIDE, height: rows * (SIDE + 2) });
    const g = canvas.getContext("2d");
    const image = g.createImageData(SIDE, SIDE);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < SIDE * SIDE; i++) image.data.set([data[row * SIDE * SIDE + i], data[row * SIDE * SIDE + i], data[row * SIDE * SIDE + i], 255], 4 * i);
      g.putImageData(image, 0, row * (SIDE + 2));
    }
  }

  /** Writes the steps, and for those who do not see them what the columns are. */
  name() {
    const { t, number } = this.ctx;
    this.columns.forEach(({ head, node, canvas }, k) => {
      head.textContent = number(this.steps[k]);
      canvas.setAttribute("aria-label", t("live_strip_column", { n: number(this.steps[k]), from: this.places[0] + 1, to: this.places.at(-1) + 1 }));
      node.title = t(k === this.steps.length - 1 ? "live_strip_now_tip" : "live_strip_look_tip", { n: number(this.steps[k]) });
      node.dataset.step = this.steps[k];
    });
  }

  /** Marks the step that is looked at. */
  mark() {
    this.columns.forEach(({ node }, k) => node.setAttribute("aria-pressed", this.past === null ? k === this.columns.length - 1 : this.steps[k] === this.past));
  }

  look(k) {
    this.ctx.command("look", k === this.columns.length - 1 ? null : this.steps[k]);
  }

  relabel() {
    if (this.places) this.name();
  }

  clear() {
    this.columns.splice(0).forEach(({ node }) => node.remove());
  }

  destroy() {
    this.study.ask(null);
  }
}
