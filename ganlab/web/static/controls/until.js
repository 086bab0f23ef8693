/** The menu behind "run until …": each goal with its value, its own button, and what ends the run in any case. */

import { el } from "../shell/tools.js";

const GOALS = [
  { name: "step", value: 1000, min: 1, step: 1 },
  { name: "sw1", value: 0.1, min: 0, step: 0.01 },
  { name: "high_quality", value: 90, min: 0, max: 100, step: 1, scale: 0.01 },
  { name: "modes", value: 8, min: 1, step: 1 },
  { name: "classes", value: 10, min: 1, max: 10, step: 1 },
  { name: "divergence" },
];

/** A button that opens the menu; `command(name, value)` sends what is chosen. */
export class Until {
  now = 0;

  constructor({ words, command }) {
    this.words = words;
    this.command = command;
    const { say } = words;
    this.button = say(el("button", { type: "button", class: "gl-button gl-more", "data-testid": "gl-until", "aria-haspopup": "dialog", "aria-expanded": "false" }, "▾"), { "aria-label": "live_until", title: "live_until_tip" });
    this.rows = GOALS.map((goal) => this.row(goal));
    this.end = el("p", { class: "gl-until-end" });
    this.menu = say(el("div", { class: "gl-until", popover: "auto", role: "dialog", "data-testid": "gl-until-menu" }, ...this.rows.map(({ node }) => node), this.end), { "aria-label": "live_until" });
    this.menu.addEventListener("toggle", ({ newState }) => this.toggled(newState === "open"));
    this.button.addEventListener("click", () => this.open());
    this.nodes = [this.button, this.menu];
  }

  /** One goal: its words, the number it takes, and the button that starts. */
  row(goal) {
    const { say } = this.words;
    const key = `live_until_${goal.name}`;
    const box = goal.value === undefined ? null : say(el("input", { type: "number", inputmode: "decimal", min: goal.min, max: goal.max, step: "any", value: goal.value, "data-testid": `gl-until-${goal.name}-n` }), { "aria-label": key });
    const go = el("button", { type: "button", class: "gl-button", "data-testid": `gl-until-${goal.name}` }, "▶");
    const start = () => this.start(goal, box);
    go.addEventListener("click", start);
    box?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // the menu closes and gives the focus back: the same key must not press that button too
      start();
    });
    const node = el("div", { class: "gl-until-row" }, say(el("span"), { textContent: key }), box, go);
    return { ...goal, key, box, go, node };
  }

  start(goal, box) {
    const typed = box?.valueAsNumber;
    if (box && !Number.isFinite(typed)) return box.focus();
    this.menu.hidePopover();
    this.command("until", { what: goal.name, value: box ? +(typed * (goal.scale ?? 1)).toPrecision(12) : null });
  }

  /** Opens below the button, or closes. */
  open() {
    if (this.shut && performance.now() - this.shut < 200) return; // the press that has just closed it
    const { box } = this.rows[0];
    if (!(box.valueAsNumber > this.now)) box.value = 1000 * Math.floor(this.now / 1000 + 1);
    const { bottom, left } = this.button.getBoundingClientRect();
    this.menu.showPopover();
    const { offsetWidth: width, offsetHeight: height } = this.menu;
    const place = (at, size, room) => `${Math.max(8, Math.min(at, room - size - 8))}px`;
    Object.assign(this.menu.style, { left: place(left, width, innerWidth), top: place(bottom + 6, height, innerHeight) });
    (this.rows.find(({ go }) => !go.disabled).box ?? this.menu).focus();
  }

  toggled(open) {
    this.button.setAttribute("aria-expanded", open);
    if (!open) this.shut = performance.now();
  }

  /** Takes over which goals the data set has. */
  update({ header: { about, now } }) {
    this.now = now;
    if (!about) return;
    const renewed = about.goals.modes !== this.goals?.modes;
    this.goals = about.goals;
    const modes = this.rows.find(({ name }) => name === "modes");
    if (renewed && this.goals.modes) Object.assign(modes.box, { value: this.goals.modes, max: this.goals.modes });
    this.relabel();
  }

  /** Without a connection nothing can be started. */
  connect(connected) {
    this.connected = connected;
    this.relabel();
  }

  relabel() {
    if (!this.goals) return;
    const { t, number } = this.words;
    for (const { name, key, box, go, node } of this.rows) {
      const missing = !this.goals.names.includes(name);
      go.disabled = missing || !this.connected;
      if (box) box.disabled = missing;
      node.classList.toggle("gl-missing", missing);
      node.title = missing ? t("live_until_missing") : "";
      go.setAttribute("aria-label", t("live_until_go", { what: t(key) }));
    }
    this.end.textContent = t("live_until_end", { every: this.goals.every, limit: number(this.goals.limit) });
  }
}
