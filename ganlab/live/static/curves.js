/** The two charts over the steps: losses, and D's mean answers. */

const PENALTY_DASHES = ["solid", "dot", "dash", "dashdot", "longdash"];
const CHARTS = [
  { name: "losses", columns: ["d_loss", "g_loss"], colours: ["d", "g"], format: ".3~g" },
  { name: "scores", columns: ["d_real", "d_fake"], colours: ["real", "fake"], format: ".2f" },
];
const MOST_POINTS = 500;
const SHORTEST_WAIT = 400;
const MOST_WORK = 0.12; // of the time may go into charts, so that they never starve the pictures

/** True points of a curve, few enough to draw: of each stretch its lowest and its highest, and the newest of all. To
 *  take every k-th instead would show a quick oscillation as a slow one that is not there. */
function thin(steps, values) {
  const n = values.length;
  const stretch = Math.ceil(n / (MOST_POINTS / 2));
  const picked = [];
  for (let from = 0; from < n; from += stretch) {
    let [low, high] = [from, from];
    for (let i = from; i < Math.min(n, from + stretch); i++) {
      if (values[i] < values[low] || Number.isNaN(values[low])) low = i;
      if (values[i] > values[high] || Number.isNaN(values[high])) high = i;
    }
    picked.push(...(low === high ? [low] : low < high ? [low, high] : [high, low]));
  }
  if (n && picked.at(-1) !== n - 1) picked.push(n - 1);
  return { x: picked.map((i) => steps[i]), y: picked.map((i) => (Number.isFinite(values[i]) ? values[i] : null)) };
}

/** Keeps the history of one generation and draws it in spare time. */
export class Curves {
  generation = 0;
  about = null;
  due = 0;
  again = false;
  busyUntil = 0;

  constructor(ctx, plotly) {
    this.ctx = ctx;
    const { el, say } = ctx;
    this.charts = CHARTS.map((chart) => {
      const title = say(el("span"), { textContent: `live_${chart.name}`, title: `live_${chart.name}_tip` });
      const aside = el("span", { class: "gl-chart-aside" });
      const plot = say(el("div", { class: "gl-plot", role: "img", "data-testid": `gl-${chart.name}` }), { "aria-label": `live_${chart.name}_label` });
      return { ...chart, aside, plot, node: el("div", { class: "gl-chart" }, el("div", { class: "gl-caption" }, title, aside), el("div", { class: "gl-plot-box" }, plot)) };
    });
    this.node = el("div", { class: "gl-charts" }, ...this.charts.map(({ node }) => node));
    this.observer = new ResizeObserver(() => this.wake());
    for (const { plot } of this.charts) {
      this.observer.observe(plot);
      plot.addEventListener("pointerdown", () => (this.held = true)); // a redraw would break a zoom in the making
    }
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, () => this.release(), { signal, capture: true });
    this.clear();
    plotly.then((library) => {
      this.plotly = library;
      this.wake();
    }, (error) => console.error("ganlab: no charts", error));
  }

  clear() {
    this.steps = [];
    this.columns = {};
    this.wake();
  }

  relabel() {
    this.wake();
  }

  theme() {
    this.wake();
  }

  release() {
    if (!this.held) return;
    this.held = false;
    this.wake();
  }

  /** Takes the new rows of a frame; they are drawn later. */
  update({ header, history, restart }) {
    const { about } = header;
    if (restart) this.clear();
    if (about) this.describe(about);
    const names = this.about?.columns ?? [];
    for (const { steps, scalars } of history) {
      for (const step of steps) this.steps.push(step);
      names.forEach((name, c) => {
        const column = (this.columns[name] ??= []);
        for (let i = c; i < scalars.length; i += names.length) column.push(scalars[i]);
      });
    }
    const moved = header.past !== this.past;
    this.past = header.past;
    const renewed = header.generation !== this.generation;
    this.generation = header.generation;
    if (restart || renewed || moved || history.length || about) this.wake();
  }

  /** Puts the loss beside the first title, and what D's answer is behind the second. */
  describe(about) {
    this.about = about;
    const [losses, scores] = this.charts;
    losses.aside.textContent = about.loss ?? "";
    scores.plot.parentNode.previousSibling.title = about.meaning ?? "";
  }

  /** The curves of a chart: its own, and below the losses every penalty that is or was minimised. */
  lines(chart) {
    const { palette, t } = this.ctx;
    const own = chart.columns.map((name, i) => ({ name, label: t(`live_${name}`), colour: palette[chart.colours[i]], dash: "solid" }));
    if (chart.name !== "losses") return own;
    const penalties = Object.entries(this.about?.penalties ?? {}).map(([name, label], i) => ({ name, label, colour: palette.penalty, dash: PENALTY_DASHES[i] }));
    return [...own, ...penalties.filter(({ name }) => this.columns[name]?.some(Number.isFinite))];
  }

  /** Plans a redraw as soon as the last one has been paid for. */
  wake() {
    if (!this.plotly || this.held) return;
    this.again = true;
    this.due ||= setTimeout(() => this.redraw(), Math.max(0, this.busyUntil - performance.now()));
  }

  /** Draws one chart after the other, each in a task of its own. */
  async redraw() {
    const began = performance.now();
    let work = 0;
    this.again = false;
    for (const chart of this.charts) {
      if (this.held || this.listening.signal.aborted) break;
      const start = performance.now();
      try {
        this.drawChart(chart);
      } catch (error) {
        console.error("ganlab: chart", error);
      }
      work += performance.now() - start;
      await new Promise((resume) => setTimeout(resume));
    }
    this.busyUntil = began + Math.max(SHORTEST_WAIT, work / MOST_WORK);
    this.due = 0;
    if (this.again) this.wake();
  }

  drawChart(chart) {
    const { clientWidth: width, clientHeight: height } = chart.plot;
    if (!width || !height) return;
    const lines = this.lines(chart);
    const few = this.steps.length < 40;
    const traces = lines.map(({ name, label, colour, dash }) => ({
      ...thin(this.steps, this.columns[name] ?? []), name: label, type: "scatter",
      mode: few ? "lines+markers" : "lines", // a single row makes no line
      line: { color: colour, width: 2.2, dash }, marker: { size: 5 },
      hovertemplate: `%{y:${chart.format}}`,
    }));
    this.plotly.react(chart.plot, traces, { ...this.layout(chart), width, height }, { displayModeBar: false, doubleClick: "reset" });
  }

  /** The chart's layout; equal `uirevision`s keep the visitor's zoom and hidden curves. */
  layout(chart) {
    const { palette, t } = this.ctx;
    const lines = this.references(chart);
    const axis = { gridcolor: palette.line, linecolor: palette.line, zeroline: false, uirevision: this.generation };
    const font = { family: palette.font, size: 13, color: palette.fg };
    return {
      uirevision: this.generation, font,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 44, r: 52, t: 4, b: 38 },
      legend: { orientation: "h", x: 0, y: 1, xanchor: "left", yanchor: "bottom", uirevision: "kept", font: { size: 14 }, bgcolor: "rgba(0,0,0,0)" },
      hovermode: "x unified",
      hoverlabel: { bgcolor: palette.bg, bordercolor: palette.line, font },
      xaxis: { ...axis, title: { text: t("live_step_axis"), standoff: 4, font }, nticks: 5, rangemode: "tozero", hoverformat: ",d" },
      yaxis: { ...axis, nticks: 6, ...(chart.name === "scores" && this.about?.probability ? { range: [-0.03, 1.03], dtick: 0.25 } : {}) },
      shapes: [...this.marker(), ...lines.map(({ y, colour }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: y, y1: y, opacity: 0.8, line: { color: colour, width: 1.5, dash: "dash" } }))],
      annotations: lines.filter(({ text }) => text).map(({ y, colour, text, anchor }) => (
        { xref: "paper", x: 1, xanchor: "left", yref: "y", y, yanchor: anchor, text, showarrow: false, font: { size: 13, color: colour } })),
    };
  }

  /** The step that is looked back at, where the past is shown. */
  marker() {
    if (this.past == null) return [];
    return [{ type: "line", name: "past", xref: "x", x0: this.past, x1: this.past, yref: "paper", y0: 0, y1: 1, line: { color: this.ctx.palette.fg, width: 1.5 } }];
  }

  /** Dashed lines; of two labels the upper one stands above its line, so they cannot collide. */
  references(chart) {
    const { palette } = this.ctx;
    const { references, reference_labels: labels } = this.about ?? {};
    const middle = references?.d;
    if (chart.name === "scores") return Number.isFinite(middle) ? [{ y: middle, colour: palette.fg, text: String(+middle.toFixed(3)), anchor: "middle" }] : [];
    const known = chart.columns
      .map((name, i) => ({ y: references?.[name], colour: palette[chart.colours[i]], text: labels?.[name] ?? "" }))
      .filter(({ y }) => Number.isFinite(y))
      .sort((a, b) => b.y - a.y);
    known.forEach((line, i) => (line.anchor = known.length < 2 ? "middle" : i ? "top" : "bottom"));
    return known;
  }

  destroy() {
    clearTimeout(this.due);
    this.observer.disconnect();
    this.listening.abort();
    for (const { plot } of this.charts) this.plotly?.purge(plot);
  }
}
