/** The training pictures that are nearest to a picture by one distance. */

/** @import { Services } from "../parts.js" */

import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { paintRow } from "./pixels.js";

const WORDS = {
  pixels: {
    textContent: N_("Nearest training pictures, by pixels"),
    title: N_(
      "Euclidean distance of all pixels, each from 0 to 1. A copy of a training picture would be far " +
        "nearer than real pictures are to each other",
    ),
  },
  features: {
    textContent: N_("… by what the classifier sees"),
    title: N_("Euclidean distance of the 64 features of the digit classifier: alike in shape, not pixel by pixel"),
  },
};

/** A section of the card of a picture; `by` is what the distance is of: "pixels" or "features". */
export class Nearest {
  /** @param {Pick<Services, "words">} services
   *  @param {"pixels" | "features"} by */
  constructor({ words }, by) {
    this.words = words;
    const { say } = words;
    this.canvas = el("canvas", { role: "img", "data-testid": `gl-inspect-near-${by}` });
    say(this.canvas, { "aria-label": WORDS[by].textContent });
    this.text = el("p", { "data-testid": `gl-inspect-text-${by}` });
    this.distances = el("div", { class: "gl-inspect-distances" });
    this.node = el("div", {}, say(el("h4"), WORDS[by]), this.canvas, this.distances, this.text);
  }

  /** Shows what was found so far; nothing where a search by this distance is not possible. */
  show(found, pictures) {
    const { t, number, short } = this.words;
    this.node.hidden = !found;
    if (!found) return;
    const { searched, all, reference, distances } = found;
    paintRow(this.canvas, pictures.data, distances.length);
    this.distances.replaceChildren(...distances.map((distance) => el("span", {}, short(distance, 2))));
    const part = searched < all ? t("Searched {n} of {all} so far.", { n: number(searched), all: number(all) }) : "";
    const real =
      reference === null ? "" : t("Real pictures to their nearest other one: {d} (median)", { d: short(reference, 2) });
    this.text.textContent = [part, real].filter(Boolean).join(" ");
  }
}
