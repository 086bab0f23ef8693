/** The legend in plain words: each coloured word shows or hides what it names. */

/** @import { Services } from "../parts.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { parted } from "../experiments/head.js";

styled(import.meta.url);

const SENTENCE = N_(
  "{real}: {real_colour}, {fake}: {fake_colour}. {heat}: {real_colour} where D says “real”, {fake_colour} " +
    "where “fake”. {arrows} pull fakes.",
);
const LAYERS = { real: N_("Real points"), fake: N_("fakes"), heat: N_("Ground"), arrows: N_("Arrows") };

/** `layers` are the picture's, whose other switches the last word opens. */
export class Sentence {
  /** @type {Record<string, HTMLButtonElement>} */
  switches = {};

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, layers) {
    this.words = words;
    this.layers = layers;
    const look = { type: "button", class: "gl-layers-open", "aria-expanded": "false", "data-testid": "gl-layers-open" };
    this.more = words.say(el("button", look), {
      textContent: N_("Layers"),
      title: N_("All that the picture can show"),
    });
    this.more.addEventListener("click", () => this.unfold(this.more.getAttribute("aria-expanded") !== "true"));
    this.text = el("span");
    this.node = el("p", { class: "gl-sentence", "data-testid": "gl-sentence" }, this.text, " ", this.more);
    layers.node.addEventListener("gl-switched", () => this.show());
    this.relabel();
  }

  /** Shows all switches above the sentence, or hides them. */
  unfold(open) {
    this.more.setAttribute("aria-expanded", String(open));
    this.layers.node.toggleAttribute("data-open", open);
  }

  relabel() {
    const { t } = this.words;
    this.switches = Object.fromEntries(Object.keys(LAYERS).map((name) => [name, this.word(name)]));
    this.text.replaceChildren(...parted(t(SENTENCE), (name) => this.switches[name]));
    this.show();
  }

  word(name) {
    const { t } = this.words;
    const swatch = el("span", { class: `gl-swatch gl-swatch-${name}` });
    const look = { type: "button", class: `gl-word gl-word-${name}`, "data-testid": `gl-word-${name}` };
    const button = el("button", { ...look, title: this.layers.tip(name) }, swatch, t(LAYERS[name]));
    button.addEventListener("click", () => this.layers.toggle(name));
    return button;
  }

  show() {
    for (const [name, button] of Object.entries(this.switches))
      button.setAttribute("aria-pressed", String(this.layers.on.has(name)));
  }
}
