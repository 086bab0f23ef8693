/** The picture's legend, whose words also switch its layers. */

/** @import { Services } from "../parts.js" */

import { remember, remembered } from "../shell/memory.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const WORDS = {
  // of the layers, in their order; those of undecided answers are called after the loss
  heat: {
    label: N_("D(x)"),
    tip: N_(
      "D(x): what the discriminator answers at x. In {real_colour}: it takes x for real; {fake_colour}: for " +
        "generated; grey: undecided",
    ),
  },
  contour: {
    tip: N_("The line where D's answer tells nothing: here the discriminator cannot tell real from generated"),
  },
  real: { label: N_("real x"), tip: N_("x: real points from the data set") },
  fake: { label: N_("fake G(z)"), tip: N_("G(z): points that the generator makes out of random noise z") },
  arrows: {
    label: N_("−∇ loss G"),
    tip: N_(
      "−∇: the direction in which each generated point would have to move to lower the generator's loss most " +
        "quickly",
    ),
  },
  manifold: {
    label: N_("G’s manifold"),
    tip: N_(
      "Where G takes a lattice of z. Every cell holds the same share of all z, so the smaller and darker a " +
        "cell, the denser the fakes. Noise of one or two dimensions only",
    ),
  },
  density: {
    label: N_("p(x)"),
    tip: N_("Contours of the data’s density: the solid line encloses 50 % of all real samples, the dashed one 90 %"),
  },
  ideal: {
    tip: N_(
      "Where the ideal discriminator D*(x) = p(x) / (p(x) + q(x)) could not tell: p in closed form, q a kernel " +
        "estimate from 2,500 fresh fakes. Where p = q its error is the floor of |D − D*| among the numbers",
    ),
  },
};

const PARTIAL = N_(
  "−∇: the direction in which each generated point would have to move to lower the generator's loss most quickly. " +
    "What consensus optimisation adds to the loss is left out: it depends on G's weights, not on the points alone",
);

const STORE = "ganlab.layers";

const FIRST = ["heat", "contour", "real", "fake", "arrows"];

/** Chips below the picture; `on` holds the layers that are shown, `wants(name)` tells whether one can be. */
export class Layers {
  on = new Set(remembered(STORE, FIRST)); // at first those that the visitor left on last time

  /** @param {Pick<Services, "words" | "redraw">} services */
  constructor({ words, redraw }) {
    this.words = words;
    this.redraw = redraw;
    this.chips = Object.fromEntries(Object.keys(WORDS).map((name) => [name, this.chip(name)]));
    this.node = words.say(
      el("div", { class: "gl-chips", role: "group" }, ...Object.values(this.chips).map(({ button }) => button)),
      {
        "aria-label": N_("Layers of the picture"),
      },
    );
  }

  chip(name) {
    const { say } = this.words;
    const label = el("span");
    if (WORDS[name].label) say(label, { textContent: WORDS[name].label });
    const button = say(
      el(
        "button",
        { type: "button", class: "gl-chip", "data-testid": `gl-layer-${name}` },
        el("span", { class: `gl-swatch gl-swatch-${name}` }),
        label,
      ),
      { title: WORDS[name].tip },
    );
    button.setAttribute("aria-pressed", String(this.on.has(name)));
    button.addEventListener("click", () => this.toggle(name));
    return { button, label };
  }

  toggle(name, wanted = !this.on.has(name)) {
    if (wanted) this.on.add(name);
    else this.on.delete(name);
    this.chips[name].button.setAttribute("aria-pressed", String(wanted));
    remember(STORE, [...this.on]);
    this.node.dispatchEvent(new Event("gl-switched", { bubbles: true }));
    this.redraw();
  }

  /** What is said of a layer, in the words of the moment. */
  tip(name) {
    return this.chips[name].button.title;
  }

  /** Presses the chip of a place in the row, unless it is disabled. */
  press(place) {
    Object.values(this.chips)[place]?.button.click();
  }

  /** Names the line of undecided answers, which is not the same for every loss, and offers what there is. */
  name({ boundary, meaning, ideal, latent, level, partial_arrows: partial }) {
    const { t, short, say } = this.words;
    this.chips.contour.label.textContent = boundary;
    this.chips.ideal.label.textContent = t("D* = {level}", { level: short(level ?? 0.5) });
    say(this.chips.arrows.button, { title: partial ? PARTIAL : WORDS.arrows.tip });
    this.chips.heat.label.title = meaning;
    this.chips.ideal.button.disabled = !ideal;
    this.chips.manifold.button.disabled = latent.dim > 2;
  }
}
