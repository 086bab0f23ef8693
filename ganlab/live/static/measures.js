/** The measures of the samples as one line of numbers, each with what a perfect generator would score. */

const SHOWN = [
  ["modes", (m) => `${m.modes} / ${m.modes_total}`, (m) => m.modes_lax !== m.modes && m.modes_lax, "live_measure_lax"],
  ["high_quality", (m) => `${Math.round(100 * m.high_quality)} %`, (m) => `${Math.round(100 * m.high_quality_floor)} %`],
  ["sw1", (m) => m.sw1.toFixed(3), (m) => m.sw1_floor.toFixed(3)],
  ["js", (m) => m.js.toFixed(2), (m) => m.js_floor.toFixed(2)],
  ["confidence", (m) => `${Math.round(100 * m.confidence)} %`, (m) => `${Math.round(100 * m.confidence_floor)} %`, "live_measure_real"],
  ["precision", (m) => `${Math.round(100 * m.precision)} %`, (m) => `${Math.round(100 * m.precision_floor)} %`],
  ["fid", (m) => m.fid.toFixed(1), (m) => m.fid_floor.toFixed(1)],
  ["neighbours", (m) => `${Math.round(100 * m.nn_real)} % / ${Math.round(100 * m.nn_fake)} %`, (m) => `${Math.round(100 * m.nn_floor)} %`],
  ["d_star", (m) => m.d_star.toFixed(2), (m) => m.d_star_floor.toFixed(2)],
];

const HOME = { neighbours: "nn_real" }; // the measure that stands for an entry of another name

/** Draws the newest measures; those that a data set does not have are left out. */
export class Measures {
  spans = [];

  constructor(ctx) {
    this.ctx = ctx;
    this.classes = new ctx.Classes(ctx);
    this.node = ctx.say(ctx.el("div", { class: "gl-measures", role: "group", "data-testid": "gl-measures" }, this.classes.node), { "aria-label": "live_measures" });
  }

  update({ header: { metrics, clear, past } }) {
    if (!metrics && !clear && past === null) return; // a past without measures has none to show
    const sign = JSON.stringify(metrics);
    if (sign === this.sign) return;
    Object.assign(this, { metrics, sign });
    this.draw();
  }

  relabel() {
    this.draw();
  }

  clear() {
    this.metrics = null;
    this.draw();
  }

  draw() {
    const { el, t } = this.ctx;
    const shown = this.metrics ? SHOWN.filter(([name]) => (HOME[name] ?? name) in this.metrics) : [];
    this.classes.draw(this.metrics);
    this.node.hidden = !shown.length;
    for (const span of this.spans) span.remove();
    this.spans = shown.map(([name, value, beside, key = "live_measure_floor"]) => {
      const aside = beside(this.metrics);
      return el("span", { title: t(`live_measure_${name}_tip`, { n: this.metrics.sample_size }) },
        `${t(`live_measure_${name}`)} ${value(this.metrics)} `, aside !== false && el("small", {}, t(key, { value: aside })));
    });
    this.node.append(...this.spans);
  }
}
