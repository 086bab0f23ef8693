/** Grey pictures, as they are sent, put into canvases. */

/** @import { Numbers } from "../shell/socket.js" */

import { penOf } from "../shell/tools.js";

const SIDE = 28;

/** The pixels of a canvas for each of 256 greys. */
export const GREYS = Uint32Array.from({ length: 256 }, (_, v) => 0xff000000 | (v * 0x010101));

/** Puts picture k of (n, h, w) into a canvas of its size.
 *  @param {HTMLCanvasElement} canvas
 *  @param {Numbers} pictures
 *  @param {number} k */
export function unpack(canvas, { data, shape: [, h, w] }, k) {
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const g = penOf(canvas);
  const image = g.createImageData(w, h);
  const pixels = new Uint32Array(image.data.buffer);
  for (let at = 0; at < pixels.length; at++) pixels[at] = GREYS[data[k * w * h + at]];
  g.putImageData(image, 0, 0);
}

/** Paints grey pictures (n, 28, 28) side by side; `tint(value)` gives [r, g, b, a] for other numbers than greys. */
export function paintRow(canvas, data, n, tint = (v) => [v, v, v, 255]) {
  Object.assign(canvas, { width: n * SIDE, height: SIDE });
  const g = penOf(canvas);
  const image = g.createImageData(n * SIDE, SIDE);
  for (let k = 0, at = 0; k < n; k++) {
    for (let i = 0; i < SIDE; i++)
      for (let j = 0; j < SIDE; j++, at++) image.data.set(tint(data[at]), 4 * (i * n * SIDE + k * SIDE + j));
  }
  g.putImageData(image, 0, 0);
}

/** One bar for each number of z, up or down from the middle; three standard deviations fill it. */
export function paintBars(canvas, z, palette, { fixed }) {
  const [w, h] = [Math.max(1, Math.floor(216 / z.length)), 40];
  Object.assign(canvas, { width: w * z.length, height: h });
  const g = penOf(canvas);
  g.fillStyle = palette.line;
  g.fillRect(0, h / 2, canvas.width, 1);
  g.fillStyle = palette.g;
  z.forEach((value, i) => {
    const tall = Math.min(1, Math.abs(value) / 3) * (h / 2);
    g.fillRect(i * w, value > 0 ? h / 2 - tall : h / 2, Math.max(1, w - 1), tall);
  });
  canvas.title = [...z].map((value) => fixed(value)).join("  ");
}
