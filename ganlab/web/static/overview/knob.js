/** One control for a field of the settings: a number, a choice, a switch. */

/** @import { Services } from "../parts.js" */

import { el, write } from "../shell/tools.js";
import { nearest, stopsBetween, written } from "./stops.js";

const PATIENCE = 5000; // ms for the server to take a value on; what it says meanwhile is older than the hand

/** What all knobs share: a name with its help, and following the run's own value unless a hand is on the knob. */
export class Knob {
  /** @type {any} */
  shown;
  /** @type {string | null} */
  wanted = null; // value that was sent and has not come back yet, as JSON
  /** @type {(HTMLInputElement | HTMLSelectElement | HTMLButtonElement)[]} */
  controls;
  /** @type {number[]} */
  stops = []; // of a slider

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, knob, send) {
    this.words = words;
    this.knob = knob;
    this.send = send;
    this.title = el("span", { class: "gl-knob-name" });
    this.node = el(
      knob.kind === "classes" ? "div" : "label",
      { class: `gl-knob gl-knob-${knob.kind} gl-knob-${knob.name}` },
      this.title,
      ...this.build(),
    );
    this.name(knob);
  }

  /** Makes what is to stand beside the name, and `controls`, those of it that can be moved.
   *  @returns {HTMLElement[]} */
  build() {
    return [];
  }

  /** Shows a value. */
  show(value) {
    this.shown = value;
  }

  /** Follows what else a run's settings say. */
  settle(_settings) {}

  /** Sends a value, and shows it before the server does. */
  set(value) {
    this.wanted = JSON.stringify(value);
    this.show(value);
    clearTimeout(this.later);
    if (this.send(this.knob.name, value) === false) this.giveUp();
    else this.later = setTimeout(() => this.giveUp(), PATIENCE);
  }

  /** Goes back to the run's own value: what was sent is not taken on. */
  giveUp() {
    this.wanted = null;
    if (this.server !== undefined) this.show(this.server);
  }

  /** Shows the run's own value, unless a hand is on the knob. */
  follow(value, settings) {
    this.server = value;
    this.settle(settings);
    const came = JSON.stringify(value);
    if (this.wanted !== null && this.wanted !== came) return;
    this.wanted = null;
    clearTimeout(this.later);
    if (came !== JSON.stringify(this.shown)) this.show(value);
  }

  /** Writes the words, in the page's language. */
  name(knob) {
    this.knob = knob;
    this.title.textContent = knob.label;
    this.node.title = knob.help;
    for (const control of this.controls) control.setAttribute("aria-label", knob.label);
  }

  connect(connected) {
    for (const control of this.controls) control.disabled = !connected;
  }

  testid = (end = "") => `gl-knob-${this.knob.name}${end}`;
}

/** A number: a slider over its stops, and a box to read it and to type any other. */
export class Numeric extends Knob {
  typing = false; // what is being typed stands until it is finished

  build() {
    this.stops = stopsBetween(this.knob);
    /** @type {HTMLInputElement} */
    this.box = el("input", {
      type: "text",
      inputmode: "decimal",
      size: 7,
      autocomplete: "off",
      "data-testid": this.testid("-value"),
    });
    this.box.addEventListener("input", () => {
      this.typing = true;
    });
    this.box.addEventListener("change", () => this.type());
    this.box.addEventListener("blur", () => {
      this.typing = false;
      if (this.shown !== undefined) this.show(this.shown);
    });
    /** @type {HTMLInputElement} */
    this.slider = el("input", {
      type: "range",
      class: "gl-slider",
      min: 0,
      max: this.stops.length - 1,
      step: 1,
      "data-testid": this.testid(),
    });
    this.slider.addEventListener("input", () => this.set(this.stops[this.slider.valueAsNumber]));
    this.controls = [this.box, this.slider];
    /** @type {HTMLElement} */
    this.said = el("span", { class: "gl-knob-said", "aria-hidden": "true" }); // in place of the box, for few controls
    return [this.box, this.said, this.slider];
  }

  name(knob) {
    super.name(knob);
    if (this.shown !== undefined) this.show(this.shown);
  }

  /** Takes what was typed; the server says what is wrong with it. */
  type() {
    this.typing = false;
    const typed = this.box.value.trim().replace(",", ".").replace("−", "-");
    const value = typed === this.knob.zero ? 0 : Number(typed);
    const { low, high, kind } = this.knob;
    if (typed && value >= low && value <= high && (kind !== "whole" || Number.isInteger(value))) return this.set(value);
    this.send(this.knob.name, typed && Number.isFinite(value) ? value : typed);
    this.show(this.shown);
  }

  /** Goes to the next stop below or above. */
  nudge(by) {
    const next =
      by > 0 ? this.stops.find((stop) => stop > this.shown) : this.stops.findLast((stop) => stop < this.shown);
    if (next !== undefined) this.set(next);
  }

  show(value) {
    this.shown = value;
    const text = (value === 0 && this.knob.zero) || written(value);
    this.slider.valueAsNumber = nearest(this.stops, value);
    this.slider.setAttribute("aria-valuetext", text);
    this.slider.style.setProperty("--gl-filled", `${(100 * this.slider.valueAsNumber) / (this.stops.length - 1)}%`);
    write(this.said, text);
    if (!this.typing && this.box.value !== text) this.box.value = text;
  }
}

/** One of several; those that are for other kinds of data are not offered. */
export class Choice extends Knob {
  build() {
    /** @type {HTMLSelectElement} */
    this.select = el("select", { "data-testid": this.testid() });
    this.select.addEventListener("change", () => this.set(this.select.value));
    this.controls = [this.select];
    return this.controls;
  }

  settle({ kind }) {
    this.kind = kind;
    this.fill();
  }

  name(knob) {
    super.name(knob);
    this.fill();
  }

  fill() {
    const offered = this.knob.choices.filter(([, , kinds]) => !kinds || !this.kind || kinds.includes(this.kind));
    const sign = JSON.stringify(offered);
    if (sign === this.sign) return;
    this.sign = sign;
    this.select.replaceChildren(...offered.map(([key, label]) => el("option", { value: key }, label)));
    if (this.shown !== undefined) this.select.value = this.shown;
  }

  show(value) {
    this.shown = this.select.value = value;
  }
}

/** Yes or no. */
export class Switch extends Knob {
  build() {
    /** @type {HTMLInputElement} */
    this.box = el("input", { type: "checkbox", role: "switch", "data-testid": this.testid() });
    this.box.addEventListener("change", () => this.set(this.box.checked));
    this.controls = [this.box];
    return this.controls;
  }

  show(value) {
    this.shown = this.box.checked = value;
  }
}
