/** The image lab's pictures: a grid from fixed z, one from fresh z, and a row of real ones, each with D's score. */

import { el, mix, rgb } from "./dom.js";

const COLUMNS = 8;
const BAR = 0.16; // height of a score's bar, as a share of a picture's side

/** One canvas with pictures in rows of eight. */
class Sheet {
  constructor(ctx, name) {
    this.ctx = ctx;
    const { say } = ctx;
    this.canvas = say(el("canvas", { role: "img", "data-testid": `gl-${name}` }), { "aria-label": `live_${name}_label` });
    this.node = el("figure", { class: `gl-sheet gl-sheet-${name}` }, say(el("figcaption"), { textContent: `live_${name}`, title: `live_${name}_tip` }), this.canvas);
    this.source = document.createElement("canvas");
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.node);
  }

  clear() {
    this.pixels = this.scores = null;
  }

  /** Takes new pixels (n, s, s) or scores (n). */
  update(pixels, scores) {
    if (pixels) {
      const [n, side] = pixels.shape;
      this.side = side;
      this.count = n;
      this.paint(pixels.data);
      this.pixels = true;
      this.fit();
    }
    if (scores) this.scores = scores.data;
  }

  /** Puts all pictures, one under the other, on a canvas of their own size. */
  paint(data) {
    Object.assign(this.source, { width: this.side, height: this.side * this.count });
    const g = this.source.getContext("2d");
    const image = g.createImageData(this.side, this.side * this.count);
    const out = new Uint32Array(image.data.buffer);
    for (let i = 0; i < out.length; i++) out[i] = 0xff000000 | (data[i] * 0x010101);
    g.putImageData(image, 0, 0);
  }

  fit() {
    const width = this.node.clientWidth;
    if (!width || !this.count) return;
    const dpr = window.devicePixelRatio || 1;
    const cell = (width * dpr) / COLUMNS;
    const height = Math.ceil(this.count / COLUMNS) * cell * (1 + BAR);
    if (Math.abs(this.canvas.width - width * dpr) < 1 && Math.abs(this.canvas.height - height) < 1) return;
    Object.assign(this.canvas, { width: Math.round(width * dpr), height: Math.round(height) });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${Math.round(height / dpr)}px` });
    this.ctx.redraw();
  }

  draw() {
    if (!this.pixels) return;
    const g = this.canvas.getContext("2d");
    const { palette: p } = this.ctx;
    const cell = this.canvas.width / COLUMNS;
    const gap = Math.max(1, cell * 0.04);
    g.clearRect(0, 0, this.canvas.width, this.canvas.height);
    g.imageSmoothingEnabled = cell < 2 * this.side;
    for (let i = 0; i < this.count; i++) {
      const [x, y] = [(i % COLUMNS) * cell, Math.floor(i / COLUMNS) * cell * (1 + BAR)];
      g.drawImage(this.source, 0, i * this.side, this.side, this.side, x + gap / 2, y, cell - gap, cell - gap);
      if (!this.scores) continue;
      const [width, height, top] = [cell - gap, cell * BAR * 0.6, y + cell - gap * 0.4];
      const signed = 2 * this.scores[i] - 1;
      g.fillStyle = p.line;
      g.fillRect(x + gap / 2, top, width, height);
      g.fillStyle = `rgb(${mix(rgb(p.soft), rgb(signed > 0 ? p.real : p.fake), Math.min(1, 0.45 + Math.abs(signed)))})`;
      g.fillRect(x + gap / 2, top, width * this.scores[i], height);
      g.fillStyle = p.fg;
      g.fillRect(x + cell / 2, top, 1, height);
    }
  }

  /** Says D of the picture under the pointer. */
  point({ offsetX, offsetY }) {
    const cell = this.canvas.clientWidth / COLUMNS;
    const i = Math.floor(offsetX / cell) + COLUMNS * Math.floor(offsetY / (cell * (1 + BAR)));
    this.canvas.title = this.scores?.[i] === undefined ? "" : `D = ${this.scores[i].toFixed(2)}`;
  }

  destroy() {
    this.observer.disconnect();
  }
}

/** Draws frames of kind "images". */
export class Pictures {
  constructor(ctx) {
    this.sheets = { fixed: new Sheet(ctx, "fixed"), fresh: new Sheet(ctx, "fresh"), real: new Sheet(ctx, "real") };
    this.node = el("div", { class: "gl-pictures" }, ...Object.values(this.sheets).map((sheet) => sheet.node));
  }

  clear() {
    for (const sheet of Object.values(this.sheets)) sheet.clear();
  }

  update({ header, arrays }) {
    if (header.clear) this.clear();
    for (const [name, sheet] of Object.entries(this.sheets)) sheet.update(arrays[name], arrays[`${name}_scores`]);
  }

  theme() {}

  draw() {
    for (const sheet of Object.values(this.sheets)) sheet.draw();
    return false;
  }

  destroy() {
    for (const sheet of Object.values(this.sheets)) sheet.destroy();
  }
}
