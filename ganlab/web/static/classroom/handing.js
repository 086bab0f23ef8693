/** Handing a map out: who leads gives everybody a cell of the map that is open, and sees how the class bets. */

/** @import { Services } from "../parts.js" */

import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const OUT = {
  textContent: N_("Hand out the map"),
  title: N_("Everybody gets a cell of it, bets on it, and runs it"),
};
const BACK = { textContent: N_("Take the map back"), title: N_("Their runs stay, and so does the map") };

/** The button for it. `on` has map(), the key of the map that is open, "" for none, and handed(who), which shows on it
 *  who has which run; `send(message)` asks it of the class's socket. */
export class Handing {
  here = false; // whether the open map is handed out

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, on, send) {
    this.words = words;
    this.on = on;
    this.node = el("button", { type: "button", class: "gl-button", "data-testid": "gl-classroom-hand" });
    this.node.addEventListener("click", () => send(this.here ? { do: "unhand" } : { do: "hand", key: on.map() }));
  }

  /** Hears how the class stands; tells in a line how it bets, "" where there is nothing to tell. */
  tell({ role, ended, crowd }) {
    const { t, number, say } = this.words;
    const key = role === "host" && !ended ? this.on.map() : "";
    this.here = !!key && crowd?.key === key;
    this.node.hidden = !key;
    say(this.node, this.here ? BACK : OUT);
    this.on.handed(this.here ? crowd.who : []);
    if (!this.here) return "";
    const bets = t("{k} of {n} have bet", { k: number(crowd.bets), n: number(crowd.who.length) });
    const right = t("right: {k} of {n}", { k: number(crowd.right), n: number(crowd.decided) });
    return crowd.decided ? `${bets} · ${right}` : bets;
  }
}
