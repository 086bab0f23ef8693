/** “Real or fake?”: the visitor judges single pictures as D does, ten to a round, and is compared with D. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { unpack } from "./pixels.js";
import { QuizPlay } from "./quiz_play.js";
import { QuizChart, keepRound, rounds } from "./quiz_chart.js";
import { tally } from "./quiz_score.js";
import { QuizStrip, SAID } from "./quiz_strip.js";
import { Study } from "./study.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const SAYS = {
  real: { button: N_("Real"), key: N_("Real or fake?: it is real; then on to the next picture") },
  fake: { button: N_("Fake"), key: N_("Real or fake?: it is fake; then on to the next picture") },
};

const LARGEST = 2 ** 31;
const PATIENCE = 1500; // ms before a round is asked for once more: another viewer of the run may have asked for theirs

/** The page of the game. A round is drawn once, at the step at which it was asked for, and lives here from then on. */
export class Quiz {
  shown = false;
  /** @type {string | undefined} */
  run;
  /** @type {number | undefined} */
  generation;
  /** @type {any} */
  round = null; // {step, pictures, real, right, scores, scale}
  said = []; // 1 for “real”, one a picture answered
  revealed = false;
  anew = false;

  /** @param {Pick<Services, "words" | "theme" | "keys" | "command" | "describe">} services */
  constructor({ words, theme, keys, command, describe }) {
    this.words = words;
    this.study = new Study({ words, command }, "quiz", (about, arrays) => this.take(about, arrays));
    this.chart = new QuizChart({ words, theme });
    this.strip = new QuizStrip({ words });
    this.play = new QuizPlay({ words, theme });
    this.build();
    describe(this.play.picture, () => (this.round ? `${this.question.textContent} ${this.step.textContent}` : ""));
    const when = () => this.shown && document.activeElement?.getAttribute("role") !== "tab";
    const record = (key, arrow, real) => ({
      keys: [key, arrow],
      text: SAYS[SAID[real]].key,
      group: "picture",
      when,
      run: () => this.press(real),
    });
    this.forget = keys.add(record("r", "ArrowRight", 1), record("f", "ArrowLeft", 0));
    this.drop();
  }

  build() {
    const { say } = this.words;
    const button = (name, run) => {
      const node = el("button", {
        type: "button",
        class: `gl-button gl-quiz-${name}`,
        "data-testid": `gl-quiz-${name}`,
      });
      node.addEventListener("click", run);
      return node;
    };
    /** @type {HTMLButtonElement[]} */
    this.buttons = SAID.map((name, real) => {
      const node = button(name, () => this.press(real));
      node.append(say(el("span"), { textContent: SAYS[name].button }), el("kbd", { "aria-hidden": true }, "FR"[real]));
      return node;
    });
    /** @type {HTMLButtonElement} */
    this.next = button("next", () => this.go());
    /** @type {HTMLButtonElement} */
    this.again = say(
      button("again", () => this.ask()),
      { textContent: N_("Next round") },
    );
    /** @type {HTMLElement} */
    this.question = el("span");
    /** @type {HTMLElement} */
    this.step = say(el("span", { class: "gl-quiz-step" }), {
      title: N_(
        "The whole round is of this step: five pictures of the training data, five that G made of " +
          "fresh noise z, and D's answers. Training may go on meanwhile",
      ),
    });
    /** @type {HTMLElement} */
    this.score = el("p", { class: "gl-quiz-score", "data-testid": "gl-quiz-score" });
    /** @type {HTMLElement} */
    this.parts = el("p", { "data-testid": "gl-quiz-parts" });
    const chance = say(el("p", { class: "gl-quiz-chance" }), {
      textContent: N_(
        "Guessing gets 5 of 10, give or take 1.6 (one standard error): one round says little, several say more.",
      ),
    });
    /** @type {HTMLElement} */
    this.result = el("div", { class: "gl-quiz-result", "aria-live": "polite" }, this.score, this.parts, chance);
    const row = el("div", { class: "gl-quiz-buttons" }, ...this.buttons, this.next, this.again);
    /** @type {HTMLElement} */
    this.node = el(
      "div",
      { class: "gl-quiz", tabindex: "-1", "data-testid": "gl-quiz" },
      el("div", { class: "gl-caption" }, this.question, this.step),
      el("div", { class: "gl-quiz-stage" }, this.play.node, this.result),
      row,
      this.strip.node,
      this.chart.node,
    );
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
    this.round = {
      step,
      pictures,
      ...Object.fromEntries(
        Object.entries({ real, right, scores, scale }).map(([name, { data }]) => [name, [...data]]),
      ),
    };
    this.render();
  }

  /** @param {Merged} frame */
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
      const { you, d } = tally(this.round, this.said);
      this.chart.show(keepRound(this.run, this.generation, [this.round.step, you.all / you.n, d.all / d.n]));
    }
    this.render();
  }

  /** Shows what has come to be; the focus follows where the button that had it went away. */
  render() {
    const { round, said, revealed, play } = this;
    const { t } = this.words;
    const n = round?.real.length ?? 0;
    const over = !!round && said.length === n && !revealed;
    const { activeElement } = document;
    // asked before it may be hidden
    const focused = activeElement instanceof HTMLElement && this.node.contains(activeElement) ? activeElement : null;
    this.node.dataset.state = !round ? "waiting" : over ? "over" : revealed ? "revealed" : "asked";
    this.node.dataset.answered = String(said.length);
    for (const button of this.buttons) button.hidden = revealed || over;
    for (const button of this.buttons) button.disabled = !round;
    this.next.hidden = !revealed;
    this.next.textContent = said.length === n ? t("Result") : t("Next picture");
    this.again.hidden = !over;
    play.node.hidden = over;
    this.result.hidden = !over;
    const asked = t("Picture {k} of {n}: real or made by G?", { k: Math.min(said.length + (revealed ? 0 : 1), n), n });
    this.question.textContent = !round ? t("A round is being drawn …") : over ? t("This round") : asked;
    this.date();
    play.reveal(round, said, revealed ? said.length - 1 : -1);
    if (!revealed) play.verdict.textContent = this.anew ? t("The run was begun anew, so this is a new round.") : "";
    if (over) this.tell();
    this.strip.show(this.round, this.said);
    if (round && !over) unpack(play.picture, round.pictures, revealed ? said.length - 1 : said.length);
    if (over && this.shown) this.again.focus({ preventScroll: true });
    else if (focused?.hidden) (revealed ? this.next : this.node).focus({ preventScroll: true });
  }

  /** Says of which step the round is, and whether that is not the one looked back at. */
  date() {
    const {
      round,
      study: { past },
      words: { t, number },
    } = this;
    const key =
      round && past !== null && past !== round.step
        ? N_("of step {step}, not of step {past} that is looked back at")
        : N_("of step {step}");
    const text = round ? t(key, { step: number(round.step), past: number(past ?? 0) }) : "";
    if (this.step.textContent !== text) this.step.textContent = text;
  }

  /** Says how the round ended. */
  tell() {
    const { t } = this.words;
    const { you, d } = tally(this.round, this.said);
    this.score.textContent = t("You {you} of {n}, D {d} of {n}", { you: you.all, d: d.all, n: you.n });
    this.parts.textContent = t(
      "You found {fakes} of {half} fakes and recognised {reals} of {half} real pictures; D found {dfakes} and " +
        "recognised {dreals}.",
      { half: you.n / 2, fakes: you.fakes, reals: you.reals, dfakes: d.fakes, dreals: d.reals },
    );
  }

  /** Forgets the round. Not called `clear`: a lost connection ends no round. */
  drop() {
    Object.assign(this, { round: null, said: [], revealed: false, anew: false });
    this.strip.clear();
    this.play.clear();
    this.render();
  }

  recolour() {
    if (this.revealed) this.play.reveal(this.round, this.said, this.said.length - 1);
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
