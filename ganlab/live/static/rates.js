/** Sliders of the learning rates: every move goes straight to the running trainer, not through a rerun of the page. */

const STOPS = [1, 1.5, 2, 3, 5, 7]; // in each power of ten: nearly even in the logarithm
const HANDS_OFF = 700; // ms in which the server's echo must not pull a slider from under a finger

/** The stops between two bounds, both of them included. */
export function stopsBetween(low, high) {
  const stops = new Set([low, high]);
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const stop of STOPS) stops.add(Number(`${stop}e${power}`));
  }
  return [...stops].filter((stop) => stop >= low && stop <= high).sort((a, b) => a - b);
}

/** Place of the stop that comes nearest to a value, in the logarithm. */
export function nearest(stops, value) {
  const off = (i) => Math.abs(Math.log(stops[i] / value));
  return stops.reduce((best, _, i) => (off(i) < off(best) ? i : best), 0);
}

/** A rate as one writes it: 0.002, and 5e-5 where zeros would have to be counted. */
const written = (value) => (value < 1e-4 ? value.toExponential().replace(/(\.\d{4})\d+/, "$1") : String(+value.toPrecision(5)));

/** One knob: its name, its value to read and to type, and a slider. */
class Rate {
  touched = -Infinity;

  constructor({ el, say }, knob, send) {
    Object.assign(this, { knob, send, stops: stopsBetween(knob.low, knob.high) });
    this.title = el("span", { class: "gl-rate-name" });
    this.box = el("input", { type: "text", inputmode: "decimal", size: 7, autocomplete: "off", "data-testid": `gl-${knob.name}-value` });
    this.slider = el("input", { type: "range", class: "gl-slider", min: 0, max: this.stops.length - 1, step: 1, "data-testid": `gl-${knob.name}` });
    this.slider.addEventListener("input", () => this.set(this.stops[this.slider.value]));
    this.box.addEventListener("change", () => this.type());
    this.node = el("label", { class: `gl-knob gl-knob-${knob.name}` }, this.title, this.box, this.slider);
  }

  /** Sends a value, and shows it before the server does. */
  set(value) {
    this.touched = performance.now();
    this.show(value);
    this.send(this.knob.name, value);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.follow(this.server), HANDS_OFF + 50);
  }

  /** Takes what was typed; the server says what is wrong with it. */
  type() {
    const typed = this.box.value.trim().replace(",", ".");
    const value = Number(typed);
    if (typed && value >= this.knob.low && value <= this.knob.high) return this.set(value);
    this.send(this.knob.name, typed && Number.isFinite(value) ? value : typed);
    this.show(this.shown);
  }

  show(value) {
    this.shown = value;
    const text = written(value);
    this.slider.value = nearest(this.stops, value);
    this.slider.setAttribute("aria-valuetext", text);
    this.slider.style.setProperty("--gl-filled", `${(100 * this.slider.value) / (this.stops.length - 1)}%`);
    if (document.activeElement !== this.box || this.box.value !== text) this.box.value = text;
  }

  /** Shows the run's own value, unless a hand is on the slider. */
  follow(value) {
    this.server = value;
    if (value !== undefined && value !== this.shown && performance.now() - this.touched > HANDS_OFF) this.show(value);
  }

  /** Writes the words, in the page's language. */
  name({ label, help }) {
    this.title.textContent = label;
    this.slider.setAttribute("aria-label", label);
    this.box.setAttribute("aria-label", label);
    this.node.title = help;
  }
}

/** One slider for each of `knobs`; `command(name, value)` sends what is moved. */
export class Rates {
  constructor(ctx, knobs, command) {
    this.rates = knobs.map((knob) => new Rate(ctx, knob, (name, value) => command("set", { [name]: value })));
    this.node = ctx.el("div", { class: "gl-rates" }, ...this.rates.map(({ node }) => node));
    this.relabel({ rates: knobs });
    this.connect(false);
  }

  /** Shows the values of a run's settings, where they have come with a frame. */
  update({ header: { about } }) {
    if (about) for (const rate of this.rates) rate.follow(about.settings.rates[rate.knob.name]);
  }

  relabel({ rates: knobs }) {
    this.rates.forEach((rate, i) => rate.name(knobs[i]));
  }

  /** Without a connection nothing can be moved. */
  connect(connected) {
    for (const { slider, box } of this.rates) slider.disabled = box.disabled = !connected;
  }

  destroy() {
    for (const { later } of this.rates) clearTimeout(later);
  }
}
