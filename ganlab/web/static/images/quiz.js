/** “Real or fake?”: the visitor judges single pictures as D does, ten to a round, and is compared with D. */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { Study } from "./study.js";
import { QuizChart, keepRound, rounds } from "./quiz_chart.js";

styled(import.meta.url);

const GREYS = Uint32Array.from({ length: 256 }, (_, v) => 0xff000000 | (v * 0x010101));
const LARGEST = 2 ** 31;
const PATIENCE = 1500; // ms before a round is asked for once more: another viewer of the run may have asked for theirs
const SAID = ["fake", "real"];

/** Paints one 28 × 28 picture. */
function paint(canvas, { data, shape: [, h, w] }, k) {
  Object.assign(canvas, { width: w, height: h });
  const g = canvas.getContext("2d");
  const image = g.createImageData(w, h);
  new Uint32Array(image.data.buffer).set(Array.from(data.subarray(k * h * w, (k + 1) * h * w), (v) => GREYS[v]));
  g.putImageData(image, 0, 0);
}

/** The page of the game. A round is drawn once, at the step at which it was asked for, and lives here from then on. */
export class Quiz {
  shown = false;
  round = null; // {step, pictures, real, right, scores, scale}
  said = []; // 1 for “real”, one a picture answered
  revealed = false;
  anew = false;

  constructor(ctx) {
    this.ctx = ctx;
    this.study = new Study(ctx, "quiz", (about, arrays) => this.take(about, arrays));
    this.chart = new QuizChart(ctx);
    this.build();
    const when = () => this.shown && document.activeElement?.getAttribute("role") !== "tab";
    const record = (key, arrow, real) => ({ keys: [key, arrow], text: `live_quiz_say_${SAID[real]}`, group: "picture", when, run: () => this.press(real) });
    this.forget = ctx.keys.add(record("r", "ArrowRight", 1), record("f", "ArrowLeft", 0));
    this.drop();
  }

  build() {
    const { say } = this.ctx;
    const button = (name, run) => {
      const node = el("button", { type: "button", class: `gl-button gl-quiz-${name}`, "data-testid": `gl-quiz-${name}` });
      node.addEventListener("click", run);
      return node;
    };
    this.buttons = SAID.map((name, real) => {
      const node = button(name, () => this.press(real));
      node.append(say(el("span"), { textContent: `live_quiz_${name}` }), el("kbd", { "aria-hidden": true }, "FR"[real]));
      return node;
    });
    this.next = button("next", () => this.go());
    this.again = say(button("again", () => this.ask()), { textContent: "live_quiz_again" });
    this.question = el("span");
    this.step = say(el("span", { class: "gl-quiz-step" }), { title: "live_quiz_step_tip" });
    this.picture = say(el("canvas", { role: "img", width: 28, height: 28, "data-testid": "gl-quiz-picture" }), { "aria-label": "live_quiz_image" });
    this.ctx.describe(this.picture, () => (this.round ? `${this.question.textContent} ${this.step.textContent}` : ""));
    this.bar = el("i");
    this.verdict = el("p", { class: "gl-quiz-verdict" });
    this.judge = el("p", { class: "gl-quiz-judge", "data-testid": "gl-quiz-judge" });
    this.play = el("div", { class: "gl-quiz-play" }, this.picture, el("div", { class: "gl-quiz-bar" }, this.bar), el("div", { class: "gl-quiz-words", "aria-live": "polite" }, this.verdict, this.judge));
    this.score = el("p", { class: "gl-quiz-score", "data-testid": "gl-quiz-score" });
    this.parts = el("p", { "data-testid": "gl-quiz-parts" });
    const chance = say(el("p", { class: "gl-quiz-chance" }), { textContent: "live_quiz_chance" });
    this.result = el("div", { class: "gl-quiz-result", "aria-live": "polite" }, this.score, this.parts, chance);
    this.strip = say(el("div", { class: "gl-quiz-strip", role: "img" }), { title: "live_quiz_strip", "aria-label": "live_quiz_strip" });
    this.rows = el("div", {}, say(el("span"), { textContent: "live_quiz_you" }), el("span", {}, "D"));
    const row = el("div", { class: "gl-quiz-buttons" }, ...this.buttons, this.next, this.again);
    this.node = el("div", { class: "gl-quiz", tabindex: "-1", "data-testid": "gl-quiz" }, el("div", { class: "gl-caption" }, this.question, this.step), el("div", { class: "gl-quiz-stage" }, this.play, this.result), row, this.strip, this.chart.node);
  }

  open() {
    this.shown = true;
    if (!this.round) this.ask();
    this.node.scrollIntoView({ block: "nearest" });
    this.node.focus({ preventScroll: true }); // the arrow keys are the game's from here on
  }

  close() {
    this.shown = false;
    this.study.ask(null);
  }

  /** Asks for another round. */
  ask() {
    this.drop();
    this.study.ask(Math.floor(Math.random() * LARGEST));
  }

  /** Takes the round that was asked for, whatever others ask for; its study ends, so it stays as it is. */
  take({ round, step }, { pictures, real, right, scores, scale }) {
    if (round !== this.study.value || this.round) return;
    this.study.ask(null);
    this.round = { step, pictures, ...Object.fromEntries(Object.entries({ real, right, scores, scale }).map(([name, { data }]) => [name, [...data]])) };
    this.render();
  }

  update(frame) {
    const { run, generation } = frame.header;
    if (run !== this.run || generation !== this.generation) {
      const began = run === this.run && this.round && this.said.length < this.round.real.length;
      Object.assign(this, { run, generation });
      this.chart.show(rounds(run, generation));
      if (this.shown) this.ask();
      else this.drop();
      this.anew = !!began;
      this.render();
    }
    this.study.update(frame);
    this.date();
    if (this.study.value !== null && performance.now() - this.study.asked > PATIENCE) this.study.ask(this.study.value);
  }

  /** A key or a button: the answer, or on to the next picture where it has been given. */
  press(real) {
    if (!this.round) return;
    if (this.revealed) return this.go();
    if (this.said.length === this.round.real.length) return;
    this.said.push(real);
    this.revealed = true;
    this.anew = false;
    this.render();
  }

  /** Goes on to the next picture, or to the result. */
  go() {
    this.revealed = false;
    if (this.said.length === this.round.real.length) {
      const { you, d } = this.count();
      this.chart.show(keepRound(this.run, this.generation, [this.round.step, you.all / you.n, d.all / d.n]));
    }
    this.render();
  }

  /** How many of the answered pictures each of both was right about. */
  count() {
    const { real, right } = this.round;
    const tally = (hit) => ({ n: real.length, all: hit.filter(Boolean).length, reals: hit.filter((h, k) => h && real[k]).length, fakes: hit.filter((h, k) => h && !real[k]).length });
    return { you: tally(this.said.map((said, k) => said === real[k])), d: tally(right) };
  }

  /** Shows what has come to be; the focus follows where the button that had it went away. */
  render() {
    const { ctx: { t }, round, said, revealed } = this;
    const n = round?.real.length ?? 0;
    const over = !!round && said.length === n && !revealed;
    const focused = this.node.contains(document.activeElement) ? document.activeElement : null; // asked before it may be hidden
    this.node.dataset.state = !round ? "waiting" : over ? "over" : revealed ? "revealed" : "asked";
    this.node.dataset.answered = said.length;
    for (const button of this.buttons) button.hidden = revealed || over;
    for (const button of this.buttons) button.disabled = !round;
    this.next.hidden = !revealed;
    this.next.textContent = t(said.length === n ? "live_quiz_end" : "live_quiz_next");
    this.again.hidden = !over;
    this.play.hidden = over;
    this.result.hidden = !over;
    const asked = t("live_quiz_picture", { k: Math.min(said.length + !revealed, n), n });
    this.question.textContent = !round ? t("live_quiz_wait") : over ? t("live_quiz_over") : asked;
    this.date();
    this.reveal(revealed ? said.length - 1 : -1);
    if (!revealed) this.verdict.textContent = this.anew ? t("live_quiz_anew") : "";
    if (over) this.tell();
    this.list();
    if (round && !over) paint(this.picture, round.pictures, revealed ? said.length - 1 : said.length);
    if (over && this.shown) this.again.focus({ preventScroll: true });
    else if (focused?.hidden) (revealed ? this.next : this.node).focus({ preventScroll: true });
  }

  /** Says of which step the round is, and whether that is not the one looked back at. */
  date() {
    const { round, study: { past }, ctx: { t, number } } = this;
    const key = round && past !== null && past !== round.step ? "live_quiz_elsewhere" : "live_quiz_step";
    const text = round ? t(key, { step: number(round.step), past: number(past ?? 0) }) : "";
    if (this.step.textContent !== text) this.step.textContent = text;
  }

  /** Says what picture k was, and what D said of it; −1: nothing is said yet. */
  reveal(k) {
    const { bar, verdict, judge, ctx: { t, scale } } = this;
    bar.parentNode.classList.toggle("gl-resting", k < 0);
    judge.textContent = "";
    bar.style.width = "0";
    if (k < 0) return;
    const { real, right, scores, scale: [low, level, high] } = this.round;
    const write = (value) => (Number.isFinite(value) ? value.toFixed(2).replace("-", "−") : "NaN");
    verdict.textContent = `${this.said[k] === real[k] ? "✓" : "✗"} ${t(`live_quiz_was_${SAID[real[k]]}`)} ${t(`live_quiz_you_${this.said[k] === real[k] ? "right" : "wrong"}`)}`;
    verdict.dataset.was = SAID[real[k]];
    judge.textContent = `${right[k] ? "✓" : "✗"} ${t(`live_quiz_d_${right[k] ? "right" : "wrong"}`, { d: write(scores[k]) })}`;
    judge.title = t("live_quiz_d_tip", { level: write(level) });
    const share = Math.min(1, Math.max(0, (scores[k] - low) / (high - low)));
    if (Number.isFinite(share)) Object.assign(bar.style, { width: `${100 * share}%`, background: scale(share) });
  }

  /** Says how the round ended. */
  tell() {
    const { t } = this.ctx;
    const { you, d } = this.count();
    this.score.textContent = t("live_quiz_result", { you: you.all, d: d.all, n: you.n });
    this.parts.textContent = t("live_quiz_parts", { half: you.n / 2, fakes: you.fakes, reals: you.reals, dfakes: d.fakes, dreals: d.reals });
  }

  /** Lengthens the strip of answered pictures: framed as what they were, with a mark for the visitor and one for D. */
  list() {
    const { real = [], right, pictures } = this.round ?? {};
    this.rows.hidden = !this.said.length;
    for (let k = this.strip.children.length - 1; k < this.said.length; k++) {
      const canvas = el("canvas", { class: `gl-quiz-was-${SAID[real[k]]}` });
      paint(canvas, pictures, k);
      this.strip.append(el("div", {}, canvas, ...[this.said[k] === real[k], right[k]].map((hit) => el("span", { class: hit ? null : "gl-quiz-wrong" }, hit ? "✓" : "✗"))));
    }
  }

  /** Forgets the round. Not called `clear`: a lost connection ends no round. */
  drop() {
    Object.assign(this, { round: null, said: [], revealed: false, anew: false });
    this.strip.replaceChildren(this.rows);
    this.picture.getContext("2d").clearRect(0, 0, 28, 28);
    this.render();
  }

  theme() {
    if (this.revealed) this.reveal(this.said.length - 1);
  }

  relabel() {
    this.render();
    this.chart.draw();
  }

  destroy() {
    this.close();
    this.forget();
    this.chart.destroy();
  }
}
