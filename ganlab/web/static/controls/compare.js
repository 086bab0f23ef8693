/** Two runs side by side, in lock-step: how they are begun, the second picture, and what is done with them in the end. */

import { Measures } from "../charts/measures.js";
import { Knobs, written } from "../overview/knobs.js";
import { Scene } from "../points/scene.js";
import { Notes } from "../shell/notes.js";
import { merge } from "../shell/socket.js";
import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";

styled(import.meta.url);

const PARTS = ["z", "g", "real", "d", "loss", "penalty"];
const FIRST = "r1_gamma"; // the setting that is offered at first
const ARROWS = "M7 7h12l-4-4M17 17H5l4 4";

function icon(path) {
  const box = document.createElement("span");
  box.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
  return box.firstChild;
}

/** The dialog that asks for the setting that is to differ; `start(name, value)` is called with the answer. */
class Choice {
  constructor(ctx, knobs, same, start) {
    Object.assign(this, { ctx, knobs, same, start, name: FIRST });
    const { say } = ctx;
    this.select = say(el("select", { "data-testid": "gl-compare-field" }), { "aria-label": "live_compare_field" });
    this.select.addEventListener("change", () => this.ask(this.select.value));
    this.place = el("div", { class: "gl-compare-value" });
    this.own = el("p", { class: "gl-compare-own" });
    this.go = say(el("button", { type: "submit", class: "gl-button gl-primary", "data-testid": "gl-compare-start" }), { textContent: "live_compare_start" });
    const close = say(el("button", { type: "button", class: "gl-close", "data-testid": "gl-compare-close" }, "×"), { "aria-label": "live_dismiss" });
    const title = say(el("strong", { id: "gl-compare-title" }), { textContent: "live_compare_title" });
    const form = el("form", { method: "dialog" }, el("div", { class: "gl-card-head" }, title, close), say(el("p"), { textContent: "live_compare_text" }), this.select, this.place, this.own, this.go);
    this.node = el("dialog", { class: "gl-compare-choice", "aria-labelledby": "gl-compare-title", "data-testid": "gl-compare-dialog" }, form);
    close.addEventListener("click", () => this.node.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.node.close();
      this.start(this.name, this.value);
    });
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
  }

  /** Opens for a run with these settings. */
  open(settings) {
    this.settings = settings;
    const { t, hides } = this.ctx;
    const offered = this.knobs.filter(({ name }) => settings.shown.includes(name) && !this.same.includes(name) && !hides(name));
    const groups = PARTS.map((part) => [part, offered.filter((knob) => knob.part === part)]).filter(([, knobs]) => knobs.length);
    this.select.replaceChildren(...groups.map(([part, knobs]) => el("optgroup", { label: t(`live_part_${part}`) }, ...knobs.map(({ name, label }) => el("option", { value: name }, label)))));
    const names = offered.map(({ name }) => name);
    this.ask(names.includes(this.name) ? this.name : names[0]);
    this.node.showModal();
  }

  /** Puts in the knob of a setting. */
  ask(name) {
    const { ctx, settings } = this;
    const found = this.knobs.find((knob) => knob.name === name);
    this.name = this.select.value = name;
    this.value = settings.values[name];
    const { all: { [name]: knob } } = new Knobs(ctx, [found], (_, change) => this.choose(change[name]));
    knob.connect(true);
    knob.settle?.(settings);
    knob.show(this.value);
    this.place.replaceChildren(knob.node);
    this.own.textContent = ctx.t("live_compare_own", { value: wordOf(ctx, found, this.value) });
    this.choose(this.value);
  }

  choose(value) {
    this.value = value;
    this.go.disabled = JSON.stringify(value) === JSON.stringify(this.settings.values[this.name]);
  }
}

/** A setting's value as it is said. */
export function wordOf({ t }, knob, value) {
  if (knob.kind === "choice") return knob.choices.find(([key]) => key === value)?.[1] ?? value;
  if (typeof value === "boolean") return t(`live_compare_${value ? "on" : "off"}`);
  if (Array.isArray(value)) return value.join(", ") || t("live_compare_none");
  return typeof value === "number" ? written(value) : value;
}

/** The comparison of one view. `view` gives its present picture, `make(kind, ctx)` a second one. */
export class Compare {
  pending = null; // B's frame, until A's of the same step has come
  beside = null; // B's id
  chosen = "a"; // whose settings and overview are shown
  full = {}; // all that is known of both, to be shown anew

  constructor(ctx, data, { root, stage, measures, parts, make, view, command }) {
    Object.assign(this, { ctx, root, stage, parts, make, view, command, knobs: data.knobs, column: measures.parentNode });
    const { say } = ctx;
    this.button = say(el("button", { type: "button", class: "gl-button gl-button-compare", "data-testid": "gl-compare" }, "A", el("i"), "B"), { title: "live_compare_tip", "aria-label": "live_compare" });
    this.button.addEventListener("click", () => this.ask());
    this.choice = new Choice(ctx, data.knobs, data.same, (name, value) => {
      root.focus({ preventScroll: true }); // not the button again: Space is to pause now
      command("compare", { [name]: value });
    });
    this.heads = { a: this.head("a"), b: this.head("b") };
    this.swap = say(el("button", { type: "button", class: "gl-button gl-compare-swap", "data-testid": "gl-compare-swap" }, icon(ARROWS)), { title: "live_compare_swap_tip", "aria-label": "live_compare_swap" });
    this.swap.addEventListener("click", () => this.root.toggleAttribute("data-swapped"));
    this.heads.a.node.append(this.swap);
    this.picture = el("div", { class: "gl-picture gl-picture-b", "data-testid": "gl-beside" });
    this.nodes = [this.heads.a.node, this.heads.b.node, this.picture];
    for (const node of this.nodes) node.hidden = true;
    stage.prepend(this.heads.a.node);
    stage.firstChild.after(this.heads.b.node);
    stage.append(this.picture);
    const own = (this.own = Object.assign(Object.create(ctx), { command: (name, value) => command(name, value, this.beside), layers: () => this.layers(), kind: () => this.kind }));
    own.scene = new Scene(own);
    this.measures = new Measures(own);
    this.measures.node.dataset.testid = "gl-measures-b";
    this.measures.node.classList.add("gl-measures-b");
    this.numbers = [measures, this.measures.node];
    this.column.append(this.measures.node);
    ctx.keys.add({ keys: ["c"], text: "live_compare", group: "settings", part: "compare", run: () => this.connected && this.ask() });
    root.append(this.choice.node);
  }

  /** A run's name, what is its own in the settings, and the button that keeps it. */
  head(name) {
    const { say } = this.ctx;
    const values = el("span", { class: "gl-compare-values", "data-testid": `gl-compare-values-${name}` });
    const pick = say(el("button", { type: "button", class: "gl-compare-pick", "data-testid": `gl-compare-pick-${name}` }, el("b", {}, name.toUpperCase()), values), { title: `live_compare_pick_${name}` });
    pick.addEventListener("click", () => this.choose(name));
    const keep = say(el("button", { type: "button", class: "gl-button gl-compare-keep", "data-testid": `gl-compare-keep-${name}` }), { textContent: `live_compare_keep_${name}`, title: `live_compare_keep_${name}_tip` });
    keep.addEventListener("click", () => this.command("keep", name === "a" ? this.full.a.header.run : this.beside));
    return { node: el("div", { class: `gl-compare-head gl-compare-head-${name}` }, pick, keep), pick, values };
  }

  /** B's layers are A's, whose chips switch both. */
  layers() {
    const { on } = this.view().layers ?? { on: new Set() };
    return { on, node: el("div", { hidden: "" }), name() {} };
  }

  ask() {
    if (this.full.a && !this.choice.node.open) this.choice.open(this.full.a.header.about.settings);
  }

  /** Takes a frame from the socket: B's is kept until A's comes, and then goes with it. Returns A's. */
  join(frame, run) {
    if (frame.header.run !== run) {
      this.pending = frame;
      return null;
    }
    frame.beside = this.pending?.header.run === frame.header.beside ? this.pending : null;
    this.pending = null;
    return frame;
  }

  /** Joins the frames between two pictures, of either run. */
  merge(frames) {
    const merged = merge(frames);
    const others = frames.map(({ beside }) => beside).filter((other) => other && other.header.run === merged.header.beside);
    merged.beside = others.length ? merge(others) : null;
    return merged;
  }

  update(frame, now) {
    const { beside } = frame;
    this.full.a = this.grown(this.full.a, frame);
    if (frame.header.beside !== this.beside) this.turn(frame.header.beside);
    if (beside) this.show(beside, now);
    this.root.dataset.beside = this.beside ?? "";
    this.name();
  }

  /** All that is known of a run, after one more frame. */
  grown(known, { header, arrays }) {
    const before = known?.header.run === header.run ? known : null;
    const about = header.about ?? before?.header.about; // which is not sent again for a run that begins anew
    return { header: { ...header, about, clear: true }, arrays: header.clear ? arrays : { ...before?.arrays, ...arrays }, history: [], restart: false };
  }

  /** Begins or ends the comparison in the page. */
  turn(beside) {
    this.beside = beside;
    this.full.b = null;
    for (const node of this.nodes) node.hidden = !beside;
    this.root.toggleAttribute("data-comparing", !!beside);
    (beside ? this.stage : this.column).append(...this.numbers); // where there is room for two lines of them
    if (!beside) {
      this.root.removeAttribute("data-swapped");
      this.end();
    }
    this.choose("a");
  }

  end() {
    this.other?.destroy();
    this.notes?.destroy();
    this.other = this.notes = this.kind = null;
    this.picture.replaceChildren();
    this.measures.clear();
    this.own.scene.clear();
  }

  /** Shows B's frame in its picture. */
  show(frame, now) {
    const { header } = frame;
    this.full.b = this.grown(this.full.b, frame);
    if (header.kind !== this.kind) this.put(header.kind);
    if (header.kind === "points") this.own.scene.update(frame, now);
    this.other.update(frame, now);
    this.notes.update({ header: { ...header, notice: header.notice === this.full.a.header.notice ? "" : header.notice } });
    this.measures.update(frame);
    Object.assign(this.picture.dataset, { step: header.step, status: header.status, generation: header.generation, gamma: this.full.b.header.about.settings.values.r1_gamma });
  }

  put(kind) {
    this.end();
    this.kind = kind;
    this.other = this.make(kind, this.own);
    this.picture.append(this.other.node);
    this.notes = new Notes(this.own, this.picture);
    for (const node of this.picture.querySelectorAll("[data-testid]")) node.dataset.testid += "-b";
    this.other.setFocus?.(this.focus ?? null);
  }

  /** The settings in which the two differ. */
  get differences() {
    const [a, b] = ["a", "b"].map((name) => this.full[name]?.header.about?.settings.values);
    return a && b ? this.knobs.filter(({ name }) => JSON.stringify(a[name]) !== JSON.stringify(b[name])) : [];
  }

  /** Writes what is each run's own: where they differ, and where one of them has stopped. */
  name() {
    if (!this.beside) return;
    const { ctx, differences, full } = this;
    const steps = Object.values(full).map((run) => run?.header.step ?? 0);
    for (const [name, { values, pick }] of Object.entries(this.heads)) {
      const header = full[name]?.header;
      if (!header?.about) continue;
      const said = differences.map((knob) => `${knob.label} ${wordOf(ctx, knob, header.about.settings.values[knob.name])}`);
      if (!said.length) said.push(ctx.t("live_compare_equal"));
      if (header.step < Math.max(...steps)) said.push(ctx.t("live_compare_stopped", { n: ctx.number(header.step) }));
      const text = said.join(" · ");
      if (values.textContent !== text) {
        values.textContent = text;
        pick.setAttribute("aria-label", `${name.toUpperCase()}: ${text}`);
      }
    }
  }

  /** Lets the overview, the knobs and what else is of one run show this one. */
  choose(name) {
    const before = this.chosen;
    this.chosen = this.beside ? name : "a";
    for (const [run, { pick }] of Object.entries(this.heads)) pick.setAttribute("aria-pressed", run === this.chosen);
    if (this.chosen === before) return;
    const frame = this.full[this.chosen];
    for (const { thumbs } of this.parts) thumbs?.look(this.chosen === "b" && this.kind === "points" ? this.own.scene : this.ctx.scene);
    for (const part of this.parts) part.update(frame, performance.now());
    this.ctx.redraw();
  }

  /** What the parts that follow the chosen run are to be told of a frame. */
  followed(frame) {
    return this.chosen === "b" && frame.beside ? frame.beside : frame;
  }

  /** The run that a setting is for. */
  get run() {
    return this.chosen === "b" ? this.beside : undefined;
  }

  /** What the address has to say: the run beside, and the one difference that it could be begun from. */
  query() {
    if (!this.beside) return {};
    const { differences: [only, more], beside } = this;
    return { beside, ...(only && !more && { compare: `${only.name}:${this.full.b.header.about.settings.values[only.name]}` }) };
  }

  /** Draws B; true while something moves in it. */
  draw(now) {
    if (!this.other) return false;
    this.own.scene.warpSince = this.ctx.scene.warpSince;
    return this.other.draw(now);
  }

  setFocus(part) {
    this.focus = part;
    this.other?.setFocus?.(part);
  }

  connect(connected) {
    this.connected = connected;
    this.pending = null;
    for (const control of [this.button, ...this.nodes.flatMap((node) => [...node.querySelectorAll(".gl-compare-head button")])]) control.disabled = !connected;
  }

  relabel({ knobs }) {
    this.knobs = this.choice.knobs = knobs;
    this.choice.node.close();
    this.measures.relabel();
    this.name();
  }

  theme() {
    this.other?.theme();
  }

  clear() {
    this.turn(null);
    this.full = {};
  }

  destroy() {
    this.end();
  }
}
