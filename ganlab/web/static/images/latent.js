/** The page of the latent space: pictures between pictures, of single components of z, of G's directions, of a plane. */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { LatentPicker, LatentSheet, LatentSliders, latentNumber } from "./latent_parts.js";
import { Study } from "./study.js";

styled(import.meta.url);

const MODES = ["walk", "directions", "sliders", "map"];
const LATE = 500; // ms after which an answer is waited for no longer
const [STEPS, SIDE, ROWS] = [11, 7, 6]; // pictures of a walk, on a side of a plane, and directions
const SETTLED = 1200; // ms after which a run that has come to rest is measured once more

/** Asks the study `latent` for what its controls say and shows the answers. */
export class Latent {
  mode = "walk";
  picks = [0, 1, 2, 3];
  count = 2; // of the picks that a walk goes between
  slot = 0; // the one that the next click replaces
  way = "spherical";
  seed = null;
  by = Math.floor(Math.random() * 2 ** 31);
  dim = null;
  sent = null; // when a question went out that is not answered yet
  stale = false; // whether the controls have moved on since
  found = null; // the last answer

  constructor(ctx) {
    this.ctx = ctx;
    const { say } = ctx;
    this.study = new Study(ctx, "latent", (about, arrays) => this.take(about, arrays));
    this.modes = this.choice("mode", MODES, (mode) => this.enter(mode));
    this.counts = this.choice("count", ["two", "four"], (name) => this.to({ count: name === "two" ? 2 : 4, slot: 0 }));
    this.ways = this.choice("way", ["linear", "spherical"], (way) => this.to({ way }));
    this.sheet = new LatentSheet(ctx, "sheet", () => this.read());
    this.large = new LatentSheet(ctx, "large");
    this.place = say(el("input", { type: "range", class: "gl-slider", min: 0, max: STEPS - 1, step: 1, "data-testid": "gl-latent-place" }), { "aria-label": "live_latent_place" });
    this.place.addEventListener("input", () => this.sheet.go(Number(this.place.value)));
    this.picker = new LatentPicker(ctx, (k) => this.pick(k));
    this.sliders = new LatentSliders(ctx, (seed) => (seed === undefined ? this.ask() : this.draws(seed)));
    this.title = el("span", { "data-testid": "gl-latent-title" });
    this.readout = el("span", { class: "gl-readout gl-live", "aria-live": "polite", "data-testid": "gl-latent-readout" });
    this.shares = el("div", { class: "gl-latent-shares", "data-testid": "gl-latent-shares" }, ...Array.from({ length: ROWS }, () => el("span")));
    this.note = el("p", { class: "gl-latent-note", "data-testid": "gl-latent-note" });
    this.picked = el("div", { class: "gl-caption" });
    this.side = el("div", { class: "gl-latent-side" }, this.picked, this.picker.node, el("div", { class: "gl-latent-buttons" }, this.picker.others, this.counts), this.ways);
    this.node = el("div", { class: "gl-latent", "data-testid": "gl-latent" }, this.modes, el("div", { class: "gl-caption" }, this.title, this.readout),
      el("div", { class: "gl-latent-sheet" }, this.shares, this.sheet.node), el("div", { class: "gl-latent-large" }, this.large.node, this.place), this.side, this.sliders.node, this.note);
    for (const { canvas } of [this.sheet, this.large]) ctx.describe(canvas, () => this.spoken());
    this.arrange();
  }

  /** The pictures in words. */
  spoken() {
    const { found, mode, picks, used, ctx: { t, number } } = this;
    if (!found) return this.note.textContent;
    const { about: { step }, arrays: { pictures, shares } } = found;
    const from = used ? t("live_spoken_latent_from", { picks: picks.slice(0, used).map((k) => k + 1).join(", ") }) : "";
    const first = mode === "directions" && shares?.data.length ? t("live_spoken_latent_share", { share: Math.round(100 * shares.data[0]) }) : "";
    return [t("live_spoken_latent", { title: this.title.textContent, n: pictures.shape[0], step: number(step) }), from, first, this.note.textContent].filter(Boolean).join(" ");
  }

  /** A row of buttons of which one is pressed. */
  choice(name, values, choose) {
    const { say } = this.ctx;
    const buttons = values.map((value) => {
      const button = say(el("button", { type: "button", "data-value": value, "data-testid": `gl-latent-${value}` }), { textContent: `live_latent_${value}`, title: `live_latent_${value}_tip` });
      button.addEventListener("click", () => choose(value));
      return button;
    });
    return say(el("div", { class: `gl-latent-choice gl-latent-choice-${name}`, role: "group" }, ...buttons), { "aria-label": `live_latent_choice_${name}` });
  }

  open() {
    this.opened = true;
    this.ask();
  }

  close() {
    this.opened = this.stale = false;
    this.sent = null;
    this.study.ask(null);
  }

  enter(mode) {
    if (mode === this.mode) return;
    this.found = null;
    this.sheet.clear();
    this.large.clear();
    this.to({ mode });
  }

  /** Takes on other values of the controls and asks for what they show. */
  to(values) {
    Object.assign(this, values);
    this.arrange();
    this.ask();
    this.ctx.redraw();
  }

  /** How many of the picks the mode goes by. */
  get used() {
    return { walk: this.count, map: 0 }[this.mode] ?? 1;
  }

  pick(k) {
    const { picks, slot, used } = this;
    const at = slot % used;
    this.sliders.moved = new Map();
    this.to({ picks: picks.with(at, k), slot: (at + 1) % used, seed: null });
  }

  draws(seed) {
    this.sliders.moved = new Map();
    this.to({ seed });
  }

  get possible() {
    return this.mode !== "map" || this.dim === 2;
  }

  /** Asks for what the controls say; while an answer is on its way, once it has come. */
  ask() {
    if (!this.opened || this.dim === null) return;
    this.stale = this.sent !== null && performance.now() - this.sent < LATE;
    if (this.stale) return;
    const { mode, picks, way, seed, by } = this;
    const moved = mode === "sliders" ? [...this.sliders.moved] : [];
    this.sent = this.possible ? performance.now() : null;
    this.study.ask(this.possible ? { mode, picks: picks.slice(0, this.used), way, seed: mode === "sliders" ? seed : null, moved, by } : null);
  }

  /** Takes an answer; one to a question of another page brings its controls along. */
  take(about, arrays) {
    const { asked } = about;
    if (asked.by !== this.by || (asked.mode !== this.mode && this.sent === null)) this.follow(asked);
    else if (asked.mode !== this.mode) return;
    this.found = { about, arrays };
    this.sent = null;
    if (arrays.z) this.sliders.take(arrays.z.data, about.reach);
    this.show();
    if (this.stale) this.ask();
  }

  follow({ mode, picks, way, seed, moved }) {
    Object.assign(this, { mode, way, seed, stale: false, picks: [...picks, ...this.picks.slice(picks.length)] });
    if (mode === "walk") this.count = picks.length;
    this.sliders.moved = new Map(moved);
    this.arrange();
  }

  update({ header, arrays }) {
    const latent = header.about?.latent;
    if (latent && latent.dim !== this.dim) {
      this.sliders.moved = new Map();
      this.dim = latent.dim;
      this.arrange();
      if (this.opened) this.ask();
    }
    if (latent && latent.distribution !== this.distribution) {
      this.distribution = latent.distribution;
      this.to({ way: latent.distribution === "uniform" ? "linear" : "spherical" });
    }
    if (arrays.fixed && !header.phase) this.picker.take(arrays.fixed);
    this.study.update({ header, arrays });
    this.remark();
    const { about } = this.found ?? {};
    if (this.stale && performance.now() - this.sent >= LATE) this.ask();
    if (!(about?.measured < header.now) || header.status === "running" || this.again === header.now) return;
    this.again = header.now; // the directions are those of a step before: once more, of this one
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), SETTLED);
  }

  /** Shows the controls of the mode. */
  arrange() {
    const { mode, count, ctx, ctx: { t } } = this;
    const press = (group, value) => [...group.children].forEach((button) => button.setAttribute("aria-pressed", button.dataset.value === value));
    press(this.modes, mode);
    press(this.counts, count === 2 ? "two" : "four");
    press(this.ways, this.way);
    Object.assign(this.node.dataset, { mode, count });
    const two = mode === "walk" && count === 2;
    const { possible } = this;
    this.sheet.lay(two ? 1 : SIDE, two ? STEPS : SIDE);
    this.sheet.canvas.hidden = mode === "sliders" || !possible;
    this.large.node.parentNode.hidden = !two && mode !== "sliders";
    this.place.hidden = !two;
    this.side.hidden = mode === "map";
    this.counts.hidden = this.ways.hidden = mode !== "walk";
    this.sliders.node.hidden = mode !== "sliders";
    this.shares.hidden = mode !== "directions";
    this.picker.mark(this.seed !== null && mode === "sliders" ? [] : this.picks.slice(0, this.used));
    const plural = this.used > 1 ? "s" : "";
    ctx.say(this.picked, { textContent: `live_latent_pick${plural}`, title: `live_latent_pick${plural}_tip` });
    const key = mode === "walk" ? `live_latent_title_walk_${count === 2 ? "two" : "four"}` : `live_latent_title_${mode}`;
    Object.assign(this.title, { textContent: t(key), title: t(`live_latent_${mode}_tip`) });
    this.sheet.canvas.setAttribute("aria-label", t(key));
    this.large.canvas.setAttribute("aria-label", t("live_latent_large"));
    this.read();
    this.remark();
  }

  /** Says what is to be known of what is shown. */
  remark() {
    const { mode, dim, found, possible, ctx: { t } } = this;
    const silent = mode === "directions" && found?.arrays.shares?.data.length === 0;
    const key = !possible ? "map_needs" : silent ? "no_response" : mode === "map" ? "map_note" : null;
    const text = (possible && this.study.elsewhere(found?.about)) || (key ? t(`live_latent_${key}`, { dim }) : "");
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  /** Shows the answer. */
  show() {
    const { found: { about, arrays }, sheet, ctx: { t, number } } = this;
    const { pictures, shares } = arrays;
    if (shares) {
      sheet.lay(Math.max(1, shares.data.length), SIDE);
      const tip = t("live_latent_share_tip", { n: about.over, step: number(about.measured) });
      [...this.shares.children].forEach((node, i) => {
        const share = shares.data[i];
        node.hidden = share === undefined;
        if (!node.hidden) Object.assign(node, { textContent: `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`, title: tip });
      });
    }
    sheet.take(pictures);
    this.read();
    this.remark();
  }

  /** Says what the picture is that is looked at, and shows it large. */
  read() {
    const { mode, found, sheet, ctx: { t } } = this;
    const two = mode === "walk" && this.count === 2;
    const at = sheet.at ?? (two ? (STEPS - 1) / 2 : null);
    this.readout.textContent = "";
    if (two) {
      this.place.value = at;
      this.place.style.setProperty("--gl-filled", `${(100 * at) / (STEPS - 1)}%`);
    }
    if (!found) return;
    const { places, shares, pictures } = found.arrays;
    this.large.take(pictures, two ? at : 0);
    if (two) this.readout.textContent = `t = ${(at / (STEPS - 1)).toFixed(1)}`;
    if (at === null) return;
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    if (mode === "walk" && !two) this.readout.textContent = `→ ${(column / 6).toFixed(2)}  ↓ ${(row / 6).toFixed(2)}`;
    if (mode === "directions" && row < (shares?.data.length ?? 0)) this.readout.textContent = t("live_latent_along", { i: row + 1, q: latentNumber(column - 3, 0) });
    if (mode === "map" && places) this.readout.textContent = `z/σ = (${latentNumber(places.data[column])}, ${latentNumber(places.data[SIDE - 1 - row])})`;
  }

  draw() {
    for (const part of [this.sheet, this.large, this.picker]) part.draw();
    return false;
  }

  clear() {
    this.found = this.sent = null;
    for (const part of [this.sheet, this.large, this.picker]) part.clear();
  }

  relabel() {
    this.arrange();
    if (this.found) this.show();
  }

  destroy() {
    clearTimeout(this.timer);
    for (const { observer } of [this.sheet, this.large]) observer.disconnect();
  }
}
