/** Asking a conditional G for a class: a row of buttons, and how often the classifier sees what was asked for. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { Study } from "./study.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const ALL = "all";

/** Holds what is asked for; the wall of fresh pictures follows. */
export class Asking {
  label = ALL;
  /** @type {any} */
  made = null; // the newest pictures, until the wall has taken them
  shown = false; // whether the wall shows them

  /** @param {Pick<Services, "words" | "command">} services */
  constructor({ words, command }) {
    this.words = words;
    const { say } = words;
    this.study = new Study({ words, command }, "label", (about, { pictures, scores }) =>
      this.take(about, pictures, scores),
    );
    this.buttons = el("div", { class: "gl-labels", role: "group" });
    this.title = say(el("span"), {
      textContent: N_("Ask G for"),
      title: N_("G is given this label y beside fresh noise z: the right wall shows G(z, y)"),
    });
    this.seen = el("span", { class: "gl-muted gl-seen", "data-testid": "gl-seen" });
    say(this.buttons, { "aria-label": N_("Ask G for") });
    this.row = el(
      "div",
      { class: "gl-asking", "data-testid": "gl-asking", hidden: "" },
      this.title,
      this.buttons,
      this.seen,
    );
    this.begun = el("p", { class: "gl-begun", "data-testid": "gl-begun", hidden: "" });
    this.node = el("div", { class: "gl-above", hidden: "" }, this.begun, this.row);
  }

  /** Takes a frame; returns what the fresh wall is to draw instead of the frame's own, or null.
   *  @param {Merged} frame */
  update(frame) {
    const { about, phase, past } = frame.header;
    if (about) this.follow(about);
    if (!this.classes) return null;
    this.study.update(frame);
    const before = this.shown;
    this.shown = !phase && !!this.last && (past === null || this.about.step === past);
    this.count();
    if (!this.shown) return null;
    const made = before ? this.made : this.last;
    this.made = null;
    return { fresh: made?.pictures, fresh_scores: made?.scores };
  }

  /** Follows the settings: the classes that can be asked for, and what the run began from. */
  follow({ classes, begun }) {
    this.begun.hidden = !begun;
    this.begun.textContent = begun;
    this.row.hidden = !classes;
    this.node.hidden = !begun && !classes;
    if (String(classes) === String(this.classes)) return;
    // else only their names
    const other = String(classes?.map(([label]) => label)) !== String(this.classes?.map(([label]) => label));
    this.classes = classes;
    this.list();
    if (!other) return;
    this.clear();
    if (classes) this.ask(ALL);
    else this.study.ask(null);
  }

  list() {
    const { t } = this.words;
    const button = (label, text) => {
      const node = el(
        "button",
        { type: "button", class: "gl-label", "data-testid": `gl-label-${label}`, "aria-pressed": label === this.label },
        text,
      );
      node.addEventListener("click", () => this.ask(label));
      return node;
    };
    this.buttons.replaceChildren(
      button(ALL, t("all")),
      ...(this.classes ?? []).map(([label, name]) => button(label, name)),
    );
  }

  ask(label) {
    this.label = label;
    for (const button of this.buttons.children)
      button.setAttribute("aria-pressed", String(button.getAttribute("data-testid") === `gl-label-${label}`));
    this.study.ask(label);
  }

  /** Takes the study's answer; that to an older question is let go. */
  take(about, pictures, scores) {
    if (about.label !== this.label) return;
    this.made = this.last = { pictures, scores };
    this.about = about;
  }

  count() {
    const { seen, count } = this.about ?? {};
    const text =
      this.study.elsewhere(this.about) ||
      (this.shown && Number.isInteger(seen)
        ? this.words.t("{seen} of {count} are recognised by the classifier as asked", { seen, count })
        : "");
    if (this.seen.textContent !== text) this.seen.textContent = text;
  }

  clear() {
    this.made = this.last = this.about = null;
    this.shown = false;
    this.count();
  }

  relabel() {
    this.list();
    this.count();
  }

  destroy() {
    this.study.ask(null);
  }
}
