/** The scale of a chart's y axis, the dashed lines that stand for what is known, and Plotly's words for both. */

import { rangeOf } from "./records.js";
import { N_ } from "../shell/words.js";

const NOTES = {
  log: { text: N_("log axis"), tip: N_("The axis is logarithmic.") },
  linear: {
    text: N_("not log: values ≤ 0"),
    tip: N_("Some values in view are 0 or below, which a logarithmic axis cannot show."),
  },
  clipped: { text: N_("{n} outside"), tip: N_("So many values in view lie outside the axis.") },
};

const [LOW, CLOSE] = [0.22, 0.3]; // shares of an axis
const SHARE = [-0.03, 1.03]; // all that a probability can be

/** Plotly's word for ticks over so many powers of ten that do not crowd each other. */
const logTicks = (decades) => (decades > 2.5 ? Math.ceil(decades / 4) : decades > 0.5 ? "D2" : undefined);

/** The scale of y for these values and lines, and the keys of what must be said about it, with their values. `tools`
 *  says whether it is to be logarithmic and to clip outliers. */
export function scaleOf(kind, tools, values, lines, about) {
  const wanted = kind.log || tools.log;
  const floors = lines.filter(({ floor }) => floor).map(({ y }) => y);
  const log = wanted && [...values, ...floors].every((value) => !(value <= 0));
  const write = log ? Math.log10 : (value) => value;
  const fixed = kind.range ?? (kind.name === "scores" && about?.probability ? SHARE : null);
  const found = rangeOf([...values, ...floors].map(write), tools.clip);
  const notes = [];
  if (log) notes.push(NOTES.log);
  else if (wanted) notes.push(NOTES.linear);
  if (tools.clip && found?.outside) notes.push({ ...NOTES.clipped, n: found.outside });
  const range = fixed && !log && !tools.clip ? fixed : found ? [found.low, found.high] : [0, 1];
  const axis = log
    ? { type: "log", range, tickformat: "~g", dtick: logTicks(range[1] - range[0]) }
    : { type: "linear", range, ...(kind.share && { tickformat: ".0%" }) };
  return { axis, notes };
}

/** Dashed lines: noise floors, and what is known of the equilibrium. Of two labels the upper one stands above its line,
 *  so they cannot collide. */
export function linesOf(kind, shown, { about, metrics, bar }, { fg }, { t, short }) {
  const floor = bar?.few ? t("best") : t("real vs<br>real");
  const found = shown
    .filter((curve) => curve.floor && Number.isFinite(metrics?.[curve.floor]))
    .map((curve) => ({ y: metrics[curve.floor], colour: curve.colour, text: floor, floor: true }));
  const middle = kind.middle ?? (kind.name === "scores" ? about?.references?.d : null);
  if (Number.isFinite(middle)) found.push({ y: middle, colour: fg, text: short(middle) });
  if (kind.name === "losses") {
    const rests = shown.map(({ name, colour }) => {
      return { y: about?.references?.[name], colour, text: about?.reference_labels?.[name] ?? "" };
    });
    found.push(...rests.filter(({ y }) => Number.isFinite(y)));
  }
  found.sort((a, b) => b.y - a.y);
  const anchor = (line, i) => (i || line.y > 0.9 * kind.range?.[1] ? "top" : found.length < 2 ? "middle" : "bottom");
  return found.map((line, i) => ({ ...line, anchor: anchor(line, i) }));
}

/** Plotly's layout. `look` has palette, size of the text, width of lines, margin, width of the chart, the step that
 *  is looked back at, or null, and what a number is parted with. */
export function layoutOf({ palette, size, thick, margin, width, past, separators }, axis, lines, range) {
  const common = { gridcolor: palette.line, linecolor: palette.line, zeroline: false, automargin: false };
  const place = (y) => (axis.type === "log" ? Math.log10(y) : y);
  const drawn = lines.filter(({ y }) => axis.type !== "log" || y > 0);
  const across = ({ y, colour }) => ({
    ...{ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: y, y1: y },
    ...{ opacity: 0.8, line: { color: colour, width: thick, dash: "dash" } },
  });
  const upright = (x) => ({
    ...{ type: "line", name: "past", xref: "x", x0: x, x1: x, yref: "paper", y0: 0, y1: 1 },
    line: { color: palette.fg, width: thick },
  });
  const [low, high] = axis.range;
  const shareOf = ({ y }) => (place(y) - low) / (high - low);
  const label = (line, i, all) => {
    // one that stands low would lie on the numbers of the steps: above its line, unless the next one is close
    const close = i > 0 && shareOf(all[i - 1]) - shareOf(line) < CLOSE;
    const yanchor = shareOf(line) > LOW ? line.anchor : close ? "middle" : "bottom";
    return {
      ...{ xref: "paper", x: 1, xanchor: "left", align: "left", yref: "y", y: place(line.y), yanchor },
      ...{ text: line.text, showarrow: false, font: { size, color: line.colour } },
    };
  };
  return {
    font: { family: palette.font, size, color: palette.fg },
    showlegend: false,
    separators,
    margin,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    xaxis: { ...common, range, nticks: width < 260 ? 3 : 5, tickangle: 0, tickformat: ",d" },
    yaxis: { ...common, nticks: 5, ...axis },
    shapes: [...(past == null ? [] : [upright(past)]), ...drawn.map(across)],
    annotations: drawn.filter(({ text }) => text).map(label),
  };
}
