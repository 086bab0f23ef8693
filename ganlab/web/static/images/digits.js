/** Which digits G makes: a bar for each, over the outline of the data's own share, and in words what is missing. */

/** @import { Services } from "../parts.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const LEAST_TOP = 0.25; // share that the height of the bars shows at least
const NOISE = 2; // standard deviations within which chance moves a share 19 times in 20

/** Drawn from the measures of a frame; `node` is hidden where the classes are not known. */
export class Classes {
  /** @param {Pick<Services, "words">} services */
  constructor({ words }) {
    this.words = words;
    const { say } = words;
    this.title = say(el("span"), { textContent: N_("Digits made") });
    this.size = el("span", { class: "gl-chart-aside" });
    this.bars = el("div", { class: "gl-made-bars", role: "img", "data-testid": "gl-made-bars" });
    this.text = el("p", { class: "gl-made-words", "data-testid": "gl-made-words" });
    this.node = el(
      "div",
      { class: "gl-made", "data-testid": "gl-made", hidden: "" },
      el("div", { class: "gl-caption" }, this.title, this.size),
      this.bars,
      this.text,
    );
    for (const type of ["pointermove", "pointerdown"]) this.bars.addEventListener(type, (event) => this.point(event));
    this.bars.addEventListener("pointerleave", () => this.point(null));
  }

  /** Takes the newest measures, or null. */
  draw(metrics) {
    this.node.hidden = !metrics?.class_counts;
    if (this.node.hidden) return;
    const { class_counts: counts, class_data: data, classes_held: held, sample_size: n } = metrics;
    const all = data.reduce((sum, count) => sum + count, 0);
    this.shares = counts.map((count, k) => ({
      made: count / n,
      real: data[k] / all,
      missing: data[k] > 0 && !((held >> k) & 1),
    }));
    const top = Math.max(LEAST_TOP, ...this.shares.flatMap(({ made, real }) => [made, real]));
    if (this.bars.children.length !== counts.length) this.bars.replaceChildren(...counts.map((_, k) => this.bar(k)));
    this.shares.forEach(({ made, real, missing }, k) => {
      const bar = /** @type {HTMLElement} */ (this.bars.children[k]);
      Object.assign(bar.dataset, { count: counts[k], data: data[k], missing });
      bar.style.setProperty("--gl-made", String(made / top));
      bar.style.setProperty("--gl-own", String(real / top));
    });
    this.say(n);
  }

  bar(k) {
    return el(
      "div",
      { class: "gl-digit" },
      el("div", { class: "gl-digit-room" }, el("i"), el("b")),
      el("span", {}, String(k)),
    );
  }

  /** Writes what the bars show. */
  say(n) {
    const { t, number, fixed } = this.words;
    const { shares } = this;
    const fair = shares.map(({ real }) => real);
    const noise = NOISE * Math.sqrt(Math.max(...fair.map((p) => p * (1 - p))) / n);
    const values = { n: number(n), noise: fixed(100 * noise, 1) };
    this.size.textContent = t("of {n}, each ± {noise} %", values);
    this.title.title = this.size.title = t(
      "What the digit classifier takes {n} fresh pictures of G for (filled), and the data's own shares " +
        "(outline). A digit is covered from a quarter of its share on. By chance alone a share moves by up to " +
        "{noise} points, 19 times in 20.",
      values,
    );
    const missing = shares.flatMap((share, k) => (share.missing ? [k] : []));
    const whole = fair.filter(Boolean).length;
    const covered = { covered: whole - missing.length, whole };
    this.summary = missing.length
      ? t("{covered} of {whole}; missing: {missing}", { ...covered, missing: missing.join(" ") })
      : t("{covered} of {whole} digits covered", covered);
    this.node.dataset.missing = missing.join();
    const each = shares.map((_, k) => this.line(k)).join("; ");
    this.bars.setAttribute("aria-label", `${this.title.title} ${each}. ${this.summary}`);
    this.showWords();
  }

  /** A digit's two shares in words. */
  line(k) {
    const { made, real } = this.shares[k];
    return this.words.t("{digit}: {made} of the fakes, {real} of the data", {
      digit: k,
      made: this.words.percent(made, 1),
      real: this.words.percent(real, 1),
    });
  }

  /** Notes which bar the pointer is on. */
  point(event) {
    const box = event && this.bars.getBoundingClientRect();
    const { length } = this.shares;
    this.pointed = event
      ? Math.min(length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * length)))
      : null;
    this.showWords();
  }

  showWords() {
    const text = this.pointed == null ? this.summary : this.line(this.pointed);
    if (this.text.textContent !== text) this.text.textContent = text;
  }
}
