/** The lab before a room: projector mode, the display options, and what a teacher has hidden. */

import { DisplayOptions } from "./display.js";
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
};
const COLOURS = {
  // by palette, for the texts that name them
  real_colour: { default: N_("green"), "okabe-ito": N_("blue") },
  fake_colour: { default: N_("purple"), "okabe-ito": N_("orange") },
};

const STORE = "ganlab.display";
const REST = 4000; // ms without a move or a key until the controls fade in projector mode
const HEAD = [".gl-count", ".gl-note", ".gl-chips"]; // stay in sight beside the picture; the chips are its legend
const ICONS = {
  display: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  projector: "M3 4.5h18M5 4.5v11h14v-11M12 15.5v4M8.5 20l3.5-3.5l3.5 3.5",
  keys: "M8.7 9.2a3.4 3.4 0 1 1 4.9 3c-1.1.6-1.6 1.2-1.6 2.4M12 18.4v.2",
};

/** What the visitor chose last time. */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "null") ?? {};
  } catch {
    return {};
  }
}

/** What is hidden comes from the address and stays; projector, shapes and palette are the visitor's to change. */
export class Presentation {
  /** @type {DisplayOptions} */
  options;
  /** @type {HTMLElement} */
  panel; // with the controls, in projector mode
  /** @type {HTMLElement} */
  head; // what stays in sight beside the picture
  /** @type {[Element, Comment][]} */
  moved = [];

  constructor({ words, theme, keys, changed }, root, data) {
    this.words = words;
    this.theme = theme;
    this.keys = keys;
    this.changed = changed;
    this.root = root;
    this.given = { ...data.room };
    words.open = (name) => this.word(name);
    const { hide, selectors, palettes } = data.room;
    const { shapes, palette } = stored();
    this.hidden = new Set(hide);
    this.shapes = this.given.shapes ?? shapes === true;
    this.palette = this.given.palette ?? palette;
    if (!palettes.some(([key]) => key === this.palette)) this.palette = palettes[0][0];
    root.dataset.hide = hide.join(" ");
    if (selectors.length)
      root.append(el("style", {}, `.gl-root :is(${selectors.join(", ")}) { display: none !important; }`));
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
    this.node = el(
      "div",
      { class: "gl-tools" },
      display,
      this.button,
      tool("keys", () => keys.open()),
    );
    const on = { choose: (choice) => this.choose(choice), project: (projected) => this.project(projected) };
    this.options = new DisplayOptions({ words }, on);
    this.options.offer(palettes, this.palette);
    this.options.openBy(display);
    this.panel = el("div", { class: "gl-wanted" });
    this.head = el("div", { class: "gl-room-head" });
    this.root.append(this.options.node);
  }

  /** Takes a choice, keeps it for the next visit, and takes it out of the address, which would undo it. */
  choose(choice) {
    Object.assign(this, choice);
    for (const name of Object.keys(choice)) this.given[name] = null;
    try {
      localStorage.setItem(STORE, JSON.stringify({ shapes: this.shapes, palette: this.palette }));
    } catch {
      /* a browser without storage still switches, it only forgets */
    }
    this.apply();
    this.changed();
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
    if (on) this.spread();
    else this.gather();
    if (focused instanceof HTMLElement && this.root.contains(focused)) focused.focus({ preventScroll: true });
    this.want();
    this.changed();
  }

  /** Tells the page around the view whether it is shown large. With `:has()` a style sheet finds that out by itself, at
   *  the price of the whole page's styles, found anew in every frame. */
  mark() {
    document.documentElement.toggleAttribute("data-gl-projector", !!document.querySelector(".gl-root[data-projector]"));
  }

  /** Moves the controls into a panel that fades, and the step, the readout and the legend beside the picture. */
  spread() {
    const grid = this.root.querySelector(".gl-grid");
    const [stage, column] = [".gl-stage", ".gl-column"].map((name) => grid.querySelector(name));
    const move = (node, home) => {
      const mark = document.createComment("");
      node.replaceWith(mark);
      home.append(node);
      this.moved.push([node, mark]);
    };
    for (const name of HEAD) for (const node of grid.querySelectorAll(name)) move(node, this.head);
    for (const node of [...grid.children]) if (node !== stage && node !== column) move(node, this.panel);
    // of pictures, what is generated stays in sight
    const kept = this.root.dataset.kind === "images" ? ".gl-curves, .gl-measures" : ".gl-curves";
    for (const node of [...column.children, column.querySelector(".gl-chart-bar")])
      if (!node.matches(kept)) move(node, this.panel);
    column.prepend(this.head);
    column.append(this.panel);
    this.kind = this.root.dataset.kind;
  }

  gather() {
    for (const [node, mark] of this.moved.splice(0).reverse()) mark.replaceWith(node);
    this.head.remove();
    this.panel.remove();
  }

  /** Another kind of data has another picture, whose legend is to be moved. */
  update() {
    if (!this.projector || this.kind === this.root.dataset.kind) return;
    this.gather();
    this.head.replaceChildren();
    this.spread();
  }

  /** Shows the controls until nothing has moved for a while; they stay while the keyboard's focus is in them. */
  want() {
    clearTimeout(this.resting);
    this.root.toggleAttribute("data-wanted", true);
    if (this.projector) this.resting = setTimeout(() => this.rest(), REST);
  }

  rest() {
    const busy =
      this.options.node.matches(":popover-open") ||
      this.panel.querySelector(":focus-visible") ||
      this.head.querySelector(":focus-visible");
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
