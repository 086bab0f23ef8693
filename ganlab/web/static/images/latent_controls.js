/** What is asked of the latent space: the controls that say it, and how another page's question is followed. */

import { el } from "../shell/tools.js";
import { LatentPicker, LatentSliders } from "./latent_parts.js";

const MODES = ["walk", "directions", "sliders", "map"];

/** The controls. `on` has enter(), before another mode is shown, change(), after they have changed, and ask(), where only
 *  the question has. */
export class LatentControls {
  mode = "walk";
  picks = [0, 1, 2, 3];
  count = 2; // of the picks that a walk goes between
  slot = 0; // the one that the next click replaces
  way = "spherical";
  seed = null;

  constructor({ words, redraw }, on) {
    this.words = words;
    this.on = on;
    this.modes = this.choice("mode", MODES, (mode) => this.enter(mode));
    this.counts = this.choice("count", ["two", "four"], (name) => this.to({ count: name === "two" ? 2 : 4, slot: 0 }));
    this.ways = this.choice("way", ["linear", "spherical"], (way) => this.to({ way }));
    this.picker = new LatentPicker({ words, redraw }, (k) => this.pick(k));
    this.sliders = new LatentSliders({ words }, (seed) => (seed === undefined ? on.ask() : this.draws(seed)));
    this.picked = el("div", { class: "gl-caption" });
    const buttons = el("div", { class: "gl-latent-buttons" }, this.picker.others, this.counts);
    this.side = el("div", { class: "gl-latent-side" }, this.picked, this.picker.node, buttons, this.ways);
  }

  /** A row of buttons of which one is pressed. */
  choice(name, values, choose) {
    const { say } = this.words;
    const buttons = values.map((value) => {
      const button = el("button", { type: "button", "data-value": value, "data-testid": `gl-latent-${value}` });
      button.addEventListener("click", () => choose(value));
      return say(button, { textContent: `live_latent_${value}`, title: `live_latent_${value}_tip` });
    });
    const row = el("div", { class: `gl-latent-choice gl-latent-choice-${name}`, role: "group" }, ...buttons);
    return say(row, { "aria-label": `live_latent_choice_${name}` });
  }

  enter(mode) {
    if (mode === this.mode) return;
    this.on.enter();
    this.to({ mode });
  }

  /** Takes on other values. */
  to(values) {
    Object.assign(this, values);
    this.on.change();
  }

  pick(k) {
    const { picks, slot, used } = this;
    const at = slot % used;
    this.sliders.moved = new Map();
    this.to({ picks: picks.with(at, k), slot: (at + 1) % used, seed: null });
  }

  draws(seed) {
    this.sliders.moved = new Map();
    this.to({ seed });
  }

  /** How many of the picks the mode goes by. */
  get used() {
    return { walk: this.count, map: 0 }[this.mode] ?? 1;
  }

  /** Whether it is a walk in a single row. */
  get row() {
    return this.mode === "walk" && this.count === 2;
  }

  /** The question that the controls ask. */
  get question() {
    const { mode, picks, used, way, seed, sliders } = this;
    const moved = mode === "sliders";
    return { mode, picks: picks.slice(0, used), way, seed: moved ? seed : null, moved: moved ? [...sliders.moved] : [] };
  }

  /** Takes on what another page has asked. */
  follow({ mode, picks, way, seed, moved }) {
    Object.assign(this, { mode, way, seed, picks: [...picks, ...this.picks.slice(picks.length)] });
    if (mode === "walk") this.count = picks.length;
    this.sliders.moved = new Map(moved);
  }

  /** Shows the controls of the mode. */
  arrange() {
    const { mode, count, seed, picks, used } = this;
    const press = (group, value) => {
      for (const button of group.children) button.setAttribute("aria-pressed", button.dataset.value === value);
    };
    press(this.modes, mode);
    press(this.counts, count === 2 ? "two" : "four");
    press(this.ways, this.way);
    this.side.hidden = mode === "map";
    this.counts.hidden = this.ways.hidden = mode !== "walk";
    this.sliders.node.hidden = mode !== "sliders";
    this.picker.mark(seed !== null && mode === "sliders" ? [] : picks.slice(0, used));
    const plural = used > 1 ? "s" : "";
    this.words.say(this.picked, { textContent: `live_latent_pick${plural}`, title: `live_latent_pick${plural}_tip` });
  }
}
