/** The large Play on the picture of a run that has not begun. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { el, icon } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { ICONS } from "./transport.js";

export class Begin {
  waits = false; // whether the run stands at its beginning
  connected = false;

  /** @param {Pick<Services, "words" | "command">} services */
  constructor({ words, command }) {
    const text = words.say(el("span"), { textContent: N_("Play") });
    const named = { type: "button", class: "gl-begin", "data-testid": "gl-begin" };
    this.node = words.say(el("button", named, icon(ICONS.play), text), { title: N_("Train without stopping (Space)") });
    this.node.addEventListener("click", () => command("play"));
    this.show();
  }

  show() {
    this.node.hidden = !(this.waits && this.connected);
  }

  /** @param {Merged} frame */
  update({ header }) {
    const waits = header.status === "paused" && header.now === 0 && header.past === null && !header.phase;
    if (waits === this.waits) return;
    this.waits = waits;
    this.show();
  }

  /** Who watches only, or has no connection, has nothing to press. */
  connect(connected) {
    this.connected = connected;
    this.show();
  }
}
