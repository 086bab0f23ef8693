/** A little geometry: ticks of an axis, level lines of a map, lengths of arrows. */

/** Round tick positions, about four over the interval. */
export function ticks(low, high) {
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((m) => m * power >= raw * 0.99) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => +((first + i) * step).toPrecision(6));
}

/** Segments of the level line (marching squares), as x0,y0,x1,y1 in cells from the lower left cell's centre. */
export function levelLine(data, [h, w], level) {
  const out = [];
  for (let i = 0; i + 1 < h; i++) {
    for (let j = 0; j + 1 < w; j++) {
      const k = i * w + j;
      const [a, b, c, d] = [data[k] - level, data[k + 1] - level, data[k + w + 1] - level, data[k + w] - level];
      if (Number.isNaN(a + b + c + d)) continue;
      const below = [a, b, c, d].filter((value) => value < 0).length;
      if (below % 4 === 0) continue;
      const cuts = [];
      if (a < 0 !== b < 0) cuts.push(j + a / (a - b), i);
      if (b < 0 !== c < 0) cuts.push(j + 1, i + b / (b - c));
      if (c < 0 !== d < 0) cuts.push(j + d / (d - c), i + 1);
      if (d < 0 !== a < 0) cuts.push(j, i + a / (a - d));
      // saddle: the middle decides
      if (cuts.length === 8 && a < 0 !== a + b + c + d < 0) cuts.push(...cuts.splice(0, 2));
      out.push(...cuts);
    }
  }
  return out;
}

/** The 95th percentile of the arrows' lengths. */
export function typicalLength(arrows) {
  const lengths = new Float32Array(arrows.length / 2).map((_, i) => Math.hypot(arrows[2 * i], arrows[2 * i + 1]));
  const finite = lengths.filter(Number.isFinite).sort();
  return finite.length ? finite[Math.floor(0.95 * (finite.length - 1))] : 0;
}
