/** A lesson's question, put to the class: who follows votes, who leads counts, and in the end all see how it went. */

/** @import { Services } from "../parts.js" */

import { fill, typeset } from "../lessons/typeset.js";
import { ROOT } from "../shell/root.js";
import { styled } from "../shell/style.js";
import { el, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

/** The card of one question. `send(message)` asks it of the class's socket; `found(page)` gives what the teacher's own
 *  lesson has found of what was asked, or null. */
export class PollCard {
  /** @type {any} */
  state = null; // how the poll stands
  /** @type {any} */
  page = null; // of the lesson, with its question
  host = false;
  here = 0;
  drawn = ""; // which question is drawn

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, lang, send, found) {
    this.words = words;
    this.lang = lang;
    this.send = send;
    this.found = found;
    const { say } = words;
    const button = (name, text, press) => {
      const made = el("button", { type: "button", class: "gl-button", "data-testid": `gl-poll-${name}` });
      made.addEventListener("click", press);
      return say(made, { textContent: text });
    };
    this.reveal = button("reveal", N_("Show the answers"), () =>
      send({ do: "reveal", found: found(this.state.page - 1) }),
    );
    this.reveal.classList.add("gl-classroom-main");
    this.close = button("close", N_("Put it away"), () => send({ do: "unask" }));
    this.question = el("div", { class: "gl-poll-question" });
    this.list = say(el("div", { class: "gl-poll-choices", role: "group" }), { "aria-label": N_("Choices") });
    this.said = el("p", { class: "gl-poll-said", role: "status", "data-testid": "gl-poll-said" });
    this.answer = el("div", { class: "gl-poll-answer", "data-testid": "gl-poll-answer" });
    this.happened = el("p", { class: "gl-poll-found" });
    const title = say(el("h2"), { textContent: N_("A question to the class") });
    const foot = el("footer", {}, this.said, this.reveal, this.close);
    const parts = [title, this.question, this.list, this.answer, this.happened, foot];
    this.node = say(el("section", { class: "gl-poll", hidden: "", "data-testid": "gl-poll" }, ...parts), {
      "aria-label": N_("A question to the class"),
    });
  }

  /** Hears how the class stands; null: there is none. */
  async take(state) {
    this.state = state?.poll ?? null;
    this.host = state?.role === "host";
    this.member = state?.role === "member";
    this.here = state?.here ?? 0;
    if (!this.state || state.ended) {
      this.node.hidden = true;
      this.drawn = "";
      return;
    }
    const { lesson, page } = this.state;
    const asked = JSON.stringify([lesson, page, this.lang]);
    if (asked !== this.drawn) {
      this.drawn = asked;
      const url = new URL(`lessons/${encodeURIComponent(lesson)}.json?lang=${encodeURIComponent(this.lang)}`, ROOT);
      const response = await fetch(url).catch(() => null);
      const found = response?.ok ? await response.json() : null;
      if (this.drawn !== asked) return; // another one was asked meanwhile
      if (!found) {
        this.drawn = ""; // the server is away: the next news brings it
        return;
      }
      this.draw(found.pages[page - 1]);
    }
    if (this.page) this.tell();
  }

  /** Draws the question and its choices. */
  draw(page) {
    this.page = page;
    const { text, choices } = page.question;
    this.question.replaceChildren(typeset(text, "gl-lesson-text") ?? "");
    this.buttons = choices.map((one, index) => {
      const words = fill(el("span"), one.text);
      const [bar, count] = [el("i"), el("b")];
      const look = { type: "button", class: "gl-poll-choice", "data-testid": `gl-poll-choice-${index}` };
      const button = el("button", look, bar, words, count);
      button.addEventListener("click", () => this.send({ do: "vote", choice: index }));
      return button;
    });
    this.list.replaceChildren(...this.buttons);
  }

  /** Shows how it stands. */
  tell() {
    const { state, host, member } = this;
    const { t, tn, number } = this.words;
    const { revealed, tally, vote, answered } = state;
    const { choices } = this.page.question;
    this.node.hidden = false;
    this.node.toggleAttribute("data-revealed", revealed);
    this.node.toggleAttribute("data-leads", host);
    const most = Math.max(1, answered);
    for (const [k, button] of this.buttons.entries()) {
      const [bar, , count] = button.children;
      button.setAttribute("aria-pressed", String(vote === k));
      button.disabled = !member || revealed;
      button.toggleAttribute("data-right", revealed && choices[k].right);
      bar.style.width = revealed ? `${(100 * tally[k]) / most}%` : "0";
      write(count, revealed ? number(tally[k]) : "");
    }
    const of = Math.max(this.here, answered);
    const counted = t("{k} of {n} have answered", { k: number(answered), n: number(of) });
    const noted = t("Noted. You may change it until the answers are shown.");
    const mine = vote === null ? t("Choose one.") : noted;
    write(this.said, revealed ? tn("{n} answer", "{n} answers", { n: answered }) : member ? mine : counted);
    const right = choices.findIndex((one) => one.right);
    this.answer.replaceChildren(revealed && right >= 0 ? (typeset(choices[right].answer, "") ?? "") : "");
    write(this.happened, revealed && state.found ? this.outcome(state.found) : "");
    this.reveal.hidden = !host || revealed;
    this.close.hidden = !host;
  }

  /** What then happened, in a line. */
  outcome({ step, values }) {
    const { t, number, short } = this.words;
    const parts = Object.entries(values).map(([name, value]) => `${this.page.names?.[name] ?? name} ${short(value)}`);
    return [t("What happened: step {n}", { n: number(step) }), ...parts].join(" · ");
  }

  relabel({ lang }) {
    this.lang = lang;
    this.drawn = "";
  }
}
