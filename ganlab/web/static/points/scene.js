/** What the large picture and the thumbnails draw: the newest arrays of a run on points, gliding from frame to
 *  frame. */

/** @import { Merged } from "../shell/socket.js" */

import { levelLine, typicalLength } from "../shell/geometry.js";

const LONGEST_GLIDE = 400;
const UNKNOWN = 65535; // where the estimate of D* is worth nothing
const WARP_TIME = 2200;
const ARROW_SHARE = 0.09; // of the view's width
const USUAL = 1.5; // the length of a gradient that is drawn as long as that: of all runs and viewers, so that one sees
// arrows grow, shrink and vanish, and may compare them
const FLAT_SHARE = 0.9; // of the view, for the lattice of z before G has moved it

/** The state of one run's pictures. */
export class Scene {
  view = [-1, 1, -1, 1];
  version = 0;
  since = 0; // ms, when the glide began
  span = 0; // ms that it takes
  raw = 0;
  /** @type {Float32Array | null} */
  real = null;
  /** @type {Float32Array | null} */
  lattice = null;
  /** @type {Float32Array | null} */
  noise = null;
  /** @type {{ dim: number, distribution: string } | undefined} */
  latent;
  /** @type {[number, number]} */
  answers;
  warpSince = -Infinity;

  constructor() {
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.clear();
  }

  /** Forgets every picture of the generation before. */
  clear() {
    for (const name of [
      "real",
      "noise",
      "lattice",
      "density",
      "manifold",
      "grid",
      "ideal",
      "arrows",
      "realScores",
      "fakeScores",
    ])
      this[name] = null;
    this.fake = this.from = this.to = null;
    this.raw = 0;
    this.step = null;
    this.marks = [];
    this.lastAt = -Infinity;
    this.version += 1; // of what stays the same within a generation
  }

  /** Takes the arrays of a frame; what is missing stays as it was.
   *  @param {Merged} frame
   *  @param {number} now */
  update({ header, arrays }, now) {
    if (header.clear) this.clear();
    const { about } = header;
    if (about) Object.assign(this, { view: about.view ?? this.view, levels: about.levels, latent: about.latent });
    this.answers = header.answers;
    this.marks = header.diagnosis?.marks ?? [];
    const { phase } = header;
    // slow motion shows an update's own samples
    const batch = phase ? [phase.step, phase.player, phase.turn].join() : "";
    const other = batch !== (this.batch ?? "");
    if (other) this.to = null; // which do not glide from where others were
    this.batch = batch;
    if (header.ideal === false) this.ideal = null;
    for (const name of ["real", "noise", "lattice", "density"]) {
      if (!arrays[name]) continue;
      this[name] = arrays[name].data;
      if (name === "lattice") this.latticeShape = arrays[name].shape;
      this.version++;
    }
    if (arrays.density) this.densityShape = arrays.density.shape;
    if (about) this.version++;
    if (arrays.real_scores) this.realScores = arrays.real_scores.data;
    if (arrays.fake_scores) this.fakeScores = arrays.fake_scores.data;
    if (arrays.fake) this.aim(arrays.fake, arrays.manifold, now, header.status === "running");
    if (arrays.arrows && (header.step !== this.step || phase || other)) this.measureArrows(arrays.arrows.data);
    this.step = header.step;
    if (arrays.grid) this.grid = this.map(arrays.grid);
    if (arrays.ideal)
      this.ideal = this.map({
        ...arrays.ideal,
        data: Float32Array.from(arrays.ideal.data, (share) => (share === UNKNOWN ? NaN : share)),
      });
  }

  /** A map of answers, with the line of those that tell nothing apart. */
  map({ data, shape }) {
    return { data, shape, segments: levelLine(data, shape, 32767.5) };
  }

  /** Sets where the generated points and the manifold go, and how long they may take. */
  aim(fake, manifold, now, running) {
    const gap = now - this.lastAt;
    this.lastAt = now;
    this.move(now); // else a browser that draws no oftener than frames come would never leave the first of them
    const next = { fake: fake.data, manifold: manifold ? this.unfold(manifold.data) : null };
    const glides =
      this.to &&
      this.to.fake.length === next.fake.length &&
      this.to.manifold?.length === next.manifold?.length &&
      !this.still.matches;
    this.from = glides ? { fake: this.fake, manifold: this.manifold } : next;
    this.to = next;
    this.fake = new Float32Array(next.fake.length);
    this.manifold = next.manifold && new Float32Array(next.manifold.length);
    this.since = now;
    this.span = glides ? Math.min(gap, running ? LONGEST_GLIDE : LONGEST_GLIDE / 2) : 0;
    this.move(now);
  }

  /** The manifold in the data's units: it is sent as shares of five windows, itself in the middle. */
  unfold(shares) {
    const [x0, x1, y0, y1] = this.view;
    const ends = [
      [x0, x1 - x0],
      [y0, y1 - y0],
    ];
    return Float32Array.from(shares, (share, i) => ends[i % 2][0] + ((5 * share) / 65535 - 2) * ends[i % 2][1]);
  }

  /** Brings what glides to where it is at this moment; true while something moves. */
  move(now) {
    const { from, to } = this;
    if (!to) return false;
    const share = this.span > 0 ? Math.min(1, Math.max(0, (now - this.since) / this.span)) : 1;
    for (const name of ["fake", "manifold"]) {
      if (to[name])
        for (let i = 0; i < to[name].length; i++)
          this[name][i] = share < 1 ? from[name][i] + share * (to[name][i] - from[name][i]) : to[name][i];
    }
    return share < 1;
  }

  /** Takes the arrows, and notes how long they typically are. */
  measureArrows(arrows) {
    this.arrows = arrows;
    this.raw = typicalLength(arrows);
  }

  /** Drawn length over true length of the arrows, both in the data's units. */
  factor() {
    return (ARROW_SHARE * (this.view[1] - this.view[0])) / USUAL;
  }

  /** The half-width of the window on z. */
  reach() {
    let most = 0;
    for (const points of [this.lattice, this.noise])
      for (const value of points ?? []) most = Math.max(most, Math.abs(value));
    return most || 1;
  }

  /** A noise vector as a place in the data's window: the flat lattice before G has moved it. */
  flat(points, dims) {
    const [x0, x1, y0, y1] = this.view;
    const [cx, cy, scale] = [(x0 + x1) / 2, (y0 + y1) / 2, (FLAT_SHARE * (x1 - x0)) / 2 / this.reach()];
    const placed = new Float32Array((points.length / dims) * 2);
    for (let i = 0; i < placed.length / 2; i++) {
      placed[2 * i] = cx + scale * points[dims * i];
      placed[2 * i + 1] = cy + (dims > 1 ? scale * points[dims * i + 1] : 0);
    }
    return placed;
  }

  /** The noise as points of its own window; one dimension lies on the axis. */
  zPoints() {
    const { dims, noise } = this;
    if (dims > 1 || !noise) return noise;
    return Float32Array.from({ length: 2 * noise.length }, (_, i) => (i % 2 ? 0 : noise[i / 2]));
  }

  zView() {
    const reach = this.reach() / FLAT_SHARE;
    return [-reach, reach, -reach, reach];
  }

  get dims() {
    return this.latent?.dim ?? 2;
  }

  /** Where the manifold, or the fakes, are while G is shown at work: from flat, at 0, to G(z), at 1. */
  warped(name, share) {
    const end = this[name];
    if (share >= 1 || !end) return end;
    const points = name === "manifold" ? this.lattice : this.noise;
    if (!points) return end;
    const start = this.flat(points, Math.min(2, this.dims));
    return end.map((value, i) => start[i] + share * (value - start[i]));
  }

  /** How far the showing of G's work is: 0 at its beginning, 1 at its end and when there is none. */
  warpShare(now, since = this.warpSince) {
    const share = Math.min(1, Math.max(0, (now - since) / WARP_TIME));
    if (this.still.matches && share < 1) return share < 0.5 ? 0 : 1; // no motion: first the one picture, then the other
    return share * share * (3 - 2 * share);
  }

  /** D's answer at a place, between the four nearest cell centres; null outside the window.
   *  @param {number[]} place
   *  @param {{ data: any, shape: number[] } | null} [map] */
  sample([x, y], map = this.grid) {
    if (!map) return null;
    const {
      data,
      shape: [h, w],
    } = map;
    const [x0, x1, y0, y1] = this.view;
    const place = (share, n) => Math.min(n - 1, Math.max(0, share * n - 0.5));
    const [u, v] = [place((x - x0) / (x1 - x0), w), place((y - y0) / (y1 - y0), h)];
    const [j, i] = [Math.min(w - 2, Math.floor(u)), Math.min(h - 2, Math.floor(v))];
    const row = (r) => data[r * w + j] * (1 - u + j) + data[r * w + j + 1] * (u - j);
    return this.answer(row(i) * (1 - v + i) + row(i + 1) * (v - i));
  }

  /** An answer of D from its share of the colour scale. */
  answer(share) {
    const [low, high] = this.answers;
    return low + ((high - low) * share) / 65535;
  }
}
