/** The measures of the samples as one line of numbers, each with what a perfect generator would score. */

const SHOWN = [
  ["modes", (m) => `${m.modes} / ${m.modes_total}`, (m) => m.modes_lax !== m.modes && m.modes_lax, "live_measure_lax"],
  ["high_quality", (m) => `${Math.round(100 * m.high_quality)} %`, (m) => `${Math.round(100 * m.high_quality_floor)} %`],
  ["sw1", (m) => m.sw1.toFixed(3), (m) => m.sw1_floor.toFixed(3)],
  ["js", (m) => m.js.toFixed(2), (m) => m.js_floor.toFixed(2)],
  ["d_star", (m) => m.d_star.toFixed(2), (m) => m.d_star_floor.toFixed(2)],
];

/** Draws the newest measures; those that a data set does not have are left out. */
export class Measures {
  constructor(ctx) {
    this.ctx = ctx;
    this.node = ctx.say(ctx.el("div", { class: "gl-measures", role: "group", "data-testid": "gl-measures" }), { "aria-label": "live_measures" });
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
    const shown = this.metrics ? SHOWN.filter(([name]) => name in this.metrics) : [];
    this.node.replaceChildren(...shown.map(([name, value, beside, key = "live_measure_floor"]) => {
      const aside = beside(this.metrics);
      return el("span", { title: t(`live_measure_${name}_tip`, { n: this.metrics.sample_size }) },
        `${t(`live_measure_${name}`)} ${value(this.metrics)} `, aside !== false && el("small", {}, t(key, { value: aside })));
    }));
  }
}
