/** Data sets to be picked by their pictures. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { ROOT } from "../shell/root.js";
import { styled } from "../shell/style.js";
import { el, penOf } from "../shell/tools.js";
import { REACH, UNIT, WIDTH_UNIT, decode } from "./strokes.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const SIDE = 72; // CSS pixels of a thumbnail
const PICTURE = 28;
const UPLOADED = {
  points: N_("Bring your own points first: the button Upload on top takes a file."),
  pictures: N_("Bring your own pictures first: the button Upload on top takes files, a folder or a ZIP."),
};
const SIGNS = {
  // drawn where there is no picture yet
  drawing: "M4 20l1-4.2L16.2 4.6a1.8 1.8 0 0 1 2.6 0l.6.6a1.8 1.8 0 0 1 0 2.6L8.2 19zM14.5 6.5l3 3",
  points: "M12 15V4m-4 4l4-4 4 4M4 15v4a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-4",
  other: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 8.5h.1",
};

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** A grid of buttons, one for each data set; `command(name, value)` sends the choice. */
export class DataSets {
  sets = [];
  buttons = new Map();
  /** @type {Map<string, HTMLButtonElement>} */
  few = new Map(); // buttons of those that are offered on the page itself
  listed = () => {}; // is told when the sets have come
  /** @type {Record<string, string>} */
  query = {};
  /** @type {string | undefined} */
  current; // the run's own
  /** @type {(() => void) | undefined} */
  chosen; // is told that one was chosen

  /** @param {Pick<Services, "words" | "theme" | "command">} services */
  constructor({ words, theme, command }, data) {
    this.words = words;
    this.theme = theme;
    this.command = command;
    const { say } = words;
    this.grid = say(el("div", { class: "gl-sets", role: "group" }), { "aria-label": N_("Data sets") });
    this.status = el("p", { class: "gl-alert", role: "status" });
    this.note = el("p", { class: "gl-hint", "data-testid": "gl-data-note" });
    this.node = el("div", { class: "gl-data" }, this.grid, this.note, this.status);
    this.relabel(data);
  }

  /** Fetches names and thumbnails in the language that is asked for. */
  async relabel({ lang, recorded }) {
    if (recorded) return; // there is nothing to choose
    this.asked = lang;
    this.status.textContent = "";
    const response = await fetch(new URL(`datasets.json?lang=${encodeURIComponent(lang)}`, ROOT)).catch(() => null);
    const list = response?.ok ? await response.json() : null;
    if (this.asked !== lang || !list) return;
    Object.assign(this, list);
    this.buttons = new Map(this.sets.map((set) => [set.key, this.button(set)]));
    this.grid.replaceChildren(...this.buttons.values());
    this.few.clear();
    this.listed();
    this.recolour();
    this.mark();
  }

  button({ key, label }) {
    const button = el(
      "button",
      { type: "button", class: "gl-set", "data-testid": `gl-data-${key}` },
      el("canvas", { "aria-hidden": "true" }),
      el("span", {}, label),
    );
    button.addEventListener("click", () => this.choose(key));
    return button;
  }

  /** Makes a picture of a data set that stands on the page itself. */
  small(set) {
    const { key, label } = set;
    const look = { type: "button", class: "gl-set-small", "data-testid": `gl-set-${key}`, title: label };
    const button = el("button", { ...look, "aria-label": label }, el("canvas", { "aria-hidden": "true" }));
    button.addEventListener("click", () => this.choose(key));
    this.few.set(key, button);
    this.paint(button.firstChild, set);
    this.mark();
    return button;
  }

  /** Trains on a data set; says how points and pictures come here where there are none yet. */
  choose(key) {
    const missing = UPLOADED[key] && !this.query[key];
    this.status.textContent = missing ? this.words.t(UPLOADED[key]) : "";
    if (missing) return;
    this.chosen?.();
    this.command("set", { dataset: key });
  }

  /** Follows the run: which data set it has, which drawing, and how its points were rescaled.
   *  @param {Merged} frame */
  update({ header: { about } }) {
    if (!about) return;
    const before = this.query.drawing;
    Object.assign(this, { current: about.data, query: about.settings.query });
    this.note.textContent = about.data_note;
    if (this.query.drawing !== before) this.recolour();
    this.mark();
  }

  mark() {
    for (const [key, button] of [...this.buttons, ...this.few])
      button.setAttribute("aria-pressed", key === this.current);
  }

  // -- thumbnails -------------------------------------------------------------------------------------------------

  recolour() {
    for (const set of this.sets)
      for (const button of [this.buttons.get(set.key), this.few.get(set.key)])
        if (button) this.paint(button.firstChild, set);
  }

  paint(canvas, set) {
    const { palette } = this.theme;
    const dpr = window.devicePixelRatio || 1;
    canvas.width = canvas.height = SIDE * dpr;
    const g = penOf(canvas);
    g.scale(dpr, dpr);
    Object.assign(g, { fillStyle: palette.neutral, strokeStyle: palette.real, lineCap: "round", lineJoin: "round" });
    g.fillRect(0, 0, SIDE, SIDE);
    if (set.points) this.dots(g, bytes(set.points));
    else if (set.pictures) this.pictures(g, bytes(set.pictures));
    else if (set.key === "drawing" && this.query.drawing) this.strokes(g, decode(this.query.drawing));
    else this.sign(g, SIGNS[set.key] ?? SIGNS.other);
  }

  dots(g, places) {
    g.fillStyle = this.theme.palette.real;
    for (let i = 0; i < places.length; i += 2) {
      g.beginPath();
      g.arc((places[i] / 255) * SIDE, (1 - places[i + 1] / 255) * SIDE, 1.1, 0, 2 * Math.PI);
      g.fill();
    }
  }

  /** Four pictures, two by two. */
  pictures(g, pixels) {
    const small = Object.assign(document.createElement("canvas"), { width: 2 * PICTURE, height: 2 * PICTURE });
    const part = penOf(small);
    for (let k = 0; k < 4; k++) {
      const image = part.createImageData(PICTURE, PICTURE);
      for (let i = 0; i < PICTURE ** 2; i++)
        image.data.set([...Array(3).fill(pixels[k * PICTURE ** 2 + i]), 255], 4 * i);
      part.putImageData(image, (k % 2) * PICTURE, Math.floor(k / 2) * PICTURE);
    }
    g.drawImage(small, 0, 0, SIDE, SIDE);
  }

  strokes(g, strokes) {
    const scale = SIDE / (2 * REACH);
    g.setTransform(
      g
        .getTransform()
        .translate(SIDE / 2, SIDE / 2)
        .scale(scale, -scale),
    );
    g.globalAlpha = 0.6;
    for (const { width, points } of strokes) {
      g.lineWidth = (width * UNIT) / WIDTH_UNIT;
      g.beginPath();
      g.moveTo(...points[0]);
      for (const [x, y] of points) g.lineTo(x + 0.01, y); // a line without length has no round ends
      g.stroke();
    }
  }

  sign(g, path) {
    g.setTransform(
      g
        .getTransform()
        .translate(SIDE / 4, SIDE / 4)
        .scale(SIDE / 48),
    );
    Object.assign(g, { lineWidth: 1.6, strokeStyle: this.theme.palette.fg });
    g.stroke(new Path2D(path));
  }
}

/** A button that opens the data sets in a dialog, from where the drawing board opens. */
export class DataMenu {
  /** @param {Pick<Services, "words">} services */
  constructor({ words }, sets, draw) {
    const { say } = words;
    const close = say(el("button", { type: "button", class: "gl-close" }, "×"), {
      "aria-label": N_("Close"),
      title: N_("Close"),
    });
    close.addEventListener("click", () => this.dialog.close());
    const edit = say(el("button", { type: "button", class: "gl-button", "data-testid": "gl-data-draw" }), {
      textContent: N_("Draw…"),
    });
    edit.addEventListener("click", () => {
      this.dialog.close();
      draw.open();
    });
    this.dialog = say(
      el(
        "dialog",
        { class: "gl-dialog", tabindex: "-1", "data-testid": "gl-data" },
        close,
        say(el("h2"), {
          textContent: N_("Data sets"),
        }),
        sets.node,
        el("div", { class: "gl-ends" }, edit),
      ),
      { "aria-label": N_("Data sets") },
    );
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    const open = say(el("button", { type: "button", class: "gl-data-open", "data-testid": "gl-data-open" }), {
      textContent: N_("Data set…"),
    });
    open.addEventListener("click", () => this.dialog.showModal());
    sets.chosen = () => this.dialog.close();
    this.node = el("div", {}, open, this.dialog);
  }
}
