/** Colours as numbers. */

const read = new Map(); // colour → its numbers: a palette's few colours are asked for thousands of times a second

/** The numbers of "#rrggbb" or "rgb(…)"; transparent colours are null. */
export function rgb(colour) {
  if (!read.has(colour)) read.set(colour, numbers(colour));
  return read.get(colour);
}

function numbers(colour) {
  if (colour.startsWith("#")) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const [r, g, b, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return alpha > 0.5 && b !== undefined ? [r, g, b] : null;
}

/** The colour `share` of the way from `a` to `b`. */
export const mix = (a, b, share) => a.map((value, i) => Math.round(value + share * (b[i] - value)));

/** The colour of an answer of D on a palette: generated (0), undecided (0.5), real (1). */
export function answerColour(p, { real, fake, neutral, fg }) {
  const signed = 2 * p - 1;
  const undecided = mix(rgb(neutral), rgb(fg), 0.35);
  return `rgb(${mix(undecided, rgb(signed > 0 ? real : fake), Math.abs(signed) ** 0.6)})`;
}
