/** The toolbar, and its keys. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { el, icon, write } from "../shell/tools.js";
import { Until } from "./until.js";
import { N_ } from "../shell/words.js";

const BUTTONS = {
  play: { "aria-label": N_("Play"), title: N_("Train without stopping (Space)") },
  pause: { "aria-label": N_("Pause"), title: N_("Pause training (Space)") },
  step: { "aria-label": N_("One step"), title: N_("One training step: D and G are each updated (key .)") },
  step_d: {
    "aria-label": N_("Step of D only"),
    title: N_("Update only the discriminator D once; G stays as it is (key d)"),
  },
  step_g: {
    "aria-label": N_("Step of G only"),
    title: N_("Update only the generator G once; D stays as it is (key g)"),
  },
  steps: { "aria-label": N_("Run this many steps"), title: N_("Run the number of steps on the left, then pause") },
  reset: {
    "aria-label": N_("Reset"),
    title: N_("Start again with the same seed and settings: the same run once more (key r)"),
  },
  new_seed: {
    "aria-label": N_("New seed"),
    title: N_("Start again with another random seed: new starting weights and new noise z (key n)"),
  },
  undo: { "aria-label": N_("Undo"), title: N_("Undo: {what} (Ctrl+Z)") },
  faster: { "aria-label": N_("Faster"), title: N_("Go on as fast as the machine can") },
};

const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0]; // steps per second; 0 is flat out
const HANDS_OFF = 700; // ms in which the server's echo must not pull the slider from under a finger
const MOST_STEPS = 1000000;
const PIPS = ["8,8", "16,8", "12,12", "8,16", "16,16"]
  .map((at) => `M${at}m-1.6,0a1.6,1.6 0 1 0 3.2,0a1.6,1.6 0 1 0-3.2,0z`)
  .join("");
const DIE =
  "M5.5 3h13a2.5 2.5 0 0 1 2.5 2.5v13a2.5 2.5 0 0 1-2.5 2.5h-13a2.5 2.5 0 0 1-2.5-2.5v-13a2.5 2.5 0 0 1 2.5-2.5z";
export const ICONS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  step: "M6 5v14l9.5-7zM16.5 5h2.5v14h-2.5z",
  steps: "M4 6v12l8-6zM12 6v12l8-6z",
  reset: "M12 5V1.5L7 6.2l5 4.8V7.2a5.6 5.6 0 1 1-5.6 5.6H4.2A7.8 7.8 0 1 0 12 5z",
  faster: "M1 6v12l7-6zM8.5 6v12l7-6zM16 6v12l7-6z",
  undo: "M9 4 3 9.2 9 14.4V10.8h6a3.7 3.7 0 0 1 0 7.4H8v2.4h7a6.1 6.1 0 0 0 0-12.2H9z",
  seed: `${DIE}${PIPS}`,
};
const UNDO = "Ctrl+Z";
const KEYS = [
  { keys: [" "], text: N_("Play or pause"), part: "play", name: "play" },
  { keys: ["."], text: N_("One step"), part: "step", name: "step", repeat: true },
  { keys: ["d"], text: N_("Step of D only"), part: "step", name: "step_d", repeat: true },
  { keys: ["g"], text: N_("Step of G only"), part: "step", name: "step_g", repeat: true },
  { keys: ["r"], text: N_("Reset"), part: "reset", name: "reset" },
  { keys: ["n"], text: N_("New seed"), part: "seed", name: "new_seed" },
  { keys: ["u", UNDO], text: N_("Undo"), part: "undo", name: "undo" },
];

/** The slider's place that comes nearest to a speed. */
function placeOf(speed) {
  if (!(speed > 0)) return SPEEDS.length - 1;
  const off = (s) => (s ? Math.abs(Math.log(s / speed)) : Infinity);
  return SPEEDS.reduce((best, s, i) => (off(s) < off(SPEEDS[best]) ? i : best), 0);
}

/** The toolbar; `command(name, value)` sends what is pressed. */
export class Transport {
  running = false;
  story = 0; // the step at which an experiment's story has been told; 0: it is none
  touched = -Infinity;

  /** @param {Pick<Services, "words" | "keys" | "command">} services */
  constructor({ words, keys, command }, goals) {
    this.words = words;
    this.command = command;
    this.makeFields();
    this.until = new Until({ words, command }, goals);
    this.play = this.button("play", "gl-primary");
    this.faster = this.button("faster");
    this.faster.append(words.say(el("span"), { textContent: N_("Faster") }));
    const once = ["step", "step_d", "step_g", "reset", "new_seed", "undo"].map((name) => this.button(name));
    this.undo = once[once.length - 1];
    const many = el("div", { class: "gl-many" }, this.amount, this.button("steps"), ...this.until.nodes);
    const speed = el("label", { class: "gl-speed" }, this.speed, this.speedText);
    this.buttons = el("div", { class: "gl-buttons" }, this.play, ...once);
    const bar = el("div", { class: "gl-bar", role: "toolbar" });
    bar.append(
      this.buttons,
      el("div", { class: "gl-run" }, many, speed, this.faster),
      el("div", { class: "gl-count" }, this.count, this.rate),
    );
    this.node = words.say(bar, { "aria-label": N_("Training controls") });
    /** @type {NodeListOf<HTMLButtonElement | HTMLInputElement>} */
    this.controls = bar.querySelectorAll("button, input"); // not what others put beside them
    this.listen(keys);
    this.connect(false);
    this.relabel();
  }

  /** Makes what numbers are put into, and what shows them. */
  makeFields() {
    const { say } = this.words;
    const amount = { type: "number", min: 1, max: MOST_STEPS, step: 1, value: 100, inputmode: "numeric" };
    /** @type {HTMLInputElement} */
    this.amount = el("input", { ...amount, "data-testid": "gl-steps-n" });
    say(this.amount, { "aria-label": N_("Number of steps"), title: N_("Number of steps") });
    this.amount.addEventListener("keydown", (event) => event.key === "Enter" && this.press("steps"));
    const places = { type: "range", class: "gl-slider", min: 0, max: SPEEDS.length - 1, step: 1, value: 5 };
    /** @type {HTMLInputElement} */
    this.speed = el("input", { ...places, "data-testid": "gl-speed" });
    say(this.speed, {
      "aria-label": N_("Training speed"),
      title: N_(
        "How many training steps per second at most; at the right end as fast as the machine can (keys − and " + "+)",
      ),
    });
    this.speed.addEventListener("input", () => this.drag());
    /** @type {HTMLElement} */
    this.speedText = el("span", { class: "gl-speed-text", "aria-hidden": "true" });
    /** @type {HTMLElement} */
    this.count = el("span", { class: "gl-step", "data-testid": "gl-step-count" });
    /** @type {HTMLElement} */
    this.rate = el("span", { class: "gl-rate", "data-testid": "gl-rate" });
  }

  listen(keys) {
    const when = () => this.connected;
    const speed = { group: "train", part: "speed", when };
    keys.add(
      ...KEYS.map(({ name, ...record }) => ({ ...record, group: "train", when, run: () => this.press(name) })),
      { ...speed, keys: ["s"], text: N_("Go to the speed slider"), run: () => this.speed.focus() },
      { ...speed, keys: ["+", "="], text: N_("Faster"), repeat: true, run: () => this.shift(1) },
      { ...speed, keys: ["-"], text: N_("Slower"), repeat: true, run: () => this.shift(-1) },
    );
  }

  button(name, look = `gl-button-${name}`) {
    const { say } = this.words;
    const testid = `gl-${name === "new_seed" ? "seed" : name.replace("_", "-")}`;
    const letter = { step_d: "D", step_g: "G" }[name];
    const sign = icon(ICONS[{ step_d: "step", step_g: "step", new_seed: "seed" }[name] ?? name]);
    const button = el(
      "button",
      { type: "button", class: `gl-button ${look}`, "data-testid": testid },
      sign,
      letter && el("span", {}, letter),
    );
    button.addEventListener("click", () => this.press(name));
    return say(button, BUTTONS[name]);
  }

  /** Sends a command with the value that its controls show. */
  press(name) {
    if (name === "undo" && !this.undone) return;
    if (name === "faster") return this.shift(SPEEDS.length);
    if (name === "play") return this.command(this.running ? "pause" : "play");
    if (name !== "steps") return this.command(name);
    const n = Math.round(this.amount.valueAsNumber);
    if (n >= 1) this.command("steps", Math.min(n, MOST_STEPS));
  }

  /** Follows the slider under the visitor's hand. */
  drag() {
    this.touched = performance.now();
    this.showSpeed(SPEEDS[this.speed.valueAsNumber]);
    this.command("speed", SPEEDS[this.speed.valueAsNumber]);
  }

  /** Moves the slider by so many places. */
  shift(by) {
    this.speed.valueAsNumber += by;
    this.drag();
  }

  showSpeed(speed) {
    const { t, number } = this.words;
    this.speedShown = speed;
    const text = speed > 0 ? t("{n} steps/s", { n: number(speed) }) : t("flat out");
    this.speedText.textContent = text;
    this.speed.setAttribute("aria-valuetext", text);
    this.speed.style.setProperty("--gl-filled", `${(100 * this.speed.valueAsNumber) / (SPEEDS.length - 1)}%`);
  }

  /** Shows what a frame's header says about the run.
   *  @param {Merged} frame */
  update(frame) {
    const { header } = frame;
    const { t, number } = this.words;
    this.until.update(frame);
    this.showUndo(header.undo);
    write(this.count, t("step {n}", { n: number(header.step) }));
    const rate = header.steps_per_second || 0;
    write(this.rate, t("{n} steps/s", { n: number(rate >= 10 ? Math.round(rate) : +rate.toFixed(1)) }));
    const where =
      header.device === "cpu"
        ? t("cores of the CPU in use: {n}", { n: header.cores })
        : t("on the graphics processor ({name})", { name: header.device });
    this.rate.title = `${t("Training steps per second, as measured")} · ${where}`;
    // what is loaded goes on afterwards as what was there before: the button does not turn twice
    const running = header.status === "loading" ? Boolean(this.running) : header.status === "running";
    if (running !== this.running) this.turn(running);
    if (header.about) this.story = header.about.experiment?.told ?? 0;
    const told = running && header.speed > 0 && this.story > 0 && header.now >= this.story;
    this.faster.classList.toggle("gl-told", told);
    if (header.speed !== this.speedShown && performance.now() - this.touched > HANDS_OFF) {
      this.speed.valueAsNumber = placeOf(header.speed);
      this.showSpeed(header.speed);
    }
  }

  /** Names what would be undone. */
  showUndo(what) {
    if (what === this.undone) return;
    this.undone = what;
    this.words.say(this.undo, { title: what ? N_("Undo: {what} (Ctrl+Z)") : N_("Nothing to undo") });
    if (what) this.undo.title = this.words.t("Undo: {what} (Ctrl+Z)", { what });
    this.undo.disabled = !this.connected || !what;
  }

  /** Turns the first button into play or pause. */
  turn(running) {
    this.running = running;
    const name = running ? "pause" : "play";
    this.play.replaceChildren(icon(ICONS[name]));
    this.words.say(this.play, BUTTONS[name]);
  }

  /** Writes anew what depends on the language without coming from a plain key. */
  relabel(data) {
    this.showSpeed(this.speedShown ?? SPEEDS[this.speed.valueAsNumber]);
    this.until.relabel(data);
    this.undone = undefined; // the next frame has it in the new language
  }

  /** Without a connection nothing can be pressed. */
  connect(connected) {
    this.connected = connected;
    for (const control of this.controls) control.disabled = !connected;
    this.undo.disabled = !connected || !this.undone;
    this.until.connect(connected);
  }
}
