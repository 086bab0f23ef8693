/** A page's task: what its check has seen of the run so far. */

/** @import { Words } from "../shell/words.js" */

import { el, write } from "../shell/tools.js";

/** Names and values, as they are written elsewhere.
 *  @param {Words} words */
export const listed = ({ short }, names, values = {}) =>
  Object.entries(values)
    .map(([name, value]) => `${names?.[name] ?? name} ${typeof value === "number" ? short(value) : value}`)
    .join(" · ");

/** One line, and the values that the check looks at. */
export class Task {
  /** @type {Record<string, string>} what the check's names are called */
  names = {};

  /** @param {{ words: Words }} services */
  constructor({ words }) {
    this.words = words;
    this.state = el("strong", { "aria-live": "polite", "data-testid": "gl-lesson-state" });
    this.values = el("span", { class: "gl-lesson-values" });
    this.node = el("p", { class: "gl-lesson-task", "data-testid": "gl-lesson-task" }, this.state, " ", this.values);
  }

  /** Takes a page, and what was found of it before; none has no task. */
  take(page, done) {
    this.node.hidden = !page?.check;
    this.names = page?.names ?? {};
    this.tell(done ? { state: "done", ...done } : { state: "waiting", values: {} }, done);
  }

  /** Says how the check stands; what was done stays done until it is undone. */
  tell(found, done) {
    const { state, step, values } = done ? { state: "done", ...done } : found;
    const { t, number } = this.words;
    this.node.dataset.state = state;
    const said = {
      waiting: () => t("Not yet."),
      done: () => t("Done at step {step}.", { step: number(step) }),
      undone: () => t("Undone: the run has begun anew."),
    };
    write(this.state, said[state]());
    write(this.values, listed(this.words, this.names, values));
  }
}
