/** Where a scene is drawn: a canvas and what is kept for it. */

import { PAINTERS } from "./paint.js";
import { penOf } from "../shell/tools.js";

/** A square canvas and the window of data units that it shows. */
export class Place {
  size = 0;
  dpr = 1;
  /** @type {number[]} */
  view;
  share = 1;
  side = 0; // the size in device pixels
  sign = "";
  kept = new Map(); // what only changes with size, theme or data set

  constructor(theme, scene, canvas) {
    this.theme = theme;
    this.scene = scene;
    this.canvas = canvas;
    this.g = penOf(canvas);
    this.heat = document.createElement("canvas");
  }

  /** Follows the box's size in device pixels; true where it has one. */
  fit() {
    const { clientWidth: size } = this.canvas;
    const dpr = window.devicePixelRatio || 1;
    if (size && (size !== this.size || dpr !== this.dpr)) {
      Object.assign(this, { size, dpr, side: Math.round(size * dpr) });
      this.canvas.width = this.canvas.height = this.side;
      this.kept.clear();
    }
    return size > 0;
  }

  /** Data to device pixels. */
  x(x) {
    const { view, side } = this;
    return ((x - view[0]) / (view[1] - view[0])) * side;
  }

  y(y) {
    const { view, side } = this;
    return ((view[3] - y) / (view[3] - view[2])) * side;
  }

  get small() {
    return this.size < 200;
  }

  get radius() {
    return this.thick(this.small ? 1 : this.size < 420 ? 2 : this.size < 640 ? 2.4 : 3.2);
  }

  /** A width in device pixels; the large picture's is greater in projector mode. */
  thick(width) {
    return (this.small ? width : this.theme.thick(width)) * this.dpr;
  }

  /** Something that is made once for as long as `sign` stays the same. */
  keep(name, sign, make) {
    const kept = this.kept.get(name);
    if (kept?.sign === sign) return kept.value;
    const value = make();
    this.kept.set(name, { sign, value });
    return value;
  }

  /** Draws the named layers, in the order of PAINTERS; those that are not in `dim` are faint.
   *  @param {Set<string>} names
   *  @param {{ share?: number, dim?: Set<string> | null }} [how] */
  draw(names, { share = 1, dim = null } = {}) {
    const {
      g,
      canvas,
      scene,
      theme: { palette },
    } = this;
    this.view = names.has("noise") ? scene.zView() : scene.view;
    this.share = share;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.globalAlpha = 1;
    g.fillStyle = palette.neutral;
    g.fillRect(0, 0, canvas.width, canvas.height);
    for (const [name, paint] of Object.entries(PAINTERS)) {
      if (!names.has(name)) continue;
      g.save();
      if (dim && !dim.has(name)) g.globalAlpha = 0.3;
      paint(this, g, scene, palette);
      g.restore();
    }
  }
}
