/** The page of the latent space: pictures between pictures, of single components of z, of G's directions, of a
 *  plane. */

/** @import { Services } from "../parts.js" */
/** @import { Merged, Numbers } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { LatentControls, MODES } from "./latent_controls.js";
import { LatentSheet } from "./latent_parts.js";
import { Study } from "./study.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const TITLES = {
  walk: N_("From A to B"),
  walkFour: N_("Between A, B, C and D"),
  directions: N_("From −3σ to +3σ along each direction"),
  sliders: N_("Components of z, in standard deviations"),
  map: N_("G(z) over the plane of z"),
};
const REMARKS = {
  needs: N_("A map needs z of two dimensions; here it has {dim}. Set “Noise dimensions” to 2."),
  silent: N_("G makes the same picture of every z: there is no direction to follow."),
  map: N_("Places of equal probability: each picture stands for as many z's."),
};

const LATE = 500; // ms after which an answer is waited for no longer
const [STEPS, SIDE, ROWS] = [11, 7, 6]; // pictures of a walk, on a side of a plane, and directions
const SETTLED = 1200; // ms after which a run that has come to rest is measured once more

/** Asks the study `latent` for what its controls say and shows the answers. */
export class Latent {
  by = Math.floor(Math.random() * 2 ** 31);
  /** @type {number | null} */
  dim = null;
  /** @type {number | null} */
  sent = null; // when a question went out that is not answered yet
  stale = false; // whether the controls have moved on since
  /** @type {{ about: any, arrays: Record<string, Numbers> } | null} */
  found = null; // the last answer

  /** @param {Pick<Services, "words" | "theme" | "command" | "redraw" | "describe">} services */
  constructor({ words, theme, command, redraw, describe }) {
    this.words = words;
    this.redraw = redraw;
    this.study = new Study({ words, command }, "latent", (about, arrays) => this.take(about, arrays));
    const on = { enter: () => this.empty(), change: () => this.changed(), ask: () => this.ask() };
    this.controls = new LatentControls({ words, redraw }, on);
    this.sheet = new LatentSheet({ theme, redraw }, "sheet", () => this.read());
    this.large = new LatentSheet({ theme, redraw }, "large");
    const range = {
      type: "range",
      class: "gl-slider",
      min: 0,
      max: STEPS - 1,
      step: 1,
      "data-testid": "gl-latent-place",
    };
    this.place = words.say(el("input", range), { "aria-label": N_("Place on the way") });
    this.place.addEventListener("input", () => this.sheet.go(Number(this.place.value)));
    this.title = el("span", { "data-testid": "gl-latent-title" });
    const live = { class: "gl-readout gl-live", "aria-live": "polite", "data-testid": "gl-latent-readout" };
    this.readout = el("span", live);
    this.shareTexts = Array.from({ length: ROWS }, () => el("span"));
    this.shares = el("div", { class: "gl-latent-shares", "data-testid": "gl-latent-shares" }, ...this.shareTexts);
    this.note = el("p", { class: "gl-latent-note", "data-testid": "gl-latent-note" });
    const { modes, side, sliders } = this.controls;
    this.enlarged = el("div", { class: "gl-latent-large" }, this.large.node, this.place);
    this.node = el("div", { class: "gl-latent", "data-testid": "gl-latent" }, modes);
    this.node.append(
      el("div", { class: "gl-caption" }, this.title, this.readout),
      el("div", { class: "gl-latent-sheet" }, this.shares, this.sheet.node),
      this.enlarged,
      side,
      sliders.node,
      this.note,
    );
    for (const { canvas } of [this.sheet, this.large]) describe(canvas, () => this.spoken());
    this.arrange();
  }

  /** The pictures in words. */
  spoken() {
    const { found, note } = this;
    const { t, number } = this.words;
    const { mode, picks, used } = this.controls;
    if (!found) return note.textContent;
    const { step } = found.about;
    const { pictures, shares } = found.arrays;
    const pairs = picks.slice(0, used).map((k) => k + 1);
    const from = used ? t("Picked of the fixed wall: {picks}.", { picks: pairs.join(", ") }) : "";
    const most = mode === "directions" && shares?.data.length ? Math.round(100 * shares.data[0]) : null;
    const first = most === null ? "" : t("The first direction makes {share} % of G’s response.", { share: most });
    const title = this.title.textContent;
    const what = this.words.tn("{title}: {n} picture of step {step}.", "{title}: {n} pictures of step {step}.", {
      title,
      n: pictures.shape[0],
      step: number(step),
    });
    return [what, from, first, note.textContent].filter(Boolean).join(" ");
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

  /** Takes the pictures away, before another mode is shown. */
  empty() {
    this.found = null;
    this.sheet.clear();
    this.large.clear();
  }

  /** Asks for what other values of the controls show. */
  changed() {
    this.arrange();
    this.ask();
    this.redraw();
  }

  get possible() {
    return this.controls.mode !== "map" || this.dim === 2;
  }

  /** Asks for what the controls say; while an answer is on its way, once it has come. */
  ask() {
    if (!this.opened || this.dim === null) return;
    this.stale = this.sent !== null && performance.now() - this.sent < LATE;
    if (this.stale) return;
    this.sent = this.possible ? performance.now() : null;
    this.study.ask(this.possible ? { ...this.controls.question, by: this.by } : null);
  }

  /** Takes an answer; one to a question of another page brings its controls along. */
  take(about, arrays) {
    const { asked } = about;
    const { mode } = this.controls;
    if (asked.by !== this.by || (asked.mode !== mode && this.sent === null)) this.follow(asked);
    else if (asked.mode !== mode) return;
    this.found = { about, arrays };
    this.sent = null;
    if (arrays.z) this.controls.sliders.take(arrays.z.data, about.reach);
    this.show(this.found);
    if (this.stale) this.ask();
  }

  follow(asked) {
    this.stale = false;
    this.controls.follow(asked);
    this.arrange();
  }

  /** @param {Merged} frame */
  update(frame) {
    const { header, arrays } = frame;
    const { controls } = this;
    const latent = header.about?.latent;
    if (latent && latent.dim !== this.dim) {
      controls.sliders.moved = new Map();
      this.dim = latent.dim;
      this.arrange();
      if (this.opened) this.ask();
    }
    if (latent && latent.distribution !== this.distribution) {
      this.distribution = latent.distribution;
      controls.to({ way: latent.distribution === "uniform" ? "linear" : "spherical" });
    }
    if (arrays.fixed && !header.phase) controls.picker.take(arrays.fixed);
    this.study.update(frame);
    this.remark();
    const { about } = this.found ?? {};
    if (this.stale && performance.now() - (this.sent ?? 0) >= LATE) this.ask();
    if (!(about?.measured < header.now) || header.status === "running" || this.again === header.now) return;
    this.again = header.now; // the directions are those of a step before: once more, of this one
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), SETTLED);
  }

  /** Shows the controls and the sheets of the mode. */
  arrange() {
    const { controls, possible } = this;
    const { mode, count, row } = controls;
    const { t } = this.words;
    controls.arrange();
    Object.assign(this.node.dataset, { mode, count });
    this.sheet.lay(row ? 1 : SIDE, row ? STEPS : SIDE);
    this.sheet.canvas.hidden = mode === "sliders" || !possible;
    this.enlarged.hidden = !row && mode !== "sliders";
    this.place.hidden = !row;
    this.shares.hidden = mode !== "directions";
    const title = TITLES[mode === "walk" && !row ? "walkFour" : mode];
    Object.assign(this.title, { textContent: t(title), title: t(MODES[mode].title) });
    this.sheet.canvas.setAttribute("aria-label", t(title));
    this.large.canvas.setAttribute("aria-label", t("The picture looked at, large"));
    this.read();
    this.remark();
  }

  /** Says what is to be known of what is shown. */
  remark() {
    const { dim, found, possible, controls } = this;
    const silent = controls.mode === "directions" && found?.arrays.shares?.data.length === 0;
    const remark = !possible ? REMARKS.needs : silent ? REMARKS.silent : controls.mode === "map" ? REMARKS.map : null;
    const own = remark ? this.words.t(remark, { dim }) : "";
    const text = (possible && this.study.elsewhere(found?.about)) || own;
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  /** Shows an answer. */
  show({ about, arrays }) {
    if (arrays.shares) this.showShares(about, arrays.shares.data);
    this.sheet.take(arrays.pictures);
    this.read();
    this.remark();
  }

  showShares({ over, measured }, shares) {
    const { t, number, percent } = this.words;
    this.sheet.lay(Math.max(1, shares.length), SIDE);
    const tip = t(
      "Share of G's whole response: how much of the picture's mean squared change, for a small " +
        "random step of z, comes from this direction. Mean over {n} z's, measured at step {step}",
      { n: over, step: number(measured) },
    );
    this.shareTexts.forEach((node, i) => {
      const share = shares[i];
      node.hidden = share === undefined;
      if (node.hidden) return;
      Object.assign(node, { textContent: percent(share, share < 0.0995 ? 1 : 0), title: tip });
    });
  }

  /** Says what the picture is that is looked at, and shows it large. */
  read() {
    const { found, sheet } = this;
    const { row } = this.controls;
    const at = sheet.at ?? (row ? (STEPS - 1) / 2 : null);
    if (row && at !== null) {
      this.place.valueAsNumber = at;
      this.place.style.setProperty("--gl-filled", `${(100 * at) / (STEPS - 1)}%`);
    }
    if (found) this.large.take(found.arrays.pictures, row && at ? at : 0);
    this.readout.textContent = found && at !== null ? this.placeOf(at, found.arrays) : "";
  }

  /** Where the picture `at` is in the latent space, in words. */
  placeOf(at, arrays) {
    const { places, shares } = arrays;
    const { mode, row } = this.controls;
    const { fixed, signed } = this.words;
    if (row) return `t = ${fixed(at / (STEPS - 1), 1)}`;
    const [down, across] = [Math.floor(at / SIDE), at % SIDE];
    if (mode === "walk") return `→ ${fixed(across / 6)}  ↓ ${fixed(down / 6)}`;
    if (mode === "directions" && down < (shares?.data.length ?? 0)) {
      return this.words.t("direction {i}: {q}σ", { i: down + 1, q: signed(across - 3, 0) });
    }
    if (mode !== "map" || !places) return "";
    return `z/σ = (${signed(places.data[across])}, ${signed(places.data[SIDE - 1 - down])})`;
  }

  draw() {
    for (const part of [this.sheet, this.large, this.controls.picker]) part.draw();
    return false;
  }

  clear() {
    this.found = this.sent = null;
    for (const part of [this.sheet, this.large, this.controls.picker]) part.clear();
  }

  relabel() {
    this.arrange();
    if (this.found) this.show(this.found);
  }

  destroy() {
    clearTimeout(this.timer);
    for (const { observer } of [this.sheet, this.large]) observer.disconnect();
  }
}
