/** What the marks of a map mean: outcomes, how many runs have come to each, and the lines; or a scale of numbers. */

/** @import { Services } from "../parts.js" */

import { el, svg, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { colourAt, mark, shape } from "./marks.js";

const STEPS = 24; // of the scale

/** Where one bets, each outcome can be taken up as what is bet on. */
export class Legend {
  /** @type {Record<string, { node: HTMLButtonElement, count: HTMLElement }>} */
  entries = {};
  /** @type {string | null} */
  brush = null;

  /** @param {Pick<Services, "words">} services */
  constructor({ words }) {
    this.words = words;
    this.outcomes = words.say(el("div", { class: "gl-map-outcomes", role: "group", "data-testid": "gl-map-legend" }), {
      "aria-label": N_("Outcomes"),
    });
    this.lines = el("div", { class: "gl-map-line-names" });
    this.scale = el("div", { class: "gl-map-scale", hidden: "", "data-testid": "gl-map-scale" });
    this.node = el("div", { class: "gl-map-legend" }, this.outcomes, this.scale, this.lines);
  }

  /** Takes the outcomes and the lines of a plan. */
  show(outcomes, lines) {
    this.entries = {};
    const made = outcomes.map((outcome) => {
      const sign = mark();
      shape(sign, outcome);
      const count = el("b");
      const attrs = { type: "button", class: "gl-map-outcome", title: outcome.words, "data-outcome": outcome.key };
      const node = el("button", attrs, sign, el("span", {}, outcome.label), count);
      node.addEventListener("click", () => this.take(outcome.key));
      this.entries[outcome.key] = { node, count };
      return node;
    });
    this.outcomes.replaceChildren(...made);
    this.lines.replaceChildren(
      ...lines.map(({ key, label, words }) => {
        const dash = svg("svg", { viewBox: "0 0 30 10", class: "gl-map-dash", "aria-hidden": "true" });
        dash.append(svg("line", { x1: 0, x2: 30, y1: 5, y2: 5, "data-line": key }));
        return el("span", { class: "gl-map-line-name", title: words, tabindex: "0" }, dash, label);
      }),
    );
    this.bet(this.brush !== null);
  }

  /** Counts the runs that are done, of all that are shown; without bets only what has occurred is there. */
  count(runs) {
    const counts = {};
    for (const { outcome, done } of runs) counts[outcome] = (counts[outcome] ?? 0) + (done ? 1 : 0);
    for (const [key, { node, count }] of Object.entries(this.entries)) {
      write(count, counts[key] ? this.words.number(counts[key]) : "");
      node.hidden = this.brush === null && !(key in counts);
    }
  }

  take(key) {
    if (this.brush === null) return;
    this.brush = key;
    this.bet(true);
  }

  /** Lets one bet, or no more. */
  bet(betting) {
    this.brush = betting ? (this.brush ?? "learned") : null;
    this.outcomes.toggleAttribute("data-betting", betting);
    for (const [key, { node }] of Object.entries(this.entries)) {
      node.disabled = !betting;
      if (betting) node.setAttribute("aria-pressed", String(key === this.brush));
      else node.removeAttribute("aria-pressed");
    }
  }

  /** Shows a measure's scale in the place of the outcomes; null: those again. */
  measure(measure, scale) {
    this.scale.hidden = !measure;
    this.outcomes.hidden = !!measure;
    if (!measure) return;
    const { t, short } = this.words;
    const sign = [measure.key, measure.label, scale.low, scale.high, scale.floor].join();
    if (this.scale.dataset.sign === sign) return;
    this.scale.dataset.sign = sign;
    const colours = Array.from({ length: STEPS + 1 }, (_, k) => colourAt(k / STEPS)).join(", ");
    const bar = el("span", { class: "gl-map-bar", style: `background: linear-gradient(90deg, ${colours})` });
    if (scale.floor !== null) {
      const text = t("floor {n}", { n: short(scale.floor, 2) });
      const place = `left: ${(100 * scale.share(scale.floor)).toFixed(1)}%`;
      bar.append(el("span", { class: "gl-map-floor", style: place, title: t(FLOOR) }, text));
    }
    const ends = [scale.low, scale.high].map((value) => el("span", {}, short(value, 2)));
    this.scale.replaceChildren(el("strong", {}, measure.label), ends[0], bar, ends[1]);
  }
}

const FLOOR = N_("What as many real samples score: nobody can be expected to be below it.");
