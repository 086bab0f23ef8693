/** The picture that is judged, and once it has been what it was and what D said of it. */

/** @import { Services } from "../parts.js" */

import { el, penOf } from "../shell/tools.js";
import { SAID } from "./quiz_strip.js";
import { N_ } from "../shell/words.js";

const WAS = {
  real: N_("It was real."),
  fake: N_("G made it."),
};
const D_RIGHT = N_("D was right: D = {d}");
const D_WRONG = N_("D was wrong: D = {d}");

const SIDE = 28;

export class QuizPlay {
  /** @param {Pick<Services, "words" | "theme">} services */
  constructor({ words, theme }) {
    this.words = words;
    this.theme = theme;
    this.picture = el("canvas", { role: "img", width: SIDE, height: SIDE, "data-testid": "gl-quiz-picture" });
    words.say(this.picture, { "aria-label": N_("One picture of 28 × 28 pixels, real or made by G") });
    this.bar = el("i");
    this.verdict = el("p", { class: "gl-quiz-verdict" });
    this.judge = el("p", { class: "gl-quiz-judge", "data-testid": "gl-quiz-judge" });
    this.track = el("div", { class: "gl-quiz-bar" }, this.bar);
    const said = el("div", { class: "gl-quiz-words", "aria-live": "polite" }, this.verdict, this.judge);
    this.node = el("div", { class: "gl-quiz-play" }, this.picture, this.track, said);
  }

  /** Says what picture k of a round was, and what D said of it; −1: nothing is said yet. */
  reveal(round, said, k) {
    const { bar, verdict, judge } = this;
    const { t } = this.words;
    this.track.classList.toggle("gl-resting", k < 0);
    judge.textContent = "";
    bar.style.width = "0";
    if (k < 0) return;
    const {
      real,
      right,
      scores,
      scale: [low, level, high],
    } = round;
    const write = (value) => (Number.isFinite(value) ? this.words.fixed(value) : "NaN");
    const hit = said[k] === real[k];
    const words = [t(WAS[SAID[real[k]]]), hit ? t("You were right") : t("You were wrong")];
    verdict.textContent = [hit ? "✓" : "✗", ...words].join(" ");
    verdict.dataset.was = SAID[real[k]];
    const judged = t(right[k] ? D_RIGHT : D_WRONG, { d: write(scores[k]) });
    judge.textContent = `${right[k] ? "✓" : "✗"} ${judged}`;
    judge.title = t(
      "Above {level} D takes a picture for real, below for fake; exactly there it cannot tell, which counts as " +
        "wrong",
      { level: write(level) },
    );
    const share = Math.min(1, Math.max(0, (scores[k] - low) / (high - low)));
    if (!Number.isFinite(share)) return;
    Object.assign(bar.style, { width: `${100 * share}%`, background: this.theme.scale(share) });
  }

  clear() {
    penOf(this.picture).clearRect(0, 0, SIDE, SIDE);
  }
}
