/** The lab before a room: projector mode, the display options, and what a teacher has hidden. */

import { DisplayOptions } from "./display.js";
import { remember, remembered } from "./memory.js";
import { Spread } from "./spread.js";
import { styled } from "./style.js";
import { el, icon } from "./tools.js";
import { N_ } from "./words.js";

styled(import.meta.url);

const TOOLS = {
  display: { "aria-label": N_("Display"), title: N_("Shapes, palette, projector") },
  projector: {
    "aria-label": N_("Projector mode"),
    title: N_("Projector mode: large text, thick lines, controls only while you use them (key p)"),
  },
  keys: { "aria-label": N_("Keys"), title: N_("All keys (key ?)") },
  more: { "aria-label": N_("Settings"), title: N_("The overview with all settings, and the tools of the charts") },
};
const COLOURS = {
  // by palette, for the texts that name them
  real_colour: { default: N_("green"), "okabe-ito": N_("blue") },
  fake_colour: { default: N_("purple"), "okabe-ito": N_("orange") },
};

const STORE = "ganlab.display";
const REST = 4000; // ms without a move or a key until the controls fade in projector mode
const ICONS = {
  display: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  projector: "M3 4.5h18M5 4.5v11h14v-11M12 15.5v4M8.5 20l3.5-3.5l3.5 3.5",
  more: "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 4.5v5M9 9.5v5M15 14.5v5",
  keys: "M8.7 9.2a3.4 3.4 0 1 1 4.9 3c-1.1.6-1.6 1.2-1.6 2.4M12 18.4v.2",
};

/** What is hidden comes from the address and stays; projector, shapes and palette are the visitor's to change. */
export class Presentation {
  /** @type {DisplayOptions} */
  options;
  /** @type {Spread} */
  spread;

  constructor({ words, theme, keys, changed }, root, data) {
    this.words = words;
    this.theme = theme;
    this.keys = keys;
    this.changed = changed;
    this.root = root;
    this.given = { ...data.room };
    words.open = (name) => this.word(name);
    const { hide, selectors, palettes } = data.room;
    const { shapes, palette } = remembered(STORE, {});
    this.hidden = new Set(hide);
    /** @type {string[]} */
    this.besides = []; // what a lesson hides for a while
    this.shapes = this.given.shapes ?? shapes === true;
    this.palette = this.given.palette ?? palette;
    if (!palettes.some(([key]) => key === this.palette)) this.palette = palettes[0][0];
    this.selectors = selectors;
    this.veil = el("style");
    root.append(this.veil);
    this.cover([]);
    this.build(palettes);
    this.apply();
    const projector = {
      text: N_("Projector mode"),
      group: "room",
      part: "projector",
      run: () => this.project(!this.projector),
    };
    keys.add({ keys: ["p"], ...projector });
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const type of ["pointermove", "pointerdown", "keydown", "focusin", "input"])
      document.addEventListener(type, () => this.projector && this.want(), { signal, capture: true, passive: true });
  }

  /** The tools at the end of the toolbar, and the options that one of them opens. */
  build(palettes) {
    const { words, keys } = this;
    const tool = (name, press) => {
      const look = { class: `gl-button gl-tool gl-tool-${name}`, "data-testid": `gl-${name}-open` };
      const button = el("button", { type: "button", ...look }, icon(ICONS[name]));
      if (press) button.addEventListener("click", press);
      return words.say(button, TOOLS[name]);
    };
    const display = tool("display");
    this.button = tool("projector", () => this.project(!this.projector));
    const more = tool("more", () => this.spread.unfold());
    this.node = el(
      "div",
      { class: "gl-tools" },
      more,
      display,
      this.button,
      tool("keys", () => keys.open()),
    );
    const on = { choose: (choice) => this.choose(choice), project: (projected) => this.project(projected) };
    this.options = new DisplayOptions({ words }, on);
    this.options.offer(palettes, this.palette);
    this.options.openBy(display);
    this.spread = new Spread(this.root, more);
    this.root.append(this.options.node);
  }

  /** Takes a choice, keeps it for the next visit, and takes it out of the address, which would undo it. */
  choose(choice) {
    Object.assign(this, choice);
    for (const name of Object.keys(choice)) this.given[name] = null;
    remember(STORE, { shapes: this.shapes, palette: this.palette });
    this.apply();
    this.changed();
  }

  /** Hides parts beside those that the address hides, by their names and selectors. */
  hide(names, selectors) {
    if (names.join() === this.besides.join()) return;
    this.besides = names;
    this.again(() => this.cover(selectors));
    this.changed();
  }

  cover(selectors) {
    const all = [...this.selectors, ...selectors];
    this.root.dataset.hide = [...this.hidden, ...this.besides].join(" ");
    this.veil.textContent = all.length ? `.gl-root :is(${all.join(", ")}) { display: none !important; }` : "";
  }

  /** Whether a part is hidden. */
  hides(part) {
    return this.hidden.has(part) || this.besides.includes(part);
  }

  /** Shows shapes and palette. */
  apply() {
    this.theme.shapes = this.shapes;
    this.options.show(this);
    this.root.dataset.shapes = this.shapes;
    this.root.dataset.palette = this.palette;
  }

  /** What the address has to say so that a reload shows the same. */
  query() {
    const {
      given: { shapes, palette },
      hidden,
      projector,
    } = this;
    return {
      ...(hidden.size ? { hide: [...hidden].join() } : {}),
      ...(projector ? { projector: "1" } : {}),
      ...(shapes == null ? {} : { shapes: shapes ? "1" : "0" }),
      ...(palette == null ? {} : { palette }),
    };
  }

  /** Words that name colours. */
  word(name) {
    return COLOURS[name] && this.words.t(COLOURS[name][this.palette]);
  }

  /** Turns projector mode on or off. */
  project(on) {
    if (on === !!this.projector) return;
    const focused = document.activeElement;
    this.projector = this.theme.projected = on;
    this.button.setAttribute("aria-pressed", on);
    this.options.projector.checked = on;
    this.root.toggleAttribute("data-projector", on);
    this.mark();
    if (on) this.spread.out();
    else this.spread.back();
    if (focused instanceof HTMLElement && this.root.contains(focused)) focused.focus({ preventScroll: true });
    this.want();
    this.changed();
  }

  /** Tells the page around the view whether it is shown large. With `:has()` a style sheet finds that out by itself, at
   *  the price of the whole page's styles, found anew in every frame. */
  mark() {
    document.documentElement.toggleAttribute("data-gl-projector", !!document.querySelector(".gl-root[data-projector]"));
  }

  /** Lets the parts of the page be moved; in projector mode from where they belong. */
  again(move) {
    if (!this.projector) return move();
    this.spread.back();
    move();
    this.spread.out();
  }

  /** Another kind of data has another picture, whose legend is to be moved. */
  update() {
    if (this.projector && this.spread.kind !== this.root.dataset.kind) this.again(() => {});
  }

  /** Shows the controls until nothing has moved for a while; they stay while the keyboard's focus is in them. */
  want() {
    clearTimeout(this.resting);
    this.root.toggleAttribute("data-wanted", true);
    if (this.projector) this.resting = setTimeout(() => this.rest(), REST);
  }

  rest() {
    const busy =
      this.spread.unfolded ||
      this.options.node.matches(":popover-open") ||
      this.spread.panel.querySelector(":focus-visible") ||
      this.spread.head.querySelector(":focus-visible");
    if (busy) this.want();
    else this.root.toggleAttribute("data-wanted", false);
  }

  relabel({ room }) {
    this.options.offer(room.palettes, this.palette);
  }

  destroy() {
    clearTimeout(this.resting);
    this.listening.abort();
    this.root.removeAttribute("data-projector");
    this.mark();
  }
}
