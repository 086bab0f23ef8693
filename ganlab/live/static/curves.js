/** Two charts by Plotly: the losses with their reference lines, and D(x), D(G(z)) with the equilibrium. */

import { el } from "./dom.js";

const MOST = 500; // points of a curve that are drawn
const EVERY = 140; // ms at least between two drawings
let library = null;

/** Plotly, loaded once from our own server. */
function plotly(base) {
  library ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly);
    const script = el("script", { src: `${base}/plotly.min.js` });
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      library = null;
      reject(new Error("plotly.min.js could not be loaded"));
    };
    document.head.append(script);
  });
  return library;
}

/** Keeps the whole history and draws every k-th of its rows, so that shown values are true ones. */
export class Curves {
  columns = [[], [], [], [], []]; // step, d_loss, g_loss, d_real, d_fake
  about = null;
  generation = 0;
  timer = 0;

  constructor(ctx, base) {
    this.ctx = ctx;
    this.base = base;
    const { say } = ctx;
    this.losses = say(el("div", { class: "gl-chart", role: "img", "data-testid": "gl-losses" }), { "aria-label": "live_losses_label" });
    this.outputs = say(el("div", { class: "gl-chart", role: "img", "data-testid": "gl-outputs" }), { "aria-label": "live_outputs_label" });
    this.node = el("div", { class: "gl-charts" }, this.losses, this.outputs);
    this.observer = new ResizeObserver(() => this.schedule());
    this.observer.observe(this.node);
  }

  /** Takes the new rows of a merged frame. */
  update({ header, history, restart }) {
    if (header.about) this.about = header.about;
    if (restart || header.clear) this.columns = [[], [], [], [], []];
    if (header.clear) this.generation = header.generation;
    for (const { steps, scalars } of history) {
      for (let i = 0; i < steps.length; i++) {
        this.columns[0].push(steps[i]);
        for (let c = 0; c < 4; c++) {
          const value = scalars[4 * i + c];
          this.columns[c + 1].push(Number.isFinite(value) ? value : null);
        }
      }
    }
    if (history.length || restart || header.clear || header.about) this.schedule();
  }

  /** Draws soon, but not more often than the eye needs, and never inside a frame. */
  schedule() {
    if (this.timer) return;
    const wait = Math.max(20, EVERY - (performance.now() - (this.drawnAt ?? 0)));
    this.timer = setTimeout(async () => {
      try {
        await this.draw(await plotly(this.base));
      } catch (error) {
        console.error("ganlab: curves", error);
      }
      this.drawnAt = performance.now();
      this.timer = 0;
    }, wait);
  }

  /** Every k-th row of all columns, the newest always among them. */
  thinned() {
    const n = this.columns[0].length;
    const k = Math.max(1, Math.ceil(n / MOST));
    return this.columns.map((column) => column.filter((_, i) => (n - 1 - i) % k === 0));
  }

  async draw(Plotly) {
    if (!this.about || !this.node.clientWidth) return;
    const { palette: p, t } = this.ctx;
    const [x, dLoss, gLoss, dReal, dFake] = this.thinned();
    const refs = this.about.references;
    const labels = this.about.reference_labels;
    const line = (name, y, color, hint) => ({ x, y, name, mode: "lines", line: { color, width: 2 }, hovertemplate: `%{y:.4f}<extra>${hint ?? name}</extra>` });
    const level = (y, color) => ({ type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, line: { color, width: 1.5, dash: "dash" } });
    const note = (y, text, color, yanchor = "bottom") => ({ xref: "paper", x: 1, xanchor: "right", y, yanchor, text, showarrow: false, font: { color, size: 13 } });
    await Plotly.react(this.losses, [line("d_loss", dLoss, p.d), line("g_loss", gLoss, p.fake)],
      this.layout(p, t("live_losses"), { rangemode: "normal" },
        [level(refs.d_loss, p.d), level(refs.g_loss, p.fake)],
        [note(refs.d_loss, labels.d_loss, p.d), note(refs.g_loss, labels.g_loss, p.fake)]), CONFIG);
    const middle = +refs.d.toFixed(3);
    await Plotly.react(this.outputs, [line("D(x)", dReal, p.real), line("D(G(z))", dFake, p.fake)],
      this.layout(p, t("live_outputs"), { range: [-0.02, 1.02] }, [level(refs.d, p.soft)], [note(refs.d, `D = ${middle}`, p.soft)]), CONFIG);
  }

  /** The look that both charts share; `uirevision` lets zoom and hidden curves survive every update. */
  layout(p, title, yaxis, shapes, annotations) {
    const axis = { gridcolor: p.line, zeroline: false, linecolor: p.line, tickfont: { size: 13 }, automargin: false };
    return {
      uirevision: this.generation,
      height: Math.max(150, Math.floor(this.node.clientHeight / 2) - 3) || 220,
      title: { text: title, x: 0, xref: "paper", xanchor: "left", y: 0.985, yanchor: "top", font: { size: 15, weight: 600 } },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: p.font, size: 13, color: p.fg },
      margin: { l: 42, r: 10, t: 30, b: 26 },
      xaxis: { ...axis, rangemode: "tozero", nticks: 6 },
      yaxis: { ...axis, nticks: 6, ...yaxis },
      hovermode: "x unified",
      hoverlabel: { bgcolor: p.bg, font: { color: p.fg } },
      legend: { orientation: "h", x: 1, xanchor: "right", y: 1.02, yanchor: "bottom", font: { size: 14 } },
      shapes,
      annotations,
    };
  }

  destroy() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    for (const chart of [this.losses, this.outputs]) window.Plotly?.purge(chart);
  }
}

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset" };
