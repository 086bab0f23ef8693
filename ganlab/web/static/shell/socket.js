/** The live view's socket: decodes frames, gives credit, and never stops trying to come back. */

/** An array of a frame: its numbers in a row, and its shape.
 *  @typedef {{ data: any, shape: number[] }} Numbers
 *
 *  What a frame says beside its arrays; `about` only where it is news. Written by `ganlab/web/wire.py`.
 *  @typedef {object} Header
 *  @property {string} run by the id under which it may be watched
 *  @property {string | null} beside the run that is compared with, likewise
 *  @property {"points" | "images" | "dirac"} kind
 *  @property {number} generation how often the run was begun anew
 *  @property {number} step that is shown
 *  @property {number} now the run's own step
 *  @property {number | null} past the step that is looked back at
 *  @property {number | null} branch the step from which the past could be taken up
 *  @property {string} status
 *  @property {string} message
 *  @property {string} detail
 *  @property {string} notice
 *  @property {{ fraction: number | null, text: string } | null} progress
 *  @property {string} undo
 *  @property {string} device
 *  @property {number} cores
 *  @property {number} steps_per_second
 *  @property {number} speed
 *  @property {number} revision of the settings
 *  @property {[number, number]} answers the ends of the colour scale, in D's own answers
 *  @property {Record<string, any> | null} metrics
 *  @property {Phase | null} phase of slow motion
 *  @property {Record<string, number | null> | null} row the newest row of the curves
 *  @property {boolean} ideal
 *  @property {any} diagnosis
 *  @property {string[]} asked the studies that are made
 *  @property {Record<string, any>} studies
 *  @property {boolean} clear whether the generation is another one than before
 *  @property {boolean} [restart_curves]
 *  @property {any} about
 *
 *  @typedef {{ step: number, player: string, turn: number, turns: number, index: number, count: number, name: string,
 *    players: string, lit: string[], text: string, lines: string[][], symbols: string[][], back: boolean,
 *    pace: number | null }} Phase
 *
 *  @typedef {{ header: Header, arrays: Record<string, Numbers>, beside?: Merged | null }} Frame
 *
 *  Frames that were joined: the newest picture, and all rows of the curves.
 *  @typedef {Frame & { history: Record<string, Numbers>[], restart: boolean }} Merged
 */

import { greys, isLean, unpack } from "./lean.js";
import { Pacing } from "./pacing.js";
import { Retries } from "./retries.js";
import { ROOT } from "./root.js";

const ARRAYS = { f4: Float32Array, i4: Int32Array, u1: Uint8Array, u2: Uint16Array };
const HANGING = 10_000; // ms after which a connection that does not come about counts as refused
const SOME = 3; // refusals in a row that are no blink
export const UNKNOWN_RUN = 4404;

/** Splits one full frame into its header and its arrays (views, not copies, but for greys).
 *  @param {ArrayBuffer} buffer
 *  @returns {Frame} */
export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = Math.ceil((4 + length) / 8) * 8;
  const arrays = {};
  for (const [name, dtype, shape, offset] of header.arrays ?? []) {
    const size = shape.reduce((product, side) => product * side, 1);
    arrays[name] = {
      data:
        dtype === "h1"
          ? greys(new Uint8Array(buffer, start + offset, Math.ceil(size / 2)), size)
          : new ARRAYS[dtype](buffer, start + offset, size),
      shape,
    };
  }
  return { header, arrays };
}

/** Joins frames that arrived between two pictures: the newest picture, but nobody's history is lost.
 *  @param {Frame[]} frames
 *  @returns {Merged} */
export function merge(frames) {
  /** @type {Record<string, Numbers>} */
  let arrays = {};
  /** @type {Record<string, Numbers>[]} */
  let history = [];
  let clear = false;
  let restart = false;
  let about = null;
  let notice = "";
  let studies = {};
  for (const { header, arrays: fresh } of frames) {
    // what the run is, is said anew where it is another one
    if (header.clear) [arrays, clear, studies] = [{}, true, {}];
    if (header.clear || header.restart_curves) [history, restart] = [[], true];
    const { steps, scalars, measured_steps, measures, ...pictures } = fresh;
    if (steps || measured_steps) history.push({ steps, scalars, measured_steps, measures });
    Object.assign(arrays, pictures);
    about = header.about ?? about;
    notice = header.notice || notice;
    Object.assign(studies, header.studies);
  }
  return { header: { ...frames[frames.length - 1].header, about, notice, clear, studies }, arrays, history, restart };
}

/** One lasting connection to one run. */
export class Link {
  /** @type {WebSocket | null} */
  #socket = null;
  #timer = 0;
  #hanging = 0;
  #refusals = 0; // in a row
  #retries = new Retries();
  #pacing = new Pacing((command) => this.#send({ type: "command", ...command }));
  #owed = 0;
  #gone = false;
  #turn = Promise.resolve(); // when all messages before are dealt with: lean frames take a while to be read
  #listening = new AbortController();

  /** `on` has frame(frame), error(sentence, code), refused(sentence), opened(run), shown(view), checked(outcome),
   *  taking(message), taken(message), mapped(message), map(message), state(connected) and blocked(), which is called
   *  where the server answers, but no socket comes through to it. */
  constructor(url, on) {
    this.url = url;
    this.on = on;
    const { signal } = this.#listening;
    document.addEventListener("visibilitychange", () => this.#wake(), { signal });
    window.addEventListener("online", () => this.#wake(), { signal });
    this.#open();
  }

  /** Tells the server that `n` more frames may come; kept back while the page is hidden. */
  credit(n) {
    this.#owed += n;
    if (this.#owed && !document.hidden && this.#send({ type: "credit", n: this.#owed })) this.#owed = 0;
  }

  /** Sends a command, for this run or another one that is shown; false when there is no connection to send it on. */
  command(name, value, run) {
    return this.#socket?.readyState === WebSocket.OPEN && this.#pacing.send({ name, value, run });
  }

  /** Has the server watch a lesson's check; null for none. */
  check(text) {
    return this.#send({ type: "check", text });
  }

  /** Asks for a file of the run to take home; null: for none any more. False when there is no connection. */
  take(wanted) {
    return this.#send({ type: "take", ...wanted });
  }

  /** Asks something of a map. False when there is no connection. */
  map(message) {
    return this.#send({ type: "map", ...message });
  }

  /** Ends the connection for good. */
  close() {
    this.#gone = true;
    this.#listening.abort();
    this.#pacing.flush();
    clearTimeout(this.#timer);
    clearTimeout(this.#hanging);
    this.#socket?.close();
  }

  #send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #wake() {
    if (document.hidden || this.#gone) return;
    if (this.#timer) this.#later(this.#retries.wait(performance.now()));
    else this.credit(0);
  }

  #later(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), pause);
  }

  #open() {
    this.#timer = 0;
    this.#retries.tried(performance.now());
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    this.#hanging = setTimeout(() => socket.close(), HANGING);
    socket.onopen = () => {
      clearTimeout(this.#hanging);
      if (this.#gone) return;
      this.#owed = 0; // what the old connection was owed means nothing to the new one
      this.credit(2);
      this.on.state(true);
    };
    socket.onmessage = ({ data }) => {
      this.#turn = this.#turn.then(() => this.#receive(data, socket));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(this.#hanging);
      if (this.#gone) return;
      this.on.state(false);
      if (code === UNKNOWN_RUN) return this.close();
      this.#later(this.#retries.pause(performance.now()));
      this.#refusals += 1;
      if (this.#refusals >= SOME) this.#ask();
    };
  }

  /** Asks whether the server is there at all: it is Streamlit's, which answers below the same path. */
  async #ask() {
    const answer = await fetch(new URL("../_stcore/health", ROOT), { cache: "no-store" }).catch(() => null);
    if (answer?.ok && this.#refusals >= SOME && !this.#gone) this.on.blocked();
  }

  /** Deals with a message, unless another connection has begun meanwhile. It never fails: the next ones wait. */
  async #receive(data, socket) {
    const left = () => this.#gone || socket !== this.#socket;
    if (left()) return;
    this.#refusals = 0;
    try {
      const message = typeof data === "string" ? JSON.parse(data) : null;
      if (message?.type !== "error") this.#retries.succeeded(); // one that talks, not one that merely accepts, is back
      if (!message) {
        const frame = isLean(data) ? await unpack(data) : decode(data);
        return left() || this.on.frame(frame);
      }
      if (message.type === "opened") this.on.opened(message.run);
      if (message.type === "shown") this.on.shown(message.view);
      if (message.type === "checked") this.on.checked(message);
      if (message.type === "taking") this.on.taking(message);
      if (message.type === "taken") this.on.taken(message);
      if (message.type === "mapped") this.on.mapped(message);
      if (message.type === "map") this.on.map(message);
      if (message.type === "error") this.on.error(message.message, message.code);
      if (message.type === "refused") this.on.refused(message.message);
    } catch (error) {
      console.error("ganlab: unreadable message", error);
      if (typeof data !== "string") this.credit(1);
    }
  }
}
