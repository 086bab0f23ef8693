/** The toolbar: play and pause, single steps, reset, speed; and the keys for them. */

import { el, icon, number } from "./dom.js";

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  step: "M6 5l9 7-9 7zM16 5h3v14h-3z",
  reset: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  seed: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3.5A1.5 1.5 0 1 0 8 9.500 1.500 1.500 0 0 0 8 6.500zm8 8a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3zm-4-4a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3z",
};
const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0]; // steps per second; 0 = flat out

/** True where a key belongs to the element that has the focus. */
function typing({ target }) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Draws the toolbar and sends its commands. */
export class Transport {
  status = "";

  constructor({ say, t, words }, command) {
    Object.assign(this, { t, words, command });
    const button = (name, key, ...content) => {
      const node = say(el("button", { type: "button", class: "gl-button", "data-testid": `gl-${name}` }, ...content), { title: key, "aria-label": key });
      return node;
    };
    const word = (key) => say(el("span"), { textContent: key });
    this.faces = { play: icon(ICONS.play), pause: icon(ICONS.pause) };
    this.play = button("play", "live_play", this.faces.play);
    this.play.classList.add("gl-primary");
    this.play.onclick = () => this.toggle();
    const steps = [
      ["step", "live_step_tip", icon(ICONS.step)],
      ["step-d", "live_step_d_tip", word("live_step_d")],
      ["step-g", "live_step_g_tip", word("live_step_g")],
    ].map(([name, key, face]) => {
      const node = button(name, key, face);
      node.onclick = () => command(name.replace("-", "_"));
      return node;
    });
    this.count = say(el("input", { type: "number", min: 1, max: 1000000, value: 100, class: "gl-count", "data-testid": "gl-steps-n" }), { "aria-label": "live_steps_n", title: "live_steps_n" });
    this.many = button("steps", "live_steps_tip", word("live_steps"));
    this.many.onclick = () => this.runMany();
    const reset = button("reset", "live_reset_tip", icon(ICONS.reset));
    reset.onclick = () => command("reset");
    const seed = button("seed", "live_seed_tip", icon(ICONS.seed));
    seed.onclick = () => command("new_seed");
    this.speed = say(el("input", { type: "range", min: 0, max: SPEEDS.length - 1, step: 1, value: SPEEDS.length - 1, class: "gl-speed", "data-testid": "gl-speed" }), { "aria-label": "live_speed", title: "live_speed_tip" });
    this.speedText = el("span", { class: "gl-speed-text" });
    this.speed.oninput = () => {
      this.chosenAt = performance.now();
      this.sayPace();
      command("speed", SPEEDS[this.speed.value]);
    };
    this.stepText = say(el("span", { class: "gl-step", "data-testid": "gl-step-count" }), { title: "live_step_count_tip" });
    this.rateText = el("span", { class: "gl-rate" });
    this.buttons = [this.play, ...steps, this.many, reset, seed];
    this.node = say(
      el("div", { class: "gl-bar", role: "toolbar" }, this.play, ...steps,
        el("span", { class: "gl-many" }, this.count, this.many), reset, seed,
        el("span", { class: "gl-pace" }, this.speed, this.speedText),
        el("span", { class: "gl-numbers" }, this.stepText, this.rateText)),
      { "aria-label": "live_toolbar" },
    );
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
    this.sayPace();
  }

  /** Plays what stands and pauses what runs. */
  toggle() {
    this.command(this.status === "running" ? "pause" : "play");
  }

  runMany() {
    const count = Math.min(1e6, Math.max(1, Math.round(Number(this.count.value) || 1)));
    this.count.value = count;
    this.command("steps", count);
  }

  /** Space, full stop and r, unless somebody types or the key is a shortcut of the browser. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event)) return;
    const onWidget = event.target.closest?.("button, [role=slider], [role=combobox], [role=option], a");
    if (event.key === " " && !onWidget) this.toggle();
    else if (event.key === "." && !event.repeat) this.command("step");
    else if (event.key === "r" && !event.repeat) this.command("reset");
    else return;
    event.preventDefault();
  }

  /** Shows what the newest frame says. */
  update({ status, step, steps_per_second: rate, speed }) {
    if (status !== this.status) {
      this.status = status;
      const running = status === "running";
      this.play.replaceChildren(this.faces[running ? "pause" : "play"]);
      this.words.say(this.play, { title: running ? "live_pause" : "live_play", "aria-label": running ? "live_pause" : "live_play" });
    }
    this.stepText.textContent = this.t("live_step_count", { n: number(step) });
    this.rateText.textContent = this.t("live_rate", { n: rate < 10 ? rate.toFixed(1) : number(rate) });
    if (!(performance.now() - this.chosenAt < 1000)) {
      const place = SPEEDS.findIndex((value) => value === 0 || (speed > 0 && value >= speed));
      this.speed.value = speed ? place : SPEEDS.length - 1;
      this.sayPace();
    }
  }

  sayPace() {
    const pace = SPEEDS[this.speed.value];
    const text = pace ? this.t("live_pace", { n: number(pace) }) : this.t("live_flat_out");
    this.speedText.textContent = text;
    this.speed.setAttribute("aria-valuetext", text);
  }

  /** Nothing can be commanded while nobody listens. */
  enable(connected) {
    for (const node of [...this.buttons, this.speed]) node.disabled = !connected;
  }

  destroy() {
    document.removeEventListener("keydown", this.keys);
  }
}
