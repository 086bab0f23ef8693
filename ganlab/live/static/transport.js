/** The toolbar (play, single steps, reset, speed), its keys, and the switches of the picture's layers. */

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  step: "M5 5l9 7-9 7zM16 5h3v14h-3z",
  reset: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  seed: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3.2a1.8 1.8 0 1 0 0 3.600 1.800 1.800 0 1 0 0-3.600zm4 4a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 1 0 0-3.600zm4 4a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 1 0 0-3.600z",
};
const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0]; // steps per second; 0 = flat out
const MOST_STEPS = 1e6;
const STORE = "ganlab.layers";
const LAYERS = ["heat", "contour", "real", "fake", "arrows"];
const SETTLE = 1000; // ms in which a speed just chosen is not overwritten by an older frame

/** A picture from one path in a 24 × 24 box. */
function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  return svg;
}

/** True where a key belongs to the element that has the focus. */
function typing({ target }) {
  return target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "range");
}

/** Draws the toolbar and sends its commands. */
export class Transport {
  status = "";
  chosenAt = -Infinity;

  constructor(ctx, command) {
    Object.assign(this, { ctx, command });
    const { el, say } = ctx;
    const button = (name, key, face, action) => {
      const node = say(el("button", { type: "button", class: `gl-button gl-button-${name}`, "data-testid": `gl-${name.replace("_", "-")}` }, face),
        { title: `${key}_tip`, "aria-label": key });
      node.addEventListener("click", action);
      return node;
    };
    this.faces = { play: icon("play"), pause: icon("pause") };
    this.play = button("play", "live_play", this.faces.play, () => this.toggle());
    this.play.classList.add("gl-primary");
    const one = (name, face) => button(name, `live_${name}`, face, () => command(name));
    this.count = say(el("input", { type: "number", min: 1, max: MOST_STEPS, value: 100, "data-testid": "gl-steps-n" }), { "aria-label": "live_steps_n", title: "live_steps_n" });
    const many = button("steps", "live_steps", icon("step"), () => this.runMany());
    this.speed = say(el("input", { type: "range", min: 0, max: SPEEDS.length - 1, step: 1, value: SPEEDS.length - 1, "data-testid": "gl-speed" }), { "aria-label": "live_speed", title: "live_speed_tip" });
    this.speed.addEventListener("input", () => {
      this.chosenAt = performance.now();
      this.sayPace();
      command("speed", SPEEDS[this.speed.value]);
    });
    this.speedText = el("span", { class: "gl-speed-text" });
    this.stepText = el("span", { class: "gl-step", "data-testid": "gl-step-count" });
    this.rateText = say(el("span", { class: "gl-rate" }), { title: "live_rate_tip" });
    const buttons = [this.play, one("step", icon("step")), one("step_d", "D"), one("step_g", "G"),
      button("reset", "live_reset", icon("reset"), () => command("reset")),
      button("seed", "live_new_seed", icon("seed"), () => command("new_seed"))];
    this.controls = [...buttons, many, this.count, this.speed];
    this.node = say(
      el("div", { class: "gl-bar", role: "toolbar" },
        el("div", { class: "gl-buttons" }, ...buttons),
        el("div", { class: "gl-run" }, el("div", { class: "gl-many" }, this.count, many), el("div", { class: "gl-speed" }, this.speed, this.speedText)),
        el("div", { class: "gl-count" }, this.stepText, this.rateText)),
      { "aria-label": "live_toolbar" });
    this.keys = new AbortController();
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.keys.signal });
    this.last = { step: 0, steps_per_second: 0 };
    this.relabel();
  }

  /** Plays what stands and pauses what runs. */
  toggle() {
    this.command(this.status === "running" ? "pause" : "play");
  }

  runMany() {
    const count = Math.min(MOST_STEPS, Math.max(1, Math.round(Number(this.count.value) || 1)));
    this.count.value = count;
    this.command("steps", count);
  }

  /** Space, full stop and r, unless somebody types or Space belongs to a focused button. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event)) return;
    const pressable = event.target.closest?.("button, summary, a, [role=slider], [role=combobox], [role=option], [role=switch]");
    if (event.key === " " && !pressable) this.toggle();
    else if (event.key === "." && !event.repeat) this.command("step");
    else if (event.key === "r" && !event.repeat) this.command("reset");
    else return;
    event.preventDefault();
  }

  /** Shows what the newest frame says. */
  update(header) {
    this.last = header;
    if (header.status !== this.status) {
      this.status = header.status;
      const face = this.status === "running" ? "pause" : "play";
      this.play.replaceChildren(this.faces[face]);
      this.ctx.say(this.play, { title: `live_${face}_tip`, "aria-label": `live_${face}` });
    }
    this.sayNumbers();
    if (performance.now() - this.chosenAt < SETTLE) return;
    const place = SPEEDS.findIndex((pace) => pace === 0 || (header.speed > 0 && pace >= header.speed));
    const value = String(header.speed ? place : SPEEDS.length - 1);
    if (this.speed.value !== value) {
      this.speed.value = value;
      this.sayPace();
    }
  }

  sayNumbers() {
    const { t, number } = this.ctx;
    const { step, steps_per_second: rate } = this.last;
    this.stepText.textContent = t("live_step_count", { n: number(step) });
    this.rateText.textContent = t("live_rate", { n: rate < 10 ? rate.toFixed(1) : number(Math.round(rate)) });
  }

  sayPace() {
    const { t, number } = this.ctx;
    const pace = SPEEDS[this.speed.value];
    this.speedText.textContent = pace ? t("live_speed_value", { n: number(pace) }) : t("live_speed_max");
    this.speed.setAttribute("aria-valuetext", this.speedText.textContent);
  }

  /** Says everything again in another language. */
  relabel() {
    this.sayNumbers();
    this.sayPace();
  }

  /** Nothing can be commanded while nobody listens. */
  connect(connected) {
    for (const node of this.controls) node.disabled = !connected;
  }

  destroy() {
    this.keys.abort();
  }
}

/** The picture's legend, whose entries switch its layers; remembered by the browser. */
export class Layers {
  on = new Set(LAYERS);

  constructor(ctx) {
    this.ctx = ctx;
    try {
      this.on = new Set(JSON.parse(localStorage.getItem(STORE)) ?? LAYERS);
    } catch { /* a browser without storage starts with every layer */ }
    this.node = ctx.say(ctx.el("div", { class: "gl-chips", role: "group" }, ...LAYERS.map((name) => this.chip(name))), { "aria-label": "live_layers" });
  }

  /** One legend entry. */
  chip(name) {
    const { el, say, redraw } = this.ctx;
    const button = el("button", { type: "button", class: "gl-chip", "data-testid": `gl-layer-${name}`, "aria-pressed": this.on.has(name) },
      el("span", { class: `gl-swatch gl-swatch-${name}` }), say(el("span"), { textContent: `live_layer_${name}` }));
    button.addEventListener("click", () => {
      if (!this.on.delete(name)) this.on.add(name);
      button.setAttribute("aria-pressed", this.on.has(name));
      try {
        localStorage.setItem(STORE, JSON.stringify([...this.on]));
      } catch { /* it still switches, it only forgets */ }
      redraw();
    });
    return say(button, { title: `live_layer_${name}_tip` });
  }
}
