/** The bar of a recording: play, a slider over the whole run, and how fast it goes by; and its keys. */

/** @import { Services } from "../parts.js" */
/** @import { Projector } from "./projector.js" */

import { ICONS } from "../controls/transport.js";
import { styled } from "../shell/style.js";
import { el, icon } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const BUTTONS = {
  play: { "aria-label": N_("Play"), title: N_("Show the recorded run step by step (Space)") },
  pause: { "aria-label": N_("Pause"), title: N_("Pause the recording (Space)") },
};
const [PLACE, LAST] = [N_("step {n} of {last}"), N_("step {n}, the last one")];

/** Moves a projector, and shows where it is. */
export class Player {
  /** @param {Pick<Services, "words" | "keys">} services
   *  @param {Projector} projector */
  constructor({ words, keys }, projector) {
    this.words = words;
    this.projector = projector;
    const { say } = words;
    this.button = el("button", { type: "button", class: "gl-button gl-player-play", "data-testid": "gl-replay-play" });
    this.button.addEventListener("click", () => this.toggle());
    const { last } = projector.film;
    const range = { type: "range", class: "gl-slider", min: 0, max: Math.max(1, last), step: 1, value: 0 };
    /** @type {HTMLInputElement} */
    this.slider = say(el("input", { ...range, "data-testid": "gl-replay-time" }), {
      "aria-label": N_("Time"),
      title: N_("Drag to any step of the recorded run (arrow keys: from one recorded step to the next)"),
    });
    this.slider.disabled = last < 1;
    this.slider.addEventListener("input", () => projector.seek(this.slider.valueAsNumber));
    this.said = el("span", { class: "gl-player-said", "data-testid": "gl-replay-said" });
    const speeds = SPEEDS.map((speed) => el("option", { value: speed }, `${speed} ×`));
    /** @type {HTMLSelectElement} */
    this.speed = say(el("select", { class: "gl-player-speed", "data-testid": "gl-replay-speed" }, ...speeds), {
      "aria-label": N_("Speed of the recording"),
      title: N_("How fast the recording goes by (keys − and +)"),
    });
    this.speed.value = "1";
    this.speed.addEventListener("change", () => this.hasten(Number(this.speed.value)));
    const text = say(el("span"), { textContent: N_("Play") });
    const large = { type: "button", class: "gl-player-begin", "data-testid": "gl-replay-begin" };
    this.begin = say(el("button", large, icon(ICONS.play), text), { title: BUTTONS.play.title });
    this.begin.addEventListener("click", () => this.toggle());
    this.node = say(el("div", { class: "gl-player", role: "group" }, this.button, this.slider, this.said, this.speed), {
      "aria-label": N_("Recording"),
    });
    this.listen(keys);
    this.show();
  }

  listen(keys) {
    const { projector } = this;
    const { last } = projector.film;
    const group = "recording";
    const when = () => !(document.activeElement instanceof HTMLCanvasElement); // a wall has its own use for them
    const move = (key, text, to, repeat = true) => ({
      ...{ keys: [key], text, group, repeat, when },
      run: () => projector.seek(Math.min(last, Math.max(0, to()))),
    });
    keys.add(
      { keys: [" "], text: N_("Play or pause"), group, run: () => this.toggle() },
      move("ArrowRight", N_("To the next recorded step"), () => projector.place + 1),
      move("ArrowLeft", N_("To the recorded step before"), () => projector.place - 1),
      move("Home", N_("To the beginning"), () => 0, false),
      move("End", N_("To the end"), () => last, false),
      { keys: ["+", "="], text: N_("Faster"), group, run: () => this.shift(1) },
      { keys: ["-"], text: N_("Slower"), group, run: () => this.shift(-1) },
    );
  }

  toggle() {
    this.begun = true;
    if (this.projector.playing) this.projector.pause();
    else this.projector.play();
  }

  shift(by) {
    const at = SPEEDS.indexOf(this.projector.speed) + by;
    this.hasten(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))]);
  }

  hasten(speed) {
    this.projector.speed = speed;
    this.speed.value = String(speed);
  }

  /** Shows where the projector is, and whether it goes on. */
  show() {
    const { words, slider, projector } = this;
    const { film, place, playing } = projector;
    const name = playing ? "pause" : "play";
    if (name !== this.button.dataset.does) {
      this.button.dataset.does = name;
      this.button.replaceChildren(icon(ICONS[name]));
      words.say(this.button, BUTTONS[name]);
    }
    this.begun ||= place > 0;
    this.begin.hidden = this.begun || film.last < 1;
    if (slider.valueAsNumber !== place) slider.valueAsNumber = place;
    slider.style.setProperty("--gl-filled", `${(100 * place) / Math.max(1, film.last)}%`);
    const [n, last] = [film.steps[place], film.steps[film.last]].map(words.number);
    this.said.textContent = words.t(place === film.last ? LAST : PLACE, { n, last });
    slider.setAttribute("aria-valuetext", this.said.textContent);
  }
}
