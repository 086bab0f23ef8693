/** Where things stand in projector mode: the picture as large as may be, its legend and two charts beside it, and the
 *  controls in a place at the lower edge. */

import { styled } from "./style.js";
import { el } from "./tools.js";

styled(import.meta.url);

const HEAD = [".gl-count", ".gl-note", ".gl-chips", ".gl-sentence"]; // stay in sight beside the picture: its legend
const STRIP = [".gl-bar", ".gl-time"]; // come from the lower edge, in a place that is theirs
const SIGHT = [".gl-lesson", ".gl-map", ".gl-curves", ".gl-diagnosis"]; // of the column, what stays in sight

/** The parts of a view, moved and brought back; `more` is the button that opens all the other controls. */
export class Spread {
  head = el("div", { class: "gl-room-head" }); // what stays in sight beside the picture
  others = el("div", { class: "gl-wanted-rest", hidden: "" }); // all the other controls
  panel = el("div", { class: "gl-wanted" }); // with the controls
  /** @type {[Element, Comment][]} */
  moved = [];
  /** @type {string | undefined} */
  kind; // of the data that were shown
  unfolded = false; // whether the other controls are open

  constructor(root, more) {
    this.root = root;
    this.more = more;
  }

  /** Moves the controls into a panel that fades, and the step, the readout and the legend beside the picture. */
  out() {
    const grid = this.root.querySelector(".gl-grid");
    const [stage, column] = [".gl-stage", ".gl-column"].map((name) => grid.querySelector(name));
    const move = (node, home) => {
      const mark = document.createComment("");
      node.replaceWith(mark);
      home.append(node);
      this.moved.push([node, mark]);
    };
    for (const name of HEAD) for (const node of grid.querySelectorAll(name)) move(node, this.head);
    for (const name of STRIP) for (const node of grid.querySelectorAll(name)) move(node, this.panel);
    for (const node of [...grid.children]) if (node !== stage && node !== column) move(node, this.others);
    // of pictures, what is generated stays in sight
    const kept = [...SIGHT, ...(this.root.dataset.kind === "images" ? [".gl-measures"] : [])].join();
    for (const node of [...column.children, column.querySelector(".gl-chart-bar")])
      if (!node.matches(kept)) move(node, this.others);
    this.panel.append(this.others);
    column.prepend(this.head);
    column.append(this.panel);
    this.unfold(this.unfolded);
    this.kind = this.root.dataset.kind;
  }

  /** Opens or closes all the other controls. */
  unfold(open = !this.unfolded) {
    this.unfolded = open;
    this.others.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
  }

  /** Brings everything back to where it belongs. */
  back() {
    for (const [node, mark] of this.moved.splice(0).reverse()) mark.replaceWith(node);
    this.head.replaceChildren();
    this.head.remove();
    this.panel.remove();
  }
}
