/** The two walls of generated digits and the strip of real ones, each picture with D's verdict below it. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { el } from "../shell/tools.js";
import { Asking } from "./asking.js";
import { Inspect } from "./inspect.js";
import { Panel, SIDE } from "./panel.js";
import { N_ } from "../shell/words.js";

const PANELS = [
  { name: "fixed", rows: SIDE },
  { name: "fresh", rows: SIDE },
  { name: "real", rows: 1 },
];

/** The page of the image lab that shows what G makes at this moment. */
export class Walls {
  /** @param {Pick<Services, "words" | "theme" | "keys" | "command" | "recorded" | "redraw" | "describe">} services */
  constructor({ words, theme, keys, command, recorded, redraw, describe }) {
    this.words = words;
    this.redraw = redraw;
    const { say } = words;
    const ask = recorded ? null : (wanted) => this.inspect.open(wanted);
    this.panels = PANELS.map((panel) => new Panel({ words, theme, keys, redraw }, panel, ask));
    this.sorter = say(
      el("button", { type: "button", class: "gl-sort", "aria-pressed": "false", "data-testid": "gl-sort" }),
      {
        textContent: N_("Sort by D's answer"),
        title: N_("What D takes for real comes first; a new order once a second"),
      },
    );
    this.sorter.addEventListener("click", () => this.sort());
    this.ends = el("div", { class: "gl-key-ends" }, el("span"), el("span"), el("span"));
    this.title = say(el("div", { class: "gl-caption" }), { textContent: N_("Bar below a picture: D's answer") });
    const key = el("div", { class: "gl-key" }, this.title, el("div", { class: "gl-key-bar" }), this.ends, this.sorter);
    this.asking = new Asking({ words, command });
    const sentence = say(el("p", { class: "gl-sentence" }), {
      textContent: N_("The bar below a picture: what D says, {real_colour} for “real”, {fake_colour} for “fake”."),
    });
    const walls = this.panels.map((panel) => panel.node);
    this.node = el("div", { class: "gl-walls" }, this.asking.node, ...walls, key, sentence);
    this.inspect = new Inspect({ words, theme, command, describe }, this.node);
  }

  /** Sorts both walls by D's score, or puts them back into the order of their z. */
  sort() {
    const sorted = this.sorter.getAttribute("aria-pressed") !== "true";
    this.sorter.setAttribute("aria-pressed", String(sorted));
    for (const panel of this.panels.slice(0, 2)) panel.sort(performance.now(), sorted);
    this.redraw();
  }

  clear() {
    for (const panel of this.panels) panel.clear();
    this.inspect.clear();
    this.asking.clear();
  }

  /** Takes the arrays of a frame; what is missing stays as it was.
   *  @param {Merged} frame
   *  @param {number} now */
  update(frame, now) {
    const { header } = frame;
    const { asking } = this;
    const arrays = { ...frame.arrays, ...asking.update(frame) };
    this.inspect.update(frame);
    const {
      about,
      phase,
      step,
      answers: [low, high],
    } = header;
    if (about) for (const panel of this.panels) if (panel.name !== "real") panel.divide(about.wall);
    for (const panel of this.panels)
      panel.update(arrays, [low, high], phase, panel.name === "fresh" && asking.shown ? asking.about.step : step, now);
    const short = (value) => this.words.short(value, 2);
    const texts = [
      this.words.t("{d} fake", { d: short(low) }),
      short((low + high) / 2),
      this.words.t("{d} real", { d: short(high) }),
    ];
    for (const [i, text] of texts.entries()) {
      const end = this.ends.children[i];
      if (end.textContent !== text) end.textContent = text;
    }
    if (about) this.title.title = about.meaning;
  }

  /** The palette is read while drawing, so nothing has to be remade. */
  recolour() {}

  /** Draws the panels; they never glide. */
  draw() {
    for (const panel of this.panels) panel.draw();
    return false;
  }

  relabel() {
    this.asking.relabel();
  }

  destroy() {
    this.asking.destroy();
    for (const { observer, forget } of this.panels) {
      observer.disconnect();
      forget();
    }
    this.inspect.destroy();
  }
}
