/** A button that is to be pressed twice: what it does cannot be taken back. */

/** @import { Words } from "../shell/words.js" */

const SURE = 4000; // ms in which it is to be pressed again

/** Lets a button that says `first` ask `again` before it acts.
 *  @param {Words} words
 *  @param {HTMLButtonElement} button */
export function twice(words, button, first, again, act) {
  let timer = 0;
  const ask = (asks) => {
    clearTimeout(timer);
    timer = asks ? setTimeout(() => ask(false), SURE) : 0;
    words.say(button, { textContent: asks ? again : first });
  };
  button.addEventListener("click", () => {
    if (timer) act();
    ask(!timer);
  });
  ask(false);
  return button;
}
