/** A map of one's own: which settings are its axes, which values they take, how many seeds and steps. */

/** @import { Services } from "../parts.js" */

import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const GRAMMAR = N_("from:to:how many, with “log” behind for equal factors; or a,b,c");
const FIRST = ["d_lr", "g_lr"];
const [COUNT, AWAY, SEEDS, STEPS] = [5, 10, 3, 1500];

/** The form of one view; `plan({ grid, seeds, steps })` is called with what was asked for. */
export class Own {
  /** @type {Record<string, any>} */
  values = {}; // of the run's settings
  /** @type {any[]} */
  fields = []; // that can be an axis

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, plan) {
    this.words = words;
    const { say } = words;
    this.axes = [0, 1].map((k) => this.axis(k));
    const number = (name, value, most) =>
      el("input", {
        type: "number",
        min: 1,
        max: most,
        value,
        class: "gl-map-number",
        "data-testid": `gl-map-${name}`,
      });
    this.seeds = number("seeds", SEEDS, 20);
    this.steps = number("steps", STEPS, 100000);
    const label = (text, input) => el("label", {}, say(el("span", {}), { textContent: text }), input);
    const go = say(el("button", { class: "gl-button", "data-testid": "gl-map-plan" }), {
      textContent: N_("Plan"),
    });
    const size = [label(N_("Seeds"), this.seeds), label(N_("Steps"), this.steps), go];
    const rows = this.axes.map(({ field, values }) => el("div", {}, field, values));
    this.node = el("form", { class: "gl-map-own", hidden: "" }, ...rows, el("div", {}, ...size));
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      const grid = this.axes
        .filter(({ field }) => field.value)
        .map((axis) => `${axis.field.value}=${axis.values.value}`);
      plan({ grid, seeds: Number(this.seeds.value), steps: Number(this.steps.value) });
    });
    this.node.addEventListener("keydown", (event) => event.stopPropagation());
  }

  axis(k) {
    const { say } = this.words;
    const name = k ? N_("Upward") : N_("Across");
    const field = say(el("select", { "data-testid": `gl-map-axis-${k}` }), { "aria-label": name });
    const look = { type: "text", required: "", spellcheck: "false", "data-testid": `gl-map-values-${k}` };
    const values = say(el("input", look), { "aria-label": N_("Values"), title: GRAMMAR, placeholder: GRAMMAR });
    field.addEventListener("change", () => this.propose(k));
    return { field, values };
  }

  /** Offers the settings that can be an axis. */
  offer(fields) {
    this.fields = fields;
    this.axes.forEach(({ field, values }, k) => {
      const chosen = field.value || FIRST[k];
      const none = k ? [el("option", { value: "" }, this.words.t("– one axis –"))] : [];
      field.replaceChildren(...none, ...fields.map((one) => el("option", { value: one.field }, one.label)));
      field.value = chosen;
      if (!values.value) this.propose(k);
    });
  }

  /** Proposes values around that of the run. */
  propose(k) {
    const { field, values } = this.axes[k];
    values.hidden = values.disabled = !field.value;
    const { of, whole, log, high } = this.fields.find((one) => one.field === field.value) ?? {};
    const value = this.values[of];
    if (Array.isArray(value)) values.value = "4,8,16,32,64";
    else if (whole) values.value = "1,2,3,5";
    else if (log && value > 0) values.value = `${round(value / AWAY)}:${round(value * AWAY)}:${COUNT}log`;
    else values.value = `0:${round(Math.min(high ?? 1, Math.max(1, 2 * (value || 0))))}:${COUNT}`;
  }
}

const round = (value) => String(Number(value.toPrecision(3)));
