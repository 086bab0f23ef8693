/** From the socket to the screen: frames that have come are shown together, in the browser's next animation frame. */

/** @import { Frame } from "./socket.js" */

const GLIDE_EVERY = 45; // ms between two pictures of a glide: training needs the processor too

/** The frames that wait. `on` has begin(), take(frames, now), draw(now), which tells whether something still moves, and
 *  taken(frames). */
export class Frames {
  shown = 0; // drawings with something new in them
  /** @type {Frame[]} */
  #waiting = [];
  /** @type {number | undefined} */
  #tick = undefined;
  #timer = 0;
  #drawnAt = -Infinity;

  constructor(on) {
    this.on = on;
  }

  add(frame) {
    this.#waiting.push(frame);
    this.schedule();
  }

  /** Forgets those that wait, for another run. */
  empty() {
    this.#waiting = [];
  }

  /** Asks for one drawing in the next animation frame. */
  schedule() {
    this.#tick ??= requestAnimationFrame((now) => this.#paint(now));
  }

  /** Asks for one in a while: a browser that is asked at once gets the whole page ready, also where nothing is
   *  drawn. */
  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.schedule(), ms);
  }

  stop() {
    clearTimeout(this.#timer);
    if (this.#tick) cancelAnimationFrame(this.#tick);
  }

  /** Draws the newest frame, or moves the points between two. */
  #paint(now) {
    this.#tick = undefined;
    this.on.begin();
    const frames = this.#waiting.splice(0);
    const early = GLIDE_EVERY - (now - this.#drawnAt);
    if (!frames.length && early > 0) return this.#later(early);
    this.#drawnAt = now;
    try {
      if (frames.length) this.on.take(frames, now);
      if (this.on.draw(now)) this.#later(GLIDE_EVERY);
    } catch (error) {
      console.error("ganlab: frame", error);
    }
    if (!frames.length) return;
    this.shown += 1;
    this.on.taken(frames);
  }
}
