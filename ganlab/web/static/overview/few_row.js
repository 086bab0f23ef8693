/** What stands last in the overview while few controls are shown: some data sets to begin with, as pictures to press,
 *  and the button that shows how all is set. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const FIRST = {
  points: ["eight-gaussians", "ring", "three-blobs"],
  images: ["digits", "mnist", "fashion-mnist", "kmnist"],
};
const MOST = 3;

/** The row of one view; `sets` knows and draws the data sets, `graph` is the overview. */
export class FewRow {
  kind = "";

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, sets, graph) {
    this.sets = sets;
    this.graph = graph;
    this.row = words.say(el("div", { class: "gl-data-row", role: "group", "data-testid": "gl-data-row" }), {
      "aria-label": N_("Data sets"),
    });
    const look = { type: "button", class: "gl-edit", "aria-expanded": "false", "data-testid": "gl-edit" };
    const edit = words.say(el("button", look), {
      textContent: N_("Edit settings"),
      title: N_("Networks, noise, data, losses and penalties"),
    });
    edit.addEventListener("click", () => {
      const editing = graph.node.toggleAttribute("data-editing"); // gears, the choice of the loss, ticks of the layers
      edit.setAttribute("aria-expanded", String(editing));
      graph.wire();
    });
    this.node = el("div", { class: "gl-row-few" }, this.row, edit);
    sets.listed = () => this.show();
    graph.node.append(this.node);
  }

  /** @param {Merged} frame */
  update({ header: { kind } }) {
    if (kind === this.kind) return;
    this.kind = kind;
    this.show();
  }

  /** Shows the first of the data sets that are here. */
  show() {
    const known = (FIRST[this.kind] ?? []).map((key) => this.sets.sets.find((set) => set.key === key));
    const sets = known.filter((set) => set?.points || set?.pictures).slice(0, MOST);
    this.row.replaceChildren(...sets.map((set) => this.sets.small(set)));
    this.row.hidden = !sets.length;
    this.graph.wire();
  }
}
