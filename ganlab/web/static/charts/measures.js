/** The measures of the samples, each with what a perfect generator would score: a line of numbers, or of pictures
 *  rows with bars. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { Classes } from "../images/digits.js";
import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const BARS = {
  share: N_("Bar: from 0 to 100 %; it should end at the mark, where real pictures do."),
  log: N_("Bar: on a log scale; it should be as short as the mark, where real against real ends."),
};

const DECADES = 3.5; // from what real pictures score to the end of a bar that grows with the logarithm
const AT_BEST = 0.1; // where such a bar's mark stands

/** How far a bar on a log scale goes. */
const farther = (value, best) =>
  Math.min(1, AT_BEST + ((1 - AT_BEST) * Math.max(0, Math.log10(value / Math.max(best, 1e-6)))) / DECADES);

/** Draws the newest measures; those that a data set does not have are left out. */
export class Measures {
  /** @type {HTMLElement[]} */
  spans = [];
  /** @type {string | undefined} */
  sign;

  /** `row` are the entries, as the server describes them.
   *  @param {Pick<Services, "words">} services */
  constructor({ words }, row) {
    this.words = words;
    this.row = row;
    this.classes = new Classes({ words });
    this.node = words.say(
      el("div", { class: "gl-measures", role: "group", "data-testid": "gl-measures" }, this.classes.node),
      {
        "aria-label": N_("Measures of the generated samples"),
      },
    );
  }

  /** @param {Merged} frame */
  update({ header: { metrics, clear, past } }) {
    if (!metrics && !clear && past === null) return; // a past without measures has none to show
    const sign = JSON.stringify(metrics);
    if (sign === this.sign) return;
    Object.assign(this, { metrics, sign });
    this.draw();
  }

  relabel({ measures: { row } }) {
    this.row = row;
    this.draw();
  }

  clear() {
    this.metrics = null;
    this.draw();
  }

  draw() {
    const { metrics } = this;
    const shown = metrics ? this.row.filter(({ measures: [{ name }] }) => name in metrics) : [];
    this.classes.draw(metrics);
    this.node.hidden = !shown.length;
    for (const span of this.spans) span.remove();
    this.spans = shown.map((entry) => this.entry(entry));
    this.node.append(...this.spans);
  }

  /** A number in a form of Python's: "d", ".2f" or ".0%". */
  written(value, form) {
    if (form.endsWith("%")) return this.words.percent(value);
    return form === "d" ? String(value) : this.words.fixed(value, Number(form[1]));
  }

  /** One entry: its name, its numbers, beside them what a perfect generator would score, and perhaps a bar. */
  entry({ measures, label, tip, form, whole, beside, aside, gauge }) {
    const {
      words: { t },
      metrics,
    } = this;
    const [{ name }] = measures;
    const numbers = measures.map((measure) => this.written(metrics[measure.name], form)).join(" / ");
    const value = whole ? `${numbers} / ${metrics[whole]}` : numbers;
    const best = metrics[beside];
    const told = best !== undefined && !(whole && best === metrics[name]);
    const title = [t(tip, { n: metrics.sample_size })];
    if (gauge) title.push(t(BARS[gauge]));
    const small = told && el("small", {}, t(aside, { value: this.written(best, form) }));
    const bars =
      gauge &&
      this.gauge(
        measures.map((measure) => [metrics[measure.name], measure.colour]),
        best,
        gauge,
      );
    return el("span", { title: title.join(" ") }, `${t(label)} `, el("span", {}, value), " ", small, bars || null);
  }

  /** Bars from 0 to 1, one below the other, and the mark at which they would end with real pictures. */
  gauge(bars, best, scale) {
    const log = scale === "log";
    const long = (value) => (log ? farther(value, best) : value);
    const mark = log ? AT_BEST : best;
    const lines = bars.map(([value, colour]) =>
      el("b", { style: `--gl-share: ${long(value)}; --gl-own: var(--gl-${colour})` }),
    );
    return el("i", { class: "gl-gauge", "aria-hidden": "true", style: `--gl-best: ${mark}` }, ...lines);
  }
}
