/** Series: the records behind the charts, and what may be done to a curve before it is drawn. No state of a view. */

const MOST_POINTS = 500;
const [LOW, HIGH] = [0.02, 0.98]; // what lies between them is shown where outliers are clipped

/** Rows by step: `steps`, and a column of numbers for each name; NaN where there is none. */
export class Record {
  steps = [];
  columns = {};

  /** Adds rows, laid one after the other in `values`. */
  add(names, steps, values) {
    for (const step of steps) this.steps.push(step);
    names.forEach((name, c) => {
      this.columns[name] ??= [];
      const column = this.columns[name];
      for (let i = c; i < values.length; i += names.length) column.push(values[i]);
    });
  }

  /** The row of the last step that is not after this one; the first where all are. */
  at(step) {
    let [low, high] = [0, this.steps.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.steps[middle] <= step) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The row whose step is nearest. */
  nearest(step) {
    const at = this.at(step);
    return this.steps[at + 1] - step < Math.abs(step - this.steps[at]) ? at + 1 : at;
  }
}

/** True points of a curve, few enough to draw: of each stretch its lowest and its highest, and the newest of all. To
 *  take every k-th instead would show a quick oscillation as a slow one that is not there. */
export function thin(steps, values, from, to) {
  const n = to - from;
  const stretch = Math.ceil(n / (MOST_POINTS / 2));
  const picked = [];
  for (let start = from; start < to; start += stretch) {
    let [low, high] = [start, start];
    for (let i = start; i < Math.min(to, start + stretch); i++) {
      if (values[i] < values[low] || Number.isNaN(values[low])) low = i;
      if (values[i] > values[high] || Number.isNaN(values[high])) high = i;
    }
    picked.push(...(low === high ? [low] : low < high ? [low, high] : [high, low]));
  }
  if (n && picked.at(-1) !== to - 1) picked.push(to - 1);
  return { x: picked.map((i) => steps[i]), y: picked.map((i) => (Number.isFinite(values[i]) ? values[i] : null)) };
}

/** The exponential mean of a curve, `keep` the weight of the rows before; begun without a bias towards 0. */
export function smooth(values, keep) {
  let [sum, weight] = [0, 0];
  return values.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    [sum, weight] = [keep * sum + (1 - keep) * value, keep * weight + (1 - keep)];
    return sum / weight;
  });
}

/** The range that shows all values, or all but the outliers, and how many lie outside it. */
export function rangeOf(values, clip) {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const n = sorted.length;
  if (!n) return null;
  const at = (share) => sorted[Math.round(share * (n - 1))];
  const [low, high] = clip ? [at(LOW), at(HIGH)] : [sorted[0], sorted[n - 1]];
  const pad = 0.06 * (high - low) || 0.06 * Math.abs(high) || 0.06;
  return {
    low: low - pad,
    high: high + pad,
    outside: sorted.filter((value) => value < low - pad || value > high + pad).length,
  };
}
