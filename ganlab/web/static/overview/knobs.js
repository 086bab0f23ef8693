/** Knobs: one control for each field of the settings, sent straight to the running trainer, not through a rerun. */

import { el } from "../shell/tools.js";

const STOPS = [1, 1.5, 2, 3, 5, 7]; // in each power of ten: nearly even in the logarithm
const NEAR_ONE = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]; // for shares below 1
const HANDS_OFF = 700; // ms in which the server's echo must not pull a slider from under a finger
const SMALLEST = 1e-3; // stop above 0, where a range begins there
const EVEN = 40; // whole numbers that a slider goes through one by one

/** The stops of a slider between two bounds, both of them included. */
export function stopsBetween({ low, high, kind, open = [] }) {
  const whole = kind === "whole";
  if (whole && high - low <= EVEN) return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  if (!whole && high === 1) return low === 0 ? NEAR_ONE : Array.from({ length: 11 }, (_, i) => +(low + ((high - low) * i) / 10).toFixed(4));
  if (low < 0) return Array.from({ length: EVEN + 1 }, (_, i) => +(low + ((high - low) * i) / EVEN).toFixed(4));
  const from = low > 0 ? low : whole ? 1 : SMALLEST;
  const stops = new Set(open.length ? [high] : [low, high]);
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(high); power++) {
    for (const stop of STOPS) stops.add(Number(`${whole ? Math.floor(stop) : stop}e${power}`));
  }
  return [...stops].filter((stop) => (stop === 0 ? low <= 0 : stop >= from) && stop <= high && (!whole || Number.isInteger(stop))).sort((a, b) => a - b);
}

/** Place of the stop that comes nearest to a value: in the logarithm, where all have one. */
export function nearest(stops, value) {
  const off = (stop) => (stops[0] < 0 ? Math.abs(stop - value) : stop > 0 && value > 0 ? Math.abs(Math.log(stop / value)) : stop === value ? 0 : Infinity);
  return stops.reduce((best, stop, i) => (off(stop) < off(stops[best]) ? i : best), 0);
}

/** A number as one writes it: 0.002, and 5e-5 where zeros would have to be counted. */
export const written = (value) => (value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential().replace(/(\.\d{4})\d+/, "$1") : String(+value.toPrecision(10)));

/** What all knobs share: a name with its help, and following the run's own value unless a hand is on the knob. */
class Knob {
  touched = -Infinity;

  constructor(ctx, knob, send) {
    Object.assign(this, { ctx, knob, send });
    this.title = el("span", { class: "gl-knob-name" });
    this.node = el(knob.kind === "classes" ? "div" : "label", { class: `gl-knob gl-knob-${knob.kind} gl-knob-${knob.name}` }, this.title, ...this.build(ctx));
    this.name(knob);
  }

  /** Sends a value, and shows it before the server does. */
  set(value) {
    this.touched = performance.now();
    this.show(value);
    this.send(this.knob.name, value);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.server !== undefined && this.show(this.server), HANDS_OFF + 50);
  }

  /** Shows the run's own value, unless a hand is on the knob. */
  follow(value, settings) {
    this.server = value;
    this.settle?.(settings);
    if (performance.now() - this.touched > HANDS_OFF && JSON.stringify(value) !== JSON.stringify(this.shown)) this.show(value);
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
class Numeric extends Knob {
  build() {
    this.stops = stopsBetween(this.knob);
    this.box = el("input", { type: "text", inputmode: "decimal", size: 7, autocomplete: "off", "data-testid": this.testid("-value") });
    this.box.addEventListener("change", () => this.type());
    this.slider = el("input", { type: "range", class: "gl-slider", min: 0, max: this.stops.length - 1, step: 1, "data-testid": this.testid() });
    this.slider.addEventListener("input", () => this.set(this.stops[this.slider.value]));
    this.controls = [this.box, this.slider];
    return this.controls;
  }

  /** Takes what was typed; the server says what is wrong with it. */
  type() {
    const typed = this.box.value.trim().replace(",", ".").replace("−", "-");
    const value = Number(typed);
    const { low, high, kind } = this.knob;
    if (typed && value >= low && value <= high && (kind !== "whole" || Number.isInteger(value))) return this.set(value);
    this.send(this.knob.name, typed && Number.isFinite(value) ? value : typed);
    this.show(this.shown);
  }

  /** Goes to the next stop below or above. */
  nudge(by) {
    const next = by > 0 ? this.stops.find((stop) => stop > this.shown) : this.stops.findLast((stop) => stop < this.shown);
    if (next !== undefined) this.set(next);
  }

  show(value) {
    this.shown = value;
    const text = written(value);
    this.slider.value = nearest(this.stops, value);
    this.slider.setAttribute("aria-valuetext", text);
    this.slider.style.setProperty("--gl-filled", `${(100 * this.slider.value) / (this.stops.length - 1)}%`);
    if (document.activeElement !== this.box || this.box.value !== text) this.box.value = text;
  }
}

/** One of several; those that are for other kinds of data are not offered. */
class Choice extends Knob {
  build() {
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
class Switch extends Knob {
  build() {
    this.box = el("input", { type: "checkbox", role: "switch", "data-testid": this.testid() });
    this.box.addEventListener("change", () => this.set(this.box.checked));
    this.controls = [this.box];
    return this.controls;
  }

  show(value) {
    this.shown = this.box.checked = value;
  }
}

/** The widths of the hidden layers: how many, how wide all of them, or each one typed. */
class Layers extends Knob {
  build({ say }) {
    this.count = say(el("input", { type: "range", class: "gl-slider", min: 0, max: 6, step: 1, "data-testid": this.testid("-count") }), { title: "live_layer_count" });
    this.width = say(el("input", { type: "range", class: "gl-slider", min: 0, step: 1, "data-testid": this.testid("-width") }), { title: "live_layer_width" });
    this.widths = stopsBetween({ low: 1, high: 512, kind: "whole" }).concat(4, 6, 8, 16, 32, 64, 128, 256).sort((a, b) => a - b).filter((w, i, all) => w !== all[i - 1]);
    this.width.max = this.widths.length - 1;
    this.box = el("input", { type: "text", size: 9, autocomplete: "off", "data-testid": this.testid("-value") });
    this.count.addEventListener("input", () => this.deepen(Number(this.count.value)));
    this.width.addEventListener("input", () => this.shown.length && this.set(this.shown.map(() => this.widths[this.width.value])));
    this.box.addEventListener("change", () => this.type());
    this.controls = [this.box, this.count, this.width];
    const row = (key, slider) => el("span", { class: "gl-knob-row" }, say(el("small"), { textContent: key }), slider);
    return [this.box, row("live_layer_count", this.count), row("live_layer_width", this.width)];
  }

  /** Keeps the first layers, and adds more of the last one's width. */
  deepen(count) {
    const last = this.shown.at(-1) ?? 64;
    this.set([...this.shown.slice(0, count), ...Array(Math.max(0, count - this.shown.length)).fill(last)]);
  }

  type() {
    const widths = this.box.value.split(/[\s,·×]+/).filter(Boolean).map(Number);
    if (widths.every((width) => Number.isInteger(width) && width >= 1 && width <= 512) && widths.length <= 6) return this.set(widths);
    this.send(this.knob.name, this.box.value);
    this.show(this.shown);
  }

  settle({ depths }) {
    this.count.parentNode.hidden = this.knob.name in depths;
  }

  show(value) {
    this.shown = value;
    this.count.value = value.length;
    this.width.value = nearest(this.widths, Math.max(1, ...value));
    const filled = (slider) => slider.style.setProperty("--gl-filled", `${(100 * slider.value) / slider.max}%`);
    [this.count, this.width].forEach(filled);
    if (document.activeElement !== this.box) this.box.value = value.join(", ");
  }
}

/** Some of the data set's classes, each a button that is on or off; none of them stands for all. */
class Classes extends Knob {
  build({ say }) {
    this.names = [];
    this.shown = [];
    this.all = say(el("button", { type: "button", class: "gl-class", "data-testid": this.testid("-all") }), { textContent: "live_classes_all", title: "live_classes_all_tip" });
    this.all.addEventListener("click", () => this.set([]));
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
    all.setAttribute("aria-pressed", !value.length);
    buttons.forEach((button, label) => button.setAttribute("aria-pressed", value.includes(label)));
  }
}

const KEYS = [
  { keys: ["["], text: "live_key_d_lr_down", part: "d_lr", by: -1 },
  { keys: ["]"], text: "live_key_d_lr_up", part: "d_lr", by: 1 },
  { keys: ["{"], text: "live_key_g_lr_down", part: "g_lr", by: -1 },
  { keys: ["}"], text: "live_key_g_lr_up", part: "g_lr", by: 1 },
];

const KINDS = { whole: Numeric, number: Numeric, choice: Choice, switch: Switch, layers: Layers, classes: Classes };

/** Every knob by its name; `command(name, value)` sends what is moved. */
export class Knobs {
  constructor(ctx, knobs, command) {
    this.all = {};
    for (const knob of knobs) {
      const Kind = KINDS[knob.kind];
      if (Kind) this.all[knob.name] = new Kind(ctx, knob, (name, value) => command("set", { [name]: value }));
    }
    this.connect(false);
    const rate = ({ by, ...record }) => ({ ...record, group: "settings", repeat: true, when: () => this.connected, run: () => this.all[record.part].nudge(by) });
    ctx.keys.add(...KEYS.map(rate));
  }

  /** The nodes of one part's knobs, in their order. */
  of(part) {
    return Object.values(this.all).filter(({ knob }) => knob.part === part).map(({ node }) => node);
  }

  /** Shows the values of a run's settings, where they have come with a frame, and hides what does nothing beside them. */
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
