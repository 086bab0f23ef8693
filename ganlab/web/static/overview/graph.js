/** The overview: the GAN as a flow of data with live pictures in its nodes, and each knob beside the part it turns. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el, write } from "../shell/tools.js";
import { Edges } from "./edges.js";
import { LossBars } from "./loss_bars.js";
import { NODES, makeGear, makeNode } from "./nodes.js";
import { Thumbs, layersOf } from "./thumbs.js";
import { N_ } from "../shell/words.js";
import { PART_WORDS } from "./part_words.js";

styled(import.meta.url);

const NOISE = {
  gaussian: N_("{n}-D Gaussian noise"),
  uniform: N_("{n}-D uniform noise"),
};

/** @type {{ nodes: string[], knobs?: string, inline?: string }[]} */
const ROWS = [
  { nodes: ["z"], knobs: "z" },
  { nodes: ["g"], knobs: "g", inline: "g_lr" },
  { nodes: ["fake", "real"], knobs: "real", inline: "dataset" },
  { nodes: ["d", "ideal"], knobs: "d", inline: "d_lr" },
  { nodes: ["d_fake", "d_real", "gradient"] },
];
const CARDS = [
  { name: "loss", formulas: ["d_loss", "g_loss"] },
  { name: "penalty", formulas: ["d_loss"] },
];
const LAYER_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8"];
const POPOVERS = "[data-testid=stPopoverBody], :popover-open"; // which Escape closes first
const FLASH = 350; // ms that a loop stays lit after its update

/** The overview of one view; `knobs` are placed in it. */
export class Graph {
  step = -1;
  /** @type {HTMLElement} */
  sets; // the button of the data sets, which stands beside the facts
  lit = { d: 0, g: 0 }; // timers of the loops that are lit
  few = false; // whether few controls are shown

  /** @param {Pick<Services, "words" | "theme" | "scene" | "keys" | "redraw" | "hides" | "enlarge" | "kind">}
   *  services */
  constructor({ words, theme, scene, keys, redraw, hides, enlarge, kind }, knobs, cards, plane) {
    this.words = words;
    this.keys = keys;
    this.hides = hides;
    this.enlarge = enlarge;
    this.kind = kind;
    this.knobs = knobs;
    this.cards = cards;
    this.plane = plane;
    const { say } = words;
    const on = {
      choose: (part, button) => this.choose(part, button),
      toggle: (layer, wanted) => this.plane()?.layers?.toggle(layer, wanted),
    };
    this.gear = (part, named = false) =>
      makeGear({ words }, part, named, (button, opened) => this.openCard(button, opened));
    const drawn = { words, theme, scene, redraw };
    this.parts = Object.fromEntries(NODES.map((part) => [part.name, makeNode(drawn, cards, part, on)]));
    this.thumbs = new Thumbs(
      scene,
      Object.values(this.parts).map(({ thumb }) => thumb),
    );
    this.facts = {};
    this.slots = {};
    this.bars = new LossBars({ words, hides }, cards, (node, part) => this.openCard(node, part));
    const rows = ROWS.map((row) => this.row(row));
    const gears = el("div", { class: "gl-gears" }, ...CARDS.map((part) => this.gear(part, true)));
    this.slots.loss = el("div", { class: "gl-slot" });
    rows.push(
      el(
        "div",
        { class: "gl-row gl-row-loss" },
        this.bars.node,
        el("div", { class: "gl-side" }, this.slots.loss, gears),
      ),
    );
    this.edges = new Edges();
    this.node = say(
      el("div", { class: "gl-graph", role: "group", "data-testid": "gl-graph" }, this.edges.node, ...rows),
      {
        "aria-label": N_("Overview of the GAN: from noise to fakes to losses"),
      },
    );
    this.inline = el("div", { class: "gl-rates" }); // where the rates stand when the overview is folded to a strip
    this.observer = new ResizeObserver(() => this.wire());
    this.observer.observe(this.node);
    this.listen();
  }

  /** The keys of the picture, which is another one for each kind of data. */
  listen() {
    const record = (keys, text, part, run, when = () => this.plane()?.layers) => ({
      keys,
      text,
      group: "picture",
      part,
      when,
      run,
    });
    this.keys.add(
      record(LAYER_KEYS, N_("Switch a layer, in the order of their words"), "layers", (key) =>
        this.plane().layers.press(LAYER_KEYS.indexOf(key)),
      ),
      record(["f"], N_("Next part as the large picture"), "graph", () => this.cycle()),
      record(
        ["Escape"],
        N_("Back to all layers"),
        undefined,
        () => this.enlarge(null),
        () => this.plane()?.focus && !this.cards.part && !document.querySelector(POPOVERS),
      ),
      record(["w"], N_("Show G at work: the lattice of z bends into G(z)"), "layers", () => this.plane().warp.click()),
    );
  }

  /** Makes the next part the large view; after the last one comes the visitor's own picture again. */
  cycle() {
    const shown = NODES.filter(({ name }) => !this.parts[name].box.hidden);
    const at = shown.findIndex(({ name }) => name === this.plane().focus?.name);
    this.enlarge(shown[at + 1] ?? null);
  }

  /** Makes a part the large view; on a narrow screen, where nothing can be pointed at, opens its card first. Where few
   *  controls are shown it explains itself. */
  choose(part, button) {
    if (this.few) return this.cards.tell(button, part);
    const row = ROWS.find(({ nodes }) => nodes.includes(part.name)) ?? ROWS[0];
    if ((this.folded && !this.hides("cards")) || this.kind() !== "points")
      return this.openCard(button, {
        ...part,
        knobs: row.nodes[0] === part.name || part.name === "real" ? row.knobs : undefined,
      });
    this.enlarge(this.plane()?.focus?.name === part.name ? null : part);
  }

  openCard(button, part) {
    if (this.cards.part?.name === part.name) return this.cards.close();
    const inline = this.folded ? [] : [...ROWS.map((row) => row.inline), "loss"];
    const nodes = Object.values(this.knobs.all).filter(
      ({ knob }) =>
        knob.part === part.knobs && !inline.includes(knob.name) && !(this.folded && knob.name.endsWith("_lr")),
    );
    this.cards.open(
      button,
      part,
      nodes.map(({ node }) => node),
    );
  }

  /** @param {typeof ROWS[number]} row */
  row({ nodes, knobs, inline }) {
    const side = el("div", { class: "gl-side" });
    if (knobs) {
      this.facts[knobs] = el("span", { class: "gl-fact" });
      if (knobs === "real") this.slots.sets = this.facts.real;
      side.append(
        el(
          "div",
          { class: "gl-head" },
          this.facts[knobs],
          this.gear({
            name: knobs,
            knobs,
            formulas: knobs === "real" ? ["real"] : undefined,
            layers: NODES.find(({ name }) => name === knobs)?.layers,
          }),
        ),
      );
    } else {
      const answers = el("span", { class: "gl-fact", "data-testid": "gl-answers" });
      this.facts.answers = this.words.say(answers, { title: N_("Means over the batch of the last step") });
      const title = this.words.say(el("span", { class: "gl-node-title" }), { textContent: N_("Answers") });
      side.append(title, answers);
    }
    const slot = el("div", { class: "gl-slot", "data-slot": inline });
    if (inline) this.slots[inline] = slot;
    side.append(slot);
    return el(
      "div",
      { class: "gl-row", "data-of": nodes.join(" ") },
      ...nodes.map((name) => this.parts[name].box),
      side,
    );
  }

  /** Takes a frame: numbers, names, and who has just been updated.
   *  @param {Merged} frame */
  update(frame) {
    const { header } = frame;
    this.thumbs.take(frame);
    if (header.about) this.describe(header.about);
    if (header.clear) this.bars.clear();
    const { row } = header;
    if (!row) return;
    this.bars.show(row);
    const { t, fixed } = this.words;
    write(this.facts.answers, t("D(x) {real}\nD(G(z)) {fake}", { real: fixed(row.d_real), fake: fixed(row.d_fake) }));
    if (header.step !== this.step) this.flash(row);
    this.step = header.step;
    this.node.dataset.running = String(header.status === "running");
    this.showTicks();
  }

  /** Lights the loop of every player that was updated in this step. */
  flash(row) {
    for (const player of ["d", "g"]) {
      if (row[`${player}_loss`] == null) continue;
      this.node.classList.add(`gl-acts-${player}`);
      clearTimeout(this.lit[player]);
      this.lit[player] = setTimeout(() => this.node.classList.remove(`gl-acts-${player}`), FLASH);
    }
    this.edges.light(FLASH);
  }

  describe(about) {
    const { settings, latent, references } = about;
    const { t } = this.words;
    this.bars.references = references;
    this.facts.z.textContent = t(NOISE[latent.distribution], { n: latent.dim });
    this.facts.g.textContent = layersOf(settings, "g").join(" → ");
    this.facts.d.textContent = layersOf(settings, "d").join(" → ");
    for (const { name, tick } of Object.values(this.parts))
      tick?.setAttribute("aria-label", t("{part}: show in the large picture", { part: t(PART_WORDS[name].title) }));
    this.parts.ideal.box.hidden = !about.ideal;
    this.parts.gradient.box.hidden = settings.kind === "images";
    this.wire();
  }

  showTicks() {
    const layers = this.plane()?.layers;
    for (const { tick, switches } of Object.values(this.parts))
      if (tick) {
        tick.hidden = !layers;
        tick.checked = !!layers?.on.has(switches);
      }
  }

  /** Marks the part that is the large view. */
  setFocus(part) {
    this.focus = part;
    for (const { name, button } of Object.values(this.parts))
      if (this.few) button.removeAttribute("aria-pressed");
      else button.setAttribute("aria-pressed", String(part?.name === name));
  }

  /** Shows few controls or all of them: of few the nodes are none, but pictures. */
  show(few) {
    this.few = few;
    for (const { button } of Object.values(this.parts)) button.setAttribute("role", few ? "img" : "button");
    this.setFocus(this.focus);
    this.wire();
  }

  /** Draws when it is time; true while something moves. */
  draw(now) {
    this.edges.flow(now);
    return this.thumbs.draw(now);
  }

  /** Lays the edges from node to node, or folds to a strip and puts the rates elsewhere. */
  wire() {
    const box = this.node.getBoundingClientRect();
    const hidden = this.hides("graph");
    if (!box.width && !hidden) return;
    this.folded = hidden || getComputedStyle(this.node).getPropertyValue("--gl-folded").trim() === "1";
    for (const [name, slot] of Object.entries(this.slots)) {
      const home = this.folded && (name.endsWith("_lr") || name === "sets") ? this.inline : slot;
      const node = name === "sets" ? this.sets : this.knobs.all[name].node;
      // not from under a hand
      if (node.parentNode !== home && !node.closest(".gl-card:not([hidden])")) home.append(node);
    }
    if (this.folded) return this.edges.clear();
    const nodes = Object.fromEntries(Object.values(this.parts).map(({ name, button }) => [name, button]));
    const { answers } = this.facts;
    this.edges.lay(box, { ...nodes, ...(this.few ? { answers, d_loss: answers, g_loss: answers } : this.bars.nodes) });
  }

  /** What is kept was drawn in other colours. */
  recolour() {
    for (const { place } of this.thumbs.thumbs) place.kept.clear();
  }

  destroy() {
    this.observer.disconnect();
    clearTimeout(this.lit.d);
    clearTimeout(this.lit.g);
    this.edges.light(-Infinity);
    this.edges.flow(0);
  }
}
