/** The menu behind "run until …": each goal with its value, its own button, and what ends the run in any case. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

/** A button that opens the menu; `goals` as the server describes them, `command(name, value)` sends what is chosen. */
export class Until {
  now = 0;

  /** @param {Pick<Services, "words" | "command">} services */
  constructor({ words, command }, goals) {
    this.words = words;
    this.command = command;
    const { say } = words;
    this.button = say(
      el(
        "button",
        {
          type: "button",
          class: "gl-button gl-more",
          "data-testid": "gl-until",
          "aria-haspopup": "dialog",
          "aria-expanded": "false",
        },
        "▾",
      ),
      {
        "aria-label": N_("Run until …"),
        title: N_("Run until something happens, then pause"),
      },
    );
    this.rows = goals.map((goal) => this.row(goal));
    this.end = el("p", { class: "gl-until-end" });
    this.menu = say(
      el(
        "div",
        { class: "gl-until", popover: "auto", role: "dialog", "data-testid": "gl-until-menu" },
        ...this.rows.map(({ node }) => node),
        this.end,
      ),
      {
        "aria-label": N_("Run until …"),
      },
    );
    this.menu.addEventListener("toggle", ({ newState }) => this.toggled(newState === "open"));
    this.button.addEventListener("click", () => this.open());
    this.nodes = [this.button, this.menu];
  }

  /** One goal: its words, the number it takes, and the button that starts. */
  row(goal) {
    const { name, value, min, max } = goal;
    const numeric = { type: "number", inputmode: "decimal", min, max, step: "any", value };
    const box = value === null ? null : el("input", { ...numeric, "data-testid": `gl-until-${name}-n` });
    const said = el("span");
    const go = el("button", { type: "button", class: "gl-button", "data-testid": `gl-until-${goal.name}` }, "▶");
    const start = () => this.start(goal, box);
    go.addEventListener("click", start);
    box?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // the menu closes and gives the focus back: the same key must not press that button too
      start();
    });
    const node = el("div", { class: "gl-until-row" }, said, box, go);
    return this.name({ ...goal, said, box, go, node });
  }

  /** Writes what a row's goal is. */
  name(row) {
    this.words.say(row.said, { textContent: row.words });
    if (row.box) this.words.say(row.box, { "aria-label": row.words });
    return row;
  }

  start(goal, box) {
    const typed = box?.valueAsNumber;
    if (box && !Number.isFinite(typed)) return box.focus();
    this.menu.hidePopover();
    this.command("until", { what: goal.name, value: box ? +(typed * goal.scale).toPrecision(12) : null });
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
    Object.assign(this.menu.style, {
      left: place(left, width, innerWidth),
      top: place(bottom + 6, height, innerHeight),
    });
    (this.rows.find(({ go }) => !go.disabled).box ?? this.menu).focus();
  }

  toggled(open) {
    this.button.setAttribute("aria-expanded", open);
    if (!open) this.shut = performance.now();
  }

  /** Takes over which goals the data set has.
   *  @param {Merged} frame */
  update({ header: { about, now } }) {
    this.now = now;
    if (!about) return;
    const before = this.goals?.totals ?? {};
    this.goals = about.goals;
    for (const { name, box } of this.rows) {
      const total = about.goals.totals[name];
      if (total && total !== before[name]) Object.assign(box, { value: total, max: total });
    }
    this.relabel();
  }

  /** Without a connection nothing can be started. */
  connect(connected) {
    this.connected = connected;
    this.relabel();
  }

  /** Writes everything anew, with data in another language's words. */
  relabel(data) {
    for (const { name, words } of data?.measures.goals ?? []) {
      this.name(
        Object.assign(
          this.rows.find((row) => row.name === name),
          { words },
        ),
      );
    }
    if (!this.goals) return;
    const { t, number } = this.words;
    for (const { name, words, box, go, node } of this.rows) {
      const missing = !this.goals.names.includes(name);
      go.disabled = missing || !this.connected;
      if (box) box.disabled = missing;
      node.classList.toggle("gl-missing", missing);
      node.title = missing ? t("This data set does not have this measure") : "";
      go.setAttribute("aria-label", t("Run: {what}", { what: t(words) }));
    }
    this.end.textContent = t("Measured every {every} steps. Stops after {limit} steps at the latest.", {
      every: this.goals.every,
      limit: number(this.goals.limit),
    });
  }
}
