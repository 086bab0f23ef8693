/** Two charts by Plotly: the losses with their reference lines, and D(x), D(G(z)) with the equilibrium. */

const MOST = 500; // points of a curve that are drawn
const EVERY = 140; // ms at least between two drawings
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset" };

/** Keeps the whole history and draws every k-th of its rows, so that shown values are true ones. */
export class Curves {
  about = null;
  generation = 0;
  drawnAt = 0;
  timer = 0;

  constructor(ctx, library) {
    Object.assign(this, { ctx, library });
    this.boxes = { losses: this.chart("losses"), scores: this.chart("scores") };
    this.node = ctx.el("div", { class: "gl-charts" }, ...Object.values(this.boxes).map(({ node }) => node));
    this.observer = new ResizeObserver(() => this.wake());
    this.observer.observe(this.node);
    this.clear();
  }

  /** One chart with its caption. */
  chart(name) {
    const { el, say } = this.ctx;
    const aside = el("span", { class: "gl-chart-aside" });
    const caption = el("div", { class: "gl-caption" }, say(el("span"), { textContent: `live_${name}`, title: `live_${name}_tip` }), aside);
    const plot = say(el("div", { class: "gl-plot", role: "img", "data-testid": `gl-${name}` }), { "aria-label": `live_${name}_label` });
    return { node: el("div", { class: "gl-chart" }, caption, el("div", { class: "gl-plot-box" }, plot)), plot, aside };
  }

  /** Forgets all rows. */
  clear() {
    this.columns = Array.from({ length: 5 }, () => []); // step, d_loss, g_loss, d_real, d_fake
  }

  /** Takes the new rows of a merged frame. */
  update({ header, history, restart }) {
    if (header.about) this.about = header.about;
    if (restart || header.clear) this.clear();
    this.generation = `${header.run}/${header.generation}`;
    for (const { steps, scalars } of history) {
      for (let i = 0; i < steps.length; i++) {
        this.columns[0].push(steps[i]);
        for (let c = 0; c < 4; c++) this.columns[c + 1].push(Number.isFinite(scalars[4 * i + c]) ? scalars[4 * i + c] : null);
      }
    }
    if (history.length || restart || header.clear || header.about) this.wake();
  }

  /** Draws soon, not more often than the eye needs, and never inside a frame. */
  wake() {
    if (this.timer) return;
    this.timer = setTimeout(async () => {
      try {
        this.draw(await this.library);
      } catch (error) {
        console.error("ganlab: curves", error);
      }
      this.drawnAt = performance.now();
      this.timer = 0;
    }, Math.max(20, EVERY - (performance.now() - this.drawnAt)));
  }

  /** Every k-th row of all columns, the newest always among them. */
  thinned() {
    const n = this.columns[0].length;
    const k = Math.ceil(n / MOST) || 1;
    return this.columns.map((column) => column.filter((_, i) => (n - 1 - i) % k === 0));
  }

  draw(Plotly) {
    if (!this.about || !this.node.clientWidth) return;
    const { palette: p, t } = this.ctx;
    const [x, dLoss, gLoss, dReal, dFake] = this.thinned();
    const { references: at, reference_labels: said, d_formula: d, g_formula: g } = this.about;
    const line = (name, y, color) => ({ x, y, name, mode: "lines", line: { color, width: 2 }, hovertemplate: "%{y:.4f}" });
    const level = (y, color) => ({ type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, line: { color, width: 1.5, dash: "dash" } });
    const note = (y, text, color) => ({ xref: "paper", x: 0.995, xanchor: "right", y, yanchor: "bottom", text, showarrow: false, bgcolor: p.bg, borderpad: 1, opacity: 0.9, font: { color, size: 13 } });
    this.boxes.losses.node.title = `${d}\n${g}`;
    this.react(Plotly, this.boxes.losses.plot, [line(t("live_d_loss"), dLoss, p.d), line(t("live_g_loss"), gLoss, p.g)], {},
      [level(at.d_loss, p.d), level(at.g_loss, p.g)], [note(at.d_loss, said.d_loss, p.d), note(at.g_loss, said.g_loss, p.g)]);
    this.react(Plotly, this.boxes.scores.plot, [line(t("live_d_real"), dReal, p.real), line(t("live_d_fake"), dFake, p.fake)], { range: [-0.03, 1.03] },
      [level(at.d, p.fg)], [note(at.d, `D = ${+at.d.toFixed(3)}`, p.fg)]);
  }

  /** Draws one chart in the look that both share; `uirevision` lets zoom and hidden curves survive every update. */
  react(Plotly, plot, traces, yaxis, shapes, annotations) {
    const { palette: p } = this.ctx;
    const axis = { gridcolor: p.line, zeroline: false, nticks: 6, tickfont: { size: 13 } };
    Plotly.react(plot, traces, {
      uirevision: this.generation,
      width: plot.clientWidth,
      height: plot.clientHeight,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: p.font, size: 13, color: p.fg },
      margin: { l: 40, r: 8, t: 24, b: 24 },
      xaxis: { ...axis, rangemode: "tozero" },
      yaxis: { ...axis, ...yaxis },
      hovermode: "x unified",
      hoverlabel: { bgcolor: p.bg, font: { color: p.fg } },
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", font: { size: 14 }, bgcolor: "rgba(0,0,0,0)" },
      shapes,
      annotations,
    }, CONFIG);
  }

  destroy() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    for (const { plot } of Object.values(this.boxes)) window.Plotly?.purge(plot);
  }
}
