/** The large picture of points: its layers, axes and legend, what lies under the pointer, and G's work shown slowly. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { ticks } from "../shell/geometry.js";
import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { ring } from "./paint.js";
import { Place } from "./place.js";
import { Sentence } from "./sentence.js";
import { N_ } from "../shell/words.js";
import { PART_WORDS } from "../overview/part_words.js";

styled(import.meta.url);

const HOVER = {
  real: N_("real x = ({x}, {y})   D = {d}"),
  fake: N_("G(z) = ({x}, {y})   D = {d}   −∇ = ({u}, {v})"),
};

const NEAR = 12; // CSS pixels within which the pointer means a sample
const LAYERS_OF = {
  g: ["manifold"],
  fake: ["fake", "judgedFake"],
  real: ["real", "judgedReal", "density"],
  d: ["heat", "contour"],
  g_grad: ["arrows"],
};

/** Draws frames of kind "points"; `scene` holds what is drawn. */
export class Plane {
  /** @type {[number, number] | null} */
  pointer = null;
  /** @type {{ name: string, layers: string[] } | null} */
  focus = null;

  /** @param {Pick<Services, "words" | "theme" | "scene" | "layers" | "redraw" | "enlarge">} services */
  constructor({ words, theme, scene, layers, redraw, enlarge }) {
    this.words = words;
    this.theme = theme;
    this.scene = scene;
    this.redraw = redraw;
    const { say } = words;
    this.canvas = say(el("canvas", { role: "img", "data-testid": "gl-plane" }), {
      "aria-label": N_("Plane with real points, generated points and the discriminator's answer D(x)"),
    });
    this.place = new Place(theme, this.scene, this.canvas);
    this.readout = say(el("span", { class: "gl-readout" }), { textContent: N_("Point at the plane to read D(x)") });
    this.scaleNote = say(el("span", { class: "gl-scale" }), {
      title: N_(
        "The arrows are drawn this many times as long as the gradients are, in all runs on such data, the longest " +
          "cut; 95 % of the gradients are shorter than the second number. Close to 0: the generator hardly learns",
      ),
    });
    this.note = el("div", { class: "gl-note" }, this.readout, this.scaleNote);
    this.layers = layers();
    this.on = this.layers.on;
    this.warp = say(
      el(
        "button",
        { type: "button", class: "gl-chip gl-warp", "data-testid": "gl-warp" },
        "▸ ",
        say(el("span"), {
          textContent: N_("warp"),
        }),
      ),
      {
        title: N_(
          "Show G at work: the flat lattice of noise z bends into the manifold of G(z), and each z moves to its " +
            "G(z)",
        ),
      },
    );
    this.warp.addEventListener("click", () => this.showWarp());
    this.layers.node.append(this.warp);
    this.sentence = this.layers.tip && new Sentence({ words }, this.layers); // none beside another picture's legend
    this.back = say(el("button", { type: "button", class: "gl-focus", "data-testid": "gl-focus", hidden: "" }), {
      title: N_("Back to all layers"),
    });
    this.back.addEventListener("click", () => enlarge(null));
    this.node = el(
      "div",
      { class: "gl-plane" },
      el("div", { class: "gl-canvas" }, this.canvas, this.back),
      this.note,
      this.layers.node,
      this.sentence?.node ?? "",
    );
    for (const name of ["pointermove", "pointerdown"]) this.canvas.addEventListener(name, (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.observer = new ResizeObserver(() => redraw());
    this.observer.observe(this.canvas);
  }

  clear() {
    this.scene.clear();
  }

  recolour() {
    this.place.kept.clear();
  }

  relabel() {
    this.sentence?.relabel();
  }

  /** Takes what a frame says about the picture; the scene has taken its arrays.
   *  @param {Merged} frame */
  update({ header: { about, phase } }) {
    if (about) this.game = about.game;
    this.lit = phase && !this.game ? phase.lit : null;
    this.dim = this.lit && new Set(this.lit.flatMap((part) => LAYERS_OF[part] ?? []));
    if (about) this.layers.name(about);
    this.warp.disabled = !this.scene.lattice;
    this.showReadout();
  }

  /** Shows one part's layers alone, under its name; null shows the visitor's layers again. */
  setFocus(part) {
    this.focus = part;
    this.back.hidden = !part;
    if (part) this.back.replaceChildren(this.words.say(el("span"), { textContent: PART_WORDS[part.name].title }), " ×");
    this.redraw();
  }

  /** Shows G at work: the flat lattice of z bends into the manifold. */
  showWarp() {
    this.scene.warpSince = performance.now();
    this.redraw();
  }

  /** Draws everything; true while something still moves. */
  draw(now) {
    const moving = this.scene.move(now);
    if (!this.place.fit()) return false;
    const share = this.scene.warpShare(now);
    const warping = share < 1;
    const names = new Set(
      this.focus
        ? this.focus.layers
        : warping
          ? ["manifold", "fake", ...(this.on.has("real") ? ["real"] : [])]
          : [...this.on, "marks", ...(this.on.has("fake") ? ["crowds"] : [])],
    );
    this.place.draw(names, { share, dim: this.dim });
    if (this.lit) this.ringFirst(this.lit, names);
    const { g, dpr } = this.place;
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    this.drawAxes();
    this.noteScale();
    if (this.pointer) this.showReadout();
    return moving || now - this.scene.warpSince < 2500;
  }

  /** Rings the samples whose numbers stand in the formulas of slow motion. */
  ringFirst(lit, names) {
    const { scene, place } = this;
    for (const [part, name] of [
      ["real", "x₁"],
      ["fake", "G(z₁)"],
    ]) {
      if (scene[part]?.length && lit.includes(part) && names.has(part)) ring(place, scene[part], name);
    }
  }

  /** Says in words how much the arrows are stretched. */
  noteScale() {
    const { scene } = this;
    const { t, number } = this.words;
    const short = (value) => (value >= 100 ? number(Math.round(value)) : this.words.short(value, 2));
    const known =
      scene.arrows && scene.raw > 0 && (this.focus ? this.focus.layers.includes("arrows") : this.on.has("arrows"));
    const text = known ? t("arrows × {k}, 95 % below {q}", { k: short(scene.factor()), q: short(scene.raw) }) : "";
    if (this.scaleNote.textContent !== text) this.scaleNote.textContent = text;
  }

  drawAxes() {
    const {
      place: { g, size, view },
    } = this;
    const { palette } = this.theme;
    const font = this.theme.text(size < 640 ? 13 : 16);
    Object.assign(g, {
      font: `${font}px ${palette.font}`,
      fillStyle: palette.fg,
      strokeStyle: palette.bg,
      lineWidth: 3,
      lineJoin: "round",
    });
    const label = (text, x, y) => {
      g.globalAlpha = 0.75;
      g.strokeText(text, x, y);
      g.globalAlpha = 1;
      g.fillText(text, x, y);
    };
    const shows = (at) => at > 2 * font && at < size - 2 * font;
    const written = (value) => String(value).replace("-", "−");
    const across = (v) => ((v - view[0]) / (view[1] - view[0])) * size;
    const up = (v) => ((view[3] - v) / (view[3] - view[2])) * size;
    g.textAlign = "center";
    for (const v of ticks(view[0], view[1]))
      if (shows(across(v))) {
        g.fillRect(across(v) - 0.5, size - 5, 1, 5);
        label(written(v), across(v), size - 9);
      }
    g.textAlign = "left";
    for (const v of ticks(view[2], view[3]))
      if (shows(up(v))) {
        g.fillRect(0, up(v) - 0.5, 5, 1);
        label(written(v), 9, up(v) + font / 3);
      }
  }

  /** Notes where the pointer is, in the data's units. */
  point(event) {
    const box = event && this.canvas.getBoundingClientRect();
    const [x0, x1, y0, y1] = this.place.view ?? this.scene.view;
    this.pointer = event && [
      x0 + ((event.clientX - box.left) / box.width) * (x1 - x0),
      y1 - ((event.clientY - box.top) / box.height) * (y1 - y0),
    ];
    this.showReadout();
  }

  /** The sample that the pointer means: its kind and index; null for none. */
  nearest() {
    const { scene, place, focus } = this;
    const shown = focus ? new Set(focus.layers) : this.on;
    const reach = (NEAR / place.size) * (place.view[1] - place.view[0]);
    let best = /** @type {{ kind: string, i: number, at: number[] } | null} */ (null);
    const [x, y] = this.pointer ?? [NaN, NaN];
    let least = reach;
    const look = (kind, points, numbers = points) => {
      for (let i = 0; points && i < points.length / 2; i++) {
        const off = Math.hypot(points[2 * i] - x, points[2 * i + 1] - y);
        if (off < least) [least, best] = [off, { kind, i, at: [numbers[2 * i], numbers[2 * i + 1]] }];
      }
    };
    if (shown.has("real") || shown.has("judgedReal")) look("real", scene.real);
    // found where it glides, read where the frame has it
    if (shown.has("fake") || shown.has("judgedFake")) look("fake", scene.fake, scene.to?.fake);
    return best;
  }

  showReadout() {
    const { say } = this.words;
    this.readout.classList.toggle("gl-live", !!this.pointer);
    this.note.toggleAttribute("data-live", !!this.pointer);
    if (!this.pointer || !this.place.size || !this.place.view)
      return say(this.readout, { textContent: N_("Point at the plane to read D(x)") });
    this.readout.textContent = this.reading(this.pointer);
  }

  /** What there is to say of the place that is pointed at. */
  reading(pointer) {
    const { t, fixed } = this.words;
    const { scene } = this;
    if (this.focus?.layers.includes("noise"))
      return t("z = ({x}, {y})", { x: fixed(pointer[0]), y: fixed(pointer[1]) });
    const sample = this.nearest();
    const [x, y] = (sample?.at ?? pointer).map((v) => fixed(v));
    if (!sample) {
      const best = scene.ideal ? scene.sample(pointer, scene.ideal) : NaN;
      const key = Number.isFinite(best)
        ? N_("x = ({x}, {y})   D = {d}   D* = {best}")
        : N_("x = ({x}, {y})   D(x) = {d}");
      return t(key, { x, y, d: fixed(scene.sample(pointer)), best: fixed(best) });
    }
    const { kind, i } = sample;
    const scores = scene[`${kind}Scores`];
    const [u, v] = [0, 1].map((k) => (kind === "fake" && scene.arrows ? fixed(scene.arrows[2 * i + k]) : ""));
    return t(HOVER[kind], { x, y, d: scores?.length > i ? fixed(scene.answer(scores[i])) : "–", u, v });
  }

  destroy() {
    this.observer.disconnect();
  }
}
