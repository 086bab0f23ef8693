/** The live view: mounts once per Streamlit element and joins socket, picture, curves and controls. */
/** @import { Source } from "./shell/source.js" */

import { Game } from "./dirac/game.js";
import { Images } from "./images/pages.js";
import { Parts } from "./parts.js";
import { Layers } from "./points/layers.js";
import { Plane } from "./points/plane.js";
import { Scene } from "./points/scene.js";
import { Controls } from "./shell/controls.js";
import { Frames } from "./shell/frames.js";
import { Keys } from "./shell/keys.js";
import { forget, leave, mounted } from "./shell/mounts.js";
import { Page } from "./shell/page.js";
import { Presentation } from "./shell/presentation.js";
import { heard, LIVE } from "./shell/source.js";
import { dress } from "./shell/style.js";
import { Theme } from "./shell/theme.js";
import { el } from "./shell/tools.js";
import { N_, Words } from "./shell/words.js";

const PICTURES = { points: Plane, images: Images, dirac: Game }; // for each kind of data
// of a header, on the root
const SHOWN = ["step", "status", "generation", "speed", "made", "past", "now", "undo"];
const WATCHING = N_("You are watching; this training is steered from another page.");
const RECORDED = N_("This is a recording: it can be looked at, not changed.");
const [LEAST, LEAST_OF_FEW] = [13, 14]; // px, of text
const OF_BOTH = ["compare", "keep"]; // commands that are for both of two runs

await dress(); // nothing is shown without its styles

/** One mounted view: the picture, what stands around it, and the frames that both show. */
class LiveView {
  /** @type {Parts} */
  parts;
  /** @type {Words} */
  words;
  /** @type {Theme} */
  theme;
  /** @type {Scene} */
  scene;
  /** @type {Frames} */
  frames;
  /** @type {any} a Link, or what a recording has in its place */
  link;
  /** @type {any} the picture: a Plane, Images or a Game */
  view;
  /** @type {HTMLElement} */
  root;
  /** @type {HTMLElement} */
  picture; // where it is put
  following = ""; // the run that a class is shown, by its view
  redraw = () => this.frames.schedule();

  /** @param {Source} source */
  constructor(parent, data, source) {
    this.parent = parent;
    this.data = data;
    this.source = source;
    this.page = new Page(data, () => ({
      beside: this.parts.compare.query(),
      looks: {
        ...this.parts.presentation.query(),
        ...this.parts.controls.query(),
        ...this.parts.lesson.query(),
        ...this.parts.map.query(),
      },
    }));
    this.serve(data);
    this.build();
    this.theme = new Theme(parent, this.root, () => {
      this.tell("recolour");
      this.redraw();
    });
    parent.replaceChildren(this.root); // on the page first: elsewhere it would have no colours to read
    this.furnish(data);
    this.show(data.kind ?? "points");
    this.parts.presentation.project(data.room.projector);
    this.theme.watch();
    this.connect();
  }

  /** Makes what all parts are served with. */
  serve(data) {
    this.words = new Words(data);
    this.scene = new Scene();
    this.frames = new Frames({
      begin: () => this.root.isConnected || leave(this.parent),
      take: (frames, now) => this.take(this.parts.compare.merge(frames), now),
      draw: (now) => [this.view, this.parts.compare, this.parts.graph].map((part) => part.draw(now)).some(Boolean),
      taken: (frames) => this.taken(frames),
    });
    /** @type {(part?: string) => boolean} */
    this.hides = (part) => this.parts?.presentation.hides(part) ?? data.room.hide.includes(part);
    this.describe = (picture, text) => this.parts.spoken.describe(picture, text);
    this.enlarge = (part) => {
      for (const shown of [this.view, this.parts.compare, this.parts.graph]) shown.setFocus?.(part);
    };
    this.command = (name, value, run) => this.send(name, value, run);
  }

  build() {
    this.picture = el("div", { class: "gl-picture" });
    this.stage = el("div", { class: "gl-stage" }, this.picture);
    this.grid = el("div", { class: "gl-grid" }, this.stage);
    const first = { class: "gl-root", role: "region", tabindex: "-1", "data-frames": 0, "data-connected": false };
    this.root = this.words.say(el("div", first, this.grid), { "aria-label": N_("Live training") });
  }

  /** Makes the parts around the picture. */
  furnish(data) {
    const { words, theme, scene, command, redraw, hides, enlarge, root, grid, stage } = this;
    const keys = new Keys({ words, hides });
    this.keys = keys;
    const presentation = new Presentation({ words, theme, keys, changed: () => this.redisplay() }, root, data);
    const controls = new Controls({ words }, root, data.room, () => this.rearrange());
    theme.least = controls.few ? LEAST_OF_FEW : theme.least;
    theme.read();
    const services = { words, theme, scene, keys, presentation, controls, command, redraw, hides, enlarge };
    const picture = { view: () => this.view, make: (kind, own) => this.make(kind, own) };
    const { page, source } = this;
    const ask = (check) => this.link?.check(check);
    const take = (wanted) => this.link?.take(wanted);
    const map = (message) => this.link?.map(message);
    const held = (on) => this.hold(on);
    this.parts = new Parts(services, { root, grid, stage }, data, picture, { ...source, page, ask, take, map, held });
    this.parts.rearrange(controls.few);
  }

  /** Tells every part, and the picture, of something that happened to the view. */
  tell(what, ...values) {
    this.view?.[what]?.(...values);
    this.parts?.tell(what, ...values);
  }

  /** Puts in the picture for a kind of data, unless it is there already. */
  show(kind) {
    if (kind === this.root.dataset.kind) return;
    this.view?.destroy();
    this.root.dataset.kind = kind;
    this.view = this.make(kind);
    this.picture.replaceChildren(this.view.node);
  }

  /** Makes a picture; `own` is what that of another run has for itself. */
  make(kind, own = {}) {
    const { words, theme, scene, keys, command, redraw, describe, enlarge } = this;
    const layers = () => new Layers({ words, redraw });
    const recorded = !!this.data.recorded;
    const served = { words, theme, scene, keys, layers, command, recorded, redraw, describe, enlarge };
    return new PICTURES[kind]({ ...served, ...own });
  }

  connect() {
    this.link?.close();
    this.following = "";
    this.tell("link", false);
    this.frames.empty();
    this.parts.notes.begin();
    this.link = this.source.connect(this.data, heard(this));
  }

  /** Shows whether the server is there. */
  setConnected(connected) {
    this.root.dataset.connected = String(connected);
    this.root.toggleAttribute("data-watching", !!this.data.watching);
    this.tell("link", connected);
    this.connected = connected;
    this.allow();
  }

  /** Lets who does not steer press nothing, as if the server were away. */
  allow() {
    const held = this.data.watching || this.root.hasAttribute("data-held");
    this.tell("connect", this.connected && !held);
    this.parts?.notes.connect(this.connected);
  }

  /** Lets what is shown stand still by the teacher's wish, or no more. */
  hold(on) {
    this.root.toggleAttribute("data-held", on);
    this.allow();
  }

  /** Shows what a class is shown from now on: another run, by the id under which it may be watched. */
  follow(view) {
    if (this.following && this.following !== view) this.forget();
    this.following = view;
  }

  /** Sends a command, for the run whose settings are shown unless it is said which; a drawing that is still to be drawn
   *  is asked for first. */
  send(name, value, run = OF_BOTH.includes(name) ? undefined : this.parts.compare.run) {
    const { watching, recorded } = this.data;
    if (watching) return name === "set" && this.parts.notes.announce(this.words.t(recorded ? RECORDED : WATCHING));
    const blank = name === "set" && value.dataset === "drawing" && !value.drawing && !this.parts.draw.drawing;
    if (!blank) return this.link.command(name, value, run);
    this.parts.draw.open();
    return false;
  }

  /** Hands a frame to all who show something of it. */
  take(frame, now) {
    const { header } = frame;
    this.show(header.kind);
    if (header.kind === "points") this.scene.update(frame, now);
    const { dataset } = this.root;
    dataset.run = this.data.run;
    this.view.update(frame, now);
    this.parts.update(frame, now);
    for (const name of SHOWN) if (dataset[name] !== String(header[name])) dataset[name] = header[name];
    if (header.about) this.settle(header.about);
    else if (frame.beside?.header.about || header.beside !== this.besideNamed) this.page.write();
    this.besideNamed = header.beside;
    this.page.catchUp(header.revision);
  }

  /** Follows a run's settings; in a conditional run all words say that G and D are given a label. */
  settle({ classes, settings: { values, query } }) {
    if (!!classes !== this.words.asked) {
      this.words.asked = !!classes;
      this.relabel();
    }
    Object.assign(this.root.dataset, { dLr: values.d_lr, gLr: values.g_lr });
    this.page.settle(query);
  }

  /** Counts a drawing, and grants as many new frames as went into it. */
  taken(frames) {
    this.root.dataset.frames = String(this.frames.shown);
    if (this.frames.shown === 1) this.parts.pictured();
    this.link.credit(frames.length);
  }

  /** Takes what a rerun of the page brings. */
  update({ data, setStateValue }) {
    const before = this.data;
    this.data = data;
    this.page.update({ data, setStateValue });
    const differs = (...names) => names.some((name) => before[name] !== data[name]);
    if (JSON.stringify(before.texts) !== JSON.stringify(data.texts) || differs("lang")) this.relabel();
    if (differs("run", "lang")) this.connect();
    if (differs("run")) this.forget();
    this.tell("led", data);
    this.page.write();
    this.theme.read();
  }

  /** Empties the view for another run. */
  forget() {
    this.page.clear();
    this.tell("clear");
    this.redraw();
  }

  relabel() {
    this.words.speak(this.data);
    this.words.repeat();
    this.tell("relabel", this.data);
    this.redraw();
  }

  /** Shows few controls, or all of them. */
  rearrange() {
    const { parts, theme } = this;
    const { few } = parts.controls;
    theme.least = few ? LEAST_OF_FEW : LEAST;
    parts.presentation.again(() => parts.rearrange(few));
    this.redisplay();
  }

  /** Shows another palette, other shapes or another size of everything. */
  redisplay() {
    this.theme.read(true);
    this.relabel();
    this.page.write();
  }

  destroy() {
    this.page.destroy();
    this.frames.stop();
    this.link.close();
    this.theme.stop();
    this.tell("destroy");
    this.root.remove();
    forget(this.parent, this);
  }
}

/** Called by Streamlit on every rerun: mounts once, then only follows what has changed. Returns the view. */
export function render({ data, parentElement, setStateValue }, source = LIVE) {
  const view = mounted(parentElement, data.version, () => new LiveView(parentElement, data, source));
  view.update({ data, setStateValue });
  return view;
}

/** Called by Streamlit for every superseded script run too, so only a view that is gone for good ends here. */
export function cleanup(parentElement) {
  leave(parentElement);
}
