/** The row above the charts: which of them are shown, and the tools that act on all of them at once. */

/** @import { Services } from "../parts.js" */

import { remember, remembered } from "../shell/memory.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const TOOLS = {
  smooth: {
    tip: N_(
      "Exponential mean of the rows kept: weak over about 5 of them, strong over about 20; the true curve " +
        "stays, faint",
    ),
  },
  log: { text: N_("Log"), tip: N_("Logarithmic axis, where all values in view are above 0") },
  clip: {
    text: N_("Clip"),
    tip: N_("Fit the axis to the middle 96 % of the values in view; how many lie outside is said above each chart"),
  },
  unzoom: {
    text: N_("All steps"),
    tip: N_("Drag over a chart to look closer at these steps in all charts; a double click, or this, shows all again"),
  },
};
const SMOOTHING = {
  off: N_("Smooth: off"),
  weak: N_("Smooth: weak"),
  strong: N_("Smooth: strong"),
};

const STORE = "ganlab.charts";
const KEEP = { off: 0, weak: 0.8, strong: 0.95 }; // weight of the rows before, in the smoothed curve

/** Holds what is chosen; calls `changed()` when it is chosen anew. */
export class ChartBar {
  /** @type {string[] | null} */
  chosen = null; // names of charts, null for the usual ones
  smoothing = "off";
  log = false;
  clip = false;
  available = new Set();
  few = false; // whether the first and the last of the usual charts do
  room = Infinity; // how many charts can be seen at once; more are not shown

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, kinds, changed, reset) {
    this.words = words;
    this.kinds = kinds;
    this.names = kinds.map(({ name }) => name);
    this.changed = changed;
    const { say } = words;
    const { chosen, smoothing, log, clip } = remembered(STORE, {});
    if (Array.isArray(chosen)) this.chosen = chosen.filter((name) => this.names.includes(name));
    Object.assign(this, { smoothing: smoothing in KEEP ? smoothing : "off", log: log === true, clip: clip === true });
    this.chips = new Map(this.names.map((name) => [name, this.button(`show-${name}`, null, () => this.toggle(name))]));
    this.smooth = this.button("smooth", null, () => {
      const names = Object.keys(KEEP);
      this.smoothing = names[(names.indexOf(this.smoothing) + 1) % names.length];
      this.keepIt();
    });
    const flip = (name) =>
      this.button(name, TOOLS[name].text, () => {
        this[name] = !this[name];
        this.keepIt();
      });
    this.logButton = flip("log");
    this.clipButton = flip("clip");
    this.reset = this.button("unzoom", TOOLS.unzoom.text, reset);
    this.reset.disabled = true;
    const tools = { smooth: this.smooth, log: this.logButton, clip: this.clipButton, unzoom: this.reset };
    for (const [name, node] of Object.entries(tools)) say(node, { title: TOOLS[name].tip });
    const group = (label, ...nodes) =>
      say(el("div", { class: "gl-chart-chips", role: "group" }, ...nodes), { "aria-label": label });
    this.node = el(
      "div",
      { class: "gl-chart-bar" },
      group(N_("Charts"), ...this.chips.values()),
      group(N_("Tools for all charts"), this.smooth, this.logButton, this.clipButton, this.reset),
    );
    const look = { type: "button", class: "gl-more-charts", "data-testid": "gl-more-charts" };
    this.more = say(el("button", look), {
      textContent: N_("More charts"),
      title: N_("All the charts that this run has, and their tools"),
    });
    this.more.addEventListener("click", () => {
      this.limit(false);
      this.changed();
    });
    this.limit(false);
    this.relabel(kinds);
  }

  /** Shows few charts, and the button for more of them, or the chosen ones and their tools. */
  limit(few) {
    this.few = few;
    this.more.hidden = !few;
    this.node.hidden = few;
    this.show();
  }

  /** Takes the same charts in the words of another language. */
  relabel(kinds) {
    this.kinds = kinds;
    for (const { name, button, tip } of kinds) {
      this.words.say(this.chips.get(name), { textContent: button, title: tip });
    }
    this.show();
  }

  get keep() {
    return KEEP[this.smoothing];
  }

  button(testid, key, act) {
    const button = el("button", { type: "button", class: "gl-small", "data-testid": `gl-${testid}` });
    button.addEventListener("click", act);
    return key ? this.words.say(button, { textContent: key }) : button;
  }

  /** The names of the charts to show, in the registry's order: the first of the chosen ones that there is room for. */
  get shown() {
    const { available, names, room, few, usual } = this;
    const wanted = few ? [usual[0], usual.at(-1)] : (this.chosen ?? usual);
    return names.filter((name) => wanted.includes(name) && available.has(name)).slice(0, room);
  }

  /** What is shown where nothing was chosen: of the charts that share a place the first that there is. */
  get usual() {
    const places = new Map();
    for (const { name, usual } of this.kinds) {
      if (usual !== null && this.available.has(name) && !places.has(usual)) places.set(usual, name);
    }
    return [...places].sort(([one], [other]) => one - other).map(([, name]) => name);
  }

  /** Takes the charts for which this run has numbers. */
  offer(available) {
    this.available = available;
    this.show();
  }

  /** Shows or hides a chart; one always stays. Where there is no room for one more, it comes in place of the last. */
  toggle(name) {
    const { shown } = this;
    const there = shown.includes(name);
    const rest = shown.filter((other) => other !== name);
    const kept = (this.chosen ?? []).filter((other) => !this.available.has(other)); // chosen for other runs
    if (there && !rest.length) return;
    this.chosen = [...kept, ...(there ? rest : [...rest.slice(0, this.room - 1), name])];
    this.keepIt();
  }

  keepIt() {
    const { chosen, smoothing, log, clip } = this;
    remember(STORE, { chosen, smoothing, log, clip });
    this.show();
    this.changed();
  }

  /** Takes how many charts can be seen at once; true where that is news. */
  fit(room) {
    const news = room !== this.room;
    this.room = room;
    if (news) this.show();
    return news;
  }

  /** Writes what is chosen on the buttons. */
  show() {
    const { shown } = this;
    for (const [name, chip] of this.chips) {
      chip.setAttribute("aria-pressed", shown.includes(name));
      chip.hidden = !this.available.has(name);
    }
    this.smooth.setAttribute("aria-pressed", String(this.smoothing !== "off"));
    this.words.say(this.smooth, { textContent: SMOOTHING[this.smoothing] });
    this.logButton.setAttribute("aria-pressed", String(this.log));
    this.clipButton.setAttribute("aria-pressed", String(this.clip));
  }
}
