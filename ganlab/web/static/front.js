/** Says why there is nothing to see where Streamlit has no connection, and so shows nothing: loaded by the page itself.
 */

import { socketOf } from "./shell/root.js";
import { Link, UNKNOWN_RUN } from "./shell/socket.js";
import { el } from "./shell/tools.js";

const PATIENCE = 3000; // ms in which a page has its connection, unless something is wrong
const LOOK = 500; // ms from one look for it to the next
const STYLE = "position: fixed; z-index: 999999; inset: 0 0 auto; padding: 16px 24px; color: #000; background: #ffe9a8";
const NOBODY = "-"; // no run has this name: whoever asks for it learns only whether sockets come through

const connected = () => document.querySelector("[data-test-connection-state=CONNECTED]");

/** Says what is in the way until Streamlit has its connection. */
function explain(lang, blocked) {
  const note = el("div", { role: "alert", style: STYLE, hidden: "", "data-testid": "gl-front" });
  const say = (sentence) => {
    note.textContent = sentence;
    note.hidden = !sentence;
  };
  document.body.append(note);
  const link = new Link(socketOf(NOBODY, lang), {
    error: (sentence, code) => say(code === UNKNOWN_RUN ? "" : sentence),
    blocked: () => say(blocked),
    state: () => {},
  });
  const looking = setInterval(() => {
    if (!connected()) return;
    clearInterval(looking);
    link.close();
    note.remove();
  }, LOOK);
}

const { dataset } = /** @type {HTMLElement} */ (document.querySelector("script[data-blocked]"));
setTimeout(() => connected() || explain(dataset.lang, dataset.blocked), PATIENCE);
