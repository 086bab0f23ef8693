/** The dialog that asks for the setting in which a second run is to differ. */

/** @import { Services } from "../parts.js" */

import { makeKnob } from "../overview/knobs.js";
import { written } from "../overview/stops.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { PART_WORDS } from "../overview/part_words.js";

const PARTS = ["z", "g", "real", "d", "loss", "penalty"];
const FIRST = "r1_gamma"; // the setting that is offered at first

/** A setting's value as it is said. */
export function wordOf({ t }, knob, value) {
  if (knob.kind === "choice") return knob.choices.find(([key]) => key === value)?.[1] ?? value;
  if (typeof value === "boolean") return value ? t("on") : t("off");
  if (Array.isArray(value)) return value.join(", ") || t("none");
  return typeof value === "number" ? written(value) : value;
}

/** The dialog that asks for the setting that is to differ; `start(change)` is called with the answer. */
export class CompareChoice {
  name = FIRST;

  /** @param {Pick<Services, "words" | "hides">} services */
  constructor({ words, hides }, knobs, same, start) {
    this.words = words;
    this.hides = hides;
    this.knobs = knobs;
    this.same = same;
    this.start = start;
    const { say } = words;
    this.select = say(el("select", { "data-testid": "gl-compare-field" }), { "aria-label": N_("Setting") });
    this.select.addEventListener("change", () => this.ask(this.select.value));
    this.place = el("div", { class: "gl-compare-value" });
    this.own = el("p", { class: "gl-compare-own" });
    this.go = say(el("button", { type: "submit", class: "gl-button gl-primary", "data-testid": "gl-compare-start" }), {
      textContent: N_("Start both"),
    });
    const close = say(el("button", { type: "button", class: "gl-close", "data-testid": "gl-compare-close" }, "×"), {
      "aria-label": N_("Dismiss"),
    });
    const title = say(el("strong", { id: "gl-compare-title" }), { textContent: N_("Two runs side by side") });
    const form = el(
      "form",
      { method: "dialog" },
      el("div", { class: "gl-card-head" }, title, close),
      say(el("p"), {
        textContent: N_(
          "Both begin anew from the same seed, see the same real data, and take every step together. What should " +
            "B have otherwise?",
        ),
      }),
      this.select,
      this.place,
      this.own,
      this.go,
    );
    this.node = el(
      "dialog",
      { class: "gl-compare-choice", "aria-labelledby": "gl-compare-title", "data-testid": "gl-compare-dialog" },
      form,
    );
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
    const offered = this.knobs.filter(
      ({ name }) => settings.shown.includes(name) && !this.same.includes(name) && !this.hides(name),
    );
    const groups = PARTS.map((part) => [part, offered.filter((knob) => knob.part === part)]).filter(
      ([, knobs]) => knobs.length,
    );
    this.select.replaceChildren(
      ...groups.map(([part, knobs]) =>
        el(
          "optgroup",
          { label: t(PART_WORDS[part].title) },
          ...knobs.map(({ name, label }) => el("option", { value: name }, label)),
        ),
      ),
    );
    const names = offered.map(({ name }) => name);
    this.ask(names.includes(this.name) ? this.name : names[0]);
    this.node.showModal();
  }

  /** Puts in the knob of a setting. */
  ask(name) {
    const { words, settings } = this;
    const found = this.knobs.find((knob) => knob.name === name);
    this.name = this.select.value = name;
    this.value = this.proposed(found, settings.values[name]);
    const knob = makeKnob({ words }, found, (_, value) => this.choose(value));
    knob.connect(true);
    knob.settle?.(settings);
    knob.show(this.value);
    this.place.replaceChildren(knob.node);
    this.choose(this.value);
  }

  /** A value for B that tells something: another than A's. */
  proposed({ kind, telling, low, high, choices }, own) {
    const same = (value) => JSON.stringify(value) === JSON.stringify(own);
    if (telling != null && !same(telling)) return telling;
    if (kind === "switch") return !own;
    if (kind === "choice") return choices.map(([key]) => key).find((key) => !same(key)) ?? own;
    if (kind !== "number" && kind !== "whole") return own;
    return [5 * own, own / 5, high, low].find((value) => value >= low && value <= high && !same(value)) ?? own;
  }

  choose(value) {
    const { words, settings, name } = this;
    this.value = value;
    const own = settings.values[name];
    const equal = JSON.stringify(value) === JSON.stringify(own);
    const knob = this.knobs.find((one) => one.name === name);
    const key = equal ? N_("A has {value} too: choose another value for B") : N_("A has {value}");
    this.own.textContent = words.t(key, { value: wordOf(words, knob, own) });
    this.go.disabled = equal;
  }
}
