/** The drawing board: strokes of a brush over the window of the data, by mouse, pen or finger. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */
/** @import { Stroke } from "./strokes.js" */

import { el, penOf } from "../shell/tools.js";
import { paintBoard } from "./board.js";
import { REACH, decode, encode, fit, simplify } from "./strokes.js";
import { N_ } from "../shell/words.js";

const BUTTONS = {
  undo: N_("Undo"),
  clear: N_("Clear"),
  cancel: N_("Cancel"),
  apply: N_("Apply"),
};

const BRUSH = 14; // 1/64 of the data's unit
const RAW = 400; // points of a stroke that wait before they are simplified: a long one costs no more than a short one
const LONG = 2000; // points that a stroke may keep while it is drawn

/** A dialog; `command(name, value)` sends the drawing. */
export class Draw {
  strokes = [];
  past = []; // the strokes as they were before each change
  drawing = ""; // the run's own
  hover = null;
  /** @type {{ id: number, stroke: Stroke, raw: number, tolerance: number } | null} */
  hand = null; // that draws

  /** @param {Pick<Services, "words" | "theme" | "command">} services */
  constructor({ words, theme, command }) {
    this.words = words;
    this.theme = theme;
    this.command = command;
    const { say } = words;
    this.canvas = say(el("canvas", { class: "gl-board", role: "img", "data-testid": "gl-board" }), {
      "aria-label": N_("Drawing board"),
    });
    this.g = penOf(this.canvas);
    this.brush = el("input", {
      type: "range",
      class: "gl-slider",
      min: 2,
      max: 64,
      step: 1,
      value: BRUSH,
      "data-testid": "gl-brush",
    });
    this.brush.addEventListener("input", () => this.fill());
    this.alert = el("p", { class: "gl-alert", role: "alert", "data-testid": "gl-draw-alert" });
    this.undoButton = this.button("undo", () => this.undo());
    this.clearButton = this.button("clear", () => this.change([]));
    const brush = el("label", { class: "gl-brush" }, say(el("span"), { textContent: N_("Brush") }), this.brush);
    const ends = el(
      "div",
      { class: "gl-ends" },
      this.button("cancel", () => this.node.close()),
      this.button("apply", () => this.apply(), "gl-primary"),
    );
    const title = say(el("h2"), { textContent: N_("Draw the data") });
    const hint = say(el("p", { class: "gl-hint" }), {
      textContent: N_("Samples lie evenly along each stroke, however quickly you draw; a tap is a dot."),
    });
    this.node = say(
      el(
        "dialog",
        { class: "gl-dialog gl-draw", tabindex: "-1", "data-testid": "gl-draw" },
        title,
        hint,
        this.canvas,
        el("div", { class: "gl-tools" }, brush, this.undoButton, this.clearButton),
        this.alert,
        ends,
      ),
      {
        "aria-label": N_("Draw the data"),
      },
    );
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.listen();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
  }

  button(name, act, look = "") {
    const { say } = this.words;
    const button = say(el("button", { type: "button", class: `gl-button ${look}`, "data-testid": `gl-draw-${name}` }), {
      textContent: BUTTONS[name],
    });
    button.addEventListener("click", act);
    return button;
  }

  listen() {
    const on = (type, act) => this.canvas.addEventListener(type, act);
    on("pointerdown", (event) => this.begin(event));
    on("pointermove", (event) => this.move(event));
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) on(type, (event) => this.end(event));
    on("pointerleave", () => this.point(null));
  }

  /** Opens the board with the run's drawing on it, where there is one. */
  open() {
    Object.assign(this, { strokes: this.drawing ? decode(this.drawing) : [], past: [], hand: null });
    this.node.showModal();
    this.fill();
    this.show();
  }

  /** Notes the run's drawing; the board itself is left alone while somebody draws.
   *  @param {Merged} frame */
  update({ header: { about } }) {
    if (about) this.drawing = about.settings.query.drawing ?? "";
  }

  // -- the hand ---------------------------------------------------------------------------------------------------

  /** Where a pointer is, in whole numbers, kept inside the window. */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const put = (share) => Math.max(-REACH, Math.min(REACH, Math.round((2 * share - 1) * REACH)));
    return [put((event.clientX - box.left) / box.width), put((box.bottom - event.clientY) / box.height)];
  }

  begin(event) {
    if (this.hand || event.button !== 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    const stroke = { width: Number(this.brush.value), points: [this.place(event)] };
    this.change([...this.strokes, stroke]);
    this.hand = { id: event.pointerId, stroke, raw: 0, tolerance: 1 };
  }

  move(event) {
    this.point(event.pointerType === "touch" ? null : this.place(event));
    if (!this.hand || event.pointerId !== this.hand.id) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.extend(this.hand, this.place(each));
    this.show();
  }

  /** Adds a point to the stroke under the hand. */
  extend(hand, place) {
    const { points } = hand.stroke;
    const last = points.at(-1);
    if (place[0] === last[0] && place[1] === last[1]) return;
    points.push(place);
    if (++hand.raw < RAW) return;
    points.push(...simplify(points.splice(-hand.raw - 1), hand.tolerance));
    hand.raw = 0;
    if (points.length <= LONG) return;
    hand.tolerance *= 1.5;
    points.push(...simplify(points.splice(0), hand.tolerance));
  }

  end(event) {
    if (!this.hand || event.pointerId !== this.hand.id) return;
    const { stroke, tolerance } = this.hand;
    stroke.points = simplify(stroke.points, tolerance);
    this.hand = null;
    this.show();
  }

  /** Shows where the brush is. */
  point(place) {
    this.hover = place;
    this.show();
  }

  // -- the buttons ------------------------------------------------------------------------------------------------

  change(strokes) {
    this.past.push(this.strokes);
    this.strokes = strokes;
    this.node.focus(); // not a button that is switched off now, nor the page behind, whose keys act on the training
    this.show();
  }

  undo() {
    if (!this.past.length || this.hand) return;
    this.strokes = this.past.pop();
    this.node.focus();
    this.show();
  }

  /** Trains on the drawing, or says in one sentence why not. */
  apply() {
    if (!this.strokes.length)
      return this.refuse(N_("There is nothing to train on yet: draw at least one stroke or dot."));
    const drawing = fit(this.strokes);
    if (!drawing) return this.refuse(N_("This drawing has more strokes than an address can hold: undo some."));
    if (this.command("set", { dataset: "drawing", drawing }) === false)
      return this.refuse(N_("There is no connection to the server just now: try again in a moment."));
    this.node.close();
  }

  refuse(key) {
    this.alert.textContent = this.words.t(key);
  }

  /** Keys are the board's own: those of the page behind act on the training. */
  key(event) {
    event.stopPropagation();
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.undo();
  }

  // -- the picture ------------------------------------------------------------------------------------------------

  fill() {
    const [min, max, value] = [this.brush.min, this.brush.max, this.brush.value].map(Number);
    this.brush.style.setProperty("--gl-filled", `${(100 * (value - min)) / (max - min)}%`);
  }

  resize() {
    const side = Math.round(this.canvas.clientWidth * (window.devicePixelRatio || 1));
    if (!side) return;
    this.canvas.width = this.canvas.height = side;
    this.paint();
  }

  /** Asks for one picture in the next animation frame; what was said is no longer so. */
  show() {
    this.alert.textContent = "";
    this.undoButton.disabled = !this.past.length;
    this.clearButton.disabled = !this.strokes.length;
    this.canvas.dataset.strokes = String(this.strokes.length);
    this.canvas.dataset.drawing = this.hand ? "" : encode(this.strokes);
    this.tick ??= requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.tick = null;
    const { g, strokes, hover, theme } = this;
    paintBoard(g, { strokes, hover, brush: Number(this.brush.value) }, theme.palette);
  }

  recolour() {
    this.paint();
  }

  destroy() {
    this.observer.disconnect();
    cancelAnimationFrame(this.tick);
  }
}
