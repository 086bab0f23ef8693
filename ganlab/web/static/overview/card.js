/** What a part of the overview says when it is pointed at, and the card with its knobs. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { PART_WORDS } from "./part_words.js";

styled(import.meta.url);

const PATIENCE = 350; // ms that the pointer must rest

/** One tip and one card at a time, laid over the view. */
export class Cards {
  /** @type {any} */
  part = null;
  asked = false; // whether G and D are given a label
  /** @type {Record<string, string>} */
  formulas = {};

  /** @param {Pick<Services, "words" | "hides" | "enlarge">} services */
  constructor({ words, hides, enlarge }, root) {
    this.words = words;
    this.hides = hides;
    this.root = root;
    const { say } = words;
    this.tip = el("div", { class: "gl-tip", role: "tooltip", "data-testid": "gl-tip", hidden: "" });
    this.title = el("strong");
    this.text = el("p");
    this.formula = el("div", { class: "gl-formula" });
    this.knobs = el("div", { class: "gl-card-knobs" });
    this.large = say(el("button", { type: "button", class: "gl-chip" }), { textContent: N_("Show it large") });
    this.large.addEventListener("click", () => {
      enlarge(this.part);
      this.close();
    });
    const close = say(el("button", { type: "button", class: "gl-close", "data-testid": "gl-card-close" }, "×"), {
      "aria-label": N_("Dismiss"),
    });
    close.addEventListener("click", () => this.close());
    this.card = el(
      "div",
      { class: "gl-card", role: "dialog", "data-testid": "gl-card", hidden: "" },
      el("div", { class: "gl-card-head" }, this.title, close),
      this.text,
      this.formula,
      this.knobs,
      this.large,
    );
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener(
      "pointerdown",
      (event) =>
        this.part &&
        !event
          .composedPath()
          .some((node) => node === this.card || /** @type {HTMLElement} */ (node).dataset?.opens === this.part.name) &&
        this.close(false),
      { signal, capture: true },
    );
    this.card.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    root.append(this.tip, this.card);
  }

  /** Shows a part's sentence and formula, until something else is pointed at. */
  tell(node, part) {
    clearTimeout(this.waiting);
    this.tip.replaceChildren(
      el("strong", {}, this.words.t(PART_WORDS[part.name].title)),
      el("p", {}, this.tipOf(part)),
      this.typeset(part),
    );
    this.tip.hidden = false;
    this.put(this.tip, node);
  }

  /** Shows a part's sentence and formula while the pointer or the keyboard rests on it. */
  explain(node, part) {
    const show = () => {
      if (!this.part && !this.hides("cards")) this.tell(node, part);
    };
    const hide = () => {
      clearTimeout(this.waiting);
      this.tip.hidden = true;
    };
    node.addEventListener("pointerenter", ({ pointerType }) => {
      clearTimeout(this.waiting);
      if (pointerType === "mouse") this.waiting = setTimeout(show, PATIENCE);
    });
    node.addEventListener("pointerleave", hide);
    node.addEventListener("focus", () => node.matches(":focus-visible") && show());
    node.addEventListener("blur", hide);
    node.addEventListener("click", () => node.role !== "img" && hide()); // a picture has just explained itself
  }

  /** What is said of a part, in the words for such a run where there are any. */
  tipOf({ name }) {
    const { tip, asked, images } = PART_WORDS[name];
    const own = (this.asked && asked) || (this.root.dataset.kind === "images" && images);
    return this.words.t(own || tip);
  }

  /** A part's formula, and what the formula uses. */
  typeset(part) {
    const { formulas } = this;
    const node = el("div", { class: "gl-formula" });
    const used = (part.formulas ?? [part.name]).filter((name) => formulas[name]);
    if (used.some((name) => name.endsWith("_loss")) && formulas.where) used.push("where");
    // from our own registries, never a visitor's
    node.innerHTML = used.map((name) => `<div>${formulas[name]}</div>`).join("");
    return node;
  }

  open(node, part, knobs) {
    if (this.hides("cards")) return;
    clearTimeout(this.waiting);
    this.tip.hidden = true;
    this.opener = node;
    this.part = part;
    this.title.textContent = this.words.t(PART_WORDS[part.name].title);
    this.text.textContent = this.tipOf(part);
    this.formula.replaceChildren(this.typeset(part));
    this.knobs.replaceChildren(...knobs);
    this.large.hidden = !part.layers || this.root.dataset.kind !== "points";
    this.card.setAttribute("aria-label", this.title.textContent);
    this.card.hidden = false;
    this.put(this.card, node);
    this.fit();
    const first = this.card.querySelector("select, input:not([type=range]), button");
    /** @type {HTMLElement | null} */ (first)?.focus({ preventScroll: true });
  }

  /** Sets a formula smaller where it is too wide for the card. */
  fit() {
    const formula = this.formula.firstElementChild;
    if (!(formula instanceof HTMLElement)) return;
    if (formula.scrollWidth > formula.clientWidth) formula.style.fontSize = "13px";
    formula.tabIndex = formula.scrollWidth > formula.clientWidth ? 0 : -1; // else nobody could scroll it by keys
  }

  close(back = true) {
    this.part = null;
    this.card.hidden = true;
    if (back) this.opener?.focus({ preventScroll: true });
  }

  /** Puts a box beside a node: to its right where there is room, and never off the view. */
  put(box, node) {
    const [view, at] = [this.root.getBoundingClientRect(), node.getBoundingClientRect()];
    const room = view.width - (at.right - view.left);
    const left =
      room > box.offsetWidth + 16
        ? at.right - view.left + 10
        : Math.max(8, Math.min(at.left - view.left, view.width - box.offsetWidth - 8));
    const below = room > box.offsetWidth + 16 ? at.top : at.bottom + 8;
    const bottom = Math.min(window.innerHeight, Math.max(view.bottom, view.top + 300)) - box.offsetHeight - 8;
    box.style.left = `${left}px`;
    box.style.top = `${Math.max(0, Math.min(below, bottom) - view.top)}px`;
  }

  /** @param {Merged} frame */
  update({ header: { about } }) {
    if (about) Object.assign(this, { formulas: about.formulas, asked: !!about.classes });
    if (!about || !this.part) return;
    this.formula.replaceChildren(this.typeset(this.part));
    this.fit();
  }

  relabel() {
    if (this.part) this.close(false);
  }

  destroy() {
    clearTimeout(this.waiting);
    this.listening.abort();
  }
}
