/** The two charts over the steps: losses, and D's mean answers. */

const COLUMNS = ["d_loss", "g_loss", "d_real", "d_fake"];
const CHARTS = [
  { name: "losses", columns: [0, 1], colours: ["d", "g"], format: ".3~g" },
  { name: "scores", columns: [2, 3], colours: ["real", "fake"], format: ".2f" },
];
const MOST_POINTS = 500;
const SHORTEST_WAIT = 400;
const MOST_WORK = 0.12; // of the time may go into charts, so that they never starve the pictures

/** True values of every k-th row, always with the newest one. */
function thin(steps, columns) {
  const every = Math.max(1, Math.ceil(steps.length / (MOST_POINTS - 1)));
  const picked = (values) => {
    const out = [];
    for (let i = 0; i < values.length; i += every) out.push(values[i]);
    if ((values.length - 1) % every > 0) out.push(values.at(-1));
    return out;
  };
  return { x: picked(steps), ys: columns.map((column) => picked(column).map((v) => (Number.isFinite(v) ? v : null))) };
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
    this.columns = COLUMNS.map(() => []);
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
    for (const { steps, scalars } of history) {
      for (let i = 0; i < steps.length; i++) {
        this.steps.push(steps[i]);
        for (let c = 0; c < COLUMNS.length; c++) this.columns[c].push(scalars[COLUMNS.length * i + c]);
      }
    }
    if (about) this.describe(about);
    const renewed = header.generation !== this.generation;
    this.generation = header.generation;
    if (restart || renewed || history.length || about) this.wake();
  }

  /** Puts the loss and its formulas beside the title. */
  describe(about) {
    this.about = about;
    const [{ aside }] = this.charts;
    aside.textContent = about.loss ?? "";
    aside.title = [about.d_formula, about.g_formula].filter(Boolean).join("\n");
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
    const { palette, t } = this.ctx;
    const { clientWidth: width, clientHeight: height } = chart.plot;
    if (!width || !height) return;
    const { x, ys } = thin(this.steps, chart.columns.map((c) => this.columns[c]));
    const traces = chart.columns.map((c, i) => ({
      x, y: ys[i], name: t(`live_${COLUMNS[c]}`), type: "scatter",
      mode: x.length < 40 ? "lines+markers" : "lines", // a single row makes no line
      line: { color: palette[chart.colours[i]], width: 2.2 }, marker: { size: 5 },
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
      yaxis: { ...axis, nticks: 6, ...(chart.name === "scores" ? { range: [-0.03, 1.03], dtick: 0.25 } : {}) },
      shapes: lines.map(({ y, colour }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: y, y1: y, opacity: 0.8, line: { color: colour, width: 1.5, dash: "dash" } })),
      annotations: lines.filter(({ text }) => text).map(({ y, colour, text, anchor }) => (
        { xref: "paper", x: 1, xanchor: "left", yref: "y", y, yanchor: anchor, text, showarrow: false, font: { size: 13, color: colour } })),
    };
  }

  /** Dashed lines; of two labels the upper one stands above its line, so they cannot collide. */
  references(chart) {
    const { palette } = this.ctx;
    const { references, reference_labels: labels } = this.about ?? {};
    const middle = references?.d ?? 0.5;
    if (chart.name === "scores") return [{ y: middle, colour: palette.fg, text: String(+middle.toFixed(3)), anchor: "middle" }];
    const known = chart.columns
      .map((c, i) => ({ y: references?.[COLUMNS[c]], colour: palette[chart.colours[i]], text: labels?.[COLUMNS[c]] ?? "" }))
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
