/** The films of the experiments: what happens when each is run, in a few frames, on a small canvas. */

/** @import { Services } from "../parts.js" */

import { el, penOf } from "../shell/tools.js";

const SIDE = 84; // CSS pixels
const FRAMES = 12; // of points and pictures
const EVERY = 80; // ms from one drawing to the next
const [LASTS, HOLD] = [2600, 1400]; // ms of a film, and for which its end stays

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Whether the system asks for less motion. */
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The frame that belongs to a share of a film. */
const frameAt = (share) => Math.round(share * (FRAMES - 1));

/** Draws the real points of a film, and the fakes of one frame. */
function points(g, { palette }, { real, fakes }, share) {
  const count = fakes.length / FRAMES / 2;
  const dots = (places, from, many, colour) => {
    g.fillStyle = colour;
    for (let i = from; i < from + many; i++) {
      g.beginPath();
      g.arc((places[2 * i] / 255) * SIDE, (1 - places[2 * i + 1] / 255) * SIDE, 1.5, 0, 2 * Math.PI);
      g.fill();
    }
  };
  dots(real, 0, real.length / 2, palette.real);
  dots(fakes, frameAt(share) * count, count, palette.fake);
}

/** Draws one tile of a strip of pictures. */
function pictures(g, _theme, { strip }, share) {
  if (!strip.complete) return;
  const side = strip.naturalHeight;
  g.drawImage(strip, frameAt(share) * side, 0, side, side, 0, 0, SIDE, SIDE);
}

/** Draws the way of the Dirac-GAN so far, and where it is. */
function way(g, { palette }, { path }, share) {
  const last = Math.round(share * (path.length / 2 - 1));
  const at = (i) => /** @type {[number, number]} */ ([(path[2 * i] / 255) * SIDE, (1 - path[2 * i + 1] / 255) * SIDE]);
  Object.assign(g, { strokeStyle: palette.fg, lineWidth: 1.5, fillStyle: palette.fg });
  g.beginPath();
  for (let i = 0; i <= last; i++) g.lineTo(...at(i));
  g.stroke();
  g.beginPath();
  g.arc(...at(last), 3.5, 0, 2 * Math.PI);
  g.fill();
  g.fillStyle = palette.real;
  g.fillRect(SIDE / 2 - 3, SIDE / 2 - 3, 6, 6); // where it should come to rest
}

/** Marks a run that has diverged and stopped. */
function cross(g) {
  Object.assign(g, { strokeStyle: "#c02626", lineWidth: 4 });
  g.stroke(new Path2D(`M${SIDE - 22} 8l14 14m0 -14l-14 14`));
}

const KINDS = {
  points: { draw: points, read: (film) => ({ ...film, real: bytes(film.real), fakes: bytes(film.fakes) }) },
  images: {
    draw: pictures,
    read: (film) => ({ ...film, strip: Object.assign(new Image(), { src: `data:image/png;base64,${film.strip}` }) }),
  },
  dirac: { draw: way, read: (film) => ({ ...film, path: bytes(film.path) }) },
};

/** Plays all films whose canvases are in sight; where the system asks for less motion, shows their last frames. */
export class Films {
  /** @type {{ canvas: HTMLCanvasElement, film: any }[]} */
  all = [];
  began = 0;

  /** @param {Pick<Services, "theme">} services */
  constructor({ theme }) {
    this.theme = theme;
  }

  clear() {
    this.all = [];
  }

  /** Makes the canvas of a film; an empty one where there is none. */
  canvas(film) {
    const dpr = window.devicePixelRatio || 1;
    const canvas = el("canvas", { "aria-hidden": "true", width: SIDE * dpr, height: SIDE * dpr });
    if (film) this.all.push({ canvas, film: KINDS[film.kind].read(film) });
    return canvas;
  }

  play() {
    this.stop();
    this.began = performance.now();
    this.draw();
    this.timer = setInterval(() => this.draw(), EVERY);
  }

  stop() {
    clearInterval(this.timer);
  }

  draw() {
    const { palette } = this.theme;
    const now = (performance.now() - this.began) % (LASTS + HOLD);
    const share = still() ? 1 : Math.min(1, now / LASTS);
    for (const { canvas, film } of this.all) {
      const { top, bottom } = canvas.getBoundingClientRect();
      if (bottom <= 0 || top >= window.innerHeight || top === bottom) continue;
      const g = penOf(canvas);
      g.setTransform(canvas.width / SIDE, 0, 0, canvas.width / SIDE, 0, 0);
      g.fillStyle = palette.neutral;
      g.fillRect(0, 0, SIDE, SIDE);
      KINDS[film.kind].draw(g, this.theme, film, share);
      if (film.stopped) cross(g);
    }
  }
}
