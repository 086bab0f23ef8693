/** The picture on the drawing board: a grid, the strokes, and where the brush is. */

import { REACH, UNIT, WIDTH_UNIT } from "./strokes.js";

const DOT = 0.01; // a line without length has no round ends

/** Draws `strokes`, and a brush of width `brush` at `hover`, or null, onto a square canvas. */
export function paintBoard(g, { strokes, hover, brush }, palette) {
  const { width: side } = g.canvas;
  const scale = side / (2 * REACH);
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.fillStyle = palette.neutral;
  g.fillRect(0, 0, side, side);
  g.setTransform(scale, 0, 0, -scale, side / 2, side / 2);
  Object.assign(g, { lineCap: "round", lineJoin: "round" });
  grid(g, palette.line, 1 / scale);
  g.globalAlpha = 0.5;
  for (const stroke of strokes) line(g, stroke, palette.real);
  g.globalAlpha = 1;
  if (!hover) return;
  Object.assign(g, { strokeStyle: palette.fg, lineWidth: 1.2 / scale });
  g.beginPath();
  g.arc(...hover, (brush * UNIT) / WIDTH_UNIT / 2, 0, 2 * Math.PI);
  g.stroke();
}

function grid(g, strokeStyle, lineWidth) {
  Object.assign(g, { strokeStyle, lineWidth });
  g.beginPath();
  for (const at of [-UNIT, 0, UNIT]) {
    g.moveTo(at, -REACH);
    g.lineTo(at, REACH);
    g.moveTo(-REACH, at);
    g.lineTo(REACH, at);
  }
  g.stroke();
}

function line(g, { width, points: [first, ...others] }, strokeStyle) {
  Object.assign(g, { strokeStyle, lineWidth: (width * UNIT) / WIDTH_UNIT });
  g.beginPath();
  g.moveTo(...first);
  for (const point of others) g.lineTo(...point);
  if (!others.length) g.lineTo(first[0] + DOT, first[1]);
  g.stroke();
}
