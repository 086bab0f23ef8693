/** The class's own socket: how it stands, and what is asked of it. It comes back by itself, as the live view's does. */

import { Retries } from "../shell/retries.js";
import { ROOT } from "../shell/root.js";

export const UNKNOWN = 4404; // there is no such class
const FULL = 4429;

/** Asks the server for something of classes, as JSON; what it says, with `error`, a sentence, where it refuses. */
async function asked(path, lang, body) {
  const url = new URL(`${path}?lang=${encodeURIComponent(lang)}`, ROOT);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" });
  return await answer.json();
}

/** Begins a class that is shown a run: its `code`, or an `error`. */
export const begun = (run, token, lang) => asked("class", lang, { run, token });

/** One page in one class. `on` has state(message), door(message), wall(message), forked(run), refused(sentence) and
 *  gone(sentence). */
export class Channel {
  /** @type {WebSocket | null} */
  #socket = null;
  #timer = 0;
  #retries = new Retries();
  #over = false;

  constructor(code, lang, look, on) {
    this.code = code;
    this.lang = lang;
    this.look = look;
    this.on = on;
    this.#enter();
  }

  /** Sends what is asked for; false without a connection. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify({ type: "class", ...message }));
    return true;
  }

  close() {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #later() {
    if (this.#over) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#enter(), this.#retries.pause(performance.now()));
  }

  /** Says who one is, or becomes somebody, before the socket is opened: the cookie goes along with that. */
  async #enter() {
    this.#retries.tried(performance.now());
    try {
      const { error } = this.look ? {} : await asked(`class/${this.code}`, this.lang, {});
      if (this.#over) return;
      if (error) return this.#end(error);
      this.#open();
    } catch {
      this.#later(); // the server is away
    }
  }

  #end(sentence) {
    this.close();
    this.on.gone(sentence);
  }

  #open() {
    const url = new URL(`class/${this.code}?lang=${encodeURIComponent(this.lang)}${this.look ? "&look=1" : ""}`, ROOT);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url.href);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#over || this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => code === UNKNOWN || code === FULL || this.#later();
  }

  #receive(message) {
    if (message.type === "error") return this.#end(message.message);
    this.#retries.succeeded();
    if (message.type === "class") this.on.state(message);
    if (message.type === "door") this.on.door(message);
    if (message.type === "wall") this.on.wall(message);
    if (message.type === "forked") this.on.forked(message.run);
    if (message.type === "refused") this.on.refused(message.message);
  }
}
