/** Streamlit's own menu in the page's language: how the page looks. It is made anew whenever it is opened. */

import { N_ } from "./words.js";

const BUTTON = "[data-testid=stMainMenuButton]";
const OWN = ".st-key-menu_place";
const LIST = "[data-testid=stMainMenuList]";
const LOOKS = N_("Light or dark");
const THEMES = { System: N_("As the system"), Light: N_("Light"), Dark: N_("Dark") };
const FRAMES = 60; // in which it is there, once its button was pressed

/** Puts the page's words into Streamlit's menu. */
export class StreamlitMenu {
  /** @type {Record<string, string>} */
  texts = {}; // by the marked English

  constructor() {
    document.addEventListener("click", this.pressed, true);
  }

  /** Takes the texts of a language. */
  speak(texts) {
    this.texts = texts ?? {};
    this.label(document.querySelector(BUTTON));
  }

  /** @param {Element | null} node */
  label(node) {
    node?.setAttribute("aria-label", this.texts[LOOKS] ?? LOOKS);
  }

  /** @param {Event} event */
  pressed = (event) => {
    if (event.target instanceof Element && event.target.closest(BUTTON)) this.await(FRAMES);
  };

  await(frames) {
    const list = document.querySelector(LIST);
    if (list) this.write(list);
    else if (frames) requestAnimationFrame(() => this.await(frames - 1));
  }

  /** @param {Element} list */
  write(list) {
    this.label(list);
    this.label(list.querySelector("[role=group]"));
    for (const [name, text] of Object.entries(THEMES)) {
      const words = list.querySelector(`[data-testid=stMainMenuItem-theme-${name}]`)?.lastChild;
      if (words instanceof Text) words.data = this.texts[text] ?? text;
    }
  }

  /** Closes the page's own menu, where it is open. */
  close() {
    /** @type {HTMLElement | null} */
    const open = document.querySelector(`${OWN} button[aria-expanded=true]`);
    open?.click();
  }

  destroy() {
    document.removeEventListener("click", this.pressed, true);
  }
}
