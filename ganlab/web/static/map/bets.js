/** Bets on the cells of a map: what somebody thinks that they come to, kept in the browser until they are run. */

import { remember, remembered } from "../shell/memory.js";

const STORE = "ganlab.bets";
const MOST = 20; // maps whose bets are kept

/** What most of a cell's runs have come to: several where they are as many.
 *  @param {string[]} outcomes
 *  @returns {string[]} */
export function commonest(outcomes) {
  const counts = new Map();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([outcome]) => outcome);
}

/** The bets on one map, by the names of its cells. */
export class Bets {
  constructor(key) {
    this.key = key;
    this.all = remembered(STORE, {});
    /** @type {Record<string, string>} */
    this.of = this.all[key] ?? {};
  }

  /** Bets on a cell, or takes the same bet back. */
  place(cell, outcome) {
    if (this.of[cell] === outcome) delete this.of[cell];
    else this.of[cell] = outcome;
    const others = Object.entries(this.all).filter(([key]) => key !== this.key);
    this.all = Object.fromEntries([...others.slice(1 - MOST), [this.key, this.of]]);
    remember(STORE, this.all);
  }

  /** Whether a bet has come true, once all runs of its cell are done; null before, and without one.
   *  @param {string[] | null} outcomes of all runs */
  right(cell, outcomes) {
    return this.of[cell] && outcomes ? commonest(outcomes).includes(this.of[cell]) : null;
  }

  get count() {
    return Object.keys(this.of).length;
  }
}
