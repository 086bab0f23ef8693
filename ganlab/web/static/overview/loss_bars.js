/** Both losses as bars with their numbers, and a line where the equilibrium is. */

/** @import { Services } from "../parts.js" */

import { styled } from "../shell/style.js";
import { el, write } from "../shell/tools.js";
import { PART_WORDS } from "./part_words.js";

styled(import.meta.url);

const LOSSES = ["d_loss", "g_loss"];
const CALM = 0.999; // by which the scale of a bar shrinks with each frame, so that it does not jump
const ROOM = 1.1; // beyond the value

/** Two bars; `open(node, part)` opens the card of the losses. */
export class LossBars {
  references = null; // the losses at the equilibrium

  /** @param {Pick<Services, "words" | "hides">} services */
  constructor({ words, hides }, cards, open) {
    this.words = words;
    this.hides = hides;
    this.bars = LOSSES.map((name) => this.#bar(name, cards, open));
    this.nodes = Object.fromEntries(this.bars.map(({ name, node }) => [name, node]));
    this.node = el("div", { class: "gl-bars" }, ...Object.values(this.nodes));
  }

  #bar(name, cards, open) {
    const [fill, mark] = [el("i"), el("b")];
    const value = el("output", { "data-testid": `gl-bar-${name}` });
    const label = this.words.say(el("span"), { textContent: PART_WORDS[name].node });
    const attrs = { type: "button", class: `gl-bar-loss gl-bar-${name}`, "data-part": name };
    const node = el("button", attrs, label, el("span", { class: "gl-track" }, fill, mark), value);
    const part = { name, formulas: [name] };
    cards.explain(node, part);
    node.disabled = this.hides("cards"); // there would be nothing to open
    node.addEventListener("click", () => open(node, { name: "loss", knobs: "loss", formulas: [name] }));
    return { name, node, fill, mark, value, most: 0 };
  }

  /** Shows the losses of a row, where they were measured. */
  show(row) {
    for (const bar of this.bars) {
      const value = row[bar.name];
      if (value == null) continue;
      const reference = this.references?.[bar.name];
      bar.most = Math.max(bar.most * CALM, Math.abs(value) * ROOM, 2 * Math.abs(reference || 0));
      const share = (loss) => `${(100 * Math.abs(loss)) / (bar.most || 1)}%`;
      write(bar.value, this.words.fixed(value, 3));
      bar.fill.style.width = share(value);
      bar.mark.hidden = reference == null;
      if (reference != null) bar.mark.style.left = share(reference);
    }
  }

  /** Forgets how long the bars were. */
  clear() {
    for (const bar of this.bars) bar.most = 0;
  }
}
