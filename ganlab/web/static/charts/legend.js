/** The legend of a chart: an entry for each curve, which hides the curve and shows its value at a step. */

/** @import { Services } from "../parts.js" */

import { el, svg } from "../shell/tools.js";

const DASHES = { solid: "", dot: "2 4", dash: "8 5", dashdot: "8 4 2 4", longdash: "14 5" };

/** The dashes of lines, as Plotly calls them. */
export const DASH_NAMES = Object.keys(DASHES);

/** Calls `toggled()` when a curve is hidden or shown. */
export class Legend {
  hidden = new Set();
  plain = false; // whether its entries say only what is what
  #entries = new Map();
  #sign = "";

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, toggled) {
    this.words = words;
    this.toggled = toggled;
    this.node = el("div", { class: "gl-legend" });
  }

  /** Keeps one entry a curve, and makes them anew where the curves are others. */
  list(curves) {
    const sign = [
      this.plain,
      ...curves.map(({ name, label, colour, dash, tip }) => [name, label, colour, dash, tip]),
    ].join();
    if (sign === this.#sign) return;
    this.#sign = sign;
    this.#entries.clear();
    this.node.replaceChildren(...curves.map((curve) => this.#entry(curve)));
  }

  #entry(curve) {
    const value = el("span", { class: "gl-value" });
    const line = svg("svg", { class: "gl-dash" });
    const look = { stroke: curve.colour, "stroke-width": 3, "stroke-dasharray": DASHES[curve.dash] };
    line.append(svg("line", { x1: 0, x2: 20, y1: 4, y2: 4, ...look }));
    const parts = [line, el("span", {}, curve.label), value];
    this.#entries.set(curve.name, { curve, value });
    if (this.plain) {
      const said = curve.tip ? { title: curve.tip } : {};
      return el("span", { class: "gl-entry", "data-column": curve.name, ...said }, ...parts);
    }
    const pressed = () => String(!this.hidden.has(curve.name));
    const attrs = {
      class: "gl-entry",
      title: this.words.t("The value at the pointer's step, or the newest; press to hide the curve"),
      "data-column": curve.name,
    };
    const entry = el("button", { type: "button", ...attrs, "aria-pressed": pressed() }, ...parts);
    entry.addEventListener("click", () => {
      if (!this.hidden.delete(curve.name)) this.hidden.add(curve.name);
      entry.setAttribute("aria-pressed", pressed());
      this.toggled();
    });
    return entry;
  }

  /** Writes the value of each curve. */
  write(textOf) {
    for (const { curve, value } of this.#entries.values()) {
      const text = textOf(curve);
      if (value.textContent !== text) value.textContent = text;
    }
  }
}
