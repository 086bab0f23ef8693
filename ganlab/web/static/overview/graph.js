/** The overview: the GAN as a flow of data with live pictures in its nodes, and each knob beside the part it turns. */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { Thumb, Thumbs, layersOf } from "./thumbs.js";

styled(import.meta.url);

const NODES = [
  { name: "z", layers: ["noise"] },
  { name: "g", layers: ["manifold", "fake"], switches: "manifold" },
  { name: "fake", layers: ["fake"], switches: "fake", wall: "fixed" },
  { name: "real", layers: ["density", "real"], switches: "real", wall: "real" },
  { name: "d", layers: ["heat", "contour"], switches: "heat" },
  { name: "ideal", layers: ["idealHeat", "ideal", "density"], switches: "ideal" },
  { name: "d_fake", layers: ["judgedFake"], formulas: ["fake", "d"], wall: "fixed_scores" },
  { name: "d_real", layers: ["judgedReal"], formulas: ["real", "d"], wall: "real_scores" },
  { name: "gradient", layers: ["fake", "arrows"], switches: "arrows" },
];
const ROWS = [
  { nodes: ["z"], knobs: "z" },
  { nodes: ["g"], knobs: "g", inline: "g_lr" },
  { nodes: ["fake", "real"], knobs: "real", inline: "dataset" },
  { nodes: ["d", "ideal"], knobs: "d", inline: "d_lr" },
  { nodes: ["d_fake", "d_real", "gradient"] },
];
const LOSSES = [
  { name: "d_loss", formulas: ["d_loss"] },
  { name: "g_loss", formulas: ["g_loss"] },
];
const CARDS = [
  { name: "loss", formulas: ["d_loss", "g_loss"] },
  { name: "penalty", formulas: ["d_loss"] },
];
const EDGES = [["z", "g"], ["g", "fake"], ["fake", "d"], ["real", "d"], ["d", "d_fake"], ["d", "d_real"], ["d_fake", "g_loss"], ["d_real", "d_loss"]];
const GEAR = "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5";
const LAYER_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8"];
const POPOVERS = "[data-testid=stPopoverBody], :popover-open"; // which Escape closes first
const FLASH = 350; // ms that a loop stays lit after its update
const SVG = "http://www.w3.org/2000/svg";

const shape = (tag, attrs) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  return node;
};

/** The overview of one view; `knobs` are placed in it. */
export class Graph {
  step = -1;

  constructor(ctx, knobs, cards, plane) {
    Object.assign(this, { ctx, knobs, cards, plane });
    const { say } = ctx;
    this.parts = Object.fromEntries(NODES.map((part) => [part.name, this.part(part)]));
    this.thumbs = new Thumbs(ctx, Object.values(this.parts).map(({ thumb }) => thumb));
    this.facts = {};
    this.slots = {};
    this.bars = Object.fromEntries(LOSSES.map((part) => [part.name, this.bar(part)]));
    const rows = ROWS.map((row) => this.row(row));
    const gears = el("div", { class: "gl-gears" }, ...CARDS.map((part) => this.gear(part, true)));
    rows.push(el("div", { class: "gl-row gl-row-loss" }, el("div", { class: "gl-bars" }, ...Object.values(this.bars).map(({ node }) => node)), el("div", { class: "gl-side" }, (this.slots.loss = el("div", { class: "gl-slot" })), gears)));
    this.edges = shape("svg", { class: "gl-edges", "aria-hidden": "true" });
    this.node = say(el("div", { class: "gl-graph", role: "group", "data-testid": "gl-graph" }, this.edges, ...rows), { "aria-label": "live_graph" });
    this.inline = el("div", { class: "gl-rates" }); // where the rates stand when the overview is folded to a strip
    this.observer = new ResizeObserver(() => this.wire());
    this.observer.observe(this.node);
    this.listen();
  }

  /** The keys of the picture, which is another one for each kind of data. */
  listen() {
    const record = (keys, text, part, run, when = () => this.plane()?.layers) => ({ keys, text, group: "picture", part, when, run });
    this.ctx.keys.add(
      record(LAYER_KEYS, "live_key_layers", "layers", (key) => this.plane().layers.press(LAYER_KEYS.indexOf(key))),
      record(["f"], "live_key_focus", "graph", () => this.cycle()),
      record(["Escape"], "live_focus_back", undefined, () => this.ctx.focus(null), () => this.plane()?.focus && !this.cards.part && !document.querySelector(POPOVERS)),
      record(["w"], "live_key_warp", "layers", () => this.plane().warp.click()),
    );
  }

  /** Makes the next part the large view; after the last one comes the visitor's own picture again. */
  cycle() {
    const shown = NODES.filter(({ name }) => !this.parts[name].box.hidden);
    const at = shown.findIndex(({ name }) => name === this.plane().focus?.name);
    this.ctx.focus(shown[at + 1] ?? null);
  }

  /** A node: its picture, which makes it the large view, and a tick for its layer. */
  part(part) {
    const { say } = this.ctx;
    const thumb = new Thumb(this.ctx, part);
    const label = say(el("span", { class: "gl-node-label" }), { textContent: `live_node_${part.name}` });
    const button = say(el("button", { type: "button", class: "gl-node", "data-part": part.name, "data-testid": `gl-node-${part.name}`, "aria-pressed": "false" }, thumb.canvas, label), { "aria-label": `live_part_${part.name}` });
    button.addEventListener("click", () => this.choose(part, button));
    if (part.name === "g") for (const type of ["pointerenter", "focus"]) button.addEventListener(type, () => {
      thumb.warpSince = performance.now();
      this.ctx.redraw();
    });
    this.cards.explain(button, part);
    const box = el("div", { class: "gl-node-box", "data-of": part.name }, button);
    if (part.switches) {
      const tick = say(el("input", { type: "checkbox", class: "gl-tick", "data-testid": `gl-tick-${part.name}` }), { title: "live_tick" });
      tick.addEventListener("change", () => this.plane()?.layers?.toggle(part.switches, tick.checked));
      box.append(tick);
      return { ...part, thumb, button, box, tick };
    }
    return { ...part, thumb, button, box };
  }

  /** Makes a part the large view; on a narrow screen, where nothing can be pointed at, opens its card first. */
  choose(part, button) {
    const row = ROWS.find(({ nodes }) => nodes.includes(part.name));
    if ((this.folded && !this.ctx.hides("cards")) || this.ctx.kind() !== "points") return this.openCard(button, { ...part, knobs: row.nodes[0] === part.name || part.name === "real" ? row.knobs : undefined });
    this.ctx.focus(this.plane()?.focus?.name === part.name ? null : part);
  }

  openCard(button, part) {
    if (this.cards.part?.name === part.name) return this.cards.close();
    const inline = this.folded ? [] : [...ROWS.map((row) => row.inline), "loss"];
    const nodes = Object.values(this.knobs.all).filter(({ knob }) => knob.part === part.knobs && !inline.includes(knob.name) && !(this.folded && knob.name.endsWith("_lr")));
    this.cards.open(button, part, nodes.map(({ node }) => node));
  }

  row({ nodes, knobs, inline }) {
    const side = el("div", { class: "gl-side" });
    if (knobs) {
      this.facts[knobs] = el("span", { class: "gl-fact" });
      if (knobs === "real") this.slots.sets = this.facts.real;
      side.append(el("div", { class: "gl-head" }, this.facts[knobs], this.gear({ name: knobs, knobs, formulas: knobs === "real" ? ["real"] : undefined, layers: NODES.find(({ name }) => name === knobs)?.layers })));
    } else side.append((this.facts.answers = this.ctx.say(el("span", { class: "gl-fact", "data-testid": "gl-answers" }), { title: "live_fact_answers_tip" })));
    const slot = el("div", { class: "gl-slot" });
    if (inline) this.slots[inline] = slot;
    side.append(slot);
    return el("div", { class: "gl-row", "data-of": nodes.join(" ") }, ...nodes.map((name) => this.parts[name].box), side);
  }

  /** The button that opens a part's card. */
  gear(part, named = false) {
    const { say } = this.ctx;
    const icon = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
    icon.append(shape("path", { d: GEAR }));
    const button = say(el("button", { type: "button", class: "gl-gear", "data-opens": part.name, "data-testid": `gl-gear-${part.name}` }, icon, named && say(el("span"), { textContent: `live_node_${part.name}` })), { "aria-label": `live_gear_${part.name}`, title: `live_gear_${part.name}` });
    button.addEventListener("click", () => this.openCard(button, { ...part, knobs: part.knobs ?? part.name }));
    return button;
  }

  /** A loss as a bar with its number, and a line where the equilibrium is. */
  bar(part) {
    const { ctx } = this;
    const { say } = ctx;
    const [fill, mark, value] = [el("i"), el("b"), el("output", { "data-testid": `gl-bar-${part.name}` })];
    const node = el("button", { type: "button", class: `gl-bar-loss gl-bar-${part.name}`, "data-part": part.name }, say(el("span"), { textContent: `live_node_${part.name}` }), el("span", { class: "gl-track" }, fill, mark), value);
    this.cards.explain(node, part);
    node.disabled = ctx.hides("cards"); // there would be nothing to open
    node.addEventListener("click", () => this.openCard(node, { name: "loss", knobs: "loss", formulas: [part.name] }));
    return { ...part, node, fill, mark, value, most: 0 };
  }

  /** Takes a frame: numbers, names, and who has just been updated. */
  update(frame, now) {
    const { header } = frame;
    this.thumbs.take(frame);
    if (header.about) this.describe(header.about);
    if (header.clear) for (const bar of Object.values(this.bars)) bar.most = 0;
    const { row } = header;
    if (!row) return;
    for (const bar of Object.values(this.bars)) this.showBar(bar, row[bar.name]);
    const short = (value) => (value == null ? "–" : value.toFixed(2).replace("-", "−"));
    this.facts.answers.textContent = this.ctx.t("live_fact_answers", { real: short(row.d_real), fake: short(row.d_fake) });
    if (header.step !== this.step) this.flash(row);
    this.step = header.step;
    this.node.dataset.running = header.status === "running";
    this.showTicks();
  }

  showBar(bar, value) {
    if (value == null) return;
    const reference = this.references?.[bar.name];
    bar.most = Math.max(bar.most * 0.999, Math.abs(value) * 1.1, 2 * Math.abs(reference || 0));
    bar.value.textContent = value.toFixed(3).replace("-", "−");
    bar.fill.style.width = `${(100 * Math.abs(value)) / (bar.most || 1)}%`;
    bar.mark.hidden = reference == null;
    if (reference != null) bar.mark.style.left = `${(100 * Math.abs(reference)) / (bar.most || 1)}%`;
  }

  /** Lights the loop of every player that was updated in this step. */
  flash(row) {
    for (const player of ["d", "g"]) {
      if (row[`${player}_loss`] == null) continue;
      this.node.classList.add(`gl-acts-${player}`);
      clearTimeout(this[player]);
      this[player] = setTimeout(() => this.node.classList.remove(`gl-acts-${player}`), FLASH);
    }
  }

  describe(about) {
    const { settings, latent, references } = about;
    const { t } = this.ctx;
    this.references = references;
    this.facts.z.textContent = t(`live_fact_z_${latent.distribution}`, { n: latent.dim });
    this.facts.g.textContent = layersOf(settings, "g").join(" → ");
    this.facts.d.textContent = layersOf(settings, "d").join(" → ");
    for (const { name, tick } of Object.values(this.parts)) tick?.setAttribute("aria-label", t("live_tick_of", { part: t(`live_part_${name}`) }));
    this.parts.ideal.box.hidden = !about.ideal;
    this.parts.gradient.box.hidden = settings.kind === "images";
    this.wire();
  }

  showTicks() {
    const layers = this.plane()?.layers;
    for (const { tick, switches } of Object.values(this.parts)) if (tick) {
      tick.hidden = !layers;
      tick.checked = !!layers?.on.has(switches);
    }
  }

  /** Marks the part that is the large view. */
  setFocus(part) {
    for (const { name, button } of Object.values(this.parts)) button.setAttribute("aria-pressed", part?.name === name);
  }

  /** Draws when it is time; true while something moves. */
  draw(now) {
    return this.thumbs.draw(now);
  }

  /** Lays the edges from node to node, or folds to a strip and puts the rates elsewhere. */
  wire() {
    const box = this.node.getBoundingClientRect();
    const hidden = this.ctx.hides("graph");
    if (!box.width && !hidden) return;
    this.folded = hidden || getComputedStyle(this.node).getPropertyValue("--gl-folded").trim() === "1";
    for (const [name, slot] of Object.entries(this.slots)) {
      const home = this.folded && (name.endsWith("_lr") || name === "sets") ? this.inline : slot;
      const node = name === "sets" ? this.sets : this.knobs.all[name].node;
      if (node.parentNode !== home && !node.closest(".gl-card:not([hidden])")) home.append(node); // not from under a hand
    }
    if (this.folded) return this.edges.replaceChildren();
    this.edges.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    const at = (name) => {
      const { left, right, top, bottom } = (this.parts[name]?.button ?? this.bars[name].node).getBoundingClientRect();
      return { left: left - box.left, x: this.bars[name] ? Math.min((left + right) / 2, left + 60) - box.left : (left + right) / 2 - box.left, top: top - box.top, bottom: bottom - box.top, y: (top + bottom) / 2 - box.top };
    };
    const line = (d, look) => shape("path", { d, class: `gl-edge ${look}` });
    const flow = EDGES.map(([from, to]) => {
      const [a, b] = [at(from), at(to)];
      const middle = (a.bottom + b.top) / 2;
      return line(`M${a.x} ${a.bottom}C${a.x} ${middle} ${b.x} ${middle} ${b.x} ${b.top}`, `gl-edge-${from === "real" ? "real" : from === "d" || from.startsWith("d_") ? "d" : "g"}`);
    });
    const back = (from, to, gutter) => {
      const [a, b] = [at(from), at(to)];
      return `M${a.left} ${a.y}H${gutter + 8}Q${gutter} ${a.y} ${gutter} ${a.y - 8}V${b.y + 8}Q${gutter} ${b.y} ${gutter + 8} ${b.y}H${b.left - 7}m0 -4l7 4l-7 4`;
    };
    this.edges.replaceChildren(...flow, line(back("d_loss", "d", 14), "gl-loop gl-loop-d"), line(back("g_loss", "g", 4), "gl-loop gl-loop-g"));
  }

  /** What is kept was drawn in other colours. */
  theme() {
    for (const { place } of this.thumbs.thumbs) place.kept.clear();
  }

  destroy() {
    this.observer.disconnect();
    clearTimeout(this.d);
    clearTimeout(this.g);
  }
}
