/** The edges of the overview: how the data flow from node to node, and how both losses come back to their players. */

import { styled } from "../shell/style.js";
import { svg } from "../shell/tools.js";

styled(import.meta.url);

const EDGES = [
  ["z", "g"],
  ["g", "fake"],
  ["fake", "d"],
  ["real", "d"],
  ["d", "d_fake"],
  ["d", "d_real"],
  ["d_fake", "g_loss"],
  ["d_real", "d_loss"],
  ["d", "answers"],
];
const FLOW = 700; // ms in which the dashes of a lit loop come round, as in the style sheet
const FLOW_EVERY = 50; // ms between two places of the dashes while nothing else is drawn
const GUTTER = { d: 14, g: 4 }; // pixels from the left, where a loop goes back up

/** Whose colour an edge has. */
const colourOf = (from) => (from === "real" ? "real" : from === "d" || from.startsWith("d_") ? "d" : "g");

/** An SVG laid over the whole overview. */
export class Edges {
  node = svg("svg", { class: "gl-edges", "aria-hidden": "true" });
  #litUntil = -Infinity;
  #flowing = 0; // timer

  clear() {
    this.node.replaceChildren();
  }

  /** Notes that loops are lit for so many ms. */
  light(ms) {
    this.#litUntil = performance.now() + ms;
  }

  /** Lets the dashes of lit loops flow, with the pictures that are drawn or by themselves. */
  flow(now) {
    clearTimeout(this.#flowing);
    if (now > this.#litUntil) return;
    this.node.style.setProperty("--gl-flow", `${-Math.round(now % FLOW)}ms`);
    this.#flowing = setTimeout(() => this.flow(performance.now()), FLOW_EVERY);
  }

  /** Lays the edges between elements, given by their names; `box` is where the overview lies. */
  lay(box, elements) {
    this.node.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    const at = (name) => {
      const { left, right, top, bottom } = elements[name].getBoundingClientRect();
      const middle = (left + right) / 2;
      const x = name.endsWith("_loss") ? Math.min(middle, left + 60) : middle;
      return {
        ...{ left: left - box.left, x: x - box.left },
        ...{ top: top - box.top, bottom: bottom - box.top, y: (top + bottom) / 2 - box.top },
      };
    };
    const seen = (name) => elements[name]?.getClientRects().length > 0;
    const line = (d, look) => svg("path", { d, class: `gl-edge ${look}` });
    const flow = EDGES.filter((ends) => ends.every(seen)).map(([from, to]) => {
      const [a, b] = [at(from), at(to)];
      const middle = (a.bottom + b.top) / 2;
      return line(`M${a.x} ${a.bottom}C${a.x} ${middle} ${b.x} ${middle} ${b.x} ${b.top}`, `gl-edge-${colourOf(from)}`);
    });
    const back = (player) => {
      const [a, b, gutter] = [at(`${player}_loss`), at(player), GUTTER[player]];
      const up = `M${a.left} ${a.y}H${gutter + 8}Q${gutter} ${a.y} ${gutter} ${a.y - 8}V${b.y + 8}`;
      const across = `Q${gutter} ${b.y} ${gutter + 8} ${b.y}H${b.left - 7}m0 -4l7 4l-7 4`;
      return line(up + across, `gl-loop gl-loop-${player}`);
    };
    const loops = ["d", "g"].filter((player) => seen(`${player}_loss`)).map(back);
    this.node.replaceChildren(...flow, ...loops);
  }
}
