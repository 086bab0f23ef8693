/** The live view: mounts once per Streamlit element and joins socket, picture, curves and controls. */

import { Curves } from "./charts/curves.js";
import { Diagnosis } from "./charts/diagnosis.js";
import { Measures } from "./charts/measures.js";
import { Compare } from "./controls/compare.js";
import { Slow } from "./controls/slow.js";
import { Timeline } from "./controls/timeline.js";
import { Transport } from "./controls/transport.js";
import { Game } from "./dirac/game.js";
import { Theory } from "./dirac/theory.js";
import { Images } from "./images/pages.js";
import { Cards } from "./overview/card.js";
import { DataMenu, DataSets } from "./overview/datasets.js";
import { Draw } from "./overview/draw.js";
import { Graph } from "./overview/graph.js";
import { Knobs } from "./overview/knobs.js";
import { Layers } from "./points/layers.js";
import { Plane } from "./points/plane.js";
import { Scene } from "./points/scene.js";
import { Keys } from "./shell/keys.js";
import { Notes } from "./shell/notes.js";
import { Room } from "./shell/presentation.js";
import { Link } from "./shell/socket.js";
import { Spoken } from "./shell/spoken.js";
import { dress } from "./shell/style.js";
import { el, given, loadPlotly, mix, rgb, surroundings, watchColours } from "./shell/tools.js";

const REMOVAL_CHECK = 500;
const QUIET = 300; // ms without a newer setting before the page's panel follows
const GLIDE_EVERY = 45; // ms between two pictures of a glide: training needs the processor too
// On the page, not in this module: a newer version of the module must find what an older one mounted.
const mounts = (globalThis[Symbol.for("ganlab.mounts")] ??= new WeakMap());

await dress(); // nothing is shown without its styles

/** One mounted view. Its parts each have a `node` and, where they need them, the methods
 *  `update(frame, now)`, `connect(connected)`, `relabel(data)`, `clear()` for another run, `theme()` and `destroy()`. */
class LiveView {
  frames = 0;
  drawnAt = -Infinity;
  waiting = [];
  words = new Map();
  newest = null;
  query = null;

  constructor(parent, data) {
    this.parent = parent;
    this.data = data;
    const ctx = (this.ctx = {
      say: (node, keys) => this.say(node, keys),
      t: (key, values) => this.t(key, values),
      number: (value) => this.numbers.format(value),
      scale: (p) => this.scale(p),
      redraw: () => this.schedule(),
      describe: (picture, text) => this.spoken.describe(picture, text),
      command: (name, value) => this.command(name, value),
      layers: () => new Layers(ctx),
      hides: (part) => data.room.hide.includes(part),
      text: (px) => this.room.text(px),
      thick: (px) => this.room.thick(px),
      changed: () => this.redisplay(),
      kind: () => this.root.dataset.kind,
      focus: (part) => {
        for (const shown of [this.view, this.compare, this.graph]) shown.setFocus?.(part);
      },
    });
    ctx.scene = new Scene(ctx);
    this.numbers = new Intl.NumberFormat(data.lang);
    this.build();
    parent.replaceChildren(this.root); // on the page first: elsewhere it would have no colours to read
    this.keys = ctx.keys = new Keys(ctx);
    this.room = new Room(ctx, this.root, data);
    this.readTheme();
    const command = (name, value) => this.command(name, value);
    this.draw = new Draw(ctx, command);
    this.datasets = new DataSets(ctx, data, command);
    this.root.append(this.draw.node);
    this.transport = new Transport(ctx, command);
    this.knobs = new Knobs(ctx, data.knobs, command);
    this.cards = new Cards(ctx, this.root);
    this.graph = new Graph(ctx, this.knobs, this.cards, () => this.view);
    this.graph.sets = new DataMenu(ctx, this.datasets, this.draw).node;
    const pictured = new Promise((resolve) => (this.pictured = () => requestAnimationFrame(() => setTimeout(resolve))));
    this.curves = new Curves(ctx, pictured.then(() => loadPlotly(data.base))); // it takes half a second: the picture first
    this.measures = new Measures(ctx);
    this.diagnosis = new Diagnosis(ctx, data, command);
    this.spoken = new Spoken(ctx, this.root);
    this.slow = new Slow(ctx, this.root, command);
    this.transport.node.querySelector(".gl-buttons").append(this.slow.button);
    this.transport.node.append(this.room.node);
    this.root.append(this.keys.node);
    this.timeline = new Timeline(ctx, command);
    this.grid.prepend(this.transport.node, this.timeline.node);
    this.stage.before(this.graph.node);
    this.theory = new Theory(ctx);
    this.grid.append(el("div", { class: "gl-column" }, this.graph.inline, this.theory.node, this.diagnosis.node, this.curves.node, this.measures.node), this.theory.formulas);
    this.compare = new Compare(ctx, data, { root: this.root, stage: this.stage, measures: this.measures.node, view: () => this.view, make: (kind, ctx) => this.make(kind, ctx),
      parts: [this.knobs, this.cards, this.graph, this.diagnosis, this.datasets, this.theory, this.timeline], command: (name, value, run) => this.command(name, value, run) });
    this.room.node.prepend(this.compare.button);
    this.parts = [this.compare, this.transport, this.knobs, this.cards, this.graph, this.curves, this.measures, this.diagnosis, this.notes, this.keys, this.room, this.spoken, this.slow, this.draw, this.datasets, this.theory, this.timeline];
    this.show(data.kind ?? "points");
    this.room.project(data.room.projector);
    this.unwatch = watchColours(parent, () => this.readTheme());
    this.connect();
  }

  /** Sets words by key, now and whenever the language changes. */
  say(node, keys) {
    this.words.set(node, { ...this.words.get(node), ...keys });
    for (const [place, key] of Object.entries(keys)) {
      if (place === "textContent") node.textContent = this.t(key);
      else node.setAttribute(place, this.t(key));
    }
    return node;
  }

  t(key, values = {}) {
    const text = this.data.texts?.[key] ?? key;
    return (this.asked ? given(text) : text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? this.room?.word(name) ?? whole);
  }

  /** Names what G and D are given, in all words: in a conditional run also the label. */
  name({ classes }) {
    if (!!classes === !!this.asked) return;
    this.asked = !!classes;
    this.relabel();
  }

  build() {
    this.picture = el("div", { class: "gl-picture" });
    this.stage = el("div", { class: "gl-stage" }, this.picture);
    this.notes = new Notes(this.ctx, this.stage);
    this.grid = el("div", { class: "gl-grid" }, this.stage);
    this.root = this.say(el("div", { class: "gl-root", role: "region", tabindex: "-1", "data-frames": 0, "data-connected": false }, this.grid), { "aria-label": "live_view" });
  }

  /** Tells every part, and the picture, of something that happened to the view. */
  tell(what, ...values) {
    for (const part of [this.view, ...(this.parts ?? [])]) part?.[what]?.(...values);
  }

  /** Puts in the picture for a kind of data, unless it is there already. */
  show(kind) {
    if (kind === this.root.dataset.kind) return;
    this.view?.destroy();
    this.root.dataset.kind = kind;
    this.view = this.make(kind, this.ctx);
    this.picture.replaceChildren(this.view.node);
  }

  make(kind, ctx) {
    return new { points: Plane, images: Images, dirac: Game }[kind](ctx);
  }

  connect() {
    const { base, run, lang } = this.data;
    const { protocol, host } = location;
    this.link?.close();
    this.waiting = [];
    this.notes.begin();
    this.link = new Link(`${protocol === "https:" ? "wss" : "ws"}://${host}${base}/live/${encodeURIComponent(run)}?lang=${encodeURIComponent(lang)}`, {
      frame: (frame) => {
        const joined = this.compare.join(frame, run);
        if (!joined) return;
        this.waiting.push(joined);
        this.schedule();
      },
      error: (sentence) => this.notes.fail(sentence),
      opened: (run) => this.setStateValue?.("run", run), // the page goes there, and the address follows
      refused: (sentence) => this.notes.announce(sentence),
      state: (connected) => this.setConnected(connected),
    });
  }

  /** Shows whether the server is there. */
  setConnected(connected) {
    this.root.dataset.connected = connected;
    this.tell("connect", connected);
  }

  /** Sends a command, for the run whose settings are shown unless it is said which; a drawing that is still to be drawn is asked for first. */
  command(name, value, run = ["compare", "keep"].includes(name) ? undefined : this.compare.run) {
    if (name === "set" && value.dataset === "drawing" && !value.drawing && !this.draw.drawing) return this.draw.open();
    return this.link.command(name, value, run);
  }

  /** Asks for one drawing in the next animation frame. */
  schedule() {
    this.tick ??= requestAnimationFrame((now) => this.paint(now));
  }

  /** Draws the newest frame, or moves the points between two. */
  paint(now) {
    this.tick = null;
    if (!this.root.isConnected) this.leave();
    const frames = this.waiting.splice(0);
    if (!frames.length && now - this.drawnAt < GLIDE_EVERY) return this.schedule();
    this.drawnAt = now;
    try {
      if (frames.length) this.take(this.compare.merge(frames), now);
      const moving = [this.view, this.compare, this.graph].map((part) => part.draw(now));
      if (moving.some(Boolean)) this.schedule();
    } catch (error) {
      console.error("ganlab: frame", error);
    }
    if (!frames.length) return;
    this.root.dataset.frames = this.frames += 1;
    if (this.frames === 1) this.pictured();
    this.link.credit(frames.length);
  }

  /** Hands a frame to all who show something of it. */
  take(frame, now) {
    const { header } = frame;
    this.show(header.kind);
    if (header.kind === "points") this.ctx.scene.update(frame, now);
    const followed = this.compare.followed(frame);
    for (const part of [this.view, ...this.parts]) part.update?.(this.compare.parts.includes(part) ? followed : frame, now);
    const { dataset } = this.root;
    for (const name of ["step", "status", "run", "generation", "speed", "made", "past", "now", "undo"]) {
      if (dataset[name] !== String(header[name])) dataset[name] = header[name];
    }
    if (header.about) this.name(header.about);
    if (header.about) this.settle(header.about.settings);
    else if (frame.beside?.header.about || header.beside !== this.besideNamed) this.address();
    this.besideNamed = header.beside;
    this.catchUp(header.revision);
  }

  /** Shows a run's settings in the sliders and in the address, as strings: those that are not the default. */
  settle({ values, query }) {
    Object.assign(this.root.dataset, { dLr: values.d_lr, gLr: values.g_lr });
    this.query = query;
    this.address();
  }

  /** Writes run, settings and chosen language into the address, without a new entry in the browser's history. */
  address() {
    if (!this.query) return;
    const kept = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith("embed"));
    const query = new URLSearchParams([...Object.entries({ run: this.data.run, ...this.compare.query(), ...this.query, ...this.data.address, ...this.room.query() }), ...kept]);
    const search = `?${query}`.replaceAll("%2C", ",").replaceAll("%3A", ":");
    if (search !== location.search) history.replaceState(history.state, "", search + location.hash);
  }

  /** Lets Streamlit rerun when the run's settings are newer than its panel, once they have come to rest. */
  catchUp(revision) {
    if (revision === this.newest) return;
    this.newest = revision;
    clearTimeout(this.behind);
    this.behind = setTimeout(() => revision > this.data.revision && this.setStateValue?.("revision", revision), QUIET);
  }

  /** Takes what a rerun of the page brings. */
  update({ data, setStateValue }) {
    const before = this.data;
    this.data = data;
    this.setStateValue = setStateValue;
    if (JSON.stringify(before.texts) !== JSON.stringify(data.texts) || before.lang !== data.lang) this.relabel();
    if (before.run !== data.run || before.lang !== data.lang || before.base !== data.base) this.connect();
    if (before.run !== data.run) this.forget();
    this.address();
    this.readTheme();
  }

  /** Empties the view for another run. */
  forget() {
    this.newest = this.query = null;
    this.tell("clear");
    this.schedule();
  }

  relabel() {
    this.numbers = new Intl.NumberFormat(this.data.lang);
    for (const [node, keys] of this.words) this.say(node, keys);
    this.tell("relabel", this.data);
    this.schedule();
  }

  /** Shows another palette, other shapes or another size of everything. */
  redisplay() {
    this.themeSign = "";
    this.readTheme();
    this.relabel();
    this.address();
  }

  /** Follows the page's background, text and font; redraws when they have changed. */
  readTheme() {
    const { dark, back, text, font } = surroundings(this.parent);
    const sign = [dark, back, text, font].join();
    if (sign === this.themeSign) return;
    this.themeSign = sign;
    const [bg, fg] = [back, text].map((numbers) => `rgb(${numbers})`);
    const line = `rgb(${mix(back, text, 0.16)})`;
    this.root.dataset.theme = dark ? "dark" : "light";
    for (const [name, value] of Object.entries({ bg, fg })) this.root.style.setProperty(`--gl-${name}`, value);
    const style = getComputedStyle(this.root);
    const read = (name) => style.getPropertyValue(`--gl-${name}`).trim();
    const named = ["real", "fake", "d", "g", "grad", "neutral", "penalty"].map((name) => [name, read(name)]);
    this.palette = this.ctx.palette = { bg, fg, line, font, heat: Number(read("heat")), ...Object.fromEntries(named) };
    this.tell("theme");
    this.schedule();
  }

  /** The colour of an answer of D: generated (0), undecided (0.5), real (1). */
  scale(p) {
    const { real, fake, neutral, fg } = this.palette;
    const signed = 2 * p - 1;
    return `rgb(${mix(mix(rgb(neutral), rgb(fg), 0.35), rgb(signed > 0 ? real : fake), Math.abs(signed) ** 0.6)})`;
  }

  /** Ends the view if it is still off the page in a moment; React may only be moving it. */
  leave() {
    this.leaving ??= setTimeout(() => {
      this.leaving = null;
      if (!this.parent.isConnected) this.destroy();
    }, REMOVAL_CHECK);
  }

  destroy() {
    for (const timer of [this.leaving, this.behind]) clearTimeout(timer);
    cancelAnimationFrame(this.tick);
    this.link.close();
    this.unwatch();
    this.tell("destroy");
    this.root.remove();
    if (mounts.get(this.parent) === this) mounts.delete(this.parent);
  }
}

/** Called by Streamlit on every rerun: mounts once, then only follows what has changed. */
export function render({ data, parentElement, setStateValue }) {
  let view = mounts.get(parentElement);
  if (view && view.version !== data.version) {
    view.destroy();
    view = null;
  }
  if (!view) mounts.set(parentElement, (view = Object.assign(new LiveView(parentElement, data), { version: data.version })));
  clearTimeout(view.leaving);
  view.leaving = null;
  view.update({ data, setStateValue });
}

/** Called by Streamlit for every superseded script run too, so only a view that is gone for good ends here. */
export function cleanup(parentElement) {
  mounts.get(parentElement)?.leave();
}
