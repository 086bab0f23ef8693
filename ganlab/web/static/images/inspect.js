/** The card of one picture: its z, what D says and where D looks, its class, and the nearest training pictures. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { mix, rgb } from "../shell/colours.js";
import { el } from "../shell/tools.js";
import { Nearest } from "./nearest.js";
import { paintBars, paintRow } from "./pixels.js";
import { Study } from "./study.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const CANVASES = {
  picture: N_("The picture"),
  slope: N_("Where D looks: the gradient of D's logit in the pixels"),
  z: N_("Its z"),
};
const SECTIONS = {
  classes: {
    textContent: N_("Class, by the digit classifier"),
    title: N_(
      "The probabilities that a separate network gives, trained on labelled digits; G and D know nothing of it",
    ),
  },
  z: {
    textContent: N_("Its z"),
    title: N_("One bar for each number of the noise vector; full height is three standard deviations"),
  },
};
const TITLES = {
  fixed: N_("Fixed z {n} at step {step}"),
  fresh: N_("Fresh z {n} at step {step}"),
  real: N_("Real picture {n} at step {step}"),
};

const WIDE = 1080; // from this width of the view the charts stand beside the pictures, and the card over them

/** The card; `open({wall, index, step})` asks for a picture of `walls`, which is followed until the card is closed. */
export class Inspect {
  low = 0; // the ends of D's colour scale
  high = 1;
  answer = el("b"); // D's, in words
  /** @type {HTMLElement | null} */
  from = null; // what had the focus

  /** @param {Pick<Services, "words" | "theme" | "command" | "describe">} services */
  constructor({ words, theme, command, describe }, walls) {
    this.words = words;
    this.theme = theme;
    this.walls = walls;
    this.study = new Study({ words, command }, "inspect", (about, arrays) => this.show(about, arrays));
    this.makePictures();
    this.near = { pixels: new Nearest({ words }, "pixels"), features: new Nearest({ words }, "features") };
    this.makeCard();
    describe(this.picture, () => this.spoken());
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  makePictures() {
    const { say } = this.words;
    const picture = (name) => {
      const canvas = el("canvas", { role: "img", "data-testid": `gl-inspect-${name}` });
      return say(canvas, { "aria-label": CANVASES[name] });
    };
    /** @type {HTMLCanvasElement} */
    this.picture = picture("picture");
    /** @type {HTMLCanvasElement} */
    this.slope = picture("slope");
    /** @type {HTMLCanvasElement} */
    this.z = picture("z");
    /** @type {HTMLElement} */
    this.reach = say(el("span"), {
      title: N_(
        "The length of the gradient of D's logit in each pixel: the pinker, the more a change of " +
          "this pixel moves what D says, towards real or towards fake. The strongest pixel changes the " +
          "logit by q for each unit of brightness, black to white; the picture lies faintly below",
      ),
    });
    /** @type {HTMLElement} */
    this.look = el("figure", {}, this.slope, el("figcaption", {}, this.reach));
  }

  /** A section of the card under its heading. */
  section(name, ...children) {
    return el("div", {}, this.words.say(el("h4"), SECTIONS[name]), ...children);
  }

  makeCard() {
    const { say } = this.words;
    /** @type {HTMLElement} */
    this.title = el("h3", { "data-testid": "gl-inspect-title" });
    const look = { class: "gl-sort gl-inspect-through", "data-testid": "gl-inspect-through" };
    /** @type {HTMLButtonElement} */
    this.through = el("button", { type: "button", ...look });
    say(this.through, { textContent: N_("Through time"), title: N_("Show what G made of this z at earlier steps") });
    this.through.addEventListener("click", () => this.followBack());
    const close = el("button", { type: "button", class: "gl-close", "data-testid": "gl-inspect-close" }, "×");
    say(close, { "aria-label": N_("Dismiss") });
    close.addEventListener("click", () => this.close());
    /** @type {HTMLElement} */
    this.note = el("p", { class: "gl-inspect-note", "data-testid": "gl-inspect-note" });
    /** @type {HTMLElement} */
    this.score = el("p", { class: "gl-inspect-score", "data-testid": "gl-inspect-score" });
    /** @type {HTMLElement} */
    this.bars = el("div", { class: "gl-inspect-bars", "data-testid": "gl-inspect-classes" });
    /** @type {HTMLElement} */
    this.classes = this.section("classes", this.bars);
    /** @type {HTMLElement} */
    this.noise = this.section("z", this.z);
    const body = el("div", { class: "gl-inspect-body" });
    body.append(el("div", { class: "gl-inspect-pair" }, this.picture, this.look), this.note, this.score, this.through);
    body.append(this.classes, this.near.pixels.node, this.near.features.node, this.noise);
    const card = { class: "gl-inspect", hidden: "", tabindex: "-1", "data-testid": "gl-inspect" };
    /** @type {HTMLElement} */
    this.node = el("section", card, el("header", {}, this.title, close), body);
    say(this.node, { "aria-label": N_("One picture") });
  }

  /** Asks for a picture and shows the card as soon as there is an answer. */
  open(wanted) {
    this.from = /** @type {HTMLElement | null} */ (document.activeElement);
    this.study.ask(wanted);
    this.announce("gl-inspected", wanted);
  }

  announce(what, detail) {
    this.walls.dispatchEvent(new CustomEvent(what, { bubbles: true, detail }));
  }

  /** Goes to the page that shows this z through time; a card that would lie over it closes. */
  followBack() {
    if (!this.node.closest(".gl-column")) this.close();
    this.announce("gl-turn", "strip");
  }

  close() {
    this.study.ask(null);
    this.node.hidden = true;
    if (this.node.contains(document.activeElement) || document.activeElement === document.body)
      this.from?.focus?.({ preventScroll: true });
  }

  /** @param {Merged} frame */
  update(frame) {
    this.study.update(frame);
    [this.low, this.high] = frame.header.answers;
    if (this.about && !this.node.hidden) this.remark();
  }

  /** Puts the card where there is room for it. */
  settle(root) {
    const column = root.querySelector(".gl-column");
    const home = column && root.clientWidth >= WIDE ? column : root;
    if (this.node.parentNode !== home) home.append(this.node);
  }

  show(about, arrays) {
    const { t, number } = this.words;
    const { palette } = this.theme;
    this.settle(this.walls.closest(".gl-root"));
    const opened = this.node.hidden;
    this.node.hidden = false;
    this.about = about;
    this.title.textContent = t(TITLES[about.wall], { n: about.index + 1, step: number(about.step) });
    paintRow(this.picture, arrays.picture.data, 1);
    this.look.hidden = !arrays.slope;
    if (arrays.slope) this.paintSlope(arrays, about.reach);
    if (arrays.slope) this.reach.textContent = t("where D looks, at most {q}", { q: this.words.short(about.reach, 2) });
    this.remark();
    this.score.replaceChildren(this.answer, this.bar(palette));
    this.showAnswer();
    this.classes.hidden = !about.classes;
    if (about.classes) this.bars.replaceChildren(...about.classes.map((p, k) => this.classBar(p, k)));
    for (const [by, part] of Object.entries(this.near)) part.show(about.near[by], arrays[`near_${by}`]);
    this.noise.hidden = this.through.hidden = !arrays.z;
    if (arrays.z) paintBars(this.z, arrays.z.data, this.theme.palette, this.words);
    if (opened) this.node.focus({ preventScroll: true });
  }

  /** Says what is to be known of a past that is looked at: what is not held any more. */
  remark() {
    const {
      about,
      study,
      words: { t, number },
    } = this;
    const text =
      study.elsewhere(about) ||
      (about.reach === null
        ? t("Where D looked is not shown: the weights of step {step} are no longer held.", { step: number(about.step) })
        : "");
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  /** The card in words. */
  spoken() {
    const {
      about,
      words: { t },
    } = this;
    if (!about) return "";
    const {
      near: { pixels },
      classes,
      score,
    } = about;
    const sentences = [`${this.title.textContent}: ${t("D = {d}", { d: this.words.short(score, 2) })}.`];
    const likely = classes?.indexOf(Math.max(...classes));
    if (classes)
      sentences.push(
        t("The digit classifier takes it for {k}, {share} % sure.", {
          k: likely,
          share: Math.round(100 * classes[likely]),
        }),
      );
    if (pixels)
      sentences.push(
        t("The nearest training picture is {d} away by pixels.", { d: this.words.short(pixels.distances[0], 2) }),
        this.near.pixels.text.textContent,
      );
    return [...sentences, this.note.textContent].join(" ").trim();
  }

  bar({ line, fg }) {
    const { scale } = this.theme;
    const share = Math.min(1, Math.max(0, (this.about.score - this.low) / (this.high - this.low)));
    return el(
      "i",
      { style: `background:linear-gradient(90deg, ${scale(share)} ${100 * share}%, ${line} 0)` },
      el("u", { style: `background:${fg}` }),
    );
  }

  classBar(p, k) {
    return el(
      "span",
      { title: `${k}: ${this.words.percent(p, 1)}` },
      el("i", { style: `height:${Math.max(1, Math.round(36 * p))}px` }),
      String(k),
    );
  }

  /** The pinker, the more a pixel moves D's logit, whichever way; the picture lies faintly below. */
  paintSlope({ slope, picture }, reach) {
    const { palette } = this.theme;
    const [ground, ink, pink] = [palette.neutral, palette.fg, palette.grad].map(rgb);
    let at = 0;
    paintRow(this.slope, slope.data, 1, (value) => {
      const strength = Math.min(1, Math.abs(value) / (reach || 1)) ** 0.7;
      return [...mix(mix(ground, ink, (0.12 * picture.data[at++]) / 255), pink, strength), 255];
    });
  }

  relabel() {
    if (!this.about || this.node.hidden) return;
    this.remark();
    this.showAnswer();
  }

  showAnswer() {
    this.answer.textContent = this.words.t("D = {d}", { d: this.words.fixed(this.about.score) });
  }

  /** Another run: its pictures are others. */
  clear() {
    this.node.hidden = true;
  }

  destroy() {
    this.study.ask(null);
    this.node.remove();
  }
}
