/** The small pictures in the nodes of the overview. */

/** @import { Services } from "../parts.js" */

import { Place } from "../points/place.js";
import { el, penOf } from "../shell/tools.js";

const EVERY = 110; // ms between two drawings of all of them
const BINS = 12;
const TILES = 3; // pictures per side of a node

/** A node's canvas; `layers` are drawn of a scene of points, `wall` of the arrays of an image run. */
export class Thumb {
  /** @param {Pick<Services, "theme" | "scene">} services */
  constructor({ theme, scene }, { name, layers, wall }) {
    this.theme = theme;
    this.scene = scene;
    this.name = name;
    this.layers = new Set(layers);
    this.wall = wall;
    this.canvas = el("canvas", { "aria-hidden": "true", "data-testid": `gl-thumb-${name}` });
    this.place = new Place(theme, scene, this.canvas);
    this.warpSince = -Infinity;
  }

  /** Draws a scene of points; `warp` is for the generator, whose lattice bends while it is pointed at. */
  points(now) {
    if (!this.place.fit()) return;
    const share = this.name === "g" ? this.scene.warpShare(now, this.warpSince) : 1;
    this.place.draw(this.layers, { share });
  }

  /** Draws what an image run has for this node: pictures, D's answers as a histogram, or the network's layers. */
  images(arrays, [low, high], widths) {
    if (!this.place.fit()) return;
    const { g, canvas } = this.place;
    const { palette } = this.theme;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.fillStyle = palette.neutral;
    g.fillRect(0, 0, canvas.width, canvas.height);
    const array = arrays[this.wall];
    if (this.name === "g" || this.name === "d") return this.network(widths[this.name]);
    if (this.name === "z") return this.scene.noise && this.place.draw(this.layers);
    if (!array) return;
    if (array.shape.length === 3) this.tiles(array);
    else this.histogram(array.data, low, high);
  }

  tiles({ data, shape: [n, h, w] }) {
    const { g, canvas } = this.place;
    const side = canvas.width / TILES;
    const tile = new OffscreenCanvas(w, h);
    const inner = penOf(tile);
    const image = inner.createImageData(w, h);
    const pixels = new Uint32Array(image.data.buffer);
    for (let k = 0; k < Math.min(n, TILES * TILES); k++) {
      for (let i = 0; i < w * h; i++) pixels[i] = 0xff000000 | (data[k * w * h + i] * 0x010101);
      inner.putImageData(image, 0, 0);
      g.drawImage(tile, (k % TILES) * side, Math.floor(k / TILES) * side, side, side);
    }
  }

  histogram(answers, low, high) {
    const { g, canvas } = this.place;
    const counts = new Array(BINS).fill(0);
    for (const answer of answers)
      counts[Math.min(BINS - 1, Math.max(0, Math.floor(((answer - low) / (high - low)) * BINS)))]++;
    const most = Math.max(...counts);
    const wide = canvas.width / BINS;
    counts.forEach((count, i) => {
      g.fillStyle = this.theme.scale((i + 0.5) / BINS);
      const tall = (0.9 * canvas.height * count) / most;
      g.fillRect(i * wide + 1, canvas.height - tall, wide - 2, tall);
    });
  }

  /** A network as its layers, as tall as they are wide, in the logarithm. */
  network(widths) {
    const { g, canvas } = this.place;
    const { palette } = this.theme;
    g.fillStyle = this.name === "g" ? palette.fake : palette.d;
    const wide = canvas.width / (widths.length + 1);
    const most = Math.log(2 + Math.max(...widths));
    widths.forEach((width, i) => {
      const tall = (0.8 * canvas.height * Math.log(2 + width)) / most;
      g.globalAlpha = 0.75;
      g.fillRect((i + 0.75) * wide, (canvas.height - tall) / 2, wide / 2, tall);
    });
    g.globalAlpha = 1;
  }
}

/** Draws all thumbnails, no more often than eyes need. */
export class Thumbs {
  drawnAt = -Infinity;

  constructor(scene, thumbs) {
    this.scene = scene;
    this.thumbs = thumbs;
    this.arrays = {};
  }

  take({ header, arrays }) {
    if (header.clear) this.arrays = {};
    Object.assign(this.arrays, arrays);
    this.stale = true;
    if (header.kind === "images" && arrays.noise) this.scene.noise = arrays.noise.data;
    if (header.about)
      this.widths = { g: layersOf(header.about.settings, "g"), d: layersOf(header.about.settings, "d") };
    this.kind = header.kind;
    this.answers = header.answers;
  }

  /** Draws another scene of points from now on. */
  look(scene) {
    for (const { place } of this.thumbs) {
      place.scene = scene;
      place.kept.clear();
    }
    this.drawnAt = -Infinity;
  }

  /** Draws when it is time; true while one of them moves by itself, or waits. */
  draw(now) {
    const moving = this.thumbs.some(({ warpSince }) => now - warpSince < 2500);
    // a frame that comes too soon is drawn a little later
    if (now - this.drawnAt < (moving ? 40 : EVERY)) return moving || this.stale;
    this.drawnAt = now;
    this.stale = false;
    for (const thumb of this.thumbs) {
      if (!thumb.canvas.offsetParent) continue;
      if (this.kind === "images") thumb.images(this.arrays, this.answers, this.widths);
      else thumb.points(now);
    }
    return moving;
  }
}

/** The widths of a network's layers, from what goes in to what comes out. */
export function layersOf({ values, kind }, side) {
  const sample = kind === "images" ? 784 : kind === "dirac" ? 1 : 2;
  return side === "g" ? [values.latent_dim, ...values.g_hidden, sample] : [sample, ...values.d_hidden, 1];
}
