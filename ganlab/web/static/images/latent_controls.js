/** What is asked of the latent space: the controls that say it, and how another page's question is followed. */

/** @import { Services } from "../parts.js" */

import { el } from "../shell/tools.js";
import { LatentPicker } from "./latent_parts.js";
import { LatentSliders } from "./latent_sliders.js";
import { N_ } from "../shell/words.js";

const COUNTS = {
  two: { textContent: N_("2"), title: N_("Walk between two pictures") },
  four: { textContent: N_("4"), title: N_("Walk between four pictures, one in each corner") },
};
const WAYS = {
  linear: {
    textContent: N_("Linear"),
    title: N_(
      "The straight way between the z's; the natural one where z is uniform. Of a Gaussian z it passes places " +
        "nearer to 0 than any z that G was trained on",
    ),
  },
  spherical: {
    textContent: N_("Spherical"),
    title: N_(
      "The way on a great circle (slerp; Shoemake 1985, White 2016): a Gaussian z of many dimensions nearly " +
        "always has a length near σ√d, and this way keeps it",
    ),
  },
};
const CHOICES = {
  mode: N_("What to look at"),
  count: N_("How many pictures to walk between"),
  way: N_("The way between them"),
};
const PICK = {
  one: { textContent: N_("Pick a picture"), title: N_("Of the fixed wall: the z to start from") },
  many: {
    textContent: N_("Pick pictures"),
    title: N_("Pictures of the fixed wall; a click replaces the picked ones in turn"),
  },
};

export const MODES = {
  walk: {
    textContent: N_("Walk"),
    title: N_(
      "G of the z's on the way between the z's of the pictures you pick: a G that has learned, and not learned " +
        "by heart, changes smoothly",
    ),
  },
  directions: {
    textContent: N_("Directions"),
    title: N_(
      "The directions of z that change G(z) most: eigenvectors of the mean of JᵀJ, J = ∂G/∂z (Wang & Ponce " +
        "2021). Each row adds −3 to +3 standard deviations along one of them to the picked z",
    ),
  },
  sliders: { textContent: N_("Sliders"), title: N_("Move single components of one z and see what each of them does") },
  map: {
    textContent: N_("Map"),
    title: N_("G over the whole plane of z, where z has two dimensions; z₁ grows to the right, z₂ upwards"),
  },
};

/** The controls. `on` has enter(), before another mode is shown, change(), after they have changed, and ask(), where
 *  only the question has. */
export class LatentControls {
  mode = "walk";
  picks = [0, 1, 2, 3];
  count = 2; // of the picks that a walk goes between
  slot = 0; // the one that the next click replaces
  way = "spherical";
  seed = null;

  /** @param {Pick<Services, "words" | "redraw">} services */
  constructor({ words, redraw }, on) {
    this.words = words;
    this.on = on;
    this.modes = this.choice("mode", MODES, (mode) => this.enter(mode));
    this.counts = this.choice("count", COUNTS, (name) => this.to({ count: name === "two" ? 2 : 4, slot: 0 }));
    this.ways = this.choice("way", WAYS, (way) => this.to({ way }));
    this.picker = new LatentPicker({ words, redraw }, (k) => this.pick(k));
    this.sliders = new LatentSliders({ words }, (seed) => (seed === undefined ? on.ask() : this.draws(seed)));
    this.picked = el("div", { class: "gl-caption" });
    const buttons = el("div", { class: "gl-latent-buttons" }, this.picker.others, this.counts);
    this.side = el("div", { class: "gl-latent-side" }, this.picked, this.picker.node, buttons, this.ways);
  }

  /** A row of buttons of which one is pressed. */
  choice(name, values, choose) {
    const { say } = this.words;
    const buttons = Object.keys(values).map((value) => {
      const button = el("button", { type: "button", "data-value": value, "data-testid": `gl-latent-${value}` });
      button.addEventListener("click", () => choose(value));
      return say(button, values[value]);
    });
    const row = el("div", { class: `gl-latent-choice gl-latent-choice-${name}`, role: "group" }, ...buttons);
    return say(row, { "aria-label": CHOICES[name] });
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
    return {
      mode,
      picks: picks.slice(0, used),
      way,
      seed: moved ? seed : null,
      moved: moved ? [...sliders.moved] : [],
    };
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
    this.words.say(this.picked, used > 1 ? PICK.many : PICK.one);
  }
}
