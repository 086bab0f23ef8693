/** Knobs: one control for each field of the settings, sent straight to the running trainer, not through a rerun. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { Choice, Knob, Numeric, Switch } from "./knob.js";
import { nearest, stopsBetween } from "./stops.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

/** The widths of the hidden layers: how many, how wide all of them, or each one typed. */
class Layers extends Knob {
  build() {
    const { say } = this.words;
    /** @type {HTMLInputElement} */
    this.count = say(
      el("input", { type: "range", class: "gl-slider", min: 0, max: 6, step: 1, "data-testid": this.testid("-count") }),
      { title: N_("layers") },
    );
    /** @type {HTMLInputElement} */
    this.width = say(
      el("input", { type: "range", class: "gl-slider", min: 0, step: 1, "data-testid": this.testid("-width") }),
      { title: N_("width") },
    );
    this.stops = stopsBetween({ low: 1, high: 512, kind: "whole" })
      .concat(4, 6, 8, 16, 32, 64, 128, 256)
      .sort((a, b) => a - b)
      .filter((w, i, all) => w !== all[i - 1]);
    this.width.max = String(this.stops.length - 1);
    /** @type {HTMLInputElement} */
    this.box = el("input", { type: "text", size: 9, autocomplete: "off", "data-testid": this.testid("-value") });
    this.count.addEventListener("input", () => this.deepen(Number(this.count.value)));
    this.width.addEventListener(
      "input",
      () => this.shown.length && this.set(this.shown.map(() => this.stops[this.width.valueAsNumber])),
    );
    this.box.addEventListener("change", () => this.type());
    this.controls = [this.box, this.count, this.width];
    const row = (key, slider) => el("span", { class: "gl-knob-row" }, say(el("small"), { textContent: key }), slider);
    /** @type {HTMLElement} */
    this.depth = row(N_("layers"), this.count);
    return [this.box, this.depth, row(N_("width"), this.width)];
  }

  /** Keeps the first layers, and adds more of the last one's width. */
  deepen(count) {
    const last = this.shown.at(-1) ?? 64;
    this.set([...this.shown.slice(0, count), ...Array(Math.max(0, count - this.shown.length)).fill(last)]);
  }

  type() {
    const widths = this.box.value
      .split(/[\s,·×]+/)
      .filter(Boolean)
      .map(Number);
    if (widths.every((width) => Number.isInteger(width) && width >= 1 && width <= 512) && widths.length <= 6)
      return this.set(widths);
    this.send(this.knob.name, this.box.value);
    this.show(this.shown);
  }

  settle({ depths }) {
    this.depth.hidden = this.knob.name in depths;
  }

  show(value) {
    this.shown = value;
    this.count.value = value.length;
    this.width.value = nearest(this.stops, Math.max(1, ...value));
    const filled = (slider) => slider.style.setProperty("--gl-filled", `${(100 * slider.value) / slider.max}%`);
    [this.count, this.width].forEach(filled);
    if (document.activeElement !== this.box) this.box.value = value.join(", ");
  }
}

/** Some of the data set's classes, each a button that is on or off; none of them stands for all. */
class Classes extends Knob {
  build() {
    const { say } = this.words;
    /** @type {string[]} */
    this.names = [];
    this.shown = [];
    /** @type {HTMLButtonElement} */
    this.all = say(el("button", { type: "button", class: "gl-class", "data-testid": this.testid("-all") }), {
      textContent: N_("All"),
      title: N_("Train on the pictures of all classes. Choosing some of them begins the run anew."),
    });
    this.all.addEventListener("click", () => this.set([]));
    /** @type {HTMLElement} */
    this.row = el("span", { class: "gl-classes", role: "group" });
    this.controls = [this.all];
    return [this.row];
  }

  name(knob) {
    super.name(knob);
    this.row.setAttribute("aria-label", knob.label);
    this.all.removeAttribute("aria-label"); // it has a text of its own
  }

  /** Makes a button for each class of another data set. */
  settle({ classes }) {
    if (String(classes) === String(this.names)) return;
    this.names = classes;
    const buttons = classes.map((name, label) => {
      const button = el("button", { type: "button", class: "gl-class", "data-testid": this.testid(`-${label}`) }, name);
      button.addEventListener("click", () => this.turn(label));
      return button;
    });
    this.controls = [this.all, ...buttons];
    this.row.replaceChildren(...this.controls);
    this.show(this.shown);
  }

  /** Takes a class in or out; where all of them are in, it is as if none were named. */
  turn(label) {
    const left = this.shown.filter((other) => other !== label);
    const next = left.length < this.shown.length ? left : [...left, label].sort((a, b) => a - b);
    this.set(next.length < this.names.length ? next : []);
  }

  show(value) {
    this.shown = value;
    const [all, ...buttons] = this.controls;
    all.setAttribute("aria-pressed", String(!value.length));
    for (const [label, button] of buttons.entries()) button.setAttribute("aria-pressed", String(value.includes(label)));
  }
}

const KEYS = [
  { keys: ["["], text: N_("D’s learning rate one stop down"), part: "d_lr", by: -1 },
  { keys: ["]"], text: N_("D’s learning rate one stop up"), part: "d_lr", by: 1 },
  { keys: ["{"], text: N_("G’s learning rate one stop down"), part: "g_lr", by: -1 },
  { keys: ["}"], text: N_("G’s learning rate one stop up"), part: "g_lr", by: 1 },
];

const KINDS = { whole: Numeric, number: Numeric, choice: Choice, switch: Switch, layers: Layers, classes: Classes };

/** Makes one knob; `send(name, value)` is told what it is moved to. Null for a kind that is not set by hand. */
export function makeKnob({ words }, knob, send) {
  const Kind = KINDS[knob.kind];
  return Kind ? new Kind({ words }, knob, send) : null;
}

/** Every knob by its name; `command(name, value)` sends what is moved. */
export class Knobs {
  /** @param {Pick<Services, "words" | "keys" | "command">} services */
  constructor({ words, keys, command }, knobs) {
    this.all = {};
    for (const knob of knobs) {
      const made = makeKnob({ words }, knob, (name, value) => command("set", { [name]: value }));
      if (made) this.all[knob.name] = made;
    }
    this.connect(false);
    const rate = ({ by, ...record }) => ({
      ...record,
      group: "settings",
      repeat: true,
      when: () => this.connected,
      run: () => this.all[record.part].nudge(by),
    });
    keys.add(...KEYS.map(rate));
  }

  /** The nodes of one part's knobs, in their order. */
  of(part) {
    return Object.values(this.all)
      .filter(({ knob }) => knob.part === part)
      .map(({ node }) => node);
  }

  /** Shows the values of a run's settings, where they have come with a frame, and hides what does nothing beside them.
   *  @param {Merged} frame */
  update({ header: { about } }) {
    if (!about) return;
    const { values, shown } = about.settings;
    for (const [name, knob] of Object.entries(this.all)) {
      knob.node.hidden = !shown.includes(name);
      knob.follow(values[name], about.settings);
    }
  }

  relabel({ knobs }) {
    for (const knob of knobs) this.all[knob.name]?.name(knob);
  }

  /** Without a connection nothing can be moved. */
  connect(connected) {
    this.connected = connected;
    for (const knob of Object.values(this.all)) knob.connect(connected);
  }

  destroy() {
    for (const { later } of Object.values(this.all)) clearTimeout(later);
  }
}
