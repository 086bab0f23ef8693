/** The marks of runs on a map: of what they have come to, or of a number on a scale. No element is read here. */

import { svg } from "../shell/tools.js";

/** The sign of a map: nine dots. */
export const DOTS = [5, 12, 19]
  .flatMap((x) => [5, 12, 19].map((y) => `M${x - 2} ${y}a2 2 0 1 0 4 0a2 2 0 1 0-4 0z`))
  .join("");

/** Of a scale from little to much, light to dark: told apart by their lightness alone. */
const STOPS = [
  [253, 231, 143],
  [122, 209, 121],
  [42, 150, 140],
  [59, 82, 139],
  [68, 1, 84],
];

/** A mark; it has no shape yet. */
export function mark(attrs = {}) {
  const node = svg("svg", { viewBox: "-1.25 -1.25 2.5 2.5", class: "gl-mark", "aria-hidden": "true", ...attrs });
  node.append(svg("path", { "fill-rule": "evenodd" }));
  return node;
}

/** Gives a mark the shape of an outcome, and its colours on either ground. */
export function shape(node, { mark: path, colour: [light, dark] }) {
  node.firstChild.setAttribute("d", path);
  node.style.setProperty("--gl-light", light);
  node.style.setProperty("--gl-dark", dark);
}

/** A colour of the scale, as CSS writes it. */
export function colourAt(share) {
  const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const k = Math.min(STOPS.length - 2, Math.floor(place));
  const mixed = STOPS[k].map((low, i) => Math.round(low + (place - k) * (STOPS[k + 1][i] - low)));
  return `rgb(${mixed.join(" ")})`;
}

/** The scale of one measure over all runs of a map: `share(value)` is its place between the ends; `floor` what real
 *  samples score, where that is known. Little is good of a distance, much of a count.
 *  @param {{ key: string, log: boolean, floor: string, whole: string }} measure
 *  @param {Record<string, number>[]} found */
export function scaleOf({ key, log, floor, whole }, found) {
  const values = found.map((one) => one[key]).filter(Number.isFinite);
  const floors = found
    .map((one) => one[floor])
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const middle = floors.length ? floors[floors.length >> 1] : null;
  const total = Math.max(...found.map((one) => one[whole] ?? 0), 0);
  const [low, high] = total ? [0, total] : bounds(values, middle, log);
  const at = (value) => (log ? Math.log(Math.max(value, low)) : value);
  const wide = at(high) - at(low) || 1;
  return { low, high, floor: middle, share: (value) => (at(value) - at(low)) / wide };
}

const LEAST = 1e-6; // of a logarithmic scale: a game at rest may be as near to 0 as numbers can be

function bounds(values, floor, log) {
  const all = floor === null ? values : [...values, floor];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (!all.length) return [1, 10];
  return log ? [Math.max(low, LEAST), Math.max(high, 2 * LEAST)] : [low, high];
}

/** How many dots stand side by side in a cell, and how large they are, so that they fill it best. */
export function packed(count, wide, tall) {
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const size = Math.min(wide / columns, tall / Math.ceil(count / columns));
    if (size > best.size) best = { columns, size };
  }
  return best;
}
