/** A glance at a run: its samples, its pictures or its path, in a small square. Written by `observe/glance.py`. */

import { penOf } from "../shell/tools.js";

export const SIDE = 120; // px

/** Bytes from base64. */
const bytes = (text) => Uint8Array.from(atob(text ?? ""), (letter) => letter.charCodeAt(0));

const at = (numbers, k) => [(numbers[2 * k] / 255) * SIDE, (1 - numbers[2 * k + 1] / 255) * SIDE];

/** Draws what a run looks like; the canvas has SIDE × SIDE. */
export function picture(canvas, { kind, real, fakes, path, pictures, side }, palette) {
  const g = penOf(canvas);
  g.fillStyle = palette.neutral;
  g.fillRect(0, 0, SIDE, SIDE);
  if (kind === "images") return tiles(g, bytes(pictures), side);
  if (kind === "dirac") return drawn(g, bytes(path), palette);
  for (const [text, colour, size] of /** @type {[string, string, number][]} */ ([
    [real, palette.real, 1.6],
    [fakes, palette.fake, 2.1],
  ])) {
    const numbers = bytes(text);
    g.fillStyle = colour;
    for (let k = 0; 2 * k < numbers.length; k++) {
      const [x, y] = at(numbers, k);
      g.beginPath();
      g.arc(x, y, size, 0, 2 * Math.PI);
      g.fill();
    }
  }
}

/** Draws where (θ, ψ) has been. */
function drawn(g, numbers, palette) {
  g.strokeStyle = palette.line;
  g.beginPath();
  g.moveTo(SIDE / 2, 0);
  g.lineTo(SIDE / 2, SIDE);
  g.moveTo(0, SIDE / 2);
  g.lineTo(SIDE, SIDE / 2);
  g.stroke();
  g.strokeStyle = palette.fg;
  g.lineWidth = 1.5;
  g.beginPath();
  for (let k = 0; 2 * k < numbers.length; k++) {
    const [x, y] = at(numbers, k);
    g.lineTo(x, y);
  }
  g.stroke();
}

function tiles(g, numbers, side) {
  const count = numbers.length / (side * side);
  const row = Math.ceil(Math.sqrt(count));
  const wide = SIDE / row;
  for (let k = 0; k < count; k++) {
    const image = new ImageData(side, side);
    for (let i = 0; i < side * side; i++) image.data.set([...Array(3).fill(numbers[k * side * side + i]), 255], 4 * i);
    const tile = new OffscreenCanvas(side, side);
    penOf(tile).putImageData(image, 0, 0);
    g.drawImage(tile, (k % row) * wide, Math.floor(k / row) * wide, wide - 1, wide - 1);
  }
}
