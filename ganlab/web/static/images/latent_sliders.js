/** The sliders of the page of the latent space. */

/** @import { Services } from "../parts.js" */

import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const BUTTONS = {
  previous: { textContent: N_("‹"), title: N_("Components before these") },
  next: { textContent: N_("›"), title: N_("Components after these") },
  reset: { textContent: N_("Back to z"), title: N_("Put all components back to where they were") },
  random: { textContent: N_("Random z"), title: N_("Draw a new z") },
};

const SLIDERS = 8; // components of z that are shown at a time

/** Sliders for single components of z, eight at a time; `moved` has those that stand elsewhere than z's own. */
export class LatentSliders {
  first = 0;
  moved = new Map();
  z = [];
  reach = 3;

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, change) {
    this.change = change;
    const { say, signed } = words;
    this.signed = signed;
    this.rows = Array.from({ length: SLIDERS }, (_, i) => {
      const name = el("span", { class: "gl-latent-name" });
      const input = el("input", { type: "range", class: "gl-slider", step: 0.05, "data-testid": `gl-latent-z-${i}` });
      const value = el("output");
      input.addEventListener("input", () => this.move(this.first + i, Number(input.value)));
      const node = say(el("label", { class: "gl-latent-slider" }, name, input, value), {
        title: N_("One component of z, in standard deviations σ of z; coloured where you have moved it"),
      });
      return { node, name, input, value };
    });
    const button = (name, run) => {
      const node = say(
        el("button", { type: "button", class: "gl-latent-button", "data-testid": `gl-latent-${name}` }),
        BUTTONS[name],
      );
      node.addEventListener("click", run);
      return node;
    };
    this.range = el("span");
    this.pager = el(
      "div",
      { class: "gl-latent-pager" },
      button("previous", () => this.turn(-1)),
      this.range,
      button("next", () => this.turn(1)),
    );
    this.reset = button("reset", () => this.put(new Map()));
    this.random = button("random", () => this.change(Math.floor(Math.random() * 2 ** 31)));
    this.node = el(
      "div",
      { class: "gl-latent-sliders" },
      el("div", {}, ...this.rows.map(({ node }) => node)),
      this.pager,
      el("div", { class: "gl-latent-buttons" }, this.reset, this.random),
    );
  }

  turn(way) {
    const { length } = this.z;
    const pages = Math.max(1, Math.ceil(length / SLIDERS));
    this.first = ((this.first / SLIDERS + way + pages) % pages) * SLIDERS;
    this.show();
  }

  move(component, value) {
    this.moved.set(component, value);
    this.show();
    this.change();
  }

  put(moved) {
    this.moved = moved;
    this.show();
    this.change();
  }

  /** Takes z's own components, in standard deviations, and how far they may go. */
  take(z, reach) {
    Object.assign(this, { z, reach });
    if (this.first >= z.length) this.first = 0;
    this.show();
  }

  show() {
    const { z, reach, first, moved } = this;
    this.rows.forEach(({ node, name, input, value }, i) => {
      const k = first + i;
      node.hidden = k >= z.length;
      if (node.hidden) return;
      const now = moved.get(k) ?? z[k];
      name.replaceChildren("z", el("sub", {}, k + 1));
      Object.assign(input, { min: -reach, max: reach, value: now });
      input.style.setProperty(
        "--gl-filled",
        `${(100 * (Math.min(reach, Math.max(-reach, now)) + reach)) / (2 * reach)}%`,
      );
      value.textContent = this.signed(now);
      node.toggleAttribute("data-moved", moved.has(k));
    });
    this.pager.hidden = z.length <= SLIDERS;
    this.range.textContent = `${first + 1}–${Math.min(z.length, first + SLIDERS)} / ${z.length}`;
    this.reset.disabled = !moved.size;
  }
}
