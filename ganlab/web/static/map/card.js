/** A card at a cell of a map: what each of its runs looks like, its losses, and the way into the lab. */

/** @import { Services } from "../parts.js" */

import { ROOT } from "../shell/root.js";
import { styled } from "../shell/style.js";
import { el, svg } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { picture, SIDE } from "./glance.js";
import { mark, shape } from "./marks.js";

styled(import.meta.url);

const [WIDE, TALL] = [120, 46]; // of the curves' drawing
const MOST = 8; // on a logarithmic axis of losses nothing is drawn: what is above this is cut

/** `open(place)` opens a run in the lab. */
export class Card {
  pinned = false;
  /** @type {any} */
  cell = null;
  asked = 0;
  /** @type {Record<string, { canvas: HTMLCanvasElement, curves: SVGElement }>} */
  pictures = {};
  /** What has come from the server, by map and cell.
   *  @type {Map<string, { done: number, found: any }>} */
  glances = new Map();

  /** @param {Pick<Services, "words" | "theme">} services */
  constructor({ words, theme }, open) {
    this.words = words;
    this.theme = theme;
    this.open = open;
    this.title = el("strong", {});
    this.close = words.say(el("button", { type: "button", class: "gl-close" }, "×"), { "aria-label": N_("Close") });
    this.close.addEventListener("click", () => this.hide(true));
    this.runs = el("div", { class: "gl-map-runs" });
    const attrs = { class: "gl-map-card", hidden: "", role: "group", "data-testid": "gl-map-card" };
    this.node = el("div", attrs, el("header", {}, this.title, this.close), this.runs);
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.hide(true);
    });
    this.node.addEventListener("pointerenter", () => clearTimeout(this.leaving));
    this.node.addEventListener("pointerleave", () => this.leave());
  }

  /** Shows a cell of a plan by its name, and each of its runs, with its seed and the record of its outcome. */
  async show(plan, cell, name, runs, pinned = false) {
    clearTimeout(this.leaving);
    const same = this.cell === cell && !this.node.hidden;
    this.cell = cell;
    this.pinned = pinned || (this.pinned && same);
    this.node.toggleAttribute("data-pinned", this.pinned);
    this.title.textContent = name;
    this.pictures = {};
    this.runs.replaceChildren(...runs.map((run) => this.run(run, plan.measures)));
    this.node.hidden = false;
    this.put(cell.node);
    if (pinned) this.node.scrollIntoView({ block: "nearest" });
    if (pinned) /** @type {HTMLElement | null} */ (this.runs.querySelector("button:not(:disabled)"))?.focus();
    const asked = ++this.asked;
    const found = await this.load(plan.key, cell, runs.filter((run) => run.done).length);
    if (asked === this.asked && found) this.look(found);
  }

  /** Fetches a glance at each of a cell's runs that are done, so many. */
  async load(key, cell, done) {
    const name = `${key}/${cell.name}`;
    const kept = this.glances.get(name);
    if (kept && kept.done === done) return kept.found;
    const response = await fetch(new URL(`maps/${name}.json`, ROOT)).catch(() => null);
    const found = response?.ok ? await response.json() : null;
    if (found) this.glances.set(name, { done, found });
    return found;
  }

  /** A run's measures in words. */
  measures({ values, failed, reached }, measures) {
    if (failed) return this.words.t("its process has failed");
    const { short } = this.words;
    const of = (whole) => (whole ? `/${values[whole]}` : "");
    const found = measures.filter(({ key }) => key in values);
    const said = found.map(({ key, label, whole }) => `${label} ${short(values[key], 2)}${of(whole)}`);
    if (reached) said.push(this.words.t("learned at first at step {step}", { step: this.words.number(reached) }));
    return said.join(", ");
  }

  run(run, measures) {
    const { place, seed, outcome, done, step } = run;
    const { t } = this.words;
    const sign = mark();
    shape(sign, outcome);
    const canvas = el("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
    const curves = svg("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, class: "gl-map-curves", "aria-hidden": "true" });
    this.pictures[place] = { canvas, curves };
    const open = el("button", { type: "button", class: "gl-button", "data-open": place });
    open.textContent = t("Open");
    open.disabled = !done;
    open.setAttribute("aria-label", t("Open the run of seed {seed} in the lab", { seed }));
    open.addEventListener("click", () => this.open(place));
    const head = el("span", { class: "gl-map-run-head" }, sign, el("b", {}, outcome.label));
    const state = done ? this.measures(run, measures) : t("at step {step}", { step: this.words.number(step) });
    const about = el("small", {}, `${t("seed {seed}", { seed })}${state ? ` · ${state}` : ""}`);
    return el("div", { class: "gl-map-run" }, canvas, curves, head, about, open);
  }

  /** Draws what has come from the server. */
  look(found) {
    for (const [place, glance] of Object.entries(found)) {
      const there = this.pictures[place];
      if (!there) continue;
      picture(there.canvas, glance, this.theme.palette);
      this.curves(there.curves, glance);
    }
  }

  /** Both losses, from 0 where they are no scores, to the largest that is not beyond all others. */
  curves(node, { steps, d_loss, g_loss }) {
    const all = [...d_loss, ...g_loss].filter((value) => value !== null);
    if (!all.length) return;
    const sorted = all.sort((a, b) => a - b);
    const high = Math.min(sorted.at(-1), Math.max(MOST / 2, 1.5 * sorted[Math.floor(0.95 * (sorted.length - 1))]));
    const low = Math.max(Math.min(0, sorted[0]), -MOST * 2);
    const place = (value, k) => [
      ((steps[k] - steps[0]) / (steps.at(-1) - steps[0] || 1)) * WIDE,
      TALL - 1 - ((Math.min(high, Math.max(low, value)) - low) / (high - low || 1)) * (TALL - 2),
    ];
    const line = (values, name) => {
      const points = values.flatMap((value, k) => (value === null ? [] : [place(value, k).map((n) => n.toFixed(1))]));
      return svg("polyline", { points: points.join(" "), "data-curve": name });
    };
    node.replaceChildren(line(d_loss, "d"), line(g_loss, "g"));
  }

  /** Puts the card beside a cell, where there is room: never over it. */
  put(cell) {
    const around = /** @type {HTMLElement} */ (this.node.offsetParent);
    if (!around) return;
    const [box, outer] = [cell.getBoundingClientRect(), around.getBoundingClientRect()];
    const { offsetWidth: wide, offsetHeight: tall } = this.node;
    const left = Math.min(Math.max(0, box.left - outer.left + box.width / 2 - wide / 2), outer.width - wide);
    const under = box.bottom - outer.top + 6;
    const over = box.top - outer.top - tall - 6;
    const fits = box.bottom + tall + 12 < window.innerHeight;
    this.node.style.left = `${Math.max(0, left)}px`;
    this.node.style.top = `${fits || box.top < tall + 12 ? under : over}px`;
  }

  /** Goes in a moment, unless it is pinned or the pointer has come to it. */
  leave() {
    clearTimeout(this.leaving);
    if (!this.pinned) this.leaving = setTimeout(() => this.hide(), 250);
  }

  hide(back = false) {
    this.pinned = false;
    const had = back && this.node.contains(document.activeElement);
    if (had) this.cell?.node.focus({ focusVisible: true }); // which shows it once more
    clearTimeout(this.leaving);
    this.node.hidden = true;
  }
}
