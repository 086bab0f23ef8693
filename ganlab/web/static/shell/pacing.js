/** Pacing: of what a hand moves evenly, such as a slider, twenty commands a second are sent, and always the last. */

const GAP = 50; // ms
const MOVED = ["set", "look", "study", "speed"]; // commands of which only the last one counts

/** What a command is about: a later one about the same takes its place. */
function subject({ name, value, run }) {
  const of = name === "set" ? Object.keys(value ?? {}) : name === "study" ? value?.name : null;
  return JSON.stringify([name, run, of]);
}

/** Sends commands in their order; one that is moved waits for its time, and gives way to the next of its kind. */
export class Pacing {
  /** @type {{ key: string, command: any } | null} */
  #waiting = null;
  #last = ""; // what the command was about that was sent last
  #at = -GAP; // when
  #timer = 0;

  /** @param {(command: any) => boolean} deliver sends a command, and tells whether it could be sent */
  constructor(deliver) {
    this.deliver = deliver;
  }

  /** Sends a command now or soon; false where it could not be sent. */
  send(command) {
    const key = MOVED.includes(command.name) ? subject(command) : "";
    if (this.#waiting?.key !== key) this.flush();
    const pause = this.#at + GAP - performance.now();
    if (!key || key !== this.#last || pause <= 0) return this.#now(key, command);
    this.#waiting = { key, command };
    this.#timer ||= setTimeout(() => this.flush(), pause);
    return true;
  }

  /** Sends what waits. */
  flush() {
    const waiting = this.#waiting;
    if (waiting) this.#now(waiting.key, waiting.command);
  }

  /** Forgets what waits. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = null;
  }

  #now(key, command) {
    this.stop();
    [this.#last, this.#at] = [key, performance.now()];
    return this.deliver(command);
  }
}
