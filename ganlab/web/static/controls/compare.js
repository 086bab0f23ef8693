/** Two runs side by side, in lock-step: how they are begun, the second picture, and what is done with them in the
 *  end. */

/** @import { Services } from "../parts.js" */
/** @import { Frame, Merged } from "../shell/socket.js" */

import { merge } from "../shell/socket.js";
import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { Beside } from "./beside.js";
import { CompareChoice } from "./compare_choice.js";
import { CompareHeads } from "./compare_heads.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

/** The comparison of one view. In `places` are the view's `root`, its `stage`, and the `measures` of its own run;
 *  `parts` show one run of the two; `view()` gives the present picture, `make(kind, own)` a second one. */
export class Compare {
  /** @type {Frame | null} */
  pending = null; // B's frame, until A's of the same step has come
  /** @type {string | undefined} */
  run = undefined; // B's id, where a setting is for B
  /** @type {string | null} */
  beside = null; // B's id
  chosen = "a"; // whose settings and overview are shown
  /** @type {{ a?: any, b?: any }} */
  full = {}; // all that is known of both, to be shown anew

  /** @param {Pick<Services, "words" | "keys" | "scene" | "command" | "redraw" | "hides">} services */
  constructor({ words, keys, scene, command, redraw, hides }, data, places, parts, { view, make }) {
    this.scene = scene;
    this.command = command;
    this.redraw = redraw;
    this.root = places.root;
    this.stage = places.stage;
    this.column = places.measures.parentNode;
    this.parts = parts;
    this.knobs = data.knobs;
    const look = { type: "button", class: "gl-button gl-button-compare", "data-testid": "gl-compare" };
    this.button = words.say(el("button", look, "A", el("i"), "B"), {
      title: N_("Two runs side by side, from the same seed and data, with one setting different"),
      "aria-label": N_("Compare"),
    });
    this.button.addEventListener("click", () => this.ask());
    this.choice = new CompareChoice({ words, hides }, data.knobs, data.same, (change) => this.begin(change));
    this.heads = new CompareHeads(
      { words },
      {
        pick: (name) => this.choose(name),
        keep: (name) => command("keep", name === "a" ? this.full.a.header.run : this.beside),
        swap: () => this.root.toggleAttribute("data-swapped"),
      },
    );
    // B's layers are A's, whose chips switch both
    const layers = () => ({ on: view().layers?.on ?? new Set(), node: el("div", { hidden: "" }), name() {} });
    const own = { words, layers, command: (name, value) => command(name, value, this.beside ?? undefined) };
    this.other = new Beside(own, make, data.measures.row);
    this.nodes = [...this.heads.nodes, this.other.node];
    for (const node of this.nodes) node.hidden = true;
    this.stage.prepend(...this.heads.nodes);
    this.stage.append(this.other.node);
    this.numbers = [places.measures, this.other.measures.node];
    this.column.append(this.other.measures.node);
    const run = () => this.connected && this.ask();
    keys.add({ keys: ["c"], text: N_("Compare"), group: "settings", part: "compare", run });
    this.root.append(this.choice.node);
  }

  ask() {
    if (this.full.a && !this.choice.node.open) this.choice.open(this.full.a.header.about.settings);
  }

  begin(change) {
    this.root.focus({ preventScroll: true }); // not the button again: Space is to pause now
    this.command("compare", change);
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
    const others = frames.map(({ beside }) => beside).filter((other) => other?.header.run === merged.header.beside);
    merged.beside = others.length ? merge(others) : null;
    return merged;
  }

  /** @param {Merged} frame
   *  @param {number} now */
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
    const all = header.clear ? arrays : { ...before?.arrays, ...arrays };
    return { header: { ...header, about, clear: true }, arrays: all, history: [], restart: false };
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
      this.other.clear();
    }
    this.choose("a");
  }

  /** Shows B's frame in its picture. */
  show(frame, now) {
    this.full.b = this.grown(this.full.b, frame);
    this.other.update(frame, now, this.full.a.header.notice);
    const { step, status, generation, about } = this.full.b.header;
    Object.assign(this.other.node.dataset, { step, status, generation, gamma: about.settings.values.r1_gamma });
  }

  /** The settings in which the two differ. */
  get differences() {
    const [a, b] = ["a", "b"].map((name) => this.full[name]?.header.about?.settings.values);
    return a && b ? this.knobs.filter(({ name }) => JSON.stringify(a[name]) !== JSON.stringify(b[name])) : [];
  }

  name() {
    const { a, b } = this.full;
    if (this.beside) this.heads.name({ a: a?.header, b: b?.header }, this.differences);
  }

  /** Lets the overview, the knobs and what else is of one run show this one. */
  choose(name) {
    const before = this.chosen;
    this.chosen = this.beside ? name : "a";
    this.run = (this.chosen === "b" && this.beside) || undefined;
    this.heads.mark(this.chosen);
    if (this.chosen === before) return;
    const frame = this.full[this.chosen];
    const scene = this.chosen === "b" && this.other.kind === "points" ? this.other.scene : this.scene;
    for (const { thumbs } of this.parts) thumbs?.look(scene);
    for (const part of this.parts) part.update(frame, performance.now());
    this.redraw();
  }

  /** What the parts that follow the chosen run are to be told of a frame. */
  followed(frame) {
    return this.chosen === "b" && frame.beside ? frame.beside : frame;
  }

  /** What the address has to say: the run beside, and the one difference that it could be begun from. */
  query() {
    if (!this.beside) return {};
    const {
      differences: [only, more],
      beside,
    } = this;
    if (!only || more) return { beside };
    return { beside, compare: `${only.name}:${this.full.b.header.about.settings.values[only.name]}` };
  }

  /** Draws B; true while something moves in it. */
  draw(now) {
    return this.other.draw(now, this.scene.warpSince);
  }

  setFocus(part) {
    this.other.setFocus(part);
  }

  connect(connected) {
    this.connected = connected;
    this.pending = null;
    this.button.disabled = !connected;
    this.heads.connect(connected);
  }

  relabel(data) {
    this.knobs = this.choice.knobs = data.knobs;
    this.choice.node.close();
    this.other.relabel(data);
    this.name();
  }

  recolour() {
    this.other.recolour();
  }

  clear() {
    this.turn(null);
    this.full = {};
  }

  destroy() {
    this.other.clear();
  }
}
