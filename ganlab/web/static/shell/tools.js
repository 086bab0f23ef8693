/** Small tools without state of a view: elements, colours, a little geometry. */

let plotly = null;

/** Makes an element; attributes that are null stay away. */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) if (value != null) node.setAttribute(name, value);
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

/** Plotly, once per page. */
export function loadPlotly(base) {
  plotly ??= window.Plotly ? Promise.resolve(window.Plotly) : new Promise((resolve, reject) => {
    const script = el("script", { src: `${base}/plotly.min.js` });
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("plotly.min.js did not load"));
    document.head.append(script);
  });
  return plotly;
}

/** The numbers of "#rrggbb" or "rgb(…)"; transparent colours are null. */
export function rgb(colour) {
  if (colour.startsWith("#")) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const [r, g, b, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return alpha > 0.5 && b !== undefined ? [r, g, b] : null;
}

/** Writes the label y into what G and D are given: D(G(z)) becomes D(G(z, y), y). */
export const given = (text) => text.replace(/G\(z\)/g, "G(z, y)").replace(/D\((x|G\(z, y\))\)/g, "D($1, y)");

/** The colour `share` of the way from `a` to `b`. */
export const mix = (a, b, share) => a.map((value, i) => Math.round(value + share * (b[i] - value)));

/** What the page around `node` looks like, as numbers: back, text; and its font. */
export function surroundings(node) {
  const { backgroundColor, color } = getComputedStyle(node.closest(".stApp") ?? document.body);
  const [back, text] = [rgb(backgroundColor) ?? [255, 255, 255], rgb(color) ?? [38, 39, 48]];
  const dark = back[0] * 0.299 + back[1] * 0.587 + back[2] * 0.114 < 128;
  return { dark, back, text, font: getComputedStyle(node).fontFamily };
}

/** Calls `look` whenever the page or the system may have changed colours; returns how to stop. */
export function watchColours(node, look) {
  let timer = 0;
  const soon = () => {
    look();
    clearTimeout(timer);
    timer = setTimeout(look, 400); // once more, after a fade between themes
  };
  const observer = new MutationObserver(soon);
  for (const place of [document.documentElement, document.body, node.closest(".stApp")]) {
    if (place) observer.observe(place, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", soon);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    dark.removeEventListener("change", soon);
  };
}

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
      const below = (a < 0) + (b < 0) + (c < 0) + (d < 0);
      if (below % 4 === 0) continue;
      const cuts = [];
      if (a < 0 !== b < 0) cuts.push(j + a / (a - b), i);
      if (b < 0 !== c < 0) cuts.push(j + 1, i + b / (b - c));
      if (c < 0 !== d < 0) cuts.push(j + d / (d - c), i + 1);
      if (d < 0 !== a < 0) cuts.push(j, i + a / (a - d));
      if (cuts.length === 8 && a < 0 !== a + b + c + d < 0) cuts.push(...cuts.splice(0, 2)); // saddle: the middle decides
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
