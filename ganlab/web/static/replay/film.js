/** The recorded frames: of each place of the film all that is seen there, whatever was looked at before. */

/** @import { Frame, Numbers } from "../shell/socket.js" */

import { decode } from "../shell/socket.js";

const LONGEST = 1500; // steps of a path that are drawn
const ROWS = ["steps", "scalars", "measured_steps", "measures"]; // of the whole run, which its first frame has

/** Two paths of places (θ, ψ), of which the second ends at its step, as one; the second alone where there is a gap.
 *  @param {{ step: number, trail: Numbers } | null} before
 *  @param {number} step
 *  @param {Numbers} trail
 *  @returns {Numbers} */
export function joined(before, step, trail) {
  const begins = step - trail.data.length / 2 + 1;
  if (!before || begins > before.step + 1 || step <= before.step) return trail;
  const fresh = trail.data.slice(2 * (before.step + 1 - begins));
  const data = new Float32Array([...before.trail.data, ...fresh].slice(-2 * LONGEST));
  return { data, shape: [data.length / 2, 2] };
}

/** One run's frames. What a frame does not bring is as it was in the one before, so that each is kept whole: with
 *  references, not copies. */
class Reel {
  /** @type {Record<string, Numbers>} */
  rows = {};
  /** @type {Frame[]} */
  frames = [];

  /** @param {ArrayBuffer} bytes */
  add(bytes) {
    const { header, arrays } = decode(bytes);
    const before = this.frames.at(-1);
    const own = { ...before?.arrays };
    if (header.ideal === false) delete own.ideal;
    for (const [name, array] of Object.entries(arrays)) (ROWS.includes(name) ? this.rows : own)[name] = array;
    if (arrays.trail)
      own.trail = joined(
        before ? { step: before.header.step, trail: before.arrays.trail } : null,
        header.step,
        arrays.trail,
      );
    this.frames.push({ header, arrays: own });
  }
}

/** The film of one run, or of two that were compared: their frames of a place are of one step. They come one block
 *  after the other, and nobody waits for the last. */
export class Film {
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {number} runs how many there are; the last is the page's own
   *  @param {number[]} steps of the places */
  constructor(runs, steps) {
    this.reels = Array.from({ length: runs }, () => new Reel());
    this.steps = steps;
  }

  get last() {
    return this.steps.length - 1;
  }

  /** Takes the frames of the next places.
   *  @param {ArrayBuffer[]} found */
  add(found) {
    for (const [k, bytes] of found.entries()) this.reels[k % this.reels.length].add(bytes);
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Resolves when the frames of a place have come. */
  async at(place) {
    while (this.reels[this.reels.length - 1].frames.length <= place)
      await new Promise((resolve) => this.#waiting.push(() => resolve(null)));
    return this.reels.map(({ frames }) => frames[place]);
  }
}
