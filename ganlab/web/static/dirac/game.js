/** The Dirac-GAN: where both players pull at each (θ, ψ), the path of the game, and below it what that means on the
 *  line. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { GamePaint } from "./paint.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const [STEERED, WATCHED] = [
  N_("Point at an arrow to read it, click to start there"),
  N_("Point at an arrow to read it"),
];
const KEPT = 1500; // steps of the path
const KEYS = {
  rest: { textContent: N_("rest (0, 0)"), title: N_("(θ, ψ) = (0, 0): G makes the data's only point, and D is flat") },
  path: { textContent: N_("path"), title: N_("Where (θ, ψ) has been, one dot a step; older steps fade") },
  g: { textContent: N_("G pulls θ"), title: N_("Minus the gradient of G's last update: G moves left and right only") },
  d: { textContent: N_("D pulls ψ"), title: N_("Minus the gradient of D's last update: D moves up and down only") },
};

/** Draws frames of kind "dirac". */
export class Game extends GamePaint {
  /** @param {Pick<Services, "words" | "theme" | "command" | "recorded" | "redraw">} services */
  constructor({ words, theme, command, recorded, redraw }) {
    super();
    this.words = words;
    this.theme = theme;
    this.command = command;
    this.recorded = recorded;
    this.redraw = redraw;
    const { say } = words;
    const canvas = (name, label) =>
      say(el("canvas", { role: "img", "data-testid": `gl-${name}` }), { "aria-label": label });
    this.canvas = canvas(
      "game",
      N_("Where both players pull, at each pair of θ and ψ, and the path that the game has taken"),
    );
    this.line = canvas(
      "line",
      N_("The number line with the data at 0, G's point at θ and D as a straight line through 0"),
    );
    this.readout = el("div", { class: "gl-readout", "data-testid": "gl-game-readout" });
    this.scaleNote = say(el("span", { class: "gl-scale" }), {
      title: N_(
        "The field's arrows are drawn this many times as long as v is; the second number is the longest v in " +
          "the picture. The players' own pulls are drawn on the same scale",
      ),
    });
    const keys = Object.entries(KEYS).map(([name, words]) => say(el("span", { class: `gl-key-${name}` }), words));
    this.place = el("b", { class: "gl-place", "data-testid": "gl-place" });
    this.node = el(
      "div",
      { class: "gl-game" },
      this.canvas,
      el("div", { class: "gl-place-row" }, this.place, this.scaleNote),
      this.readout,
      el("div", { class: "gl-game-keys" }, ...keys),
      say(el("div", { class: "gl-line-title" }), {
        textContent: N_("What it means: data at 0, G's point at θ, D(x) = ψ x"),
      }),
      this.line,
    );
    for (const name of ["pointermove", "pointerdown"]) this.canvas.addEventListener(name, (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("click", (event) => this.begin(event));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
    this.clear();
  }

  clear() {
    this.path = [];
    this.step = -1;
    this.pull = null;
  }

  /** Takes the arrays of a frame; what is missing stays as it was.
   *  @param {Merged} frame */
  update({ header, arrays }) {
    if (header.clear) this.clear();
    if (header.about) {
      Object.assign(this, { view: header.about.view, game: header.about.game });
      const lengths = this.game.field
        .filter((_, i) => i % 2 === 0)
        .map((u, i) => Math.hypot(u, this.game.field[2 * i + 1]));
      this.longest = Math.max(...lengths);
      this.showReadout();
    }
    if (arrays.trail) this.follow(arrays.trail.data, header.step);
    if (arrays.arrows) this.pull = arrays.arrows.data;
    const [, theta, psi] = this.path.at(-1) ?? [];
    if (theta === undefined) return;
    Object.assign(this.canvas.dataset, { theta, psi, at: header.step, steps: this.path.length });
    this.place.textContent = this.words.t("θ = {x}   ψ = {y}", {
      x: this.words.fixed(theta, 3),
      y: this.words.fixed(psi, 3),
    });
  }

  /** Adds the steps that are new; a run taken up again from before forgets what it will repeat. */
  follow(trail, step) {
    const first = step - trail.length / 2 + 1;
    if (step < this.step) {
      this.path = this.path.filter(([at]) => at < first);
      this.step = this.path.at(-1)?.[0] ?? -1;
    }
    for (let i = 0; i < trail.length; i += 2)
      if (first + i / 2 > this.step) this.path.push([first + i / 2, trail[i], trail[i + 1]]);
    this.path.splice(0, this.path.length - KEPT);
    this.step = step;
  }

  recolour() {
    this.redraw();
  }

  relabel() {
    this.showReadout();
  }

  /** Follows the boxes' sizes in device pixels. */
  resize() {
    this.size = this.canvas.clientWidth;
    this.dpr = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.line]) {
      Object.assign(canvas, {
        width: Math.round(canvas.clientWidth * this.dpr),
        height: Math.round(canvas.clientHeight * this.dpr),
      });
    }
    this.showReadout();
    this.redraw();
  }

  /** The pointer's place as (θ, ψ). */
  locate(event) {
    const box = this.canvas.getBoundingClientRect();
    const [t0, t1, p0, p1] = this.view;
    return [
      t0 + ((event.clientX - box.left) / box.width) * (t1 - t0),
      p1 - ((event.clientY - box.top) / box.height) * (p1 - p0),
    ];
  }

  /** Notes which arrow is nearest to the pointer. */
  point(event) {
    const n = this.game?.places.length;
    const [t0, t1, p0, p1] = this.view;
    const index = (share) => Math.min(n - 1, Math.max(0, Math.floor(share * n)));
    const [theta, psi] = event ? this.locate(event) : [];
    this.cell = event && n ? index((psi - p0) / (p1 - p0)) * n + index((theta - t0) / (t1 - t0)) : null;
    this.showReadout();
    this.redraw();
  }

  /** Begins the run anew from the place that was clicked. */
  begin(event) {
    const [theta, psi] = this.locate(event).map((value) => Math.max(-2, Math.min(2, +value.toFixed(2))));
    this.command("set", { theta_start: theta, psi_start: psi });
  }

  showReadout() {
    const { say, t, fixed, short } = this.words;
    const { game, cell } = this;
    if (game)
      this.scaleNote.textContent = t("arrows × {k}, longest |v| {q}", {
        k: short((this.factor() / (this.size || 1)) * (this.view[1] - this.view[0]), 2),
        q: short(this.longest, 2),
      });
    this.readout.classList.toggle("gl-live", cell !== null);
    if (cell === null || !game) return say(this.readout, { textContent: this.recorded ? WATCHED : STEERED });
    const n = game.places.length;
    const [x, y, u, w] = [
      game.places[cell % n],
      game.places[Math.floor(cell / n)],
      game.field[2 * cell],
      game.field[2 * cell + 1],
    ].map((v) => fixed(v));
    Object.assign(this.canvas.dataset, { u: game.field[2 * cell], w: game.field[2 * cell + 1], cell });
    this.readout.textContent = t("θ = {x}   ψ = {y}   v = ({u}, {w})", { x, y, u, w });
  }

  destroy() {
    this.observer.disconnect();
  }
}
