/** One chart over the steps: its curves, its dashed lines, and the values at one step in its legend. */

/** @import { Services } from "../parts.js" */

import { el, svg } from "../shell/tools.js";
import { layoutOf, linesOf, scaleOf } from "./axes.js";
import { DASH_NAMES, Legend } from "./legend.js";
import { smooth, thin } from "./records.js";

const MARGIN = { l: 46, r: 50, t: 6, b: 24 };
const FAINT = 0.28;
const KEY = { x2: 20, y1: 4, y2: 4, stroke: "currentColor", "stroke-width": 2 }; // of the run beside

/** Draws one chart, `kind` as the server describes it; `data` has the rows, `tools` is what was chosen for all
 *  charts. */
export class Chart {
  /** @type {[number, number]} the steps that are shown, once it was drawn */
  range;
  width = 0; // pixels

  /** @param {Pick<Services, "words" | "theme">} services */
  constructor({ words, theme }, kind, data, tools) {
    this.words = words;
    this.theme = theme;
    this.kind = kind;
    this.data = data;
    this.tools = tools;
    const { name } = kind;
    this.title = el("span");
    this.aside = el("span", { class: "gl-chart-aside" });
    this.legend = new Legend({ words }, () => data.wake(true));
    this.besideKey = el("span", { class: "gl-beside-key", hidden: "", "data-testid": `gl-beside-key-${name}` });
    for (const [letter, dash] of [
      ["A", ""],
      ["B", "4 3"],
    ]) {
      const line = svg("svg", { class: "gl-dash" });
      line.append(svg("line", { ...KEY, "stroke-dasharray": dash }));
      this.besideKey.append(letter, line);
    }
    this.plot = el("div", { class: "gl-plot", role: "img", "data-testid": `gl-${name}` });
    this.cross = el("div", { class: "gl-cross", hidden: "" });
    this.shade = el("div", { class: "gl-shade", hidden: "" });
    this.box = el("div", { class: "gl-plot-box" }, this.plot, this.cross, this.shade);
    const caption = el("div", { class: "gl-caption" }, this.title, this.besideKey, this.aside);
    const attrs = { class: "gl-chart", "data-testid": `gl-chart-${name}` };
    this.node = el("div", attrs, caption, this.legend.node, this.box);
    this.relabel(kind);
  }

  /** Takes the same chart in the words of another language. */
  relabel(kind) {
    this.kind = kind;
    this.name();
    this.words.say(this.plot, { "aria-label": kind.label });
  }

  /** Writes what it shows, in few words where few controls are shown. */
  name() {
    const { title, button, tip } = this.kind;
    this.words.say(this.title, { textContent: this.legend.plain ? button : title, title: tip });
  }

  /** Room for what is written beside the curves. */
  get margin() {
    const wide = this.theme.text(13) / 13;
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
    const { t } = this.words;
    const { palette, shapes } = this.theme;
    const own = this.kind.curves.map((curve, i) => {
      const dash = i && shapes ? "dashdot" : "solid"; // a curve of the second player is dashed where colours may not do
      const tip = curve.tip && t(curve.tip, { n: this.data.metrics?.sample_size ?? "" });
      return { ...curve, label: t(curve.label), tip, colour: palette[curve.colour], dash };
    });
    return this.kind.name === "losses" ? [...own, ...this.penalties(palette.penalty)] : own;
  }

  penalties(colour) {
    const known = [this.record, this.other].filter(Boolean);
    const all = Object.entries(this.data.about?.penalties ?? {});
    return all
      .map(([name, label], i) => ({ name, label, colour, dash: DASH_NAMES[i] }))
      .filter(({ name }) => known.some(({ columns }) => columns[name]?.some(Number.isFinite)));
  }

  /** A curve's numbers as they are drawn: counts as shares of their whole. */
  values({ name, whole }, record = this.record) {
    const column = record.columns[name] ?? [];
    const all = this.total(name, whole);
    return all ? column.map((value) => value / all) : column;
  }

  /** What a count is out of: as it was measured, or before the first measures as the data have it. */
  total(name, whole) {
    const { metrics, about } = this.data;
    return whole && (metrics?.[whole] ?? about?.goals.totals[name]);
  }

  draw(plotly, [x0, x1]) {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (!width || !height) return;
    this.width = width;
    this.range = [x0, x1];
    const curves = this.curves();
    this.besideKey.hidden = !this.other;
    this.legend.list(curves);
    const shown = curves
      .filter(({ name }) => !this.legend.hidden.has(name))
      .map((curve) => ({ ...curve, all: this.values(curve) }));
    const { steps } = this.record;
    /** @type {[number, number]} */
    const span = [Math.max(0, this.record.at(x0)), Math.min(steps.length, this.record.at(x1) + 2)];
    const { words, theme, data } = this;
    const lines = linesOf(this.kind, shown, data, theme.palette, words);
    const beside = this.beside(shown, x0, x1);
    const values = [...shown.flatMap(({ all }) => all.slice(...span)), ...beside.flatMap(({ part }) => part)];
    const { axis, notes } = scaleOf(this.kind, this.tools, values, lines, data.about);
    this.remark(notes);
    const traces = this.traces(shown, beside, span);
    const look = { palette: theme.palette, size: theme.text(13), thick: theme.thick(1.5), margin: this.margin };
    const { separators } = words;
    const layout = layoutOf({ ...look, width, past: data.past, separators }, axis, lines, [x0, x1]);
    plotly.react(this.plot, traces, { ...layout, width, height }, { staticPlot: true });
    this.point(this.step);
  }

  /** What Plotly is to draw: the curves, the run beside, and over faint curves the smooth ones. */
  traces(shown, beside, [from, to]) {
    const { steps } = this.record;
    const { theme } = this;
    const { keep } = this.tools;
    const mode = to - from < 40 ? "lines+markers" : "lines"; // a single row makes no line
    const trace = ({ label, colour, dash }, values, more) => ({
      ...thin(steps, values, from, to),
      ...{ name: label, type: "scatter", mode, hoverinfo: "skip" },
      line: { color: colour, width: theme.thick(2), dash },
      marker: { size: theme.thick(4), color: colour },
      ...more,
    });
    const plain = shown.map((curve) => trace(curve, curve.all, keep ? { opacity: FAINT } : {}));
    const smoothed = keep ? shown.map((curve) => trace(curve, smooth(curve.all, keep))) : [];
    return [...plain, ...beside.map(({ drawn }) => drawn), ...smoothed];
  }

  /** The curves of the run beside: the same colours, dashed and lighter. */
  beside(shown, x0, x1) {
    const { other, theme } = this;
    const { keep } = this.tools;
    if (!other?.steps.length) return [];
    const [from, to] = [Math.max(0, other.at(x0)), Math.min(other.steps.length, other.at(x1) + 2)];
    return shown.map((curve) => {
      const all = this.values(curve, other);
      const line = { color: curve.colour, width: theme.thick(1.6), dash: "dash" };
      const points = thin(other.steps, keep ? smooth(all, keep) : all, from, to);
      const look = { type: "scatter", mode: "lines", opacity: 0.7, line, hoverinfo: "skip" };
      return { part: all.slice(from, to), drawn: { ...points, name: `${curve.label} B`, ...look } };
    });
  }

  /** Says beside the title what must be known of the scale, and whose losses these are. */
  remark(notes) {
    const { t } = this.words;
    const { about } = this.data;
    const loss = this.kind.name === "losses" ? (about?.loss ?? "") : "";
    const text = [...notes.map(({ text, n }) => t(text, { n })), loss].filter(Boolean).join(" · ");
    if (this.aside.textContent !== text) this.aside.textContent = text;
    this.aside.title = notes.map(({ tip }) => t(tip)).join(" ");
    if (this.kind.name === "scores") this.title.title = about?.meaning ?? "";
  }

  /** Puts the line at a step, and the values of that step into the legend; null: those of what is looked at. */
  point(step) {
    this.step = step;
    this.legend.write((curve) => {
      const own = this.valueAt(curve, step);
      return this.other ? `${own}┊${this.valueAt(curve, step, this.other)}` : own;
    });
    const x = step == null || !this.range ? -1 : this.place(step);
    this.cross.hidden = !(x >= this.margin.l && x <= this.width - this.margin.r);
    if (this.cross.hidden) return;
    this.cross.style.transform = `translateX(${x}px)`;
    this.cross.dataset.step = this.words.number(step);
  }

  /** A curve's value at a step, in words; where there is none, that of the past that is looked at, or the newest. */
  valueAt({ name, whole }, asked, record = this.record) {
    const { kind, data } = this;
    const step = asked ?? data.past;
    const at = () => (kind.of === "measures" ? record.at(step) : record.nearest(step));
    const row = !record.steps.length ? -1 : step == null ? record.steps.length - 1 : at();
    const live = step == null && record === this.record ? data.newest[name] : undefined; // not of all steps is a row
    const number = live ?? record.columns[name]?.[row];
    const all = this.total(name, whole);
    if (all && Number.isFinite(number)) return `${number}/${all}`;
    return kind.share && Number.isFinite(number) ? this.words.percent(number) : this.words.short(number ?? NaN);
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
