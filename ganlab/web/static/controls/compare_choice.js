/** The dialog that asks for the setting in which a second run is to differ. */

import { makeKnob } from "../overview/knobs.js";
import { written } from "../overview/stops.js";
import { el } from "../shell/tools.js";

const PARTS = ["z", "g", "real", "d", "loss", "penalty"];
const FIRST = "r1_gamma"; // the setting that is offered at first

/** A setting's value as it is said. */
export function wordOf({ t }, knob, value) {
  if (knob.kind === "choice") return knob.choices.find(([key]) => key === value)?.[1] ?? value;
  if (typeof value === "boolean") return t(`live_compare_${value ? "on" : "off"}`);
  if (Array.isArray(value)) return value.join(", ") || t("live_compare_none");
  return typeof value === "number" ? written(value) : value;
}

/** The dialog that asks for the setting that is to differ; `start(change)` is called with the answer. */
export class CompareChoice {
  name = FIRST;

  constructor({ words, hides }, knobs, same, start) {
    this.words = words;
    this.hides = hides;
    this.knobs = knobs;
    this.same = same;
    this.start = start;
    const { say } = words;
    this.select = say(el("select", { "data-testid": "gl-compare-field" }), { "aria-label": "live_compare_field" });
    this.select.addEventListener("change", () => this.ask(this.select.value));
    this.place = el("div", { class: "gl-compare-value" });
    this.own = el("p", { class: "gl-compare-own" });
    this.go = say(el("button", { type: "submit", class: "gl-button gl-primary", "data-testid": "gl-compare-start" }), { textContent: "live_compare_start" });
    const close = say(el("button", { type: "button", class: "gl-close", "data-testid": "gl-compare-close" }, "×"), { "aria-label": "live_dismiss" });
    const title = say(el("strong", { id: "gl-compare-title" }), { textContent: "live_compare_title" });
    const form = el("form", { method: "dialog" }, el("div", { class: "gl-card-head" }, title, close), say(el("p"), { textContent: "live_compare_text" }), this.select, this.place, this.own, this.go);
    this.node = el("dialog", { class: "gl-compare-choice", "aria-labelledby": "gl-compare-title", "data-testid": "gl-compare-dialog" }, form);
    close.addEventListener("click", () => this.node.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.node.close();
      this.start({ [this.name]: this.value });
    });
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
  }

  /** Opens for a run with these settings. */
  open(settings) {
    this.settings = settings;
    const { t } = this.words;
    const offered = this.knobs.filter(({ name }) => settings.shown.includes(name) && !this.same.includes(name) && !this.hides(name));
    const groups = PARTS.map((part) => [part, offered.filter((knob) => knob.part === part)]).filter(([, knobs]) => knobs.length);
    this.select.replaceChildren(...groups.map(([part, knobs]) => el("optgroup", { label: t(`live_part_${part}`) }, ...knobs.map(({ name, label }) => el("option", { value: name }, label)))));
    const names = offered.map(({ name }) => name);
    this.ask(names.includes(this.name) ? this.name : names[0]);
    this.node.showModal();
  }

  /** Puts in the knob of a setting. */
  ask(name) {
    const { words, settings } = this;
    const found = this.knobs.find((knob) => knob.name === name);
    this.name = this.select.value = name;
    this.value = settings.values[name];
    const knob = makeKnob({ words }, found, (_, value) => this.choose(value));
    knob.connect(true);
    knob.settle?.(settings);
    knob.show(this.value);
    this.place.replaceChildren(knob.node);
    this.own.textContent = words.t("live_compare_own", { value: wordOf(words, found, this.value) });
    this.choose(this.value);
  }

  choose(value) {
    this.value = value;
    this.go.disabled = JSON.stringify(value) === JSON.stringify(this.settings.values[this.name]);
  }
}
