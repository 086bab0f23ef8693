/** The picture's legend, whose words also switch its layers. */

import { el } from "../shell/tools.js";

const STORE = "ganlab.layers";
const LAYERS = ["heat", "contour", "real", "fake", "arrows", "manifold", "density", "ideal"];
const FIRST = ["heat", "contour", "real", "fake", "arrows"];

/** The layers that the visitor left switched on last time. */
function stored() {
  try {
    return new Set(JSON.parse(localStorage.getItem(STORE)) ?? FIRST);
  } catch {
    return new Set(FIRST);
  }
}

/** Chips below the picture; `on` holds the layers that are shown, `wants(name)` tells whether one can be. */
export class Layers {
  on = stored();

  constructor({ words, redraw }) {
    this.words = words;
    this.redraw = redraw;
    this.chips = Object.fromEntries(LAYERS.map((name) => [name, this.chip(name)]));
    this.node = words.say(el("div", { class: "gl-chips", role: "group" }, ...Object.values(this.chips).map(({ button }) => button)), { "aria-label": "live_layers" });
  }

  chip(name) {
    const { say } = this.words;
    const label = el("span");
    if (name !== "contour") say(label, { textContent: `live_layer_${name}` });
    const button = say(el("button", { type: "button", class: "gl-chip", "data-testid": `gl-layer-${name}` }, el("span", { class: `gl-swatch gl-swatch-${name}` }), label), { title: `live_layer_${name}_tip` });
    button.setAttribute("aria-pressed", this.on.has(name));
    button.addEventListener("click", () => this.toggle(name));
    return { button, label };
  }

  toggle(name, wanted = !this.on.has(name)) {
    if (wanted) this.on.add(name);
    else this.on.delete(name);
    this.chips[name].button.setAttribute("aria-pressed", wanted);
    try {
      localStorage.setItem(STORE, JSON.stringify([...this.on]));
    } catch { /* a browser without storage still switches, it only forgets */ }
    this.redraw();
  }

  /** Presses the chip of a place in the row, unless it is disabled. */
  press(place) {
    Object.values(this.chips)[place]?.button.click();
  }

  /** Names the line of undecided answers, which is not the same for every loss, and offers what there is. */
  name({ boundary, meaning, ideal, latent }) {
    this.chips.contour.label.textContent = boundary;
    this.chips.heat.label.title = meaning;
    this.chips.ideal.button.disabled = !ideal;
    this.chips.manifold.button.disabled = latent.dim > 2;
  }
}
