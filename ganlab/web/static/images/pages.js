/** The image lab's large view: the walls of pictures, or what else is looked at in their place. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { Latent } from "./latent.js";
import { Quiz } from "./quiz.js";
import { Strip } from "./strip.js";
import { Walls } from "./walls.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const TABS = {
  walls: { textContent: N_("Pictures"), title: N_("What G makes at this moment") },
  strip: { textContent: N_("Through time"), title: N_("What G made of the same z at earlier steps") },
  latent: {
    textContent: N_("Latent space"),
    title: N_("What lies between two pictures in the space of z, and which directions there change the picture"),
  },
  quiz: {
    textContent: N_("Real or fake?"),
    title: N_("Play D: tell real pictures from generated ones, and compare yourself with D"),
  },
};

const detailOf = (event) => /** @type {CustomEvent} */ (event).detail;

/** One record a page. Each has a `node` and, where it needs them, `open()`, `close()` and the methods of a part. All
 *  but the first ask something of the run. */
const PAGES = [
  { name: "walls", Page: Walls },
  { name: "strip", Page: Strip },
  { name: "latent", Page: Latent },
  { name: "quiz", Page: Quiz },
];

/** Draws frames of kind "images": one page at a time. A page tells the others by the events `gl-inspected`, with the
 *  picture {wall, index, step} that is looked into, and `gl-turn`, with the name of the page to be shown. */
export class Images {
  /** @type {{ name: string, tab: HTMLElement, part: any }} the one that is open */
  page;

  /** @param {Pick<Services, "words" | "theme" | "keys" | "command" | "recorded" | "redraw" | "describe">} services */
  constructor({ words, theme, keys, command, recorded, redraw, describe }) {
    this.redraw = redraw;
    const pages = recorded ? PAGES.slice(0, 1) : PAGES;
    const { say } = words;
    /** @type {{ name: string, tab: HTMLElement, part: any }[]} */
    this.pages = pages.map(({ name, Page }) => {
      const tab = say(el("button", { type: "button", role: "tab", "data-testid": `gl-tab-${name}` }), TABS[name]);
      tab.addEventListener("click", () => this.turn(name));
      return { name, tab, part: new Page({ words, theme, keys, command, recorded, redraw, describe }) };
    });
    this.tabs = say(el("div", { class: "gl-tabs", role: "tablist" }, ...this.pages.map(({ tab }) => tab)), {
      "aria-label": N_("What the large picture shows"),
    });
    this.tabs.addEventListener("keydown", (event) => this.step(event));
    this.tabs.hidden = this.pages.length < 2;
    for (const { part } of this.pages) part.node.setAttribute("role", "tabpanel");
    this.node = el("div", { class: "gl-images" }, this.tabs, ...this.pages.map(({ part }) => part.node));
    this.node.addEventListener("gl-inspected", (event) => this.tell("inspected", detailOf(event)));
    this.node.addEventListener("gl-turn", (event) => this.turn(detailOf(event)));
    this.turn("walls");
  }

  pageOf(name) {
    return this.pages[this.pages.findIndex((page) => page.name === name)];
  }

  /** Shows another page. */
  turn(name) {
    if (this.page?.name === name) return;
    this.page?.part.close?.();
    this.page = this.pageOf(name);
    for (const { tab, part, name: own } of this.pages) {
      part.node.hidden = own !== name;
      tab.setAttribute("aria-selected", String(own === name));
      tab.tabIndex = own === name ? 0 : -1;
    }
    this.node.dispatchEvent(new CustomEvent("gl-turned", { detail: name, bubbles: true }));
    this.page.part.open?.();
    this.redraw();
  }

  /** Moves along the tabs with the arrow keys. */
  step(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const { pages } = this;
    const next = pages[(pages.indexOf(this.page) + way + pages.length) % pages.length];
    this.turn(next.name);
    next.tab.focus();
  }

  tell(what, ...values) {
    for (const { part } of this.pages) part[what]?.(...values);
  }

  clear() {
    this.tell("clear");
  }

  /** Takes a frame; what is missing in it stays as it was.
   *  @param {Merged} frame
   *  @param {number} now */
  update(frame, now) {
    if (frame.header.clear) this.clear();
    if (frame.header.beside) this.turn("walls"); // the others show one run
    this.tell("update", frame, now);
  }

  recolour() {
    this.tell("recolour");
  }

  relabel(data) {
    this.tell("relabel", data);
  }

  /** Draws the page that is open; true while something moves on it. */
  draw(now) {
    return this.page.part.draw?.(now) ?? false;
  }

  destroy() {
    this.page.part.close?.();
    this.tell("destroy");
  }
}
