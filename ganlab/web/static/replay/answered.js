/** A lesson as it was answered: its texts in their order, what was chosen, and what its checks have seen. */

/** @import { Words } from "../shell/words.js" */

import { Report } from "../lessons/report.js";
import { typeset } from "../lessons/typeset.js";
import { el } from "../shell/tools.js";

/** Makes it of a lesson and of what was kept of each of its pages.
 *  @param {Words} words
 *  @param {any} lesson
 *  @param {Record<string, any>} answers */
export function answered(words, lesson, answers) {
  const report = new Report({ words }, () => {});
  const pages = lesson.pages.map((page, index) => {
    const lines = report.lines(page, answers[index] ?? {});
    const texts = [typeset(page.before, "gl-lesson-text"), ...lines, typeset(page.after, "gl-lesson-text")];
    return el("li", {}, el("h2", {}, page.heading), ...texts);
  });
  const look = { class: "gl-recorded-lesson", open: "", "data-testid": "gl-replay-lesson" };
  const title = el("summary", {}, words.t("Lesson"), ": ", lesson.title);
  return el("details", look, title, el("ol", { class: "gl-lesson-report" }, ...pages));
}
