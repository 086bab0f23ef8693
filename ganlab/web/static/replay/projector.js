/** What stands in the place of the connection to a run: it shows the frames of a film, one after the other or the one
 *  that is asked for. */

/** @import { Frame, Numbers } from "../shell/socket.js" */
/** @import { Film } from "./film.js" */

const PACE = 8; // frames a second, at the speed 1
const OVER = ["diverged", "failed"]; // how a run may have ended, which playing it does not change

/** `said` gives what the frame of a run at a place says in words; `changed()` is called when another place is shown,
 *  or it is played or paused. */
export class Projector {
  place = 0;
  playing = false;
  speed = 1;
  /** @type {((frame: Frame) => void) | null} */
  #take = null; // whoever is shown the frames
  /** @type {Record<string, Numbers>[]} */
  #seen = []; // by whom, of each run
  /** @type {any[]} */
  #told = []; // what each run was last said to be
  #credit = 0;
  #timer = 0;
  #asked = 0; // the newest place asked for

  /** @param {Film} film
   *  @param {(run: number, place: number) => any} said
   *  @param {() => void} changed */
  constructor(film, said, changed) {
    this.film = film;
    this.said = said;
    this.changed = changed;
  }

  /** What a view has for its connection. */
  connect(on) {
    this.#take = on.frame;
    [this.#seen, this.#told, this.#credit] = [[], [], 2];
    on.state(true);
    this.show(this.place);
    return {
      credit: (n) => this.#grant(n),
      command: () => false,
      check: () => false,
      close: () => {
        if (this.#take === on.frame) this.#take = null;
      },
    };
  }

  /** Shows a place, as soon as its frames are there; of several the newest that was asked for. */
  async show(place) {
    const asked = ++this.#asked;
    this.place = Math.min(this.film.last, Math.max(0, place));
    this.changed();
    const frames = await this.film.at(this.place);
    if (asked !== this.#asked || !this.#take) return;
    this.#credit -= 1;
    for (const [run, frame] of frames.entries()) this.#take(this.#frame(run, frame));
  }

  /** A frame as it is sent: with what is new to who sees it, and with what is said of it. */
  #frame(run, { header, arrays }) {
    const first = !this.#seen[run];
    const seen = this.#seen[run] ?? {};
    const fresh = Object.fromEntries(Object.entries(arrays).filter(([name, array]) => seen[name] !== array));
    this.#seen[run] = arrays;
    const { about, ...said } = this.said(run, this.place);
    const other = about !== this.#told[run];
    this.#told[run] = about;
    const status = OVER.includes(header.status) ? header.status : this.playing ? "running" : "paused";
    const own = { status, clear: first, restart_curves: first, about: other ? about : null };
    return {
      header: { ...header, ...said, ...own },
      arrays: first ? { ...fresh, ...this.film.reels[run].rows } : fresh,
    };
  }

  play() {
    if (this.place === this.film.last) this.place = -1; // once more
    this.playing = true;
    this.#next();
  }

  pause() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.playing) return;
    this.playing = false;
    this.show(this.place); // which says that it rests
  }

  /** Shows another place, played or not. */
  seek(place) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.show(place);
    if (this.playing) this.#later();
  }

  /** Shows the next place, if the last one was drawn: a slow browser shows all, only later. */
  async #next() {
    this.#timer = 0;
    if (!this.playing) return;
    if (this.#credit <= 0) return this.#later();
    const end = this.place + 1 >= this.film.last;
    if (end) this.playing = false;
    const shown = this.show(this.place + 1);
    if (!end) this.#later();
    await shown;
  }

  #later() {
    this.#timer = setTimeout(() => this.#next(), 1000 / (PACE * this.speed));
  }

  #grant(n) {
    this.#credit = Math.min(2, this.#credit + n);
  }
}
