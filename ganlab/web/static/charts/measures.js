/** The measures of the samples, each with what a perfect generator would score: a line of numbers, or of pictures rows with bars. */

import { Classes } from "../images/digits.js";
import { el } from "../shell/tools.js";

const DECADES = 3.5; // from what real pictures score to the end of a bar that grows with the logarithm
const AT_BEST = 0.1; // where such a bar's mark stands

/** How far a bar on a log scale goes. */
const farther = (value, best) => Math.min(1, AT_BEST + ((1 - AT_BEST) * Math.max(0, Math.log10(value / Math.max(best, 1e-6)))) / DECADES);

/** Of a row: its bars, each a share and a colour; and where they would end with real pictures. */
const GAUGES = {
  confidence: (m) => [[[m.confidence, "fake"]], m.confidence_floor],
  precision: (m) => [[[m.precision, "fake"]], m.precision_floor],
  fid: (m) => [[[farther(m.fid, m.fid_floor), "fake"]], AT_BEST],
  neighbours: (m) => [[[m.nn_real, "real"], [m.nn_fake, "fake"]], m.nn_floor],
};

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

  constructor({ words }) {
    this.words = words;
    this.classes = new Classes({ words });
    this.node = words.say(el("div", { class: "gl-measures", role: "group", "data-testid": "gl-measures" }, this.classes.node), { "aria-label": "live_measures" });
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
    const { t } = this.words;
    const shown = this.metrics ? SHOWN.filter(([name]) => (HOME[name] ?? name) in this.metrics) : [];
    this.classes.draw(this.metrics);
    this.node.hidden = !shown.length;
    for (const span of this.spans) span.remove();
    this.spans = shown.map(([name, value, beside, key = "live_measure_floor"]) => {
      const aside = beside(this.metrics);
      const gauge = GAUGES[name]?.(this.metrics);
      const tip = t(`live_measure_${name}_tip`, { n: this.metrics.sample_size });
      return el("span", { title: gauge ? `${tip} ${t(name === "fid" ? "live_measure_log_bar" : "live_measure_bar")}` : tip },
        `${t(`live_measure_${name}`)} `, el("span", {}, value(this.metrics)), " ", aside !== false && el("small", {}, t(key, { value: aside })), gauge && this.gauge(...gauge));
    });
    this.node.append(...this.spans);
  }

  /** Bars from 0 to 1, one below the other, and the mark at which they would end with real pictures. */
  gauge(bars, best) {
    const lines = bars.map(([share, colour]) => el("b", { style: `--gl-share: ${share}; --gl-own: var(--gl-${colour})` }));
    return el("i", { class: "gl-gauge", "aria-hidden": "true", style: `--gl-best: ${best}` }, ...lines);
  }
}
