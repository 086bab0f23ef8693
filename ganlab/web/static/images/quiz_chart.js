/** The finished rounds of “Real or fake?”: kept in the browser, and drawn over the steps of the run. */

import { el } from "../shell/tools.js";

const STORE = "ganlab.quiz";
const RUNS = 20; // of which rounds are kept
const ROUNDS = 200; // of one run
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 150;

/** What this browser has kept: {run: {generation, rounds}}, the newest run last. */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

/** The rounds of a run, [step, your share, D's share] each; those of its former generations are forgotten. */
export function rounds(run, generation) {
  const kept = stored()[run];
  return kept?.generation === generation && Array.isArray(kept.rounds) ? kept.rounds : [];
}

/** Keeps one more round; returns all. */
export function keepRound(run, generation, round) {
  const all = [...rounds(run, generation), round].slice(-ROUNDS);
  const { [run]: former, ...others } = stored();
  try {
    localStorage.setItem(STORE, JSON.stringify(Object.fromEntries([...Object.entries(others), [run, { generation, rounds: all }]].slice(-RUNS))));
  } catch {
    // private windows may keep nothing
  }
  return all;
}

/** Your share of right answers and D's, one pair of points a round; the dashed line is guessing. */
export class QuizChart {
  rounds = [];

  constructor(ctx) {
    this.ctx = ctx;
    const { say } = ctx;
    this.svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ role: "img", height: HEIGHT, "data-testid": "gl-quiz-chart" })) this.svg.setAttribute(name, value);
    const title = say(el("span"), { textContent: "live_quiz_chart", title: "live_quiz_chart_tip" });
    const keys = el("span", { class: "gl-quiz-keys" }, say(el("span", { class: "gl-quiz-key-you" }), { textContent: "live_quiz_you" }), el("span", { class: "gl-quiz-key-d" }, "D"));
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
    const { svg, rounds, ctx: { t, number, text, thick } } = this;
    const width = this.node.clientWidth;
    if (!width || !rounds.length) return;
    const size = text(13);
    const [left, right, top, bottom] = [3.4 * size, width - size, size, HEIGHT - 1.7 * size];
    const last = Math.max(...rounds.map(([step]) => step), 1);
    const x = (step) => left + (step / last) * (right - left);
    const y = (share) => bottom - share * (bottom - top);
    const make = (tag, attributes, words = "") => {
      const node = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      node.textContent = words;
      return node;
    };
    const sorted = rounds.toSorted(([a], [b]) => a - b);
    const series = (name, column) => [
      make("polyline", { class: `gl-quiz-line-${name}`, "stroke-width": thick(1.5), points: sorted.map((round) => `${x(round[0])},${y(round[column])}`).join(" ") }),
      ...sorted.map((round) => (name === "d"
        ? make("rect", { class: "gl-quiz-point-d", "stroke-width": thick(2), x: x(round[0]) - 6, y: y(round[column]) - 6, width: 12, height: 12 })
        : make("circle", { class: "gl-quiz-point-you", cx: x(round[0]), cy: y(round[column]), r: 4 }))),
    ];
    svg.setAttribute("width", width);
    svg.setAttribute("aria-label", `${t("live_quiz_chart")}. ${sorted.map(([step, you, d]) => t("live_quiz_spoken", { step: number(step), you: Math.round(100 * you), d: Math.round(100 * d) })).join(" ")}`);
    svg.replaceChildren(
      ...[0, 0.5, 1].flatMap((share) => [
        make("line", { class: share === 0.5 ? "gl-quiz-guess" : "gl-quiz-grid", x1: left, x2: right, y1: y(share), y2: y(share) }),
        make("text", { x: left - 0.5 * size, y: y(share) + 0.35 * size, "text-anchor": "end", "font-size": size }, `${100 * share} %`),
      ]),
      make("text", { x: left, y: HEIGHT - 0.3 * size, "font-size": size }, "0"),
      make("text", { x: right, y: HEIGHT - 0.3 * size, "text-anchor": "end", "font-size": size }, number(last)),
      make("text", { x: left + 4, y: y(0.5) + 1.2 * size, "font-size": size }, t("live_quiz_guessing")),
      ...series("d", 2),
      ...series("you", 1),
    );
  }

  destroy() {
    this.observer.disconnect();
  }
}
