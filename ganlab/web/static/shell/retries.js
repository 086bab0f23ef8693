/** When to try again: soon at first, then after ever longer pauses, and never more than ten times in a minute. */

const FIRST = 250; // ms
const LAST = 15_000;
const MOST = 10;
const MINUTE = 60_000;

/** The tries of one connection; all times in milliseconds. */
export class Retries {
  /** @type {number[]} */
  #tries = []; // of the last minute
  #pause = FIRST;

  /** Counts a try. */
  tried(now) {
    this.#tries.push(now);
  }

  /** Begins with short pauses again, after a success. */
  succeeded() {
    this.#pause = FIRST;
  }

  /** How long to wait after a failure. */
  pause(now) {
    const pause = this.#pause;
    this.#pause = Math.min(2 * pause, LAST);
    return Math.max(pause, this.wait(now));
  }

  /** How long to wait at least: until the minute has room for one more. */
  wait(now) {
    this.#tries = this.#tries.filter((then) => then > now - MINUTE);
    return this.#tries.length < MOST ? 0 : this.#tries[this.#tries.length - MOST] + MINUTE - now;
  }
}
