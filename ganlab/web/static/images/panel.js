/** A wall of pictures, each with D's verdict below it. */

/** @import { Services } from "../parts.js" */

import { el, penOf } from "../shell/tools.js";
import { GREYS } from "./pixels.js";
import { N_ } from "../shell/words.js";
import { BATCH_WORDS, WALL_WORDS } from "./wall_words.js";

export const SIDE = 8; // pictures on a side of a wall
const CALM = 1000; // ms between two orders by D's score

/** One canvas with a caption: `rows` rows of eight pictures, or on a wall that is asked for as many columns as its
 *  classes take. `ask(picture)` is called for the one that is chosen, where there is anybody to ask. */
export class Panel {
  /** @type {number | null} */
  pointer = null; // place of the picture that is pointed at
  cursor = 0; // the same for the keyboard
  /** @type {number[] | null} */
  order = null; // of the pictures, where they are sorted: which stands at each place
  orderedAt = -Infinity;
  step = 0; // at which the pictures were made
  atlas = document.createElement("canvas");

  /** @param {Pick<Services, "words" | "theme" | "keys" | "redraw">} services */
  constructor({ words, theme, keys, redraw }, { name, rows }, ask) {
    this.words = words;
    this.theme = theme;
    this.redraw = redraw;
    this.name = name;
    this.rows = rows;
    this.ask = ask;
    this.columns = SIDE;
    const { say } = words;
    this.canvas = say(el("canvas", { role: "img", tabindex: "0", "data-testid": `gl-${name}` }), {
      "aria-label": WALL_WORDS[name].textContent,
    });
    this.g = penOf(this.canvas);
    this.readout = el("span", { class: "gl-readout gl-live" });
    this.title = el("span");
    const caption = el("div", { class: "gl-caption" }, this.title, this.readout);
    this.node = el("div", { class: `gl-panel gl-panel-${name}` }, caption, this.canvas);
    this.follow(null);
    for (const type of ["pointermove", "pointerdown"]) this.canvas.addEventListener(type, (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("click", () => this.pointer !== null && this.open(this.pointer));
    for (const type of ["focus", "blur"]) this.canvas.addEventListener(type, () => this.redraw());
    const when = () => document.activeElement === this.canvas;
    const move = (keys, by, rows) => ({
      keys,
      text: N_("Move over the pictures of a wall that has the focus"),
      group: "picture",
      repeat: true,
      when,
      run: (key) => this.move(by[key] * (rows.includes(key) ? this.columns : 1)),
    });
    const look = { keys: ["Enter"], text: N_("Look into the picture"), group: "picture", when };
    this.forget = keys.add(
      move(
        ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
        { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 },
        ["ArrowUp", "ArrowDown"],
      ),
      ...(ask ? [{ ...look, run: () => this.open(this.cursor) }] : []),
    );
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
  }

  /** Says what the pictures are: the display's, or in slow motion the batch of an update; at rest they step back. */
  follow(phase) {
    const batch = { fixed: "fake", fresh: "real" }[this.name];
    const slow = phase && batch;
    const words = slow ? BATCH_WORDS[batch] : WALL_WORDS[this.name === "fixed" && this.asked ? "asked" : this.name];
    const part = slow ? batch : "real"; // the strip: the first of the real batch
    this.node.classList.toggle("gl-resting", !!phase && !phase.lit.includes(part));
    if (this.shown === words) return;
    this.shown = words;
    this.words.say(this.title, words);
  }

  /** Takes this panel's arrays; D's answers are drawn between the two ends of their scale. */
  update(arrays, [low, high], phase, step, now) {
    this.follow(phase);
    this.resting = !!phase;
    const { [this.name]: pictures, [`${this.name}_scores`]: scores } = arrays;
    if (pictures) this.paint(pictures);
    if (pictures) this.step = step;
    if (!scores) return;
    this.answers = scores.data;
    this.scores = scores.data.map((answer) => Math.min(1, Math.max(0, (answer - low) / (high - low))));
    this.sort(now);
    this.showReadout();
  }

  /** Puts the pictures into the order of D's score, the highest first; calmly, so that the eye can follow. */
  sort(now, sorted = this.sorted) {
    this.sorted = sorted;
    if (!sorted || !this.scores) {
      this.order = null;
      return;
    }
    if (this.order?.length === this.scores.length && now - this.orderedAt < CALM) return;
    this.orderedAt = now;
    this.order = [...this.scores.keys()].sort((a, b) => this.answers[b] - this.answers[a] || a - b);
  }

  /** Which picture stands at a place. */
  at(place) {
    return this.order?.[place] ?? place;
  }

  /** Asks for the picture at a place, unless the wall shows the batch of an update. */
  open(place) {
    if (!this.ask || this.resting || !this.pictures || place >= this.pictures.n) return;
    this.cursor = place;
    this.ask({ wall: this.name, index: this.at(place), step: this.step });
  }

  move(by) {
    this.cursor = Math.min(this.columns * this.rows - 1, Math.max(0, this.cursor + by));
    this.redraw();
    this.showReadout();
  }

  /** Unpacks the pictures side by side into one hidden canvas, from where they are scaled. */
  paint({ data, shape: [n, h, w] }) {
    this.pictures = n ? { n, w, h } : null;
    if (!n) return;
    const { atlas } = this;
    if (atlas.width !== n * w || atlas.height !== h) Object.assign(atlas, { width: n * w, height: h });
    const g = penOf(atlas);
    const image = g.createImageData(n * w, h);
    const pixels = new Uint32Array(image.data.buffer);
    for (let k = 0, at = 0; k < n; k++) {
      for (let i = 0; i < h; i++) for (let j = 0; j < w; j++) pixels[i * n * w + k * w + j] = GREYS[data[at++]];
    }
    g.putImageData(image, 0, 0);
  }

  /** Sets how many rows and columns of pictures there are, or null: eight of both. */
  divide(wall) {
    this.asked = !!wall;
    const [rows, columns] = wall ?? [SIDE, SIDE];
    if (columns === this.columns && rows === this.rows) return;
    Object.assign(this, { rows, columns });
    this.canvas.style.aspectRatio = `${columns} / ${(rows * 9) / 8}`;
  }

  clear() {
    this.pictures = this.scores = this.answers = this.order = null;
    this.readout.textContent = "";
  }

  resize() {
    const { canvas } = this;
    const dpr = window.devicePixelRatio || 1;
    Object.assign(canvas, {
      width: Math.round(canvas.clientWidth * dpr),
      height: Math.round(canvas.clientHeight * dpr),
    });
    this.redraw();
  }

  /** Draws the pictures, and below each a bar that ends where D's answer lies between 0 and 1. */
  draw() {
    const {
      g,
      canvas,
      rows,
      columns,
      scores,
      theme: { palette, scale },
    } = this;
    const [wide, high] = [Math.floor(canvas.width / columns), Math.floor(canvas.height / rows)];
    if (!wide || !high) return;
    g.clearRect(0, 0, canvas.width, canvas.height);
    const bar = Math.max(3, Math.round(wide * 0.1));
    const gap = Math.max(1, Math.round(wide * 0.035));
    const side = Math.min(wide - 2 * gap, high - bar - 3 * gap);
    const left = Math.floor((canvas.width - wide * columns) / 2);
    const { n = rows * columns, w = 1, h = 1 } = this.pictures ?? {};
    const zoom = side / w;
    // enlarged digits stay crisp, uneven small steps would not
    g.imageSmoothingEnabled = zoom < 2 && Math.abs(zoom - 1) > 0.02;
    g.imageSmoothingQuality = "high";
    for (let k = 0; k < Math.min(n, rows * columns); k++) {
      const x = left + (k % columns) * wide + gap;
      const y = Math.floor(k / columns) * high + gap;
      const which = this.at(k);
      if (this.pictures) g.drawImage(this.atlas, which * w, 0, w, h, x, y, side, side);
      else this.fill(palette.neutral, x, y, side, side);
      const below = y + side + gap;
      this.fill(palette.line, x, below, side, bar);
      if (!scores || !Number.isFinite(scores[which])) continue;
      this.fill(scale(scores[which]), x, below, Math.max(1, Math.round(side * scores[which])), bar);
      this.fill(palette.fg, x + Math.round(side / 2), below - 1, Math.max(1, Math.round(bar / 6)), bar + 2);
    }
    if (document.activeElement !== canvas) return;
    Object.assign(g, { strokeStyle: palette.d, lineWidth: Math.max(2, wide * 0.06) });
    g.strokeRect(
      left + (this.cursor % columns) * wide + 1,
      Math.floor(this.cursor / columns) * high + 1,
      wide - 2,
      high - 2,
    );
  }

  fill(colour, x, y, width, height) {
    this.g.fillStyle = colour;
    this.g.fillRect(x, y, width, height);
  }

  /** Notes which picture the pointer is on. */
  point(event) {
    const box = event && this.canvas.getBoundingClientRect();
    const place = (share, n) => Math.min(n - 1, Math.max(0, Math.floor(share * n)));
    this.pointer = event
      ? place((event.clientY - box.top) / box.height, this.rows) * this.columns +
        place((event.clientX - box.left) / box.width, this.columns)
      : null;
    this.showReadout();
  }

  showReadout() {
    const place = this.pointer ?? (document.activeElement === this.canvas ? this.cursor : null);
    const answer = place === null ? undefined : this.answers?.[this.at(place)];
    this.readout.textContent = Number.isFinite(answer) ? this.words.t("D = {d}", { d: this.words.fixed(answer) }) : "";
  }
}
