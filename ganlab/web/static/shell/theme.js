/** How a view looks: the page's colours and font, the palette that goes with them, and the sizes of a projected
 *  view. */

import { answerColour, mix, rgb } from "./colours.js";
import { styled } from "./style.js";

styled(import.meta.url);

const SMALLEST = 13; // px, the smallest text outside projector mode
const THICKER = 1.7; // lines and dots in projector mode
// px, the smallest text in projector mode, and its share of the window
const [LEAST, MOST, OF_WIDTH] = [16, 48, 0.0126];
const ROLES = ["real", "fake", "d", "g", "grad", "neutral", "penalty"];

/** What the page around `node` looks like, as numbers: back, text; and its font. */
function surroundings(node) {
  const { backgroundColor, color } = getComputedStyle(node.closest(".stApp") ?? document.body);
  const [back, text] = [rgb(backgroundColor) ?? [255, 255, 255], rgb(color) ?? [38, 39, 48]];
  const dark = back[0] * 0.299 + back[1] * 0.587 + back[2] * 0.114 < 128;
  return { dark, back, text, font: getComputedStyle(node).fontFamily };
}

/** Calls `look` whenever the page or the system may have changed colours; returns how to stop. */
function watchColours(node, look) {
  let timer = 0;
  const soon = () => {
    look();
    clearTimeout(timer);
    timer = setTimeout(look, 400); // once more, after a fade between themes
  };
  const observer = new MutationObserver(soon);
  for (const place of [document.documentElement, document.body, node.closest(".stApp")]) {
    if (place) observer.observe(place, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", soon);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    dark.removeEventListener("change", soon);
  };
}

/** The looks of the view in `root`, which stands in the page's element `page`; `changed()` is called when they
 *  change. */
export class Theme {
  /** The colours by their roles, as CSS writes them, the font, and how strong a map of answers is.
   *  @type {Record<"bg" | "fg" | "line" | "font" | "real" | "fake", string>
   *    & Record<"d" | "g" | "grad" | "neutral" | "penalty", string>
   *    & { heat: number, noise?: string }} */
  palette;
  shapes = false; // whether what differs by its colour also differs by its shape
  least = SMALLEST; // px, the smallest text where it is not
  projected = false; // whether the view is for a whole room
  stop = () => {}; // ends what watch() began
  #sign = "";

  constructor(page, root, changed) {
    this.page = page;
    this.root = root;
    this.changed = changed;
  }

  /** Follows the page from now on. */
  watch() {
    this.stop = watchColours(this.page, () => this.read());
  }

  /** Reads the page's background, text and font; tells where they have changed, or where it is to do so `anyway`. */
  read(anyway = false) {
    const { dark, back, text, font } = surroundings(this.page);
    const sign = [dark, back, text, font].join();
    if (sign === this.#sign && !anyway) return;
    this.#sign = sign;
    const [bg, fg] = [back, text].map((numbers) => `rgb(${numbers})`);
    const line = `rgb(${mix(back, text, 0.16)})`;
    this.root.dataset.theme = dark ? "dark" : "light";
    for (const [name, value] of Object.entries({ bg, fg })) this.root.style.setProperty(`--gl-${name}`, value);
    const style = getComputedStyle(this.root);
    const own = (name) => style.getPropertyValue(`--gl-${name}`).trim();
    const roles = Object.fromEntries(ROLES.map((name) => [name, own(name)]));
    this.palette = /** @type {any} */ ({ bg, fg, line, font, heat: Number(own("heat")), ...roles });
    this.changed();
  }

  /** The colour of an answer of D: generated (0), undecided (0.5), real (1). */
  scale = (p) => answerColour(p, this.palette);

  /** A size of text: in projector mode no smaller than the room can read. */
  text = (px) => {
    if (!this.projected) return Math.max(this.least, px);
    return Math.max(1, px / SMALLEST) * Math.min(MOST, Math.max(LEAST, window.innerWidth * OF_WIDTH));
  };

  /** A width of lines, or a radius. */
  thick = (px) => (this.projected ? THICKER * px : px);
}
