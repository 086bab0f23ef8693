/** The charts over the steps: they share their steps, their tools and the line at the pointer. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { Chart } from "./chart.js";
import { ChartBar } from "./chartbar.js";
import { Record } from "./records.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const SHORTEST_WAIT = 400;
const LONGEST_WAIT = 3000; // also where the first drawing took seconds, of a busy machine
const MOST_WORK = 0.12; // of the time may go into charts, so that they never starve the pictures
const LEAST_DRAG = 8; // pixels that make a drag

/** Keeps the records of one generation and draws them in spare time. */
export class Curves {
  scalars = new Record(); // rows of the training steps
  measures = new Record(); // rows of the measures
  /** @type {{ run: string | null, scalars: Record, measures: Record } | null} */
  other = null; // the run beside
  /** @type {any} */
  about = null;
  /** @type {any} */
  metrics = null;
  /** @type {{ [name: string]: number }} */
  newest = {}; // the values of now, by quantity
  /** @type {[number, number] | null} */
  zoom = null; // [first, last] step, null for all
  due = 0;
  again = false;
  busyUntil = 0;

  /** @param {Pick<Services, "words" | "theme">} services */
  constructor({ words, theme }, plotly, kinds) {
    this.kinds = kinds;
    const { say } = words;
    this.bar = new ChartBar(
      { words },
      kinds,
      () => this.arrange(),
      () => this.stretch(null),
    );
    this.charts = kinds.map((kind) => new Chart({ words, theme }, kind, this, this.bar));
    this.grid = el("div", { class: "gl-charts" });
    this.node = say(el("div", { class: "gl-curves", role: "group" }, this.bar.node, this.grid, this.bar.more), {
      "aria-label": N_("Charts"),
    });
    this.observer = new ResizeObserver(() => {
      if (this.bar.fit(this.room)) this.arrange();
      this.wake();
    });
    this.observer.observe(this.grid);
    for (const chart of this.charts) {
      this.observer.observe(chart.plot);
      this.listen(chart);
    }
    this.stretch(null);
    this.pointAt(null);
    this.arrange();
    plotly.then(
      (library) => {
        this.plotly = library;
        this.wake();
      },
      (error) => console.error("ganlab: no charts", error),
    );
  }

  clear() {
    [this.scalars, this.measures] = [new Record(), new Record()];
    this.metrics = this.other = null;
    this.newest = {};
    this.stretch(null);
    this.pointAt(null);
  }

  relabel({ measures: { charts } }) {
    for (const [i, chart] of this.charts.entries()) chart.relabel(charts[i]);
    this.bar.relabel(charts);
    this.wake();
  }

  recolour() {
    this.wake();
  }

  /** Shows few charts or the chosen ones. */
  show(few) {
    this.bar.limit(few);
    for (const chart of this.charts) {
      chart.legend.plain = few;
      chart.name();
    }
    this.arrange();
  }

  /** Takes the new rows of a frame; they are drawn later.
   *  @param {Merged} frame */
  update({ header, history, restart, beside }) {
    const { about, metrics, row, clear } = header;
    if (clear) this.clear();
    if (restart) [this.scalars, this.measures] = [new Record(), new Record()];
    if (about) {
      this.about = about;
      this.offer();
    }
    if (metrics) this.metrics = metrics;
    Object.assign(this.newest, row, metrics);
    const moved = header.past !== this.past;
    this.past = header.past;
    this.add(this, history);
    if (history.length || moved) for (const chart of this.shown) chart.point(chart.step); // as all other numbers do
    this.compare(header.beside, beside);
    if (clear || restart || moved || history.length || about) this.wake();
  }

  /** Adds new rows to two records. */
  add(records, history) {
    for (const { steps, scalars, measured_steps: measured, measures } of history) {
      if (steps) records.scalars.add(this.about.columns, steps.data, scalars.data);
      if (measured) records.measures.add(this.about.measures, measured.data, measures.data);
    }
  }

  /** Takes the rows of the run that is shown beside this one, if there is one. */
  compare(run, frame) {
    if (this.other && this.other.run !== run) this.other = null;
    if (!frame) return;
    if (!this.other || frame.header.clear || frame.restart)
      this.other = { run, scalars: new Record(), measures: new Record() };
    this.add(this.other, frame.history);
  }

  /** How many whole charts can be seen at once: of the image lab's, beside the pictures; elsewhere the page or the
   *  column scrolls. */
  get room() {
    const style = getComputedStyle(this.grid);
    const [least, narrowest] = ["least", "narrowest"].map((name) => parseFloat(style.getPropertyValue(`--gl-${name}`)));
    if (!least) return Infinity;
    const many = (length, gap, one) => Math.max(1, Math.floor((length + parseFloat(gap)) / (one + parseFloat(gap))));
    return many(this.grid.clientHeight, style.rowGap, least) * many(this.grid.clientWidth, style.columnGap, narrowest);
  }

  /** Offers the charts for which this run has numbers. */
  offer() {
    const has = new Set([...this.about.columns, ...this.about.measured]);
    const game = !!this.about.game;
    const fits = ({ curves, dirac }) => (dirac ?? game) === game && curves.every(({ name }) => has.has(name));
    this.bar.offer(new Set(this.kinds.filter(fits).map(({ name }) => name)));
    this.arrange();
  }

  /** Puts the chosen charts on the page. */
  arrange() {
    const shown = this.charts.filter(({ kind }) => this.bar.shown.includes(kind.name));
    if (shown.map(({ kind }) => kind.name).join() !== this.shown?.map(({ kind }) => kind.name).join())
      this.grid.replaceChildren(...shown.map(({ node }) => node));
    this.shown = shown;
    this.wake(true);
  }

  /** The steps that all charts show. */
  get range() {
    return (
      this.zoom ?? [
        0,
        Math.max(
          10,
          ...[this, this.other].flatMap((records) => [
            records?.scalars.steps.at(-1) ?? 0,
            records?.measures.steps.at(-1) ?? 0,
          ]),
        ),
      ]
    );
  }

  /** Shows these steps in all charts; null: all there are. */
  stretch(zoom) {
    this.zoom = zoom;
    this.bar.reset.disabled = !zoom;
    this.wake(true);
  }

  /** Shows the values at a step in all charts. */
  pointAt(step) {
    for (const chart of this.charts) chart.point(step);
  }

  /** Follows the pointer over a chart: a line in all charts, and a drag chooses the steps that all show. */
  listen(chart) {
    const { box } = chart;
    const at = (event) => event.clientX - box.getBoundingClientRect().left;
    /** @type {number | null} */
    let from = null;
    const end = (event) => {
      const to = at(event);
      const up = event.type === "pointerup";
      if (from !== null && up && Math.abs(to - from) >= LEAST_DRAG)
        this.stretch([chart.stepAt(Math.min(from, to)), chart.stepAt(Math.max(from, to))]);
      from = null;
      for (const other of this.shown) other.choose(null);
    };
    box.addEventListener("pointerdown", (event) => {
      if (event.button || !chart.range) return;
      from = at(event);
      box.setPointerCapture(event.pointerId);
      this.follow(chart, at(event));
    });
    box.addEventListener("pointermove", (event) => {
      if (!chart.range) return;
      this.follow(chart, at(event));
      if (from !== null) for (const other of this.shown) other.choose(from, at(event));
    });
    box.addEventListener("pointerup", end);
    box.addEventListener("pointercancel", end);
    box.addEventListener("pointerleave", () => this.pointAt(null));
    box.addEventListener("dblclick", () => this.stretch(null));
  }

  /** Points at the row of this chart that is nearest to a place in it. */
  follow(chart, x) {
    const { record } = chart;
    if (record.steps.length) this.pointAt(record.steps[record.nearest(chart.stepAt(x))]);
  }

  /** Plans a redraw as soon as the last one has been paid for; at once for what the visitor asks. */
  wake(asked = false) {
    if (!this.plotly) return;
    this.again = true;
    if (asked && !this.drawing) {
      clearTimeout(this.due);
      this.due = 0;
    }
    this.due ||= setTimeout(() => this.redraw(), asked ? 0 : Math.max(0, this.busyUntil - performance.now()));
    this.asked ||= asked;
  }

  /** Draws one chart after the other, each in a task of its own. */
  async redraw() {
    const began = performance.now();
    let work = 0;
    this.drawing = true;
    this.again = this.asked = false;
    for (const chart of this.shown) {
      if (this.gone) return;
      const start = performance.now();
      try {
        chart.draw(this.plotly, this.range);
      } catch (error) {
        console.error("ganlab: chart", error);
      }
      work += performance.now() - start;
      await new Promise((resume) => setTimeout(resume));
    }
    this.busyUntil = began + Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, work / MOST_WORK));
    this.due = 0;
    this.drawing = false;
    if (this.again) this.wake(this.asked);
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.due);
    this.observer.disconnect();
    for (const { plot } of this.charts) this.plotly?.purge(plot);
  }
}
