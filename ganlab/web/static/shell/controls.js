/** Few controls for whoever is new, or all of them: the visitor's choice, kept, and part of the address. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "./socket.js" */

import { styled } from "./style.js";
import { el } from "./tools.js";
import { N_ } from "./words.js";

styled(import.meta.url);

const STORE = "ganlab.controls";

/** What the visitor chose last time. */
function stored() {
  try {
    return localStorage.getItem(STORE) === "all";
  } catch {
    return false;
  }
}

/** Two runs side by side, and slow motion, have all controls whatever was chosen. */
export class Controls {
  needed = false;
  lesson = false; // whether a lesson needs them all

  /** `changed()` is called when the other controls are shown.
   *  @param {Pick<Services, "words">} services */
  constructor({ words }, root, { controls }, changed) {
    this.root = root;
    this.changed = changed;
    this.given = controls;
    this.all = controls ? controls === "all" : stored();
    const look = { type: "button", class: "gl-button gl-all", "data-testid": "gl-all" };
    this.button = words.say(el("button", look), {
      textContent: N_("All controls"),
      title: N_("Show every control, layer and chart, or only what a first look needs"),
    });
    this.button.addEventListener("click", () => this.choose(!this.all));
    this.apply();
  }

  /** Whether few controls are shown. */
  get few() {
    return !this.all && !this.needed && !this.lesson;
  }

  choose(all) {
    this.all = all;
    this.given = null;
    try {
      localStorage.setItem(STORE, all ? "all" : "few");
    } catch {
      /* a browser without storage still switches, it only forgets */
    }
    this.apply();
    this.changed();
  }

  apply() {
    const shown = this.few ? "few" : "all";
    this.root.dataset.controls = document.documentElement.dataset.glControls = shown;
    this.button.setAttribute("aria-pressed", String(!this.few));
  }

  /** @param {Merged} frame */
  update({ header: { beside, phase } }) {
    this.require({ needed: !!(beside || phase) });
  }

  /** Takes what needs all controls: `needed`, `lesson`. */
  require(what) {
    const { few } = this;
    Object.assign(this, what);
    if (few === this.few) return;
    this.apply();
    this.changed();
  }

  /** What the address has to say so that a reload, or whoever is sent it, is shown the same. */
  query() {
    return this.all ? { controls: "all" } : this.given ? { controls: "few" } : {};
  }

  destroy() {
    delete document.documentElement.dataset.glControls;
  }
}
