/** The slider over the whole run: looks back at frames that were kept, and branches off from there. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const BUTTONS = {
  present: N_("Back to now"),
  branch: N_("Branch"),
};
const NOW = N_("step {n}, now");
const THEN = N_("step {n}");

const ANSWER = 400; // ms after which a look that was not answered no longer holds up the next one
const PATIENCE = 5000; // ms after the last wish in which frames of earlier ones must not pull the thumb away

/** One strip; `command(name, value)` sends what is wished. */
export class Timeline {
  /** @type {number[]} */
  steps = [];
  /** @type {number[]} */
  shown = []; // the steps of the slider's places
  /** @type {{ now: number, past: number | null, branch?: number | null }} */
  header = { now: 0, past: null };
  /** @type {number | null | undefined} */
  wish = undefined;
  /** @type {number | null | undefined} */
  wanted = undefined; // the newest wish, until it is shown

  /** @param {Pick<Services, "words" | "command">} services */
  constructor({ words, command }) {
    this.words = words;
    this.command = command;
    const { say } = words;
    this.slider = say(
      el("input", { type: "range", class: "gl-slider", min: 0, max: 1, step: 1, value: 1, "data-testid": "gl-time" }),
      {
        "aria-label": N_("Time"),
        title: N_("Drag to look back at the run as it was; the arrow keys go from one kept step to the next"),
      },
    );
    this.slider.addEventListener("input", () => this.drag());
    this.said = el("span", { class: "gl-time-said", "data-testid": "gl-time-said", role: "status" });
    this.back = this.button("present", () => this.command("look", null));
    this.branch = this.button("branch", () => this.command("branch"));
    this.node = say(
      el(
        "div",
        { class: "gl-time", role: "group" },
        this.slider,
        el("div", { class: "gl-time-side" }, this.said, this.back, this.branch),
      ),
      {
        "aria-label": N_("Time"),
      },
    );
    this.connect(false);
    this.show();
  }

  button(name, act) {
    const { say } = this.words;
    const button = el("button", {
      type: "button",
      class: "gl-button gl-time-button",
      "data-testid": `gl-${name}`,
      hidden: "",
    });
    button.addEventListener("click", act);
    return say(button, { textContent: BUTTONS[name] });
  }

  /** The steps of the slider's places: those that were kept, and the present. */
  places() {
    const { now } = this.header;
    const before = this.steps.findIndex((step) => step >= now);
    return [...(before < 0 ? this.steps : this.steps.slice(0, before)), now];
  }

  /** Wishes to see the place under the thumb. */
  drag() {
    const at = this.slider.valueAsNumber;
    const step = this.shown[at];
    this.wish = this.wanted = at < this.shown.length - 1 ? step : null;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.settle(), PATIENCE);
    this.showPlace(step);
    this.ask();
  }

  /** Sends the newest wish, one at a time: what was wished in between is skipped. */
  ask() {
    if (this.asked !== undefined || this.wish === undefined) return;
    this.asked = this.wish;
    this.wish = undefined;
    this.command("look", this.asked);
    this.waiting = setTimeout(() => this.answered(), ANSWER);
  }

  answered() {
    clearTimeout(this.waiting);
    this.asked = undefined;
    this.ask();
  }

  /** @param {Merged} frame */
  update({ header, arrays }) {
    const { past, now, branch } = header;
    if (header.clear) this.steps = [];
    if (arrays.timeline) this.steps = [...arrays.timeline.data];
    this.header = { past, now, branch };
    if (this.asked !== undefined && past === this.asked) this.answered();
    if (past === this.wanted) this.wanted = undefined;
    if (this.wanted === undefined) this.show();
    else this.saySide();
  }

  /** Waits for the newest wish no longer: what was shown instead holds. */
  settle() {
    this.wanted = undefined;
    this.show();
  }

  /** Puts the thumb where the shown frame is. */
  show() {
    const { past, now } = this.header;
    const { slider } = this;
    this.shown = this.places();
    const last = this.shown.length - 1;
    const at = past === null ? last : this.shown.indexOf(past);
    if (Number(slider.max) !== Math.max(1, last)) slider.max = String(Math.max(1, last));
    const place = last < 1 ? 1 : at < 0 ? last : at;
    if (slider.valueAsNumber !== place) slider.valueAsNumber = place;
    slider.disabled = !this.connected || last < 1;
    this.showPlace(past ?? now);
    this.saySide();
  }

  showPlace(step) {
    const { t, number } = this.words;
    const { slider } = this;
    const text = t(Number(slider.value) >= this.shown.length - 1 ? NOW : THEN, { n: number(step) });
    if (slider.getAttribute("aria-valuetext") !== text) slider.setAttribute("aria-valuetext", text);
    slider.style.setProperty("--gl-filled", `${(100 * slider.valueAsNumber) / Number(slider.max)}%`);
  }

  /** Says whether the past is shown, and from where it can be taken up. */
  saySide() {
    const { past, now, branch } = this.header;
    const { t, number } = this.words;
    const looking = past !== null;
    const text = looking
      ? t("looking back at step {n}; now {now}", { n: number(past), now: number(now) })
      : t("drag to look back");
    if (this.said.textContent !== text) this.said.textContent = text;
    this.node.classList.toggle("gl-looking", looking);
    this.back.hidden = !looking;
    this.branch.hidden = !looking || branch === null;
    if (this.branch.hidden) return;
    this.branch.textContent = t("Branch at {n}", { n: number(branch) });
    this.branch.title = t(
      "Open a new run that goes on from step {n}, the nearest one whose networks were kept; this run stays as " +
        "it is",
      { n: number(branch) },
    );
  }

  /** Without a connection nothing can be wished. */
  connect(connected) {
    this.connected = connected;
    this.wish = this.wanted = undefined;
    if (this.asked !== undefined) this.answered();
    this.back.disabled = this.branch.disabled = !connected;
    this.show();
  }

  relabel() {
    this.show();
  }

  /** Forgets the run, for another one. */
  clear() {
    this.steps = [];
    this.header = { now: 0, past: null };
    this.settle();
  }

  destroy() {
    clearTimeout(this.waiting);
    clearTimeout(this.patience);
  }
}
