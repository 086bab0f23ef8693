/** A dialog over the page: its heading, a cross that closes it, and what is in it. */

/** @import { Words } from "./words.js" */

import { el } from "./tools.js";
import { N_ } from "./words.js";

/** Makes one, closed; `title` is a marked text. No key that is pressed in it is the page's, and a press outside of its
 *  box closes it.
 *  @param {Pick<Words, "say">} words
 *  @param {string} name of its class
 *  @param {string} title
 *  @param {...Node} children */
export function dialog({ say }, name, title, ...children) {
  const attrs = { class: `gl-dialog gl-${name}`, tabindex: "-1", "aria-labelledby": `gl-${name}-title` };
  const close = say(el("button", { type: "button", class: "gl-close", "data-testid": `gl-${name}-close` }, "×"), {
    "aria-label": N_("Close"),
    title: N_("Close"),
  });
  const heading = say(el("h2", { id: `gl-${name}-title` }), { textContent: title });
  const node = el("dialog", { ...attrs, "data-testid": `gl-${name}` }, close, heading, ...children);
  close.addEventListener("click", () => node.close());
  node.addEventListener("keydown", (event) => event.stopPropagation());
  node.addEventListener("click", (event) => event.target === node && node.close());
  return node;
}
