/** The pictures of a round that were answered: framed as what they were, with a mark for the visitor and one for D. */

/** @import { Services } from "../parts.js" */

import { el } from "../shell/tools.js";
import { unpack } from "./pixels.js";
import { N_ } from "../shell/words.js";

export const SAID = ["fake", "real"]; // what 0 and 1 mean

export class QuizStrip {
  /** @param {Pick<Services, "words">} services */
  constructor({ words }) {
    const { say } = words;
    const strip = el("div", { class: "gl-quiz-strip", role: "img" });
    this.node = say(strip, {
      title: N_(
        "The pictures of this round that are answered. Below each: whether you (upper mark) and D (lower mark) " +
          "were right",
      ),
      "aria-label": N_(
        "The pictures of this round that are answered. Below each: whether you (upper mark) and D (lower mark) " +
          "were right",
      ),
    });
    this.names = el("div", {}, say(el("span"), { textContent: N_("You") }), el("span", {}, "D"));
  }

  /** Lengthens the strip by what was answered since. */
  show(round, said) {
    const { real = [], right, pictures } = round ?? {};
    this.names.hidden = !said.length;
    for (let k = this.node.children.length - 1; k < said.length; k++) {
      const canvas = el("canvas", { class: `gl-quiz-was-${SAID[real[k]]}` });
      unpack(canvas, pictures, k);
      const marks = [said[k] === real[k], right[k]].map((hit) => this.mark(hit));
      this.node.append(el("div", {}, canvas, ...marks));
    }
  }

  mark(hit) {
    return el("span", { class: hit ? null : "gl-quiz-wrong" }, hit ? "✓" : "✗");
  }

  clear() {
    this.node.replaceChildren(this.names);
  }
}
