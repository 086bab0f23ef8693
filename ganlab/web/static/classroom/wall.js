/** The wall: all members' runs as they are now, for who leads; a press shows one of them to all. */

/** @import { Services } from "../parts.js" */

import { dialog } from "../shell/dialog.js";
import { picture, SIDE } from "../map/glance.js";
import { styled } from "../shell/style.js";
import { el, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

/** A dialog over the page. `on` has show(number), and shut(). */
export class Wall {
  /** @type {Map<number, { node: HTMLButtonElement, canvas: HTMLCanvasElement, who: HTMLElement, step: HTMLElement,
   *    differs: HTMLElement, said: HTMLElement, look: any }>} */
  tiles = new Map();

  /** @param {Pick<Services, "words" | "theme">} services */
  constructor({ words, theme }, on) {
    this.words = words;
    this.theme = theme;
    this.on = on;
    this.hint = el("p", { class: "gl-hint", role: "status", "data-testid": "gl-wall-hint" });
    this.list = el("div", { class: "gl-wall-list" });
    this.node = dialog(words, "wall", N_("The class's runs"), this.hint, this.list);
    this.node.addEventListener("close", () => on.shut());
  }

  open() {
    this.tiles.clear();
    this.list.replaceChildren();
    this.tell();
    this.node.showModal();
  }

  /** Hears what is new of the runs, and who is there. */
  take({ runs, there }) {
    for (const run of runs) this.put(run);
    for (const [number, { node }] of this.tiles)
      if (!there.includes(number)) {
        node.remove();
        this.tiles.delete(number);
      }
    const order = [...this.tiles].sort(([a], [b]) => a - b).map(([, { node }]) => node);
    for (const [k, node] of order.entries())
      if (this.list.children[k] !== node) this.list.insertBefore(node, this.list.children[k]);
    this.tell();
  }

  tell() {
    const { t } = this.words;
    const press = t("Press one to show it to all.");
    write(this.hint, this.tiles.size ? press : t("Nobody has a run of their own yet."));
  }

  tile(number) {
    const canvas = el("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
    const [who, step, differs, said] = [el("b"), el("span"), el("small"), el("small", { class: "gl-wall-said" })];
    const look = { type: "button", class: "gl-wall-tile", "data-testid": `gl-wall-${number}` };
    const node = el("button", look, canvas, who, step, differs, said);
    node.addEventListener("click", () => {
      this.node.close();
      this.on.show(number);
    });
    const made = { node, canvas, who, step, differs, said, look: null };
    this.tiles.set(number, made);
    return made;
  }

  put({ number, name, open, step, status, differs, said, look }) {
    const { t } = this.words;
    const tile = this.tiles.get(number) ?? this.tile(number);
    write(tile.who, name || t("no. {n}", { n: number }));
    write(tile.step, t("step {n}", { n: this.words.number(step) }));
    write(tile.differs, open ? differs.join(", ") : t("not to be shown"));
    write(tile.said, said?.name ?? "");
    tile.said.dataset.tone = said?.tone ?? "";
    tile.node.disabled = !open;
    tile.node.dataset.status = status;
    if (look.kind) picture(tile.canvas, look, this.theme.palette);
  }
}
