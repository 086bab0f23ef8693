/** The layers as functions that draw a scene onto a place: the same for the large picture and for the thumbnails. */

import { crowds } from "./crowd.js";
import { mix, rgb } from "../shell/colours.js";
import { levelLine } from "../shell/geometry.js";
import { penOf } from "../shell/tools.js";

const BUCKETS = 8; // of opacity, in the manifold
const SHADES = 16; // from an answer of generated to one of real

/** A dot with a thin rim in the background's colour, which keeps neighbours apart; a triangle where shapes are asked
 *  for. */
function mark(place, colour, kind) {
  const { radius, small } = place;
  const shaped = kind === "fake" && place.theme.shapes;
  return place.keep(`mark ${colour} ${kind}`, `${place.theme.palette.bg} ${shaped} ${radius}`, () => {
    const rim = small ? 0 : 0.8 * place.dpr;
    const reach = (shaped ? 1.45 * radius : radius) + rim;
    const side = Math.ceil(2 * reach + 2);
    const canvas = new OffscreenCanvas(side, side);
    const g = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    g.globalAlpha = 0.85;
    for (const [fill, r] of [
      [place.theme.palette.bg, reach],
      [colour, reach - rim],
    ]) {
      g.fillStyle = fill;
      g.beginPath();
      if (shaped)
        for (const turn of [-90, 30, 150])
          g.lineTo(
            side / 2 + r * Math.cos((turn * Math.PI) / 180),
            side / 2 + r * (Math.sin((turn * Math.PI) / 180) + 0.2),
          );
      else g.arc(side / 2, side / 2, r, 0, 2 * Math.PI);
      g.fill();
    }
    return canvas.transferToImageBitmap(); // a canvas would be copied anew for each of a thousand points
  });
}

/** Puts one mark at every point. */
function stamp(place, g, points, image) {
  const half = image.width / 2;
  for (let i = 0; i < points.length; i += 2)
    g.drawImage(image, place.x(points[i]) - half, place.y(points[i + 1]) - half);
}

/** Real or generated points, each in the colour of D's answer to it. */
function judged(place, g, points, scores, kind) {
  if (2 * scores.length !== points.length) return; // not judged yet, in slow motion
  const marks = [];
  for (let i = 0; i < points.length / 2; i++) {
    const shade = Math.round((scores[i] / 65535) * SHADES);
    marks[shade] ??= mark(place, place.theme.scale(shade / SHADES), kind);
    const image = marks[shade];
    g.drawImage(image, place.x(points[2 * i]) - image.width / 2, place.y(points[2 * i + 1]) - image.width / 2);
  }
}

/** A map of answers as colours, one pixel a cell, top row first. */
function heat(place, g, map) {
  const {
    theme: { palette },
    canvas,
  } = place;
  const lut = place.keep("lut", `${palette.neutral} ${palette.real} ${palette.fake}`, () => {
    const colours = new Uint32Array(256);
    const bytes = new Uint8ClampedArray(colours.buffer);
    for (let i = 0; i < 256; i++) {
      const signed = i / 127.5 - 1;
      bytes.set(
        [
          ...mix(rgb(palette.neutral), rgb(signed > 0 ? palette.real : palette.fake), palette.heat * Math.abs(signed)),
          255,
        ],
        4 * i,
      );
    }
    return colours;
  });
  const {
    data,
    shape: [h, w],
  } = map;
  const unknown = lut[127];
  const image = place.keep("heat", map, () => {
    Object.assign(place.heat, { width: w, height: h });
    const inner = penOf(place.heat);
    const picture = inner.createImageData(w, h);
    const pixels = new Uint32Array(picture.data.buffer);
    for (let i = 0; i < h; i++)
      for (let j = 0; j < w; j++)
        pixels[(h - 1 - i) * w + j] = Number.isNaN(data[i * w + j]) ? unknown : lut[data[i * w + j] >> 8];
    inner.putImageData(picture, 0, 0);
    return place.heat;
  });
  g.drawImage(image, 0, 0, canvas.width, canvas.height);
}

/** Level lines, given in cells, as a path in device pixels. */
function path(place, segments, [h, w]) {
  const line = new Path2D();
  for (let i = 0; i < segments.length; i += 2) {
    line[i % 4 ? "lineTo" : "moveTo"](
      ((segments[i] + 0.5) / w) * place.canvas.width,
      (1 - (segments[i + 1] + 0.5) / h) * place.canvas.height,
    );
  }
  return line;
}

function contour(place, g, map, name, colour, dash = []) {
  const line = place.keep(name, map, () => path(place, map.segments, map.shape));
  g.lineCap = "round";
  const thick = place.thick(place.small ? 1.2 : place.size < 640 ? 1.8 : 2.6);
  for (const [stroke, width, pattern] of [
    [place.theme.palette.bg, 2.8 * thick, []],
    [colour, thick, dash.map((length) => place.thick(length))],
  ]) {
    Object.assign(g, { strokeStyle: stroke, lineWidth: width });
    g.setLineDash(pattern);
    g.stroke(line);
  }
}

/** The cells of the lattice where G has taken them; each holds the same share of all z, so the smaller, the denser. */
function manifold(place, g, scene, palette) {
  const points = scene.warped("manifold", place.share);
  if (!points) return;
  const [rows, columns = 0] = scene.latticeShape.length === 3 ? scene.latticeShape : [scene.latticeShape[0]];
  const at = (k) => [place.x(points[2 * k]), place.y(points[2 * k + 1])];
  g.strokeStyle = g.fillStyle = palette.fake;
  g.lineJoin = "round";
  if (!columns) {
    g.lineWidth = place.thick(place.small ? 1.5 : 3);
    g.beginPath();
    for (let k = 0; k < rows; k++) g.lineTo(...at(k));
    g.stroke();
    return;
  }
  const cells = [];
  let total = 0;
  for (let i = 0; i + 1 < rows; i++)
    for (let j = 0; j + 1 < columns; j++) {
      const corners = [i * columns + j, i * columns + j + 1, (i + 1) * columns + j + 1, (i + 1) * columns + j].map(at);
      const area =
        Math.abs(
          (corners[2][0] - corners[0][0]) * (corners[3][1] - corners[1][1]) -
            (corners[3][0] - corners[1][0]) * (corners[2][1] - corners[0][1]),
        ) / 2;
      total += area;
      cells.push([corners, area]);
    }
  const mean = total / cells.length || 1;
  const buckets = Array.from({ length: BUCKETS }, () => new Path2D());
  for (const [corners, area] of cells) {
    // its square root: densities differ by powers of ten
    const opacity = Math.min(1, Math.sqrt(mean / Math.max(area, mean / 100)) / 3);
    const cell = buckets[Math.min(BUCKETS - 1, Math.floor(opacity * BUCKETS))];
    for (const [k, [x, y]] of corners.entries()) cell[k ? "lineTo" : "moveTo"](x, y);
    cell.closePath();
  }
  const alpha = g.globalAlpha;
  g.lineWidth = place.thick(0.6);
  buckets.forEach((cells, k) => {
    g.globalAlpha = alpha * Math.min(0.85, 0.12 + (0.75 * (k + 0.5)) / BUCKETS);
    g.fill(cells);
    g.globalAlpha = alpha * (place.small ? 0.25 : 0.55);
    g.stroke(cells);
  });
}

/** The contours that enclose 50 % and 90 % of the data. */
function density(place, g, scene, palette) {
  if (!scene.density) return;
  const lines = place.keep("density", scene.version, () =>
    scene.levels.map((level) => path(place, levelLine(scene.density, scene.densityShape, level), scene.densityShape)),
  );
  lines.forEach((line, i) => {
    Object.assign(g, { strokeStyle: palette.real, lineWidth: place.thick(place.small ? 0.8 : 1.6) });
    g.setLineDash(i ? [place.thick(5), place.thick(4)] : []);
    g.stroke(line);
  });
}

const LONGEST = 0.22; // of the picture's width: longer ones are cut

/** One tapered arrow from every generated point, along −∇ of G's loss, all stretched by the same factor. */
function arrows(place, g, scene, palette) {
  if (!scene.arrows || !scene.fake || scene.arrows.length !== scene.fake.length) return;
  const scale = (scene.factor() * place.canvas.width) / (scene.view[1] - scene.view[0]);
  const half = place.thick(place.small ? 0.9 : 1.9);
  g.beginPath();
  for (let i = 0; i < scene.arrows.length; i += 2) {
    const [dx, dy] = [scene.arrows[i] * scale, -scene.arrows[i + 1] * scale];
    const length = Math.hypot(dx, dy);
    if (!(length > place.dpr)) continue;
    const cut = Math.min(1, (LONGEST * place.canvas.width) / length);
    const [x, y] = [place.x(scene.fake[i]), place.y(scene.fake[i + 1])];
    const [nx, ny] = [(-dy / length) * half, (dx / length) * half];
    g.moveTo(x + nx, y + ny);
    g.lineTo(x + cut * dx, y + cut * dy);
    g.lineTo(x - nx, y - ny);
  }
  g.globalAlpha *= 0.75;
  g.fillStyle = palette.grad;
  g.fill();
}

/** Rings around what the diagnosis points at: the modes that are missing. */
function marks(place, g, scene, palette) {
  const radius = place.canvas.width / 34;
  g.beginPath();
  for (const [x, y] of scene.marks) {
    g.moveTo(place.x(x) + radius, place.y(y));
    g.arc(place.x(x), place.y(y), radius, 0, 2 * Math.PI);
  }
  for (const [stroke, width] of [
    [palette.bg, 4],
    [palette.penalty, 2],
  ]) {
    Object.assign(g, { strokeStyle: stroke, lineWidth: width * place.dpr });
    g.stroke();
  }
}

/** Rings the first of some points, and names it. */
export function ring(place, points, name) {
  const {
    g,
    dpr,
    canvas,
    theme: { palette },
  } = place;
  const [x, y] = [place.x(points[0]), place.y(points[1])];
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.beginPath();
  g.arc(x, y, 8 * dpr, 0, 2 * Math.PI);
  for (const [strokeStyle, width] of [
    [palette.bg, 4],
    [palette.fg, 1.8],
  ]) {
    Object.assign(g, { strokeStyle, lineWidth: width * dpr });
    g.stroke();
  }
  const left = x > canvas.width - 60 * dpr;
  Object.assign(g, {
    font: `italic 600 ${15 * dpr}px ${palette.font}`,
    textAlign: left ? "right" : "left",
    strokeStyle: palette.bg,
    fillStyle: palette.fg,
    lineWidth: 4 * dpr,
    lineJoin: "round",
  });
  const at = [x + (left ? -12 : 12) * dpr, Math.max(16 * dpr, y - 7 * dpr)];
  g.strokeText(name, ...at);
  g.fillText(name, ...at);
}

/** Every layer, from the ground up. */
export const PAINTERS = {
  heat: (place, g, scene) => scene.grid && heat(place, g, scene.grid),
  idealHeat: (place, g, scene) => scene.ideal && heat(place, g, scene.ideal),
  manifold,
  density,
  contour: (place, g, scene, palette) => scene.grid && contour(place, g, scene.grid, "contour", palette.fg),
  ideal: (place, g, scene, palette) => scene.ideal && contour(place, g, scene.ideal, "ideal", palette.real, [6, 4]),
  real(place, g, scene, palette) {
    if (!scene.real) return;
    const layer = place.keep("real", `${scene.version} ${palette.bg} ${palette.real} ${place.radius}`, () => {
      const canvas = Object.assign(document.createElement("canvas"), {
        width: place.canvas.width,
        height: place.canvas.height,
      });
      stamp(place, penOf(canvas), scene.real, mark(place, palette.real, "real"));
      return canvas;
    });
    g.drawImage(layer, 0, 0);
  },
  judgedReal: (place, g, scene) =>
    scene.real && scene.realScores && judged(place, g, scene.real, scene.realScores, "real"),
  arrows,
  fake: (place, g, scene, palette) =>
    scene.fake && stamp(place, g, scene.warped("fake", place.share), mark(place, palette.fake, "fake")),
  judgedFake: (place, g, scene) =>
    scene.fake && scene.fakeScores && judged(place, g, scene.fake, scene.fakeScores, "fake"),
  crowds,
  marks,
  noise: (place, g, scene, palette) =>
    scene.noise && stamp(place, g, scene.zPoints(), mark(place, palette.noise ?? palette.fake, "noise")),
};
