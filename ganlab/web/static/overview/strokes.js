/** Strokes of a brush and their text; the same format as ganlab/data/drawing.py, where it is described. */

export const UNIT = 256; // whole numbers in a unit of the data
export const WIDTH_UNIT = 64;
export const REACH = 384; // largest coordinate: the window's 1.5
const VERSION = 1;
const MOST_TEXT = 4000;
const MOST_PIECES = 480;
const COARSEST = 100; // of the tolerances in which a drawing is simplified until it fits

/** A line of a brush, in whole numbers.
 *  @typedef {{ width: number, points: number[][] }} Stroke */

/** Writes strokes as text.
 *  @param {Stroke[]} strokes */
export function encode(strokes) {
  const bytes = [VERSION];
  const put = (value) => {
    for (; value > 127; value >>= 7) bytes.push((value & 127) | 128);
    bytes.push(value);
  };
  let last = [0, 0];
  for (const { width, points } of strokes) {
    put(width);
    put(points.length);
    for (const point of points) {
      for (const k of [0, 1]) {
        const step = point[k] - last[k];
        put(step >= 0 ? 2 * step : -2 * step - 1);
      }
      last = point;
    }
  }
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Reads strokes from a text that the server has accepted. */
export function decode(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  let at = 1;
  const take = () => {
    let [value, shift] = [0, 0];
    do value |= (bytes[at] & 127) << (7 * shift++);
    while (bytes[at++] > 127);
    return value;
  };
  const signed = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);
  /** @type {Stroke[]} */
  const strokes = [];
  let last = [0, 0];
  while (at < bytes.length) {
    /** @type {Stroke} */
    const stroke = { width: take(), points: [] };
    for (let left = take(); left > 0; left--) {
      last = [last[0] + signed(take()), last[1] + signed(take())];
      stroke.points.push(last);
    }
    strokes.push(stroke);
  }
  return strokes;
}

/** The squared distance of a point from a straight piece. */
function off([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const share = dx || dy ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy))) : 0;
  return (x - x0 - share * dx) ** 2 + (y - y0 - share * dy) ** 2;
}

/** Leaves out the points that a line through the others passes within `tolerance` (Ramer 1972, Douglas and Peucker
 *  1973). */
export function simplify(points, tolerance) {
  const kept = new Uint8Array(points.length);
  kept[0] = kept[points.length - 1] = 1;
  const open = [[0, points.length - 1]];
  while (open.length) {
    const [from, to] = /** @type {number[]} */ (open.pop());
    let [far, most] = [0, tolerance ** 2];
    for (let i = from + 1; i < to; i++) {
      const distance = off(points[i], points[from], points[to]);
      if (distance > most) [far, most] = [i, distance];
    }
    if (!far) continue;
    kept[far] = 1;
    open.push([from, far], [far, to]);
  }
  return points.filter((_, i) => kept[i]);
}

/** The text of a drawing, simplified just so much that it fits into an address; null where it has too many strokes. */
export function fit(strokes) {
  for (let tolerance = 1; tolerance < COARSEST; tolerance *= 1.4) {
    const simple = strokes.map(({ width, points }) => ({ width, points: simplify(points, tolerance) }));
    const pieces = simple.reduce((sum, { points }) => sum + Math.max(1, points.length - 1), 0);
    const text = pieces <= MOST_PIECES && encode(simple);
    if (text && text.length <= MOST_TEXT) return text;
  }
  return null;
}
