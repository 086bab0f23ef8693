/** The plane of points: D's heat map and 0.5 contour, real and generated points, gradient arrows. */

const ARROW_SHARE = 0.09; // of the view's width, for the 95th percentile of the lengths
const MOST_STRETCH = 10; // a gradient that vanishes must be seen to vanish, not be blown up to the usual length
const CALM = 0.15; // weight of a new frame in the smoothed arrow scale
const LONGEST_GLIDE = 400;

/** Draws frames of kind "points". */
export class Plane {
  view = [-1, 1, -1, 1];
  size = 0;
  pointer = null;
  heat = document.createElement("canvas");

  constructor(ctx) {
    this.ctx = ctx;
    const { el, say } = ctx;
    this.canvas = say(el("canvas", { role: "img", "data-testid": "gl-plane" }), { "aria-label": "live_plane_label" });
    this.g = this.canvas.getContext("2d");
    this.readout = say(el("span", { class: "gl-readout" }), { textContent: "live_hover_hint" });
    this.scaleNote = say(el("span", { class: "gl-scale" }), { title: "live_arrow_scale_tip" });
    const layers = (this.layers = ctx.layers());
    this.on = layers.on;
    this.node = el("div", { class: "gl-plane" }, this.canvas, el("div", { class: "gl-note" }, this.readout, this.scaleNote), layers.node);
    for (const name of ["pointermove", "pointerdown"]) this.canvas.addEventListener(name, (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.theme();
    this.clear();
  }

  /** Forgets every picture of the generation before. */
  clear() {
    this.marks = [];
    this.real = this.from = this.to = this.shown = this.arrows = this.grid = this.contour = null;
    this.typical = 0;
    this.lastAt = -Infinity;
  }

  /** Takes the arrays of a frame; what is missing stays as it was. */
  update({ header, arrays }, now) {
    if (header.clear) this.clear();
    if (header.about) Object.assign(this, { view: header.about.view, game: header.about.game });
    if (header.about) this.layers.name(header.about);
    this.answers = header.answers;
    this.marks = header.diagnosis?.marks ?? [];
    if (header.clear || header.about || arrays.real) this.stale = true;
    if (arrays.real) this.real = arrays.real.data;
    if (arrays.fake) this.aim(arrays.fake.data, now, header.status === "running");
    if (arrays.arrows) this.scaleArrows(arrays.arrows.data);
    if (arrays.grid) {
      this.grid = arrays.grid;
      const segments = this.ctx.levelLine(this.grid.data, this.grid.shape, 32767.5);
      this.contour = { segments, path: null };
      this.paintHeat();
    }
    this.showReadout();
  }

  /** Sets where the generated points go, and how long they may take. */
  aim(fake, now, running) {
    const gap = now - this.lastAt;
    this.lastAt = now;
    const glides = this.shown?.length === fake.length && !this.still.matches;
    this.from = glides ? this.shown.slice() : fake;
    this.to = fake;
    this.shown = new Float32Array(fake.length);
    this.since = now;
    this.span = glides ? Math.min(gap, running ? LONGEST_GLIDE : LONGEST_GLIDE / 2) : 0;
  }

  /** Smooths the one factor that all arrows are drawn with, in the logarithm, where it moves evenly. */
  scaleArrows(arrows) {
    this.arrows = arrows;
    const length = this.ctx.typicalLength(arrows);
    if (length > 0) this.typical = this.typical > 0 ? this.typical ** (1 - CALM) * length ** CALM : length;
    this.raw = length;
    this.noteScale();
  }

  /** Says in words how much the arrows are stretched. */
  noteScale() {
    const short = (value) => (value >= 100 ? this.ctx.number(Math.round(value)) : String(+value.toPrecision(2)));
    const known = this.arrows && this.raw > 0 && this.on.has("arrows");
    const text = known ? this.ctx.t("live_arrow_scale", { k: short(this.factor()), q: short(this.raw) }) : "";
    if (this.scaleNote.textContent !== text) this.scaleNote.textContent = text;
  }

  /** Drawn length over true length, both in the data's units. */
  factor() {
    return this.typical > 0 ? Math.min(MOST_STRETCH, (ARROW_SHARE * (this.view[1] - this.view[0])) / this.typical) : 0;
  }

  /** Reads the theme's colours again. */
  theme() {
    const { palette, mix, rgb } = this.ctx;
    this.lut = new Uint32Array(256);
    const bytes = new Uint8ClampedArray(this.lut.buffer);
    for (let i = 0; i < 256; i++) {
      const signed = i / 127.5 - 1;
      bytes.set([...mix(rgb(palette.neutral), rgb(signed > 0 ? palette.real : palette.fake), palette.heat * Math.abs(signed)), 255], 4 * i);
    }
    this.stale = true;
    if (this.grid) this.paintHeat();
  }

  /** Paints D's probabilities, one pixel a cell, top row first. */
  paintHeat() {
    const { data, shape: [h, w] } = this.grid;
    Object.assign(this.heat, { width: w, height: h });
    const g = this.heat.getContext("2d");
    const image = g.createImageData(w, h);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < h; i++) for (let j = 0; j < w; j++) pixels[(h - 1 - i) * w + j] = this.lut[data[i * w + j] >> 8];
    g.putImageData(image, 0, 0);
  }

  /** Follows the box's size in device pixels. */
  resize() {
    const size = this.canvas.clientWidth;
    if (!size) return;
    this.size = size;
    this.dpr = window.devicePixelRatio || 1;
    this.canvas.width = this.canvas.height = Math.round(size * this.dpr);
    this.stale = true;
    this.ctx.redraw();
  }

  /** Data to CSS pixels. */
  x = (x) => ((x - this.view[0]) / (this.view[1] - this.view[0])) * this.size;
  y = (y) => ((this.view[3] - y) / (this.view[3] - this.view[2])) * this.size;

  /** A dot with a thin rim in the background's colour, which keeps neighbours apart. */
  dot(colour, radius) {
    const side = Math.ceil(2 * (radius + 1.5) * this.dpr);
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const g = canvas.getContext("2d");
    g.globalAlpha = 0.85;
    for (const [fill, r] of [[this.ctx.palette.bg, radius + 0.8], [colour, radius]]) {
      g.fillStyle = fill;
      g.beginPath();
      g.arc(side / 2, side / 2, r * this.dpr, 0, 2 * Math.PI);
      g.fill();
    }
    return canvas;
  }

  /** Remakes what only changes with size, theme or data set: the dots and the layer of real points. */
  refresh() {
    this.stale = false;
    const { palette } = this.ctx;
    const radius = this.size < 420 ? 2 : 2.4;
    this.fakeDot = this.dot(palette.fake, radius);
    this.realLayer = Object.assign(document.createElement("canvas"), { width: this.canvas.width, height: this.canvas.height });
    if (this.contour) this.contour.path = null;
    if (this.real) this.stamp(this.realLayer.getContext("2d"), this.dot(palette.real, radius), this.real);
  }

  /** Puts one dot at every point. */
  stamp(g, dot, points) {
    const half = dot.width / 2;
    for (let i = 0; i < points.length; i += 2) {
      g.drawImage(dot, this.x(points[i]) * this.dpr - half, this.y(points[i + 1]) * this.dpr - half);
    }
  }

  /** Draws everything; true while the points still glide. */
  draw(now) {
    const { g, size, dpr, on } = this;
    const done = this.to ? this.move(now) : 1;
    if (!size) return false;
    if (this.stale) this.refresh();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.fillStyle = this.ctx.palette.neutral;
    g.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.grid && on.has("heat")) g.drawImage(this.heat, 0, 0, this.canvas.width, this.canvas.height);
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    if (this.contour && on.has("contour")) this.drawContour();
    g.setTransform(1, 0, 0, 1, 0, 0);
    if (this.real && on.has("real")) g.drawImage(this.realLayer, 0, 0);
    if (this.arrows && this.to && on.has("arrows")) this.drawArrows();
    if (this.to && on.has("fake")) this.stamp(g, this.fakeDot, this.shown);
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    this.drawMarks();
    this.drawAxes();
    this.noteScale();
    return done < 1;
  }

  /** Brings the generated points to where they are at this moment. */
  move(now) {
    const { from, to, shown } = this;
    const share = this.span > 0 ? Math.min(1, Math.max(0, (now - this.since) / this.span)) : 1;
    for (let i = 0; i < to.length; i++) shown[i] = share < 1 ? from[i] + share * (to[i] - from[i]) : to[i];
    return share;
  }

  drawContour() {
    const { g, size, grid: { shape: [h, w] }, contour, ctx: { palette } } = this;
    if (!contour.path) {
      contour.path = new Path2D();
      for (let i = 0; i < contour.segments.length; i += 2) {
        const put = i % 4 ? "lineTo" : "moveTo";
        contour.path[put](((contour.segments[i] + 0.5) / w) * size, (1 - (contour.segments[i + 1] + 0.5) / h) * size);
      }
    }
    g.lineCap = "round";
    for (const [colour, width] of [[palette.bg, 5], [palette.fg, 1.8]]) {
      Object.assign(g, { strokeStyle: colour, lineWidth: width });
      g.stroke(contour.path);
    }
  }

  drawArrows() {
    const { g, dpr, shown, arrows, view } = this;
    const scale = (this.factor() * this.canvas.width) / (view[1] - view[0]);
    const half = 1.9 * dpr;
    g.beginPath();
    for (let i = 0; i < arrows.length; i += 2) {
      const [dx, dy] = [arrows[i] * scale, -arrows[i + 1] * scale];
      const length = Math.hypot(dx, dy);
      if (!(length > dpr)) continue;
      const [x, y] = [this.x(shown[i]) * dpr, this.y(shown[i + 1]) * dpr];
      const [nx, ny] = [(-dy / length) * half, (dx / length) * half];
      g.moveTo(x + nx, y + ny);
      g.lineTo(x + dx, y + dy);
      g.lineTo(x - nx, y - ny);
    }
    g.globalAlpha = 0.75;
    g.fillStyle = this.ctx.palette.grad;
    g.fill();
    g.globalAlpha = 1;
  }

  /** Rings around what the diagnosis points at: the modes that are missing. */
  drawMarks() {
    const { g, size, marks, ctx: { palette } } = this;
    if (!marks.length) return;
    g.beginPath();
    for (const [x, y] of marks) {
      g.moveTo(this.x(x) + size / 34, this.y(y));
      g.arc(this.x(x), this.y(y), size / 34, 0, 2 * Math.PI);
    }
    for (const [colour, width] of [[palette.bg, 4], [palette.penalty, 2]]) {
      Object.assign(g, { strokeStyle: colour, lineWidth: width });
      g.stroke();
    }
  }

  drawAxes() {
    const { g, size, view, ctx } = this;
    const { palette } = ctx;
    Object.assign(g, { font: `12px ${palette.font}`, fillStyle: palette.fg, strokeStyle: palette.bg, lineWidth: 3, lineJoin: "round" });
    const label = (text, x, y) => {
      g.globalAlpha = 0.75;
      g.strokeText(text, x, y);
      g.globalAlpha = 1;
      g.fillText(text, x, y);
    };
    const shows = (at) => at > 26 && at < size - 26;
    const written = (value) => String(value).replace("-", "−");
    if (this.game) this.nameAxes(label);
    g.textAlign = "center";
    for (const v of ctx.ticks(view[0], view[1])) if (shows(this.x(v))) {
      g.fillRect(this.x(v) - 0.5, size - 5, 1, 5);
      label(written(v), this.x(v), size - 9);
    }
    g.textAlign = "left";
    for (const v of ctx.ticks(view[2], view[3])) if (shows(this.y(v))) {
      g.fillRect(0, this.y(v) - 0.5, 5, 1);
      label(written(v), 9, this.y(v) + 4);
    }
  }

  /** Writes the Dirac-GAN's parameters at the ends of their axes. */
  nameAxes(label) {
    const { g, size, ctx: { palette } } = this;
    Object.assign(g, { font: `italic 600 18px ${palette.font}`, textAlign: "right" });
    label("θ", size - 8, size - 10);
    g.textAlign = "left";
    label("ψ", 8, 20);
    g.font = `12px ${palette.font}`;
  }

  /** Notes where the pointer is, in the data's units. */
  point(event) {
    const box = event && this.canvas.getBoundingClientRect();
    const [x0, x1, y0, y1] = this.view;
    this.pointer = event && [x0 + ((event.clientX - box.left) / box.width) * (x1 - x0), y1 - ((event.clientY - box.top) / box.height) * (y1 - y0)];
    this.showReadout();
  }

  /** D's answer between the four nearest cell centres. */
  sample([x, y]) {
    const { data, shape: [h, w] } = this.grid;
    const [x0, x1, y0, y1] = this.view;
    const place = (share, n) => Math.min(n - 1, Math.max(0, share * n - 0.5));
    const [u, v] = [place((x - x0) / (x1 - x0), w), place((y - y0) / (y1 - y0), h)];
    const [j, i] = [Math.min(w - 2, Math.floor(u)), Math.min(h - 2, Math.floor(v))];
    const row = (r) => data[r * w + j] * (1 - u + j) + data[r * w + j + 1] * (u - j);
    const [low, high] = this.answers;
    return low + ((high - low) * (row(i) * (1 - v + i) + row(i + 1) * (v - i))) / 65535;
  }

  showReadout() {
    const { say, t } = this.ctx;
    this.readout.classList.toggle("gl-live", !!this.pointer);
    if (!this.pointer) return say(this.readout, { textContent: this.game ? "live_game_hint" : "live_hover_hint" });
    const [x, y] = this.pointer.map((v) => v.toFixed(2).replace("-", "−"));
    const d = this.grid ? this.sample(this.pointer).toFixed(2).replace("-", "−") : "–";
    this.readout.textContent = t(this.game ? "live_game_hover" : "live_hover", { x, y, d });
  }

  destroy() {
    this.observer.disconnect();
  }
}
