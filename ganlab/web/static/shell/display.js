/** The display options: shapes, palette and projector mode, in a box that a button opens. */

/** @import { Services } from "../parts.js" */

import { styled } from "./style.js";
import { el } from "./tools.js";
import { N_ } from "./words.js";

styled(import.meta.url);

const ROWS = {
  shapes: N_("Fakes as triangles, their curves dashed"),
  palette: N_("Colours"),
  projector: N_("Projector mode"),
};

/** `on` has choose(choice), with `shapes` or `palette`, and project(on). */
export class DisplayOptions {
  /** @param {Pick<Services, "words">} services */
  constructor({ words }, on) {
    const { say } = words;
    const row = (name, control) => {
      const label = say(el("span"), { textContent: ROWS[name] });
      return el("label", { class: `gl-display-row gl-display-${name}` }, label, control);
    };
    const tick = (name, act) => {
      const box = el("input", { type: "checkbox", role: "switch", "data-testid": `gl-${name}` });
      box.addEventListener("change", () => act(box.checked));
      return box;
    };
    this.shapes = tick("shapes", (shapes) => on.choose({ shapes }));
    this.projector = tick("projector", (projected) => on.project(projected));
    this.palette = el("select", { "data-testid": "gl-palette" });
    this.palette.addEventListener("change", () => on.choose({ palette: this.palette.value }));
    this.node = el("div", { class: "gl-display", popover: "auto", role: "dialog", "data-testid": "gl-display" });
    this.node.append(
      say(el("strong"), { textContent: N_("Display") }),
      row("shapes", this.shapes),
      row("palette", this.palette),
      row("projector", this.projector),
      say(el("p"), {
        textContent: N_("Motion follows your system: where it asks for less, nothing glides, bends or flows."),
      }),
    );
    say(this.node, { "aria-label": N_("Display") });
  }

  /** Offers these palettes. */
  offer(palettes, chosen) {
    this.palette.replaceChildren(...palettes.map(([key, label]) => el("option", { value: key }, label)));
    this.palette.value = chosen;
  }

  /** Shows what is chosen. */
  show({ shapes, palette }) {
    this.shapes.checked = shapes;
    this.palette.value = palette;
  }

  /** Lets a button open the box, below itself and inside the window. */
  openBy(button) {
    button.popoverTargetElement = this.node; // the browser opens and closes it, and gives the focus back
    button.addEventListener("click", () => requestAnimationFrame(() => this.place(button))); // by then it is open
  }

  place(button) {
    const { bottom, right } = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this.node;
    style.left = `${Math.max(8, right - width)}px`;
    style.top = `${Math.max(8, Math.min(bottom + 6, window.innerHeight - height - 8))}px`;
  }
}
