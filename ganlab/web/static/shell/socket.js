/** The live view's socket: decodes frames, gives credit, and never stops trying to come back. */

/** An array of a frame: its numbers in a row, and its shape.
 *  @typedef {{ data: any, shape: number[] }} Numbers
 *
 *  What a frame says beside its arrays; `about` only where it is news. Written by `ganlab/web/wire.py`.
 *  @typedef {object} Header
 *  @property {string} run
 *  @property {string | null} beside the run that is compared with
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

const ARRAYS = { f4: Float32Array, i4: Int32Array, u1: Uint8Array, u2: Uint16Array };
const FIRST_DELAY = 250;
const LAST_DELAY = 5000;
const UNKNOWN_RUN = 4404;

/** Unpacks sixteen greys, two in a byte. */
function greys(buffer, at, size) {
  const packed = new Uint8Array(buffer, at, Math.ceil(size / 2));
  const found = new Uint8Array(size);
  for (let i = 0; i < size; i++) found[i] = 17 * (i % 2 ? packed[i >> 1] & 15 : packed[i >> 1] >> 4);
  return found;
}

/** Splits one binary message into its header and its arrays (views, not copies, but for greys).
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
      data: dtype === "h1" ? greys(buffer, start + offset, size) : new ARRAYS[dtype](buffer, start + offset, size),
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
    if (header.clear) [arrays, about, clear, studies] = [{}, null, true, {}];
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
  #delay = FIRST_DELAY;
  #owed = 0;
  #gone = false;
  #listening = new AbortController();

  /** `on` has frame(frame), error(sentence), refused(sentence), opened(run) and state(connected). */
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
    return this.#send({ type: "command", name, value, run });
  }

  /** Ends the connection for good. */
  close() {
    this.#gone = true;
    this.#listening.abort();
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #wake() {
    if (document.hidden || this.#gone) return;
    if (this.#timer) this.#open();
    else this.credit(0);
  }

  #open() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (this.#gone) return;
      this.#owed = 0; // what the old connection was owed means nothing to the new one
      this.credit(2);
      this.on.state(true);
    };
    socket.onmessage = ({ data }) => this.#gone || this.#receive(data);
    socket.onclose = ({ code }) => {
      if (this.#gone) return;
      this.on.state(false);
      if (code === UNKNOWN_RUN) return this.close();
      this.#timer = setTimeout(() => this.#open(), this.#delay);
      this.#delay = Math.min(2 * this.#delay, LAST_DELAY);
    };
  }

  #receive(data) {
    this.#delay = FIRST_DELAY; // only a server that talks counts as back, not one that merely accepts
    try {
      if (typeof data !== "string") return this.on.frame(decode(data));
      const message = JSON.parse(data);
      if (message.type === "opened") this.on.opened(message.run);
      if (message.type === "error" || message.type === "refused") this.on[message.type](message.message);
    } catch (error) {
      console.error("ganlab: unreadable message", error);
      if (typeof data !== "string") this.credit(1);
    }
  }
}
