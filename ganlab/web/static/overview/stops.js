/** The values that a slider stops at, and numbers as one writes them. */

const STOPS = [1, 1.5, 2, 3, 5, 7]; // in each power of ten: nearly even in the logarithm
const NEAR_ONE = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]; // for shares below 1
const SMALLEST = 1e-3; // stop above 0, where a range begins there
const EVEN = 40; // whole numbers that a slider goes through one by one

/** The stops of a slider between two bounds, both of them included. */
export function stopsBetween({ low, high, kind, open = [] }) {
  const whole = kind === "whole";
  if (whole && high - low <= EVEN) return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  if (!whole && high === 1)
    return low === 0 ? NEAR_ONE : Array.from({ length: 11 }, (_, i) => +(low + ((high - low) * i) / 10).toFixed(4));
  if (low < 0) return Array.from({ length: EVEN + 1 }, (_, i) => +(low + ((high - low) * i) / EVEN).toFixed(4));
  const from = low > 0 ? low : whole ? 1 : SMALLEST;
  const stops = new Set(open.length ? [high] : [low, high]);
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(high); power++) {
    for (const stop of STOPS) stops.add(Number(`${whole ? Math.floor(stop) : stop}e${power}`));
  }
  return [...stops]
    .filter((stop) => (stop === 0 ? low <= 0 : stop >= from) && stop <= high && (!whole || Number.isInteger(stop)))
    .sort((a, b) => a - b);
}

/** Place of the stop that comes nearest to a value: in the logarithm, where all have one. */
export function nearest(stops, value) {
  const off = (stop) =>
    stops[0] < 0
      ? Math.abs(stop - value)
      : stop > 0 && value > 0
        ? Math.abs(Math.log(stop / value))
        : stop === value
          ? 0
          : Infinity;
  return stops.reduce((best, stop, i) => (off(stop) < off(stops[best]) ? i : best), 0);
}

/** A number as one writes it: 0.002, and 5e-5 where zeros would have to be counted. */
export const written = (value) =>
  value !== 0 && Math.abs(value) < 1e-4
    ? value.toExponential().replace(/(\.\d{4})\d+/, "$1")
    : String(+value.toPrecision(10));
