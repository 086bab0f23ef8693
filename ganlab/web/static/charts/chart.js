/** One chart over the steps: its curves, its dashed lines, and the values at one step in its legend. */

import { el } from "../shell/tools.js";
import { rangeOf, smooth, thin } from "./records.js";

const MARGIN = { l: 46, r: 50, t: 6, b: 24 };
const DASHES = { solid: "", dot: "2 4", dash: "8 5", dashdot: "8 4 2 4", longdash: "14 5" };
const PENALTY_DASHES = Object.keys(DASHES);
const FAINT = 0.28;

/** The charts that there are. `of` names the record; a curve has a column, a colour of the palette, and perhaps the
 *  measure that is its noise floor or its whole. `game`: for the Dirac-GAN alone, or not for it. `log`: always on a log axis. `range`: all that there can be. */
export const CHARTS = [
  { name: "losses", of: "scalars", curves: [["d_loss", "d"], ["g_loss", "g"]] },
  { name: "scores", of: "scalars", curves: [["d_real", "real"], ["d_fake", "fake"]], game: false },
  { name: "parameters", of: "scalars", curves: [["theta", "g"], ["psi", "d"]], middle: 0, game: true },
  { name: "sw1", of: "measures", curves: [["sw1", "fake", { floor: "sw1_floor" }]], log: true },
  { name: "modes", of: "measures", range: [-0.03, 1.06], share: true,
    curves: [["modes", "fg", { whole: "modes_total" }], ["high_quality", "fake", { floor: "high_quality_floor" }]] },
  { name: "js", of: "measures", curves: [["js", "fake", { floor: "js_floor" }]] },
  { name: "d_star", of: "measures", curves: [["d_star", "d", { floor: "d_star_floor" }]] },
  { name: "fid", of: "measures", curves: [["fid", "fake", { floor: "fid_floor" }]], log: true },
  { name: "classes", of: "measures", range: [-0.03, 1.06], share: true,
    curves: [["classes", "fg", { whole: "classes_total" }], ["confidence", "fake", { floor: "confidence_floor" }]] },
  { name: "neighbours", of: "measures", range: [-0.03, 1.06], share: true,
    curves: [["nn_real", "real"], ["nn_fake", "fake", { floor: "nn_floor" }]] },
  { name: "precision", of: "measures", range: [-0.03, 1.06], share: true, curves: [["precision", "fake", { floor: "precision_floor" }]] },
  { name: "accuracy", of: "measures", range: [-0.03, 1.03], share: true, middle: 0.5,
    curves: [["d_accuracy_real", "real"], ["d_accuracy_fake", "fake"]] },
  { name: "gradients", of: "scalars", curves: [["d_grad", "d"], ["g_grad", "g"]], log: true },
  { name: "copies", of: "measures", curves: [["train_distance", "fake", { floor: "train_distance_floor" }]] },
];

/** A number as short as it may be written. */
const short = (value) => (!Number.isFinite(value) ? "–" : value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : String(+value.toPrecision(3))).replace(/-/g, "−");

/** Plotly's word for ticks over so many powers of ten that do not crowd each other. */
const logTicks = (decades) => (decades > 2.5 ? Math.ceil(decades / 4) : decades > 0.5 ? "D2" : undefined);

/** Draws one record of CHARTS; `tools` is what was chosen for all charts. */
export class Chart {
  hidden = new Set();
  entries = new Map();

  constructor(ctx, kind, data, tools) {
    Object.assign(this, { ctx, kind, data, tools });
    const { say } = ctx;
    const { name } = kind;
    this.title = say(el("span"), { textContent: `live_${name}`, title: `live_${name}_tip` });
    this.aside = el("span", { class: "gl-chart-aside" });
    this.legend = el("div", { class: "gl-legend" });
    this.besideKey = el("span", { class: "gl-beside-key", hidden: "", "data-testid": `gl-beside-key-${name}` });
    this.besideKey.innerHTML = ["", "4 3"].map((dash, i) => `${"AB"[i]}<svg class="gl-dash"><line x2="20" y1="4" y2="4" stroke="currentColor" stroke-width="2" stroke-dasharray="${dash}"/></svg>`).join("");
    this.plot = say(el("div", { class: "gl-plot", role: "img", "data-testid": `gl-${name}` }), { "aria-label": `live_${name}_label` });
    this.cross = el("div", { class: "gl-cross", hidden: "" });
    this.shade = el("div", { class: "gl-shade", hidden: "" });
    this.box = el("div", { class: "gl-plot-box" }, this.plot, this.cross, this.shade);
    this.node = el("div", { class: "gl-chart", "data-testid": `gl-chart-${name}` }, el("div", { class: "gl-caption" }, this.title, this.besideKey, this.aside), this.legend, this.box);
  }

  /** Room for what is written beside the curves. */
  get margin() {
    const wide = this.ctx.text(13) / 13;
    return Object.fromEntries(Object.entries(MARGIN).map(([side, room]) => [side, room * wide]));
  }

  get record() {
    return this.data[this.kind.of];
  }

  /** The record of the run that is shown beside, if there is one. */
  get other() {
    return this.data.other?.[this.kind.of];
  }

  /** The curves of now: its own, and below the losses every penalty that is or was minimised. */
  curves() {
    const { t, palette } = this.ctx;
    const known = [this.record, this.other].filter(Boolean);
    const own = this.kind.curves.map(([name, colour, more], i) => ({ name, label: t(`live_${this.kind.of === "measures" ? "measure_" : ""}${name}`), colour: palette[colour], dash: i && this.ctx.shapes ? "dashdot" : "solid", ...more }));
    if (this.kind.name !== "losses") return own;
    const penalties = Object.entries(this.data.about?.penalties ?? {}).map(([name, label], i) => ({ name, label, colour: palette.penalty, dash: PENALTY_DASHES[i] }));
    return [...own, ...penalties.filter(({ name }) => known.some(({ columns }) => columns[name]?.some(Number.isFinite)))];
  }

  /** A curve's numbers as they are drawn: counts as shares of their whole. */
  values({ name, whole }, record = this.record) {
    const column = record.columns[name] ?? [];
    const all = whole && this.data.metrics?.[whole];
    return all ? column.map((value) => value / all) : column;
  }

  draw(plotly, [x0, x1]) {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (!width || !height) return;
    Object.assign(this, { width, range: [x0, x1] });
    const curves = this.curves(); // a curve of the second player is dashed where colours may not do
    this.list(curves);
    const shown = curves.filter(({ name }) => !this.hidden.has(name)).map((curve) => ({ ...curve, all: this.values(curve) }));
    const { steps } = this.record;
    const from = Math.max(0, this.record.at(x0));
    const to = Math.min(steps.length, this.record.at(x1) + 2);
    const lines = this.lines(shown);
    const beside = this.beside(shown, x0, x1);
    const axis = this.axis([...shown.flatMap(({ all }) => all.slice(from, to)), ...beside.flatMap(({ part }) => part)], lines);
    const few = to - from < 40;
    const trace = ({ label, colour, dash }, values, more) => ({
      ...thin(steps, values, from, to), name: label, type: "scatter", mode: few ? "lines+markers" : "lines", // a single row makes no line
      line: { color: colour, width: this.ctx.thick(2), dash }, marker: { size: this.ctx.thick(4), color: colour }, hoverinfo: "skip", ...more,
    });
    const { keep } = this.tools;
    const traces = shown.map((curve) => trace(curve, curve.all, keep ? { opacity: FAINT } : {}));
    traces.push(...beside.map(({ drawn }) => drawn));
    if (keep) traces.push(...shown.map((curve) => trace(curve, smooth(curve.all, keep))));
    plotly.react(this.plot, traces, { ...this.layout(axis, lines, [x0, x1]), width, height }, { staticPlot: true });
    this.point(this.step);
  }

  /** The curves of the run beside: the same colours, dashed and lighter. */
  beside(shown, x0, x1) {
    const { other, ctx, tools: { keep } } = this;
    if (!other?.steps.length) return [];
    const [from, to] = [Math.max(0, other.at(x0)), Math.min(other.steps.length, other.at(x1) + 2)];
    return shown.map((curve) => {
      const all = this.values(curve, other);
      const line = { color: curve.colour, width: ctx.thick(1.6), dash: "dash" };
      const drawn = { ...thin(other.steps, keep ? smooth(all, keep) : all, from, to), name: `${curve.label} B`, type: "scatter", mode: "lines", opacity: 0.7, line, hoverinfo: "skip" };
      return { part: all.slice(from, to), drawn };
    });
  }

  /** The scale of y, and what must be said about it. */
  axis(values, lines) {
    const { t } = this.ctx;
    const { kind, tools, data } = this;
    const wanted = kind.log || tools.log;
    const floors = lines.filter(({ floor }) => floor).map(({ y }) => y);
    const log = wanted && [...values, ...floors].every((value) => !(value <= 0));
    const write = log ? Math.log10 : (value) => value;
    const fixed = kind.range ?? (kind.name === "scores" && data.about?.probability ? [-0.03, 1.03] : null);
    const found = rangeOf([...values, ...floors].map(write), tools.clip);
    const notes = [];
    if (log) notes.push(["live_note_log"]);
    else if (wanted) notes.push(["live_note_linear"]);
    if (tools.clip && found?.outside) notes.push(["live_note_clipped", { n: found.outside }]);
    const about = kind.name === "losses" ? data.about?.loss ?? "" : "";
    const text = [...notes.map(([key, values]) => t(key, values)), about].filter(Boolean).join(" · ");
    if (this.aside.textContent !== text) this.aside.textContent = text;
    this.aside.title = notes.map(([key]) => t(`${key}_tip`)).join(" ");
    if (kind.name === "scores") this.title.title = data.about?.meaning ?? "";
    const range = fixed && !log && !tools.clip ? fixed : found ? [found.low, found.high] : [0, 1];
    if (log) return { type: "log", range, tickformat: "~g", dtick: logTicks(range[1] - range[0]) };
    return { type: "linear", range, ...(kind.share && { tickformat: ".0%" }) };
  }

  layout(axis, lines, range) {
    const { palette } = this.ctx;
    const common = { gridcolor: palette.line, linecolor: palette.line, zeroline: false, automargin: false };
    const size = this.ctx.text(13);
    const font = { family: palette.font, size, color: palette.fg };
    const place = (y) => (axis.type === "log" ? Math.log10(y) : y);
    const drawn = lines.filter(({ y }) => axis.type !== "log" || y > 0);
    return {
      font, showlegend: false, margin: this.margin, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: { ...common, range, nticks: this.width < 260 ? 3 : 5, tickangle: 0, tickformat: ",d" },
      yaxis: { ...common, nticks: 5, ...axis },
      shapes: [...this.marker(), ...drawn.map(({ y, colour }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: y, y1: y, opacity: 0.8, line: { color: colour, width: this.ctx.thick(1.5), dash: "dash" } }))],
      annotations: drawn.filter(({ text }) => text).map(({ y, colour, text, anchor }) => (
        { xref: "paper", x: 1, xanchor: "left", align: "left", yref: "y", y: place(y), yanchor: anchor, text, showarrow: false, font: { size, color: colour } })),
    };
  }

  /** The step that is looked back at, where the past is shown. */
  marker() {
    const { past } = this.data;
    return past == null ? [] : [{ type: "line", name: "past", xref: "x", x0: past, x1: past, yref: "paper", y0: 0, y1: 1, line: { color: this.ctx.palette.fg, width: this.ctx.thick(1.5) } }];
  }

  /** Dashed lines: noise floors, and what is known of the equilibrium. Of two labels the upper one stands above its
   *  line, so they cannot collide. */
  lines(shown) {
    const { palette, t } = this.ctx;
    const { about, metrics } = this.data;
    const { kind } = this;
    const found = shown.filter(({ floor }) => floor && Number.isFinite(metrics?.[floor]))
      .map(({ floor, colour }) => ({ y: metrics[floor], colour, text: t("live_floor"), floor: true }));
    const middle = kind.middle ?? (kind.name === "scores" ? about?.references?.d : null);
    if (Number.isFinite(middle)) found.push({ y: middle, colour: palette.fg, text: String(+middle.toFixed(3)) });
    if (kind.name === "losses") {
      found.push(...shown.map(({ name, colour }) => ({ y: about?.references?.[name], colour, text: about?.reference_labels?.[name] ?? "" })).filter(({ y }) => Number.isFinite(y)));
    }
    found.sort((a, b) => b.y - a.y);
    found.forEach((line, i) => (line.anchor = i || line.y > 0.9 * kind.range?.[1] ? "top" : found.length < 2 ? "middle" : "bottom"));
    return found;
  }

  /** Keeps one entry a curve in the legend; each also hides its curve. */
  list(curves) {
    this.besideKey.hidden = !this.other;
    const sign = curves.map(({ name, label, colour, dash }) => [name, label, colour, dash]).join();
    if (sign === this.listed) return;
    this.listed = sign;
    const { t } = this.ctx;
    this.entries.clear();
    this.legend.replaceChildren(...curves.map((curve) => {
      const value = el("span", { class: "gl-value" });
      const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      line.setAttribute("class", "gl-dash");
      line.innerHTML = `<line x1="0" x2="20" y1="4" y2="4" stroke="${curve.colour}" stroke-width="3" stroke-dasharray="${DASHES[curve.dash]}"/>`;
      const entry = el("button", { type: "button", class: "gl-entry", title: t("live_entry_tip"), "aria-pressed": !this.hidden.has(curve.name), "data-column": curve.name }, line, el("span", {}, curve.label), value);
      entry.addEventListener("click", () => {
        if (!this.hidden.delete(curve.name)) this.hidden.add(curve.name);
        entry.setAttribute("aria-pressed", !this.hidden.has(curve.name));
        this.data.wake(true);
      });
      this.entries.set(curve.name, { curve, value });
      return entry;
    }));
  }

  /** Puts the line at a step, and the values of that step into the legend; null: those of now. */
  point(step) {
    this.step = step;
    for (const { curve, value } of this.entries.values()) {
      const text = this.other ? `${this.valueAt(curve, step)}┊${this.valueAt(curve, step, this.other)}` : this.valueAt(curve, step);
      if (value.textContent !== text) value.textContent = text;
    }
    const x = step == null || !this.range ? -1 : this.place(step);
    this.cross.hidden = !(x >= this.margin.l && x <= this.width - this.margin.r);
    if (this.cross.hidden) return;
    this.cross.style.transform = `translateX(${x}px)`;
    this.cross.dataset.step = this.ctx.number(step);
  }

  /** A curve's value at a step, or the newest, in words. */
  valueAt({ name, whole }, step, record = this.record) {
    const row = !record.steps.length ? -1 : step == null ? record.steps.length - 1 : this.kind.of === "measures" ? record.at(step) : record.nearest(step);
    const number = record.columns[name]?.[row];
    const all = whole && this.data.metrics?.[whole];
    if (all && Number.isFinite(number)) return `${number}/${all}`;
    return this.kind.share && Number.isFinite(number) ? `${(100 * number).toFixed(0)} %` : short(number ?? NaN);
  }

  /** Steps to pixels in the box, and back. */
  place(step) {
    const [x0, x1] = this.range;
    return this.margin.l + ((step - x0) / (x1 - x0)) * (this.width - this.margin.l - this.margin.r);
  }

  stepAt(x) {
    const [x0, x1] = this.range;
    const share = (x - this.margin.l) / (this.width - this.margin.l - this.margin.r);
    return x0 + Math.min(1, Math.max(0, share)) * (x1 - x0);
  }

  /** Shades what is being chosen, from pixel to pixel. */
  choose(from, to) {
    this.shade.hidden = from == null;
    if (from == null) return;
    Object.assign(this.shade.style, { left: `${Math.min(from, to)}px`, width: `${Math.abs(to - from)}px` });
  }
}
