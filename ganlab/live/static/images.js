/** The pictures of the image lab: a grid from fixed z, one from fresh z, a row of real ones, each with D's score. */

const COLUMNS = 8;
const BAR = 0.125; // height of a picture's bar, as a share of its side: a grid is 8 wide and 9 high

/** One canvas with pictures in rows of eight. */
class Sheet {
  constructor(ctx, name) {
    this.ctx = ctx;
    const { el, say } = ctx;
    this.canvas = say(el("canvas", { role: "img", "data-testid": `gl-${name}` }), { "aria-label": `live_${name}_tip` });
    const caption = say(el("div", { class: "gl-caption" }), { textContent: `live_${name}`, title: `live_${name}_tip` });
    this.node = el("div", { class: `gl-panel gl-panel-${name}` }, caption, this.canvas);
    this.source = document.createElement("canvas");
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.canvas);
  }

  clear() {
    this.count = 0;
    this.scores = null;
  }

  /** Takes new pixels (n, s, s) or scores (n). */
  update(pixels, scores) {
    if (pixels) {
      [this.count, this.side] = pixels.shape;
      this.paint(pixels.data);
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

  /** Follows the box's size in device pixels. */
  fit() {
    const dpr = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(this.canvas.clientWidth * dpr), height: Math.round(this.canvas.clientHeight * dpr) });
    this.ctx.redraw();
  }

  draw() {
    const g = this.canvas.getContext("2d");
    g.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.count) return;
    const { palette: p, scale } = this.ctx;
    const cell = this.canvas.width / COLUMNS;
    const gap = Math.max(1, cell * 0.05);
    g.imageSmoothingEnabled = cell < 2 * this.side;
    for (let i = 0; i < this.count; i++) {
      const [x, y] = [(i % COLUMNS) * cell + gap / 2, Math.floor(i / COLUMNS) * cell * (1 + BAR)];
      g.drawImage(this.source, 0, i * this.side, this.side, this.side, x, y, cell - gap, cell - gap);
      if (!this.scores) continue;
      const [width, height, top] = [cell - gap, cell * BAR * 0.7, y + cell - gap / 2];
      g.fillStyle = p.line;
      g.fillRect(x, top, width, height);
      g.fillStyle = scale(this.scores[i]);
      g.fillRect(x, top, width * this.scores[i], height);
      g.fillStyle = p.fg;
      g.fillRect(x + width / 2, top, 1, height);
    }
  }

  /** Says D of the picture under the pointer. */
  point({ offsetX, offsetY }) {
    const cell = this.canvas.clientWidth / COLUMNS;
    const i = Math.floor(offsetX / cell) + COLUMNS * Math.floor(offsetY / (cell * (1 + BAR)));
    const score = this.scores?.[i];
    this.canvas.title = score === undefined ? "" : this.ctx.t("live_hover_score", { d: score.toFixed(2) });
  }

  destroy() {
    this.observer.disconnect();
  }
}

/** Draws frames of kind "images". */
export class Images {
  constructor(ctx) {
    const { el, say } = ctx;
    this.sheets = Object.fromEntries(["fixed", "fresh", "real"].map((name) => [name, new Sheet(ctx, name)]));
    const ends = ["fake", "half", "real"].map((end) => say(el("span"), { textContent: `live_key_${end}` }));
    const caption = say(el("div", { class: "gl-caption" }), { textContent: "live_key", title: "live_key_tip" });
    const key = el("div", { class: "gl-panel gl-key" }, caption, el("div", { class: "gl-key-bar" }), el("div", { class: "gl-key-ends" }, ...ends));
    this.node = el("div", { class: "gl-images" }, ...Object.values(this.sheets).map((sheet) => sheet.node), key);
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
