/** A question with its choices. A prediction's answer waits for what happens; any other's comes at once. */

/** @import { Words } from "../shell/words.js" */

import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { fill, typeset } from "./typeset.js";

const [RIGHT, WRONG] = [N_("Right."), N_("Not so.")];

/** One question; `taken(index)` is called when a choice is taken. */
export class Question {
  held = false; // whether what is right comes later

  /** @param {{ words: Words }} services
   *  @param {{ text: string, choices: { text: string, right: boolean, answer: string }[] }} question
   *  @param {number | undefined} choice the one that was taken before */
  constructor({ words }, { text, choices }, choice, taken) {
    this.words = words;
    this.choices = choices;
    this.taken = taken;
    this.answer = el("div", { class: "gl-lesson-answer", role: "status", "data-testid": "gl-lesson-answer" });
    this.buttons = choices.map((one, index) => this.button(one, index));
    const list = words.say(el("div", { class: "gl-lesson-choices", role: "group" }, ...this.buttons), {
      "aria-label": N_("Choices"),
    });
    const asked = typeset(text, "gl-lesson-question") ?? "";
    this.node = el("div", { class: "gl-lesson-ask" }, asked, list, this.answer);
    this.choice = choice;
    if (choice !== undefined) this.show(choice);
  }

  button({ text }, index) {
    const look = { type: "button", class: "gl-lesson-choice", "aria-pressed": "false" };
    const button = el("button", { ...look, "data-testid": `gl-lesson-choice-${index}` });
    fill(button, text);
    button.addEventListener("click", () => {
      this.show(index);
      this.taken(index);
    });
    return button;
  }

  /** Keeps what is right back; `late`: a run has begun, so what was predicted stands. */
  hold(late) {
    this.held = true;
    for (const button of this.buttons) button.disabled = late && this.choice !== undefined;
    if (this.choice !== undefined) this.show(this.choice);
  }

  /** Shows which choice was taken, and its answer. */
  show(index) {
    this.choice = index;
    for (const [k, button] of this.buttons.entries()) button.setAttribute("aria-pressed", String(k === index));
    const { right, answer } = this.choices[index];
    const { t } = this.words;
    if (this.held) {
      delete this.answer.dataset.right;
      this.answer.replaceChildren(t("Noted. Now see what happens."));
      return;
    }
    this.answer.dataset.right = String(right);
    this.answer.replaceChildren(el("strong", {}, t(right ? RIGHT : WRONG)), typeset(answer, "") ?? "");
  }
}
