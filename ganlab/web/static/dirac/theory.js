/** What the closed forms say of the Dirac-GAN near its resting point: eigenvalues, what a step does, and the
 *  formulas. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { el, svg } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const SIDE = 150;
const REMEMBERED = 60; // pairs of eigenvalues of former settings: a moved slider leaves their path

const NOTHING = 1e-9; // what is smaller is a rounding error of 0

/** The eigenvalues as one line of text, their numbers written by `short`. */
function spell([[a, b], [c, d]], short) {
  if (Math.abs(b) < NOTHING && Math.abs(d) < NOTHING) return `λ = ${short(a)}, ${short(c)}`;
  return `λ = ${Math.abs(a) < NOTHING ? "" : `${short(a)} `}± ${short(Math.abs(d))} i`;
}

/** A 2 × 2 matrix as MathML. */
const matrix = (rows, short) =>
  `<math><mi>J</mi><mo>=</mo><mtable>${rows
    .map((row) => `<mtr>${row.map((value) => `<mtd><mn>${short(value)}</mn></mtd>`).join("")}</mtr>`)
    .join("")}</mtable></math>`;

/** Shown beside frames of kind "dirac" only; `formulas` stands below. */
export class Theory {
  past = [];

  /** @param {Pick<Services, "words">} services */
  constructor({ words }) {
    this.words = words;
    const { say } = words;
    this.svg = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img", "data-testid": "gl-eigenvalues" });
    say(this.svg, { "aria-label": N_("The complex plane with the two eigenvalues of J; the left half is stable") });
    this.numbers = el("div", { class: "gl-lambda" });
    this.matrix = el("div");
    this.verdict = el("div", { class: "gl-verdict", role: "status", "data-testid": "gl-verdict" });
    this.remarks = el("div", { class: "gl-remarks" });
    this.radius = say(el("span", { class: "gl-chart-aside" }), {
      title: N_(
        "Spectral radius of one step at the present learning rates and order of updates: near (0, 0) the " +
          "distance is multiplied by this, on average over a turn",
      ),
    });
    const title = say(el("span"), {
      textContent: N_("Near rest"),
      title: N_(
        "Near (0, 0) the field is linear: d(θ, ψ)/dt = J (θ, ψ). Tiny steps come to rest where both " +
          "eigenvalues of J lie in the left half of the plane; their height is the speed of circling",
      ),
    });
    this.node = el(
      "div",
      { class: "gl-theory", "data-testid": "gl-theory", hidden: "" },
      el("div", { class: "gl-caption" }, title, this.radius),
      el(
        "div",
        { class: "gl-theory-body" },
        this.svg,
        el("div", {}, el("div", { class: "gl-theory-numbers" }, this.numbers, this.matrix), this.verdict, this.remarks),
      ),
    );
    this.formulas = el("div", { class: "gl-formulas", hidden: "" });
  }

  /** Takes what belongs to new settings.
   *  @param {Merged} frame */
  update({ header: { about } }) {
    if (!about) return;
    this.node.hidden = this.formulas.hidden = !about.game;
    if (!about.game) this.past = [];
    else this.show(about.game);
  }

  show(game) {
    this.game = game;
    const { eigenvalues, jacobian, radius, outcome, verdict, remarks, formulas } = game;
    Object.assign(this.node.dataset, { outcome, radius: radius ?? "", eigenvalues: JSON.stringify(eigenvalues) });
    this.radius.textContent =
      radius === null ? "" : this.words.t("one step: × {r}", { r: this.words.fixed(radius, 4) });
    this.numbers.textContent = eigenvalues ? spell(eigenvalues, this.short) : "";
    this.matrix.innerHTML = jacobian ? matrix(jacobian, this.short) : "";
    if (this.verdict.textContent !== verdict) this.verdict.textContent = verdict;
    this.remarks.replaceChildren(...remarks.map((text) => el("div", {}, text)));
    this.formulas.replaceChildren(
      ...formulas.map((formula) => {
        const node = el("span");
        node.innerHTML = formula; // our own LaTeX, made into MathML by the server
        return node;
      }),
    );
    this.drawPlane(eigenvalues ?? []);
  }

  short = (value) => this.words.short(Math.abs(value) < NOTHING ? 0 : value);

  relabel() {
    if (this.game) this.show(this.game);
  }

  /** The complex plane: stable half, axes, where eigenvalues were for former settings, and where they are. */
  drawPlane(values) {
    const most = Math.max(0.5, ...values.flat().map(Math.abs));
    const power = 10 ** Math.floor(Math.log10(most));
    const tick = power * ([1, 2, 5].find((m) => m * power >= most * 0.999) ?? 10);
    const middle = SIDE / 2;
    const at = (value) => middle + (value / (1.3 * tick)) * middle;
    const dots = (pairs, name, r) =>
      pairs.flat().map(([re, im]) => svg("circle", { class: name, cx: at(re), cy: at(-im), r }));
    const cross = [
      [0, middle, SIDE, middle],
      [middle, 0, middle, SIDE],
    ].map(([x1, y1, x2, y2]) => svg("line", { x1, y1, x2, y2 }));
    this.svg.replaceChildren(
      svg("rect", { class: "gl-stable", width: middle, height: SIDE }),
      ...cross,
      svg("text", { x: 6, y: 15, class: "gl-stable-text" }, this.words.t("stable")),
      svg("text", { x: SIDE - 5, y: middle - 6, "text-anchor": "end" }, "Re"),
      svg("text", { x: middle - 6, y: 15, "text-anchor": "end" }, "Im"),
      svg("text", { x: at(-tick), y: middle + 15, "text-anchor": "middle" }, this.short(-tick)),
      svg("text", { x: at(tick), y: middle + 15, "text-anchor": "middle" }, this.short(tick)),
      svg("text", { x: middle + 6, y: at(tick) + 4 }, this.short(-tick)),
      svg("text", { x: middle + 6, y: at(-tick) + 4 }, this.short(tick)),
      ...dots(this.past, "gl-was", 2),
      ...dots([values], "gl-is", 5.5),
    );
    if (values.length && JSON.stringify(values) !== JSON.stringify(this.past.at(-1))) this.past.push(values);
    this.past.splice(0, this.past.length - REMEMBERED);
  }
}
