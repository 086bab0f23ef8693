/** The first line: what this is, which experiment is shown, and who is who in it. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el, write } from "../shell/tools.js";
import { NC_, N_ } from "../shell/words.js";

styled(import.meta.url);

const WHO = {
  points: N_("{generator} G forges, {discriminator} D judges."),
  images: N_("{generator} G forges pictures, {discriminator} D judges them."),
  dirac: N_("{generator} G has one number θ, {discriminator} D another, ψ."),
};
const PLAYERS = { generator: N_("Generator"), discriminator: NC_("in a sentence", "discriminator") };

/** Parts a text at its words in braces: what stands for each is made by `make(name)`. */
export function parted(text, make) {
  return text.split(/(\{\w+\})/).map((piece) => (piece.startsWith("{") ? make(piece.slice(1, -1)) : piece));
}

const KEYS = N_("Keys: Space plays and pauses, . steps, r resets, ? lists them all.");
const KEYS_OF_RECORDED = N_("Keys: Space plays and pauses, ← and → go from frame to frame, ? lists them all.");
const TOUR = "tour"; // the lesson that a newcomer is offered

/** `open()` opens the dialog of experiments, `learn(name)` a lesson; `command(name, value)` leads to another one. */
export class Head {
  /** @type {any} */
  about = null;
  kind = "";
  connected = false;

  /** @param {Pick<Services, "words" | "command" | "recorded">} services */
  constructor({ words, command, recorded }, open, learn) {
    this.words = words;
    this.keys = recorded ? KEYS_OF_RECORDED : KEYS;
    const { say } = words;
    this.name = el("span");
    const named = { type: "button", class: "gl-experiment", "aria-haspopup": "dialog", "data-testid": "gl-experiment" };
    this.choose = say(el("button", named, this.name), { title: N_("Choose another experiment") });
    this.choose.addEventListener("click", open);
    this.who = el("p", { class: "gl-who", "data-testid": "gl-who" });
    this.watch = el("span");
    this.twin = el("button", { type: "button", class: "gl-twin", "data-testid": "gl-twin", hidden: "" });
    this.twin.addEventListener("click", () => command("experiment", this.about.experiment.twin.key));
    const task = el("p", { class: "gl-watch", "data-testid": "gl-watch" }, this.watch, " ", this.twin);
    const title = say(el("h1", { class: "gl-title" }), { textContent: N_("GAN lab") });
    const offered = { type: "button", class: "gl-tour", "data-testid": "gl-tour" };
    this.tour = say(el("button", offered), {
      textContent: N_("Tour"),
      title: N_("Two minutes of small tasks, ticked off as you do them"),
    });
    this.tour.addEventListener("click", () => learn(TOUR));
    this.node = el("header", { class: "gl-top" }, title, this.choose, this.who, this.tour, task);
  }

  /** @param {Merged} frame */
  update({ header: { about, kind } }) {
    if (!about) return;
    Object.assign(this, { about, kind });
    this.show();
  }

  relabel() {
    if (this.about) this.show();
  }

  show() {
    const { t } = this.words;
    const { experiment } = this.about;
    write(this.name, experiment?.label ?? t("My own settings"));
    write(this.watch, experiment?.watch ?? t(this.keys));
    this.twin.hidden = !experiment?.twin;
    write(this.twin, experiment?.twin?.label ?? "");
    const player = (name) => el("b", { class: `gl-${name}` }, t(PLAYERS[name]));
    this.who.replaceChildren(...parted(t(WHO[this.kind]), player));
  }

  connect(connected) {
    this.choose.disabled = this.twin.disabled = this.tour.disabled = !connected;
  }
}
