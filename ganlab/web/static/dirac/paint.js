/** How a moment of the Dirac-GAN is drawn: the field of pulls, the path through it, and the same on the number line. */

/** @import { Theme } from "../shell/theme.js" */
/** @import { Words } from "../shell/words.js" */

import { mix, rgb } from "../shell/colours.js";
import { ticks } from "../shell/geometry.js";
import { penOf } from "../shell/tools.js";

const FADES = 24; // stretches of the path that are drawn with one opacity each
const LONGEST = 1.5; // cells, for the field's longest arrow
const PULL = 4; // how much longer the players' own pulls are drawn than the field's
const APART = 3; // pixels between two steps that are worth a dot each

/** Draws what a game holds: `view` (θ and ψ from, to), `size` in CSS pixels, `game`, `path`, `pull`, and the `cell`
 *  pointed at. */
export class GamePaint {
  view = [-2, 2, -2, 2];
  size = 0;
  dpr = 1;
  longest = 0; // v in the picture
  /** @type {any} */
  game = null;
  /** @type {number | null} */
  cell = null;
  /** @type {[number, number, number][]} */
  path = []; // step, θ, ψ
  /** @type {number[] | null} */
  pull = null;
  /** @type {HTMLCanvasElement} */
  canvas;
  /** @type {HTMLCanvasElement} */
  line;
  /** @type {Theme} */
  theme;
  /** @type {Words} */
  words;

  /** (θ, ψ) to CSS pixels. */
  x = (theta) => ((theta - this.view[0]) / (this.view[1] - this.view[0])) * this.size;
  y = (psi) => ((this.view[3] - psi) / (this.view[3] - this.view[2])) * this.size;

  /** CSS pixels that one unit of v is drawn with. */
  factor() {
    return this.longest > 0 ? (LONGEST * this.size) / this.game.places.length / this.longest : 0;
  }

  draw() {
    if (!this.size) return false;
    const g = penOf(this.canvas);
    const {
      size,
      dpr,
      theme: { palette },
    } = this;
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    g.fillStyle = palette.neutral;
    g.fillRect(0, 0, size, size);
    this.drawAxes(g);
    if (this.game) this.drawField(g);
    this.drawRest(g);
    this.drawPath(g);
    if (this.path.length) this.drawPlace(g);
    this.drawLine();
    return false;
  }

  drawAxes(g) {
    const {
      size,
      view,
      theme: { palette },
    } = this;
    const written = (value) => String(value).replace("-", "−");
    g.fillStyle = palette.line;
    g.fillRect(0, this.y(0) - 0.5, size, 1);
    g.fillRect(this.x(0) - 0.5, 0, 1, size);
    if (this.game?.clip) this.drawClip(g);
    g.fillStyle = palette.fg;
    g.font = `14px ${palette.font}`;
    for (const v of ticks(view[0], view[1]).filter((v) => v && Math.abs(v) < view[1])) {
      g.textAlign = "center";
      g.fillText(written(v), this.x(v), size - 7);
      g.textAlign = "left";
      g.fillText(written(v), 7, this.y(v) + 4);
    }
    g.font = `600 17px ${palette.font}`;
    g.fillText("ψ", this.x(0) + 6, 18);
    g.textAlign = "right";
    g.fillText("θ", size - 8, this.y(0) - 7);
  }

  /** The slopes that D's clipping leaves it. */
  drawClip(g) {
    const {
      size,
      game: { clip },
      theme: { palette },
    } = this;
    g.save();
    Object.assign(g, { strokeStyle: palette.d, fillStyle: palette.d, lineWidth: 1.5 });
    g.setLineDash([6, 5]);
    for (const psi of [clip, -clip]) g.strokeRect(-9, this.y(psi), size + 18, 0);
    g.globalAlpha = 0.06;
    g.fillRect(0, 0, size, this.y(clip));
    g.fillRect(0, this.y(-clip), size, size);
    g.restore();
  }

  /** One arrow from (x, y) along (dx, dy), all in CSS pixels; none where it would be too short to see. */
  arrow(g, x, y, dx, dy, head) {
    const length = Math.hypot(dx, dy);
    if (!(length > 1)) return;
    const [ux, uy] = [dx / length, dy / length];
    const h = Math.min(head, 0.6 * length);
    g.moveTo(x, y);
    g.lineTo(x + dx, y + dy);
    for (const side of [1, -1]) {
      g.moveTo(x + dx, y + dy);
      g.lineTo(x + dx - h * (ux - side * 0.6 * uy), y + dy - h * (uy + side * 0.6 * ux));
    }
  }

  drawField(g) {
    const {
      game: { places, field },
      cell,
      theme: { palette },
    } = this;
    const k = this.factor();
    const paint = (colour, width, chosen) => {
      g.beginPath();
      for (let at = 0; at < places.length ** 2; at++) {
        if (chosen !== null && chosen !== at) continue;
        const [theta, psi] = [places[at % places.length], places[Math.floor(at / places.length)]];
        const [dx, dy] = [field[2 * at] * k, -field[2 * at + 1] * k];
        this.arrow(g, this.x(theta) - dx / 2, this.y(psi) - dy / 2, dx, dy, 4.5);
      }
      Object.assign(g, { strokeStyle: colour, lineWidth: width, lineCap: "round", lineJoin: "round" });
      g.stroke();
    };
    paint(`rgb(${mix(rgb(palette.neutral), rgb(palette.fg), 0.38)})`, 1.3, null);
    if (cell !== null) paint(palette.grad, 2.4, cell);
  }

  drawRest(g) {
    const [x, y, r] = [this.x(0), this.y(0), 8];
    g.beginPath();
    for (const [dx, dy] of [
      [r, r],
      [r, -r],
    ]) {
      g.moveTo(x - dx, y - dy);
      g.lineTo(x + dx, y + dy);
    }
    Object.assign(g, { strokeStyle: this.theme.palette.real, lineWidth: 3, lineCap: "round" });
    g.stroke();
  }

  /** The path, older stretches fainter; never a line across steps that were not seen. */
  drawPath(g) {
    const {
      path,
      theme: { palette },
    } = this;
    const stretch = Math.max(1, Math.ceil(path.length / FADES));
    Object.assign(g, { strokeStyle: palette.fg, fillStyle: palette.fg, lineWidth: 1.6, lineJoin: "round" });
    for (let from = 0; from < path.length; from += stretch) {
      const part = path.slice(Math.max(0, from - 1), from + stretch);
      g.globalAlpha = 0.05 + 0.8 * ((from + part.length) / path.length) ** 2;
      g.beginPath();
      for (const [i, [at, theta, psi]] of part.entries()) {
        g[i && at === part[i - 1][0] + 1 ? "lineTo" : "moveTo"](this.x(theta), this.y(psi));
      }
      g.stroke();
      g.beginPath();
      part.forEach(([, theta, psi], i) => {
        const [x, y] = [this.x(theta), this.y(psi)];
        const [, before, below] = part[i - 1] ?? [0, 9, 9];
        if (Math.hypot(x - this.x(before), y - this.y(below)) < APART) return;
        g.moveTo(x, y);
        g.arc(x, y, 2.2, 0, 2 * Math.PI);
      });
      g.fill();
    }
    g.globalAlpha = 1;
  }

  /** The present point with both pulls; at the edge where it has left the picture. */
  drawPlace(g) {
    const {
      size,
      pull,
      theme: { palette },
    } = this;
    const [, theta, psi] = this.path[this.path.length - 1];
    const inside = (v) => Math.min(size - 7, Math.max(7, v));
    const [x, y] = [inside(this.x(theta)), inside(this.y(psi))];
    const k = PULL * this.factor();
    for (const [colour, dx, dy] of pull && this.game
      ? [
          [palette.g, pull[0] * k, 0],
          [palette.d, 0, -pull[1] * k],
        ]
      : []) {
      g.beginPath();
      this.arrow(g, x, y, dx, dy, 9);
      Object.assign(g, { strokeStyle: colour, lineWidth: 3.4, lineCap: "round" });
      g.stroke();
    }
    for (const [colour, r] of [
      [palette.bg, 7.5],
      [palette.fg, 6],
    ]) {
      g.beginPath();
      g.arc(x, y, r, 0, 2 * Math.PI);
      g.fillStyle = colour;
      g.fill();
    }
  }

  /** The same moment on the number line, below the field and on its scale of θ. */
  drawLine() {
    const { line, size, dpr, pull } = this;
    const { palette } = this.theme;
    const { t } = this.words;
    const g = penOf(line);
    const height = line.clientHeight;
    const [, theta, psi] = this.path.at(-1) ?? [0, NaN, NaN];
    const middle = height / 2;
    const y = (d) => middle - (d / 2.4) * middle;
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    g.fillStyle = palette.neutral;
    g.fillRect(0, 0, size, height);
    if (Number.isFinite(psi)) this.shadeSides(g, psi, y);
    g.fillStyle = palette.line;
    g.fillRect(0, middle - 0.5, size, 1);
    const [from, to] = this.view;
    if (Number.isFinite(psi)) this.stroke(g, palette.d, 2.6, [this.x(from), y(psi * from)], [this.x(to), y(psi * to)]);
    this.mark(g, 0, middle, palette.real, t("data"), 22);
    if (!Number.isFinite(theta)) return;
    const x = this.x(theta);
    if (pull) this.stroke(g, palette.g, 3.4, [x, middle], [x + PULL * this.factor() * pull[0], middle]);
    this.mark(g, theta, middle, palette.fake, t("G(z) = θ"), -12);
  }

  /** Shades where D says real and where fake. */
  shadeSides(g, psi, y) {
    const { palette } = this.theme;
    for (const edge of this.view.slice(0, 2)) {
      g.beginPath();
      g.moveTo(this.x(0), y(0));
      g.lineTo(this.x(edge), y(0));
      g.lineTo(this.x(edge), y(psi * edge));
      Object.assign(g, { fillStyle: psi * edge > 0 ? palette.real : palette.fake, globalAlpha: 0.16 });
      g.fill();
    }
    g.globalAlpha = 1;
  }

  stroke(g, strokeStyle, lineWidth, from, to) {
    g.beginPath();
    g.moveTo(...from);
    g.lineTo(...to);
    Object.assign(g, { strokeStyle, lineWidth, lineCap: "round" });
    g.stroke();
  }

  /** A named point of the line; its name stands so many pixels lower. */
  mark(g, at, y, fillStyle, text, lower) {
    const { palette } = this.theme;
    const [x, { size }] = [this.x(at), this];
    g.beginPath();
    g.arc(x, y, 6.5, 0, 2 * Math.PI);
    Object.assign(g, { fillStyle, strokeStyle: palette.bg, lineWidth: 1.5, textAlign: "center" });
    g.font = `600 14px ${palette.font}`;
    g.fill();
    g.stroke();
    g.fillText(text, Math.min(size - 34, Math.max(34, x)), y + lower);
  }
}
