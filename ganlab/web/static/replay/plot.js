/** Draws a chart from what is said of it in Plotly's words (charts/chart.js, charts/axes.js), as far as those are used
 *  here: lines, dashes and points, a linear or logarithmic axis, lines across and their labels. It is a hundredth
 *  of Plotly's size.
 */

import { ticks } from "../shell/geometry.js";
import { svg } from "../shell/tools.js";

const DASHES = { solid: null, dot: [1, 1], dash: [4, 2.5], dashdot: [4, 2, 1, 2], longdash: [7, 3] }; // × the width
const ANCHORS = { top: 0.95, middle: 0.35, bottom: -0.3 }; // of a label, in heights of its text below its line
const [MOST, FEW] = [6, 4]; // ticks of an axis, and of one in a narrow chart

const power = (at) => 10 ** at;

/** The places of an axis' ticks with their values; of a logarithmic one its range is in powers of ten.
 *  @param {{ type?: string, range: [number, number], dtick?: number | "D2" }} axis
 *  @returns {{ at: number, value: number }[]} */
export function marks({ type, range: [low, high], dtick }) {
  if (type !== "log") return ticks(low, high).map((value) => ({ at: value, value }));
  if (dtick === undefined)
    return ticks(power(low), power(high))
      .filter((value) => value > 0)
      .map((value) => ({ at: Math.log10(value), value }));
  const digits = dtick === "D2" ? [1, 2, 5] : [1];
  const step = dtick === "D2" ? 1 : dtick;
  const found = [];
  for (let decade = Math.floor(low / step) * step; decade <= high; decade += step)
    for (const digit of digits) {
      const value = Number(`${digit}e${decade}`);
      const at = Math.log10(value);
      if (at >= low && at <= high) found.push({ at, value });
    }
  return found;
}

/** A number with the signs that part it: those of its decimals and of its thousands. */
export function parted(value, separators) {
  const [decimal, group] = [separators[0], separators.slice(1)];
  const text = Math.abs(value) < 1e-4 && value ? value.toExponential() : value.toFixed(digitsOf(value));
  const [whole, rest] = text.replace("-", "−").split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + (rest ? decimal + rest : "");
}

const digitsOf = (value) => String(+value.toPrecision(6)).split(".")[1]?.length ?? 0;

/** How a tick is written: as a share of a hundred where the axis is one of shares. */
const written = (value, { tickformat }, separators) =>
  tickformat === ".0%"
    ? `${parted(Math.round(100 * value), separators)}%`
    : parted(value, tickformat === "~g" ? `${separators[0]}` : separators);

/** The lines that join points, broken where a value is missing. */
function path(xs, ys, x, y) {
  let text = "";
  let pen = "M";
  for (const [i, value] of ys.entries()) {
    if (value === null || !Number.isFinite(y(value))) pen = "M";
    else {
      text += `${pen}${x(xs[i]).toFixed(1)},${y(value).toFixed(1)}`;
      pen = "L";
    }
  }
  return text;
}

/** A line's look; a dash grows with its width, as Plotly's do. */
function stroke({ color, width, dash = "solid" }) {
  const lengths = DASHES[dash]?.map((length) => (length * width).toFixed(1)).join(" ");
  const look = { stroke: color, "stroke-width": width, fill: "none", "stroke-linejoin": "round" };
  return lengths ? { ...look, "stroke-dasharray": lengths } : look;
}

/** Where things stand in a picture of this layout: its edges, and the pixels of steps and values; `up` takes what the
 *  axis itself counts in, `y` a value. */
function placed({ width, height, margin, xaxis, yaxis }) {
  const [left, right, top, bottom] = [margin.l, width - margin.r, margin.t, height - margin.b];
  const share = (value, [low, high]) => (value - low) / (high - low);
  const across = (value) => left + share(value, xaxis.range) * (right - left);
  const up = (value) => bottom - share(value, yaxis.range) * (bottom - top);
  const y = (value) => up(yaxis.type === "log" ? Math.log10(value) : value);
  return { left, right, top, bottom, across, up, y };
}

const line = (x1, y1, x2, y2, look) => svg("line", { x1, y1, x2, y2, ...look });

/** The lines of both axes with their numbers. */
function grid({ left, right, top, bottom, across, up }, { xaxis, yaxis, font, separators }) {
  const size = { "font-size": font.size, "font-family": font.family, fill: font.color };
  const rows = sifted(marks(yaxis)).flatMap(({ at, value }) => {
    const place = { x: left - 4, y: up(at) + 0.35 * font.size, "text-anchor": "end", ...size };
    const text = svg("text", place, written(value, yaxis, separators));
    return [line(left, up(at), right, up(at), { stroke: yaxis.gridcolor }), text];
  });
  const steps = sifted(marks({ range: xaxis.range }), xaxis.nticks > 3 ? MOST : FEW);
  const columns = steps.flatMap(({ at, value }) => {
    const place = { x: across(at), y: bottom + 1.25 * font.size, "text-anchor": "middle", ...size };
    const text = svg("text", place, parted(value, separators));
    return [line(across(at), top, across(at), bottom, { stroke: xaxis.gridcolor }), text];
  });
  return [...rows, ...columns];
}

/** One curve, with its points where it has few. */
function curve({ across, y }, { x, y: values, line: look, mode, marker, opacity = 1 }) {
  const node = svg("g", { opacity, "data-curve": "" });
  node.append(svg("path", { d: path(x, values, across, y), ...stroke(look) }));
  if (!mode.includes("markers")) return node;
  for (const [i, value] of values.entries())
    if (value !== null && Number.isFinite(y(value)))
      node.append(svg("circle", { cx: across(x[i]), cy: y(value), r: marker.size / 2, fill: marker.color }));
  return node;
}

/** What is said beside a line across, perhaps in two lines of text. */
function label({ right, up }, { y: at, yanchor, text, font }, family) {
  const { size, color } = font;
  const node = svg("text", { "font-size": size, "font-family": family, fill: color });
  const lines = text.split("<br>");
  const shift = yanchor === "top" ? 0 : (lines.length - 1) * 0.6;
  const begin = up(at) + size * (ANCHORS[yanchor] - shift);
  for (const [k, part] of lines.entries()) node.append(svg("tspan", { x: right + 3, y: begin + 1.2 * k * size }, part));
  return node;
}

/** Everything in one picture; what lies outside of the axes is cut. */
function drawn(traces, layout, clip) {
  const { width, height, font, shapes, annotations } = layout;
  const at = placed(layout);
  const { left, right, top, bottom, across, up, y } = at;
  const window = svg("clipPath", { id: clip });
  window.append(svg("rect", { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) }));
  const plane = svg("g", { "clip-path": `url(#${clip})` });
  plane.append(...traces.map((trace) => curve(at, trace)));
  for (const { x0, y0, x1, y1, xref, line: look, opacity = 1 } of shapes) {
    const ends = xref === "paper" ? [left, y(y0), right, y(y1)] : [across(x0), top, across(x1), bottom];
    plane.append(line(...ends, { opacity, ...stroke(look) }));
  }
  const seen = annotations.filter((one) => up(one.y) > top - 1 && up(one.y) < bottom + 1);
  const picture = svg("svg", { width, height, "aria-hidden": "true" });
  picture.append(window, ...grid(at, layout), plane, ...seen.map((one) => label(at, one, font.family)));
  return picture;
}

/** Every so many of the ticks, so that they are few. */
function sifted(found, most = MOST) {
  const step = Math.ceil(found.length / most);
  return found.filter((_, i) => i % step === 0);
}

let clips = 0; // given out so far

/** What a chart asks of Plotly. */
export const plot = {
  react(node, traces, layout) {
    node.dataset.clip ??= `gl-clip-${++clips}`;
    node.data = traces; // where who puts a chart into words finds its curves
    node.replaceChildren(drawn(traces, layout, node.dataset.clip));
  },
  purge(node) {
    node.replaceChildren();
  },
};
