/** Texts of a lesson: the server has made them of Markdown, in which there is no HTML of anybody's. */

import { el } from "../shell/tools.js";

/** Puts a text into an element.
 *  @template {HTMLElement} Node
 *  @param {Node} node
 *  @param {string} html */
export function fill(node, html) {
  node.innerHTML = html;
  return node;
}

/** Makes an element of a text; none of an empty one.
 *  @param {string} html
 *  @param {string} name of its class */
export const typeset = (html, name) => (html ? fill(el("div", { class: name }), html) : null);
