/** What the page of the latent space is made of: sheets of pictures, and the choice of pictures. */

/** @import { Services } from "../parts.js" */
/** @import { Numbers } from "../shell/socket.js" */

import { el, penOf } from "../shell/tools.js";
import { unpack } from "./pixels.js";
import { N_ } from "../shell/words.js";

const SHOWN = 16; // pictures of the wall that are offered at a time
/** @type {("pointermove" | "pointerdown")[]} */
const POINTING = ["pointermove", "pointerdown"];
const MARKS = ["A", "B", "C", "D"];

/** A canvas of pictures in rows and columns; `look(k)` is told which one the pointer or the keyboard is at, or null. */
export class LatentSheet {
  /** @type {Numbers | null} */
  pictures = null;
  first = 0; // of the pictures, which stands in the first place
  rows = 0;
  columns = 0;
  /** @type {number | null} */
  at = null; // the picture looked at
  one = document.createElement("canvas");

  /** @param {Pick<Services, "theme" | "redraw">} services
   *  @param {string} name
   *  @param {(k: number) => void} [look] */
  constructor({ theme, redraw }, name, look) {
    this.theme = theme;
    this.redraw = redraw;
    this.look = look;
    this.canvas = el("canvas", { role: "img", "data-testid": `gl-latent-${name}`, ...(look && { tabindex: 0 }) });
    this.node = this.canvas;
    this.lay(1, 1);
    if (look) {
      for (const type of POINTING) this.canvas.addEventListener(type, (event) => this.point(event));
      this.canvas.addEventListener("keydown", (event) => this.step(event));
    }
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
  }

  /** Says how many pictures there are; those that do not fit are not shown. */
  lay(rows, columns) {
    if (rows === this.rows && columns === this.columns) return;
    Object.assign(this, { rows, columns, at: null });
    this.canvas.style.aspectRatio = `${columns} / ${rows}`;
  }

  /** Takes pictures (n, h, w), to be shown from number `first` on. */
  take(pictures, first = 0) {
    Object.assign(this, { pictures, first });
  }

  clear() {
    this.pictures = null;
  }

  resize() {
    const { canvas } = this;
    const dpr = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * dpr), Math.round(canvas.clientHeight * dpr)];
    if (width !== canvas.width || height !== canvas.height) Object.assign(canvas, { width, height });
    this.redraw();
  }

  draw() {
    const {
      canvas,
      rows,
      columns,
      pictures,
      first,
      one,
      theme: { palette, thick },
    } = this;
    const [wide, high] = [canvas.width / columns, canvas.height / rows];
    if (!(wide >= 1) || !(high >= 1)) return;
    const g = penOf(canvas);
    g.clearRect(0, 0, canvas.width, canvas.height);
    const gap = rows * columns > 1 ? Math.max(1, Math.round(wide * 0.03)) : 0;
    for (let k = 0; k < rows * columns; k++) {
      const [x, y] = [Math.round((k % columns) * wide) + gap, Math.round(Math.floor(k / columns) * high) + gap];
      const side = Math.floor(Math.min(wide, high)) - 2 * gap;
      if (pictures && first + k < pictures.shape[0]) {
        unpack(one, pictures, first + k);
        g.imageSmoothingEnabled = side < 2 * one.width; // enlarged digits stay crisp, uneven small steps would not
        g.imageSmoothingQuality = "high";
        g.drawImage(one, x, y, side, side);
      } else {
        g.fillStyle = palette.neutral;
        g.fillRect(x, y, side, side);
      }
      if (k !== this.at) continue;
      g.strokeStyle = palette.g;
      g.lineWidth = 2 * thick(1.5) * (window.devicePixelRatio || 1);
      g.strokeRect(x, y, side, side);
    }
  }

  point({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const place = (share, n) => Math.min(n - 1, Math.max(0, Math.floor(share * n)));
    this.go(
      place((clientY - box.top) / box.height, this.rows) * this.columns +
        place((clientX - box.left) / box.width, this.columns),
    );
  }

  /** Moves with the arrow keys. */
  step(event) {
    const { rows, columns, at } = this;
    const [down, right] =
      { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key] ?? [];
    if (right === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const held = (value, n) => Math.min(n - 1, Math.max(0, value));
    this.go(
      at === null ? 0 : held(Math.floor(at / columns) + down, rows) * columns + held((at % columns) + right, columns),
    );
  }

  go(k) {
    if (k === this.at) return;
    this.at = k;
    this.look?.(k);
    this.redraw();
  }

  destroy() {
    this.observer.disconnect();
  }
}

/** The pictures of the fixed wall, sixteen at a time; `choose(k)` is called with the number of the one that is
 *  clicked. */
export class LatentPicker {
  first = 0;
  /** @type {Numbers | null} */
  pictures = null;

  /** @param {Pick<Services, "words" | "redraw">} services */
  constructor({ words, redraw }, choose) {
    this.words = words;
    this.redraw = redraw;
    const { say } = words;
    this.cells = Array.from({ length: SHOWN }, (_, k) => {
      const canvas = el("canvas", { "aria-hidden": "true" });
      const button = el("button", { type: "button", "data-testid": `gl-latent-pick-${k}` }, canvas);
      button.addEventListener("click", () => choose(this.first + k));
      return { button, canvas };
    });
    this.others = say(el("button", { type: "button", class: "gl-latent-button", "data-testid": "gl-latent-others" }), {
      textContent: N_("Other ones"),
      title: N_("Offer other pictures of the fixed wall"),
    });
    this.others.addEventListener("click", () => this.turn());
    this.node = el(
      "div",
      { class: "gl-latent-picker" },
      say(el("div", { role: "group" }, ...this.cells.map(({ button }) => button)), {
        "aria-label": N_("Pick a picture"),
      }),
    );
  }

  /** Offers the next sixteen. */
  turn() {
    const n = this.pictures?.shape[0] ?? SHOWN;
    this.first = this.first + SHOWN < n ? this.first + SHOWN : 0;
    this.mark(this.picks);
    this.redraw();
  }

  take(pictures) {
    this.pictures = pictures;
  }

  clear() {
    this.pictures = null;
  }

  /** Marks what has been picked with its letters. */
  mark(picks) {
    this.picks = picks;
    this.cells.forEach(({ button }, k) => {
      const marks = picks
        .map((pick, i) => (pick === this.first + k ? (picks.length > 1 ? MARKS[i] : "●") : ""))
        .join("");
      button.dataset.mark = marks;
      button.setAttribute("aria-pressed", String(marks !== ""));
      button.setAttribute("aria-label", `${this.words.t("Picture {n}", { n: this.first + k + 1 })} ${marks}`.trim());
    });
  }

  draw() {
    const { pictures } = this;
    const n = pictures?.shape[0] ?? 0;
    this.cells.forEach(({ button, canvas }, k) => {
      button.style.visibility = n > 0 && this.first + k >= n ? "hidden" : "";
      if (pictures && this.first + k < n) unpack(canvas, pictures, this.first + k);
      else penOf(canvas).clearRect(0, 0, canvas.width, canvas.height);
    });
  }
}
