/** The toolbar, and its keys. */

import { el, icon } from "../shell/tools.js";
import { Until } from "./until.js";

const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0]; // steps per second; 0 is flat out
const HANDS_OFF = 700; // ms in which the server's echo must not pull the slider from under a finger
const MOST_STEPS = 1000000;
const PIPS = ["8,8", "16,8", "12,12", "8,16", "16,16"].map((at) => `M${at}m-1.6,0a1.6,1.6 0 1 0 3.2,0a1.6,1.6 0 1 0-3.2,0z`).join("");
const ICONS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  step: "M6 5v14l9.5-7zM16.5 5h2.5v14h-2.5z",
  steps: "M4 6v12l8-6zM12 6v12l8-6z",
  reset: "M12 5V1.5L7 6.2l5 4.8V7.2a5.6 5.6 0 1 1-5.6 5.6H4.2A7.8 7.8 0 1 0 12 5z",
  undo: "M9 4 3 9.2 9 14.4V10.8h6a3.7 3.7 0 0 1 0 7.4H8v2.4h7a6.1 6.1 0 0 0 0-12.2H9z",
  seed: `M5.5 3h13a2.5 2.5 0 0 1 2.5 2.5v13a2.5 2.5 0 0 1-2.5 2.5h-13a2.5 2.5 0 0 1-2.5-2.5v-13a2.5 2.5 0 0 1 2.5-2.5z${PIPS}`,
};
const UNDO = "Ctrl+Z";
const KEYS = [
  { keys: [" "], text: "live_key_play", part: "play", name: "play" },
  { keys: ["."], text: "live_step", part: "step", name: "step", repeat: true },
  { keys: ["d"], text: "live_step_d", part: "step", name: "step_d", repeat: true },
  { keys: ["g"], text: "live_step_g", part: "step", name: "step_g", repeat: true },
  { keys: ["r"], text: "live_reset", part: "reset", name: "reset" },
  { keys: ["n"], text: "live_new_seed", part: "seed", name: "new_seed" },
  { keys: ["u", UNDO], text: "live_undo", part: "undo", name: "undo" },
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
  touched = -Infinity;

  constructor({ words, keys, command }, goals) {
    this.words = words;
    this.command = command;
    this.makeFields();
    this.until = new Until({ words, command }, goals);
    this.play = this.button("play", "gl-primary");
    const once = ["step", "step_d", "step_g", "reset", "new_seed", "undo"].map((name) => this.button(name));
    this.undo = once.at(-1);
    const many = el("div", { class: "gl-many" }, this.amount, this.button("steps"), ...this.until.nodes);
    const speed = el("label", { class: "gl-speed" }, this.speed, this.speedText);
    const bar = el("div", { class: "gl-bar", role: "toolbar" });
    bar.append(
      el("div", { class: "gl-buttons" }, this.play, ...once),
      el("div", { class: "gl-run" }, many, speed),
      el("div", { class: "gl-count" }, this.count, this.rate),
    );
    this.node = words.say(bar, { "aria-label": "live_toolbar" });
    this.listen(keys);
    this.connect(false);
    this.relabel();
  }

  /** Makes what numbers are put into, and what shows them. */
  makeFields() {
    const { say } = this.words;
    const amount = { type: "number", min: 1, max: MOST_STEPS, step: 1, value: 100, inputmode: "numeric" };
    this.amount = el("input", { ...amount, "data-testid": "gl-steps-n" });
    say(this.amount, { "aria-label": "live_steps_n", title: "live_steps_n" });
    this.amount.addEventListener("keydown", (event) => event.key === "Enter" && this.press("steps"));
    const places = { type: "range", class: "gl-slider", min: 0, max: SPEEDS.length - 1, step: 1, value: 5 };
    this.speed = el("input", { ...places, "data-testid": "gl-speed" });
    say(this.speed, { "aria-label": "live_speed", title: "live_speed_tip" });
    this.speed.addEventListener("input", () => this.drag());
    this.speedText = el("span", { class: "gl-speed-text", "aria-hidden": "true" });
    this.count = el("span", { class: "gl-step", "data-testid": "gl-step-count" });
    this.rate = el("span", { class: "gl-rate", "data-testid": "gl-rate" });
  }

  listen(keys) {
    const when = () => this.connected;
    const speed = { group: "train", part: "speed", when };
    keys.add(
      ...KEYS.map(({ name, ...record }) => ({ ...record, group: "train", when, run: () => this.press(name) })),
      { ...speed, keys: ["s"], text: "live_key_speed", run: () => this.speed.focus() },
      { ...speed, keys: ["+", "="], text: "live_key_faster", repeat: true, run: () => this.shift(1) },
      { ...speed, keys: ["-"], text: "live_key_slower", repeat: true, run: () => this.shift(-1) },
    );
  }

  button(name, look = `gl-button-${name}`) {
    const { say } = this.words;
    const testid = `gl-${name === "new_seed" ? "seed" : name.replace("_", "-")}`;
    const letter = { step_d: "D", step_g: "G" }[name];
    const sign = icon(ICONS[{ step_d: "step", step_g: "step", new_seed: "seed" }[name] ?? name]);
    const button = el("button", { type: "button", class: `gl-button ${look}`, "data-testid": testid }, sign, letter && el("span", {}, letter));
    button.addEventListener("click", () => this.press(name));
    return say(button, { title: `live_${name}_tip`, "aria-label": `live_${name}` });
  }

  /** Sends a command with the value that its controls show. */
  press(name) {
    if (name === "undo" && !this.undone) return;
    if (name === "play") return this.command(this.running ? "pause" : "play");
    if (name !== "steps") return this.command(name);
    const n = Math.round(this.amount.valueAsNumber);
    if (n >= 1) this.command("steps", Math.min(n, MOST_STEPS));
  }

  /** Follows the slider under the visitor's hand. */
  drag() {
    this.touched = performance.now();
    this.showSpeed(SPEEDS[this.speed.value]);
    this.command("speed", SPEEDS[this.speed.value]);
  }

  /** Moves the slider by so many places. */
  shift(by) {
    this.speed.value = Number(this.speed.value) + by;
    this.drag();
  }

  showSpeed(speed) {
    const { t, number } = this.words;
    this.speedShown = speed;
    const text = speed > 0 ? t("live_speed_value", { n: number(speed) }) : t("live_speed_max");
    this.speedText.textContent = text;
    this.speed.setAttribute("aria-valuetext", text);
    this.speed.style.setProperty("--gl-filled", `${(100 * this.speed.value) / (SPEEDS.length - 1)}%`);
  }

  /** Shows what a frame's header says about the run. */
  update({ header }) {
    const { t, number } = this.words;
    this.until.update({ header });
    this.showUndo(header.undo);
    this.count.textContent = t("live_step_count", { n: number(header.step) });
    const rate = header.steps_per_second || 0;
    this.rate.textContent = t("live_rate", { n: number(rate >= 10 ? Math.round(rate) : +rate.toFixed(1)) });
    const where = header.device === "cpu" ? t("live_rate_cores", { n: header.cores }) : t("live_rate_gpu", { name: header.device });
    this.rate.title = `${t("live_rate_tip")} · ${where}`;
    const running = header.status === "running";
    if (running !== this.running) this.turn(running);
    if (header.speed !== this.speedShown && performance.now() - this.touched > HANDS_OFF) {
      this.speed.value = placeOf(header.speed);
      this.showSpeed(header.speed);
    }
  }

  /** Names what would be undone. */
  showUndo(what) {
    if (what === this.undone) return;
    this.undone = what;
    this.words.say(this.undo, { title: what ? "live_undo_tip" : "live_undo_none" });
    if (what) this.undo.title = this.words.t("live_undo_tip", { what });
    this.undo.disabled = !this.connected || !what;
  }

  /** Turns the first button into play or pause. */
  turn(running) {
    this.running = running;
    const name = running ? "pause" : "play";
    this.play.replaceChildren(icon(ICONS[name]));
    this.words.say(this.play, { title: `live_${name}_tip`, "aria-label": `live_${name}` });
  }

  /** Writes anew what depends on the language without coming from a plain key. */
  relabel(data) {
    this.showSpeed(this.speedShown ?? SPEEDS[this.speed.value]);
    this.until.relabel(data);
    this.undone = undefined; // the next frame has it in the new language
  }

  /** Without a connection nothing can be pressed. */
  connect(connected) {
    this.connected = connected;
    for (const control of this.node.querySelectorAll("button:not(.gl-tool), input")) control.disabled = !connected;
    this.undo.disabled = !connected || !this.undone;
    this.until.connect(connected);
  }
}
