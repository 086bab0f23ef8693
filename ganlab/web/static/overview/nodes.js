/** The nodes of the overview: a live picture each, which makes its part the large view, and perhaps a tick for a
 *  layer. */

import { el, icon } from "../shell/tools.js";
import { Thumb } from "./thumbs.js";
import { N_ } from "../shell/words.js";
import { PART_WORDS } from "./part_words.js";

export const NODES = [
  { name: "z", layers: ["noise"] },
  { name: "g", layers: ["manifold", "fake"], switches: "manifold" },
  { name: "fake", layers: ["fake"], switches: "fake", wall: "fixed" },
  { name: "real", layers: ["density", "real"], switches: "real", wall: "real" },
  { name: "d", layers: ["heat", "contour"], switches: "heat" },
  { name: "ideal", layers: ["idealHeat", "ideal", "density"], switches: "ideal" },
  { name: "d_fake", layers: ["judgedFake"], formulas: ["fake", "d"], wall: "fixed_scores" },
  { name: "d_real", layers: ["judgedReal"], formulas: ["real", "d"], wall: "real_scores" },
  { name: "gradient", layers: ["fake", "arrows"], switches: "arrows" },
];

const GEAR = "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5";

/** Makes the button that opens a part's card, perhaps with the part's name on it. */
export function makeGear({ words: { say } }, part, named, open) {
  const { node, gear } = PART_WORDS[part.name];
  const look = { class: "gl-gear", "data-opens": part.name, "data-testid": `gl-gear-${part.name}` };
  const button = el("button", { type: "button", ...look }, icon(GEAR), named && say(el("span"), { textContent: node }));
  say(button, { "aria-label": gear, title: gear });
  button.addEventListener("click", () => open(button, { ...part, knobs: part.knobs ?? part.name }));
  return button;
}

/** Makes a node. `on` has choose(part, button), and toggle(layer, wanted) for the tick. */
export function makeNode({ words, theme, scene, redraw }, cards, part, on) {
  const { say } = words;
  const { name, switches } = part;
  const thumb = new Thumb({ theme, scene }, part);
  const label = say(el("span", { class: "gl-node-label" }), { textContent: PART_WORDS[name].node });
  const title = say(el("span", { class: "gl-node-title" }), {
    textContent: PART_WORDS[name].few ?? PART_WORDS[name].title,
  });
  const attrs = { class: "gl-node", "data-part": name, "data-testid": `gl-node-${name}` };
  const button = el("div", { role: "button", tabindex: "0", ...attrs }, thumb.canvas, label, title);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    button.click();
  });
  say(button, { "aria-label": PART_WORDS[name].title });
  button.addEventListener("click", () => on.choose(part, button));
  const showWarp = () => {
    thumb.warpSince = performance.now();
    redraw();
  };
  if (name === "g") for (const type of ["pointerenter", "focus"]) button.addEventListener(type, showWarp);
  cards.explain(button, part);
  const box = el("div", { class: "gl-node-box", "data-of": name }, button);
  if (!switches) return { ...part, thumb, button, box };
  const tick = el("input", { type: "checkbox", class: "gl-tick", "data-testid": `gl-tick-${name}` });
  say(tick, { title: N_("Show this layer in the large picture") });
  tick.addEventListener("change", () => on.toggle(switches, tick.checked));
  box.append(tick);
  return { ...part, thumb, button, box, tick };
}
