/** The end of a lesson: what was answered, what was found and where, on the page and as a file to hand in. */

/** @import { Words } from "../shell/words.js" */

import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { listed } from "./task.js";
import { fill, typeset } from "./typeset.js";

const STYLE = "body { max-width: 44em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif }";

/** A list of the pages that asked for something. `again()` begins the lesson anew. */
export class Report {
  /** @param {{ words: Words }} services */
  constructor({ words }, again) {
    this.words = words;
    this.again = again;
  }

  /** Makes the report of a lesson. */
  made(lesson, progress) {
    const { t } = this.words;
    const list = el("ol", { class: "gl-lesson-report", "data-testid": "gl-lesson-report" });
    for (const [index, page] of lesson.pages.entries()) {
      const lines = this.lines(page, progress.of(index));
      if (lines.length) list.append(el("li", {}, el("strong", {}, page.heading), ...lines));
    }
    const asked = lesson.pages.filter(({ question }) => question).length;
    const right = lesson.pages.filter(
      ({ question }, index) => question?.choices[progress.of(index).choice ?? -1]?.right,
    ).length;
    const count = el("p", {}, t("Right at the first answer: {n} of {m}.", { n: right, m: asked }));
    const save = this.words.say(el("button", { type: "button", class: "gl-button", "data-testid": "gl-lesson-save" }), {
      textContent: N_("Save the report"),
    });
    save.addEventListener("click", () => this.save(lesson, [count, list]));
    const anew = this.words.say(
      el("button", { type: "button", class: "gl-button", "data-testid": "gl-lesson-again" }),
      { textContent: N_("Begin the lesson anew") },
    );
    anew.addEventListener("click", () => this.again());
    return el("div", { class: "gl-lesson-end" }, count, el("div", { class: "gl-lesson-ends" }, save, anew), list);
  }

  /** What a page has brought: the answer, and where and with which values its task was done. */
  lines(page, { choice, done, address }) {
    const { t, number } = this.words;
    const lines = [];
    if (page.question) {
      const taken = page.question.choices[choice ?? -1];
      const asked = typeset(page.question.text, "") ?? "";
      const said = el("div", { class: "gl-lesson-said" }, taken ? "" : t("no answer"));
      if (taken) fill(said, taken.text);
      const mark = taken ? (taken.right ? "✓" : "✗") : "–";
      lines.push(asked, el("div", { class: "gl-lesson-line" }, mark, said));
    }
    if (page.check) {
      const found = done ? t("Done at step {step}.", { step: number(done.step) }) : t("Not yet.");
      const values = listed(this.words, page.names, done?.values);
      lines.push(el("div", {}, [found, values].filter(Boolean).join(" · ")));
    }
    if (done && address) lines.push(el("div", {}, el("a", { href: address }, address)));
    return lines;
  }

  /** The same as plain text. */
  text(lesson, progress) {
    const plain = (line) => (typeof line === "string" ? line : (line.textContent ?? "")).trim();
    const pages = lesson.pages.map((page, index) => [page.heading, this.lines(page, progress.of(index)).map(plain)]);
    return [lesson.title, ...pages.flatMap(([heading, lines]) => (lines.length ? ["", heading, ...lines] : []))].join(
      "\n",
    );
  }

  /** Saves what is shown as a page of its own. */
  save(lesson, parts) {
    const { t } = this.words;
    const made = document.implementation.createHTMLDocument(lesson.title);
    made.documentElement.lang = document.documentElement.lang;
    const mark = made.createElement("meta");
    mark.setAttribute("charset", "utf-8");
    const style = made.createElement("style");
    style.textContent = STYLE;
    made.head.prepend(mark, style);
    const title = made.createElement("h1");
    title.textContent = lesson.title;
    const when = made.createElement("p");
    when.textContent = `${t("GAN lab")} · ${new Date().toLocaleString(document.documentElement.lang)}`;
    made.body.append(title, when, ...parts.map((part) => made.importNode(part, true)));
    const text = new XMLSerializer().serializeToString(made);
    const blob = new Blob([text], { type: "text/html" });
    const link = el("a", { href: URL.createObjectURL(blob), download: `${lesson.name}.html` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
