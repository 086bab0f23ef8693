/** A lesson: one page at a time beside the picture, asked before it is shown; its task is checked in the live run. */

/** @import { Services } from "../parts.js" */

import { ROOT } from "../shell/root.js";
import { styled } from "../shell/style.js";
import { el, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { Progress } from "./progress.js";
import { Question } from "./question.js";
import { Report } from "./report.js";
import { Task } from "./task.js";
import { typeset } from "./typeset.js";

styled(import.meta.url);

const [CAME, OTHERWISE] = [N_("So it is."), N_("It came out otherwise.")];
const [NEXT, FINISH, RUN, AGAIN] = [N_("Next"), N_("Finish"), N_("Run"), N_("Run again")];
const MISSING = N_("The lesson has not come from the server: open it again when it answers.");

/** The card of a lesson. `stage` has what a lesson does to the page: hide(hidden, selectors), light(selectors),
 *  ask(check) of the server, put(name, page) to a class, address() of the run's settings, changed() for the page's own.
 *  @typedef {{ hide: (page: any) => void, light: (selectors: string[]) => void, ask: (check: string | null) => void,
 *    put: (name: string, page: number) => void, address: () => string, changed: () => void }} Stage */
export class LessonCard {
  /** @type {any} */
  lesson = null;
  index = 0;
  /** @type {Progress} */
  progress = new Progress("");
  connected = false;
  asked = true; // whether the lesson was asked for here, and not by the address
  over = false; // whether the report is shown
  wanted = 0; // the latest lesson asked for
  leads = false; // whether its reader leads a class

  /** @param {Pick<Services, "words" | "command">} services
   *  @param {Stage} stage */
  constructor({ words, command }, data, root, stage) {
    this.lang = data.lang;
    this.words = words;
    this.command = command;
    this.root = root;
    this.stage = stage;
    const { say } = words;
    this.task = new Task({ words });
    this.report = new Report({ words }, () => this.again());
    this.title = el("span", { class: "gl-lesson-title", "data-testid": "gl-lesson-title" });
    this.place = el("span", { class: "gl-lesson-place" });
    const close = this.button("close", N_("Leave the lesson"), () => this.close());
    close.classList.add("gl-close");
    close.textContent = "×";
    this.heading = el("h2", { tabindex: "-1", "data-testid": "gl-lesson-heading" });
    this.body = el("div", { class: "gl-lesson-body", tabindex: "0" });
    this.back = this.button("back", N_("Back"), () => this.turn(this.index - 1));
    this.run = this.button("run", RUN, () => this.begin());
    this.next = this.button("next", NEXT, () => this.turn(this.index + 1));
    this.put = this.button("put", N_("Ask the class"), () => stage.put(this.lesson.name, this.index + 1));
    this.locked = say(el("span", { class: "gl-lesson-locked", role: "status" }), {
      textContent: N_("Answer first: then it runs."),
    });
    this.foot = el("footer", {}, this.back, this.locked, this.put, this.run, this.next);
    const head = el("header", {}, this.title, this.place, close);
    const attrs = { class: "gl-lesson", "data-testid": "gl-lesson", hidden: "" };
    this.node = say(el("section", attrs, head, this.heading, this.body, this.foot), { "aria-label": N_("Lesson") });
    if (data.lesson) this.open(data.lesson.name, data.lesson.page, false);
  }

  button(name, label, press) {
    const look = { type: "button", class: `gl-button gl-lesson-${name}`, "data-testid": `gl-lesson-${name}` };
    const button = el("button", look);
    button.addEventListener("click", press);
    return this.words.say(button, name === "close" ? { "aria-label": label, title: label } : { textContent: label });
  }

  // -- which lesson, which page ------------------------------------------------------------------------------------

  /** Opens a lesson by its name, at a page from 1. */
  async open(name, page = 1, asked = true) {
    this.asked = asked;
    const wanted = ++this.wanted;
    const url = new URL(`lessons/${encodeURIComponent(name)}.json?lang=${this.lang ?? "en"}`, ROOT);
    const response = await fetch(url).catch(() => null);
    const found = response?.ok ? await response.json() : null;
    if (wanted !== this.wanted) return;
    this.show(found, page);
  }

  /** Shows a lesson; none where there is none. */
  show(lesson, page = 1) {
    this.lesson = lesson;
    this.progress = new Progress(lesson?.dropped ? `own ${lesson.name}` : (lesson?.name ?? ""));
    this.node.hidden = false;
    this.root.toggleAttribute("data-lesson", true);
    if (!lesson) {
      write(this.title, this.words.t("Lesson"));
      write(this.heading, "");
      this.body.replaceChildren(el("p", { class: "gl-alert", role: "alert" }, this.words.t(MISSING)));
      this.foot.hidden = true;
      return;
    }
    this.foot.hidden = false;
    this.turn(Math.min(Math.max(page, 1), lesson.pages.length) - 1, this.asked);
  }

  /** Leaves the lesson; the run stays. */
  close() {
    this.wanted += 1;
    this.lesson = null;
    this.node.hidden = true;
    this.root.toggleAttribute("data-lesson", false);
    this.stage.hide(null);
    this.stage.light([]);
    this.stage.ask(null);
    this.stage.changed();
  }

  /** Goes to a page; behind the last one is the report. */
  turn(index, focused = true) {
    if (index < 0) return;
    this.over = index >= this.lesson.pages.length;
    this.index = Math.min(index, this.lesson.pages.length - 1);
    this.draw();
    this.dress();
    this.stage.changed();
    this.body.scrollTop = 0;
    if (focused) this.heading.focus({ preventScroll: true });
  }

  /** Forgets all answers, and begins at the first page. */
  again() {
    this.progress.forget();
    this.turn(0);
  }

  get page() {
    return this.lesson.pages[this.index];
  }

  /** What was answered and found so far, as plain text and as it is kept; nothing where there is no lesson. */
  notes() {
    const { lesson, progress } = this;
    if (!lesson) return {};
    const answers = lesson.dropped ? null : { name: lesson.name, pages: progress.pages };
    return { notes: this.report.text(lesson, progress), answers };
  }

  // -- what a page shows -------------------------------------------------------------------------------------------

  draw() {
    const { lesson, index, page } = this;
    const { t } = this.words;
    write(this.title, lesson.title);
    const n = lesson.pages.length;
    write(this.place, this.over ? "" : t("{page} of {pages}", { page: index + 1, pages: n }));
    write(this.heading, this.over ? t("What you have found") : page.heading);
    this.node.dataset.page = this.over ? "report" : String(index + 1);
    this.task.take(this.over ? null : page, this.progress.of(index).done);
    this.body.replaceChildren(...(this.over ? [this.report.made(lesson, this.progress)] : this.parts(page)));
    this.buttons();
  }

  /** What stands on a page, in its order. */
  parts(page) {
    const asked = page.question
      ? new Question(this, page.question, this.choice(this.index), (k) => this.answer(k))
      : null;
    if (this.predicts(this.index)) asked?.hold(this.ran(this.index));
    return [
      this.prediction(),
      typeset(page.before, "gl-lesson-text"),
      asked?.node,
      typeset(page.after, "gl-lesson-text"),
      this.task.node,
    ].filter((part) => part instanceof Node);
  }

  choice(index) {
    return this.progress.of(index).choice;
  }

  /** Whether a page's question is about a run that comes afterwards, so that its answer waits for what happens. */
  predicts(index) {
    return this.lesson.pages.some((page, k) => k >= index && page.asked === index);
  }

  /** Whether a run that a question is about has begun. */
  ran(index) {
    return this.lesson.pages.some((page, k) => page.asked === index && this.progress.of(k).begun);
  }

  /** The question whose runs are over, beside what has come out: prediction and answer. */
  prediction() {
    const { pages } = this.lesson;
    const before = (k) => k < this.index && pages[k].question && this.predicts(k);
    const last = pages.findLastIndex((page, k) => page.question && k <= this.index);
    const choice = this.choice(last);
    if (last < 0 || !before(last) || choice === undefined) return null;
    const ran = pages.findLastIndex((page) => page.asked === last);
    const { text, right, answer } = pages[last].question.choices[choice];
    const { t } = this.words;
    const said = el("p", {}, el("strong", {}, t("You said:")), " ");
    said.append(typeset(text, "gl-lesson-said") || "");
    const box = el("div", { class: "gl-lesson-prediction", "data-testid": "gl-lesson-prediction" }, said);
    if (this.index <= ran) return box; // what comes out is still to be seen
    box.dataset.right = String(right);
    box.append(el("strong", {}, t(right ? CAME : OTHERWISE)), typeset(answer, "") || "");
    return box;
  }

  /** Takes an answer: the first one counts; a prediction may be another one until its run has begun. */
  answer(choice) {
    if (this.predicts(this.index) || this.choice(this.index) === undefined) this.progress.keep(this.index, { choice });
    this.buttons();
    this.dress();
  }

  /** Whether the run of this page waits for an answer; who leads a class has its answers. */
  get waits() {
    const { asked } = this.page;
    return !this.leads && asked !== null && this.choice(asked) === undefined;
  }

  /** Lets its questions be put to a class, or no more. */
  lead(on) {
    this.leads = on;
    if (this.lesson) this.buttons();
  }

  buttons() {
    const { page, over } = this;
    this.put.hidden = !this.leads || over || !page.question || this.lesson.dropped;
    const runs = !over && page.run && page.until;
    this.back.disabled = !over && this.index === 0;
    this.next.hidden = over;
    this.next.classList.toggle("gl-lesson-main", !runs || !!this.progress.of(this.index).begun);
    this.run.hidden = !runs || this.waits;
    this.run.disabled = !this.connected;
    this.run.classList.toggle("gl-lesson-main", !this.progress.of(this.index).begun);
    this.locked.hidden = !(!over && page.run && this.waits);
    const last = !over && this.index === this.lesson.pages.length - 1;
    this.words.say(this.next, { textContent: last ? FINISH : NEXT });
    this.words.say(this.run, { textContent: this.progress.of(this.index).begun ? AGAIN : RUN });
  }

  // -- what a page does to the lab ---------------------------------------------------------------------------------

  /** Hides, lights and asks what the page says; sets up a run that its reader is to start. */
  dress() {
    const { pages } = this.lesson;
    const { page, over, index } = this;
    const shown = pages.findLastIndex((one, k) => one.run && k <= index && this.progress.of(k).begun);
    this.stage.hide(over || shown < 0 ? null : pages[shown].run);
    this.stage.light(over ? [] : page.point);
    this.stage.ask(over ? null : page.check);
    if (!over && page.run && !page.until && !this.waits && !this.progress.of(index).begun) this.begin();
  }

  /** Begins the page's run anew, and goes where it is to stop. */
  begin() {
    const { run, until } = this.page;
    if (!this.connected || this.waits) return;
    this.command("begin", run.query);
    if (run.compare) this.command("compare", run.compare);
    if (until) this.command("until", until);
    this.progress.keep(this.index, { begun: true });
    this.stage.hide(run);
    this.buttons();
  }

  /** What the server has found of the page's check. */
  outcome(found) {
    if (!this.lesson || this.over || found.check !== this.page.check) return;
    const { state, step, values } = found;
    if (state === "done") this.progress.keep(this.index, { done: { step, values }, address: this.stage.address() });
    if (state === "undone") this.progress.keep(this.index, { done: undefined });
    this.task.tell(found, this.progress.of(this.index).done);
  }

  // -- what happens to the view ------------------------------------------------------------------------------------

  connect(connected) {
    this.connected = connected;
    if (!this.lesson) return;
    this.buttons();
    if (connected) this.dress(); // a new connection knows of no check
  }

  relabel({ lang }) {
    if (lang === this.lang) return;
    this.lang = lang;
    if (this.lesson && !this.lesson.dropped) this.open(this.lesson.name, this.index + 1);
  }

  /** What the address says of it. */
  query() {
    if (!this.lesson || this.lesson.dropped) return {};
    return { lesson: this.lesson.name, page: String(this.index + 1) };
  }
}
