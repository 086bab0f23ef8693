/** The finished rounds of “Real or fake?”: kept in the browser, and drawn over the steps of the run. */

/** @import { Services } from "../parts.js" */

import { remember, remembered } from "../shell/memory.js";
import { el, svg } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const STORE = "ganlab.quiz";
const RUNS = 20; // of which rounds are kept
const ROUNDS = 200; // of one run
const HEIGHT = 150;

/** The rounds of a run, [step, your share, D's share] each; those of its former generations are forgotten. */
export function rounds(run, generation) {
  const kept = remembered(STORE, {})[run];
  return kept?.generation === generation && Array.isArray(kept.rounds) ? kept.rounds : [];
}

/** Keeps one more round; returns all. */
export function keepRound(run, generation, round) {
  const all = [...rounds(run, generation), round].slice(-ROUNDS);
  const { [run]: former, ...others } = remembered(STORE, {}); // {run: {generation, rounds}}, the newest run last
  remember(STORE, Object.fromEntries([...Object.entries(others), [run, { generation, rounds: all }]].slice(-RUNS)));
  return all;
}

/** Your share of right answers and D's, one pair of points a round; the dashed line is guessing. */
export class QuizChart {
  rounds = [];

  /** @param {Pick<Services, "words" | "theme">} services */
  constructor({ words, theme }) {
    this.words = words;
    this.theme = theme;
    const { say } = words;
    this.svg = svg("svg", { role: "img", height: HEIGHT, "data-testid": "gl-quiz-chart" });
    const title = say(el("span"), {
      textContent: N_("Share answered right, by step"),
      title: N_(
        "One pair of points a finished round: yours, and D's on the very same pictures. The dashed line is " +
          "guessing. A good G draws both down to it",
      ),
    });
    const keys = el(
      "span",
      { class: "gl-quiz-keys" },
      say(el("span", { class: "gl-quiz-key-you" }), {
        textContent: N_("You"),
      }),
      el("span", { class: "gl-quiz-key-d" }, "D"),
    );
    this.node = el("div", { class: "gl-quiz-chart" }, el("div", { class: "gl-caption" }, title, keys), this.svg);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.node);
  }

  /** Shows these rounds. */
  show(rounds) {
    this.rounds = rounds;
    this.node.hidden = !rounds.length;
    this.draw();
  }

  draw() {
    const width = this.node.clientWidth;
    if (!width || !this.rounds.length) return;
    const size = this.theme.text(13);
    const [left, right, top, bottom] = [3.4 * size, width - size, size, HEIGHT - 1.7 * size];
    const sorted = this.rounds.toSorted(([a], [b]) => a - b);
    const last = Math.max(sorted.at(-1)[0], 1);
    const x = (step) => left + (step / last) * (right - left);
    const y = (share) => bottom - share * (bottom - top);
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("aria-label", this.spoken(sorted));
    const marks = [...this.scale({ left, right, size, y }, last), ...this.series("d", 2, sorted, x, y)];
    this.svg.replaceChildren(...marks, ...this.series("you", 1, sorted, x, y));
  }

  /** The rounds in words. */
  spoken(sorted) {
    const { t, number } = this.words;
    const share = (value) => Math.round(100 * value);
    const each = sorted.map(([step, you, d]) =>
      t("Step {step}: you {you} %, D {d} %.", { step: number(step), you: share(you), d: share(d) }),
    );
    return `${t("Share answered right, by step")}. ${each.join(" ")}`;
  }

  /** Lines and numbers of both axes, and where guessing would lie. */
  scale({ left, right, size, y }, last) {
    const { t, number } = this.words;
    const text = (at, words) => svg("text", { ...at, "font-size": size }, words);
    const line = (share) => {
      const look = share === 0.5 ? "gl-quiz-guess" : "gl-quiz-grid";
      return svg("line", { class: look, x1: left, x2: right, y1: y(share), y2: y(share) });
    };
    const label = (share) => {
      return text({ x: left - 0.5 * size, y: y(share) + 0.35 * size, "text-anchor": "end" }, `${100 * share} %`);
    };
    const foot = HEIGHT - 0.3 * size;
    return [
      ...[0, 0.5, 1].flatMap((share) => [line(share), label(share)]),
      text({ x: left, y: foot }, "0"),
      text({ x: right, y: foot, "text-anchor": "end" }, number(last)),
      text({ x: left + 4, y: y(0.5) + 1.2 * size }, t("guessing")),
    ];
  }

  /** One share of each round as a line with points: D's squares, the visitor's dots. */
  series(name, column, sorted, x, y) {
    const { thick } = this.theme;
    const places = sorted.map((round) => [x(round[0]), y(round[column])]);
    const line = { class: `gl-quiz-line-${name}`, "stroke-width": thick(1.5), points: places.map(String).join(" ") };
    const square = { class: "gl-quiz-point-d", "stroke-width": thick(2), width: 12, height: 12 };
    const point = ([cx, cy]) => {
      if (name === "d") return svg("rect", { ...square, x: cx - 6, y: cy - 6 });
      return svg("circle", { class: "gl-quiz-point-you", cx, cy, r: 4 });
    };
    return [svg("polyline", line), ...places.map(point)];
  }

  destroy() {
    this.observer.disconnect();
  }
}
