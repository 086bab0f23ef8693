/** What a screen reader says instead of the pictures: sentences with the frame's numbers, beside each picture. */

/** @import { Services } from "../parts.js" */
/** @import { Header, Merged } from "./socket.js" */

import { styled } from "./style.js";
import { el } from "./tools.js";
import { N_ } from "./words.js";
import { WALL_WORDS } from "../images/wall_words.js";

styled(import.meta.url);

const EVERY = 5000; // ms between two texts while the run goes on
const PICTURES = { points: ["plane"], images: ["fixed", "fresh", "real"], dirac: ["game"] };

const known = Number.isFinite;

/** The lowest and the highest of a curve, and its newest value. */
function extent(values) {
  const finite = values.filter(known);
  return finite.length ? { now: finite.at(-1), low: Math.min(...finite), high: Math.max(...finite) } : null;
}

/** Hidden texts that describe the pictures; the large picture's is announced, but only while the run rests. */
export class Spoken {
  due = -Infinity;
  rests = false;
  /** @type {Header} */
  header;
  texts = new Map(); // picture → its text
  said = new Map(); // picture → what gives its text

  /** `sentences` are those about measures, as the server gives them.
   *  @param {Pick<Services, "words" | "scene">} services */
  constructor({ words, scene }, root, sentences) {
    this.words = words;
    this.sentences = sentences;
    this.scene = scene;
    this.root = root;
  }

  /** Lets a picture's own part say what it shows, for as long as it is seen; `text()` may be empty. */
  describe(picture, text) {
    this.said.set(picture, text);
  }

  /** Takes a frame; the words follow every few seconds, and at once when the run comes to rest.
   *  @param {Merged} frame
   *  @param {number} now */
  update({ header }, now) {
    const { row, metrics, clear } = header;
    if (clear) this.metrics = null;
    if (metrics) this.metrics = metrics;
    if (row) this.row = row;
    const rests = header.status !== "running";
    const turned = rests !== this.rests;
    Object.assign(this, { header, rests });
    if (now < this.due && !turned && !rests) return; // at rest a frame comes only with news, as of a measurement
    this.due = now + EVERY;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), rests ? 600 : 0); // the charts follow in a moment
  }

  relabel({ measures: { spoken } }) {
    this.sentences = spoken;
    if (this.header) this.write();
  }

  /** Writes all texts; at rest once more, when the charts have surely followed. */
  write(again = this.rests) {
    const { root, header } = this;
    clearTimeout(this.timer);
    if (again) this.timer = setTimeout(() => this.write(false), EVERY / 2);
    const status = this.rests ? this.words.t("at rest") : this.words.t("training");
    const step = this.words.t("Step {n}, {status}.", { n: this.words.number(header.step), status });
    for (const [i, name] of PICTURES[header.kind].entries()) {
      this.put(root.querySelector(`[data-testid=gl-${name}]`), `gl-${name}`, `${step} ${this.picture(name)}`, !i);
    }
    for (const [picture, text] of this.said)
      if (picture.checkVisibility()) this.put(picture, picture.dataset.testid, text(), true);
    for (const plot of root.querySelectorAll(".gl-plot")) this.put(plot, plot.dataset.testid, this.chart(plot));
  }

  /** Gives a picture its text; one of all the texts is announced. */
  put(picture, name, text, announced = false) {
    if (!picture) return;
    let node = this.texts.get(picture);
    if (!node) {
      node = el("p", { class: "gl-spoken", id: `${name}-text` });
      picture.setAttribute("aria-describedby", node.id);
      picture.after(node);
      this.texts.set(picture, node);
    }
    if (announced) node.setAttribute("aria-live", this.rests ? "polite" : "off");
    if (node.textContent !== text) node.textContent = text;
  }

  /** What the large picture, or a wall of pictures, shows. */
  picture(name) {
    const {
      words: { t, short },
      scene,
      header,
      row,
      metrics: m,
    } = this;
    const sentences = [];
    const add = (key, values) => sentences.push(t(key, values));
    if (header.kind === "images") add(WALL_WORDS[name].title);
    if (m && name === PICTURES[header.kind][0]) {
      for (const { name: measure, whole, text } of this.sentences) {
        const [covered, total] = [m[measure], m[whole]];
        if (known(covered) && (total || !whole)) add(text, { covered, total, share: Math.round(100 * covered) });
      }
    }
    if (row && known(row.d_real) && known(row.d_fake))
      add(N_("D answers {real} to real samples and {fake} to fakes on average."), {
        real: short(row.d_real),
        fake: short(row.d_fake),
      });
    if (header.kind === "points" && scene.arrows && known(scene.raw))
      add(N_("95 % of the gradients at the fakes are shorter than {q}."), { q: short(scene.raw) });
    if (header.kind === "dirac" && row)
      add(N_("Dirac-GAN: G’s point θ is {theta}, D’s slope ψ is {psi}; they rest at 0 and 0."), {
        theta: short(row.theta ?? NaN),
        psi: short(row.psi ?? NaN),
      });
    if (header.message) sentences.push(header.message);
    return sentences.join(" ");
  }

  /** What a chart shows, read from the curves as they are drawn. */
  chart(plot) {
    const { t, short } = this.words;
    const curves = (plot.data ?? [])
      .map(({ name, y }) => ({ name, ...extent(y ?? []) }))
      .filter(({ name, now }) => name && known(now));
    return curves
      .map(({ name, now, low, high }) =>
        t("{name}: now {now}, from {low} to {high} so far.", {
          name,
          now: short(now),
          low: short(low),
          high: short(high),
        }),
      )
      .join(" ");
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
