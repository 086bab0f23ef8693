/** What somebody has answered and done in a lesson: kept in the browser, and nowhere else. */

import { remember, remembered } from "../shell/memory.js";

const STORE = "ganlab.lessons";

/** @typedef {{ choice?: number, begun?: boolean, done?: { step: number, values: Record<string, any> },
 *    address?: string }} Kept of one page: the choice that was taken, whether its run was begun, what its check has
 *  seen, and the address of the run */

/** The progress in one lesson. */
export class Progress {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {Record<string, Kept>} */
    this.pages = remembered(STORE, {})[name] ?? {};
  }

  /** What is kept of a page.
   *  @returns {Kept} */
  of(index) {
    return this.pages[index] ?? {};
  }

  /** Keeps something of a page. */
  keep(index, more) {
    this.pages[index] = { ...this.of(index), ...more };
    this.save();
  }

  /** Forgets all of it. */
  forget() {
    this.pages = {};
    this.save();
  }

  save() {
    remember(STORE, { ...remembered(STORE, {}), [this.name]: this.pages });
  }

  /** What was found of the question on a page: by the run that it was about, or on that page. */
  found(pages, index) {
    const ran = pages.findLastIndex((page) => page.asked === index);
    return this.of(ran < 0 ? index : ran).done ?? null;
  }
}
