/** The large Play on the picture of a run that has not begun. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { el, icon } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { ICONS } from "./transport.js";

export class Begin {
  waits = false; // whether the run stands at its beginning
  connected = false;
  kind = "";
  aside = false; // whether another page of the image lab is open

  /** @param {Pick<Services, "words" | "command">} services */
  constructor({ words, command }, root) {
    this.root = root;
    const text = words.say(el("span"), { textContent: N_("Play") });
    const named = { type: "button", class: "gl-begin", "data-testid": "gl-begin" };
    this.node = words.say(el("button", named, icon(ICONS.play), text), { title: N_("Train without stopping (Space)") });
    this.node.addEventListener("click", () => command("play"));
    // where something else than what G makes is looked at, nothing is to cover it
    root.addEventListener("gl-turned", ({ detail }) => {
      this.aside = detail !== "walls";
      this.show();
    });
    this.show();
  }

  show() {
    this.node.hidden = !(this.waits && this.connected) || this.aside;
    this.root.toggleAttribute("data-waits", this.waits);
  }

  /** @param {Merged} frame */
  update({ header }) {
    if (header.kind !== this.kind) Object.assign(this, { kind: header.kind, aside: false });
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
