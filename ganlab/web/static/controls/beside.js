/** The run beside: its picture, its measures and what the server has to say of it. */

/** @import { Services } from "../parts.js" */

import { Measures } from "../charts/measures.js";
import { Scene } from "../points/scene.js";
import { Notes } from "../shell/notes.js";
import { el } from "../shell/tools.js";

/** Shows frames of a second run; `make(kind, own)` gives a picture, which has its own scene, layers and commands. */
export class Beside {
  /** @type {string | null} */
  kind = null;
  focus = null;
  /** @type {any} */
  picture = null;
  /** @type {Notes | null} */
  notes = null;

  /** @param {Pick<Services, "words" | "command" | "layers">} services */
  constructor({ words, command, layers }, make, row) {
    this.words = words;
    this.make = make;
    this.scene = new Scene();
    this.own = { scene: this.scene, layers, command };
    this.node = el("div", { class: "gl-picture gl-picture-b", "data-testid": "gl-beside" });
    this.measures = new Measures({ words }, row);
    this.measures.node.dataset.testid = "gl-measures-b";
    this.measures.node.classList.add("gl-measures-b");
  }

  /** Shows a frame; `told` is a notice that is shown already. */
  update(frame, now, told) {
    const { header } = frame;
    if (header.kind !== this.kind) this.put(header.kind);
    if (header.kind === "points") this.scene.update(frame, now);
    this.picture.update(frame, now);
    this.notes?.update({ ...frame, header: { ...header, notice: header.notice === told ? "" : header.notice } });
    this.measures.update(frame);
  }

  /** Puts in the picture for a kind of data. */
  put(kind) {
    this.clear();
    this.kind = kind;
    this.picture = this.make(kind, this.own);
    this.node.append(this.picture.node);
    this.notes = new Notes({ words: this.words }, this.node);
    for (const node of this.node.querySelectorAll("[data-testid]"))
      node.setAttribute("data-testid", `${node.getAttribute("data-testid")}-b`);
    this.picture.setFocus?.(this.focus);
  }

  /** Draws; true while something moves. G is shown at work at the moment at which the other run's is. */
  draw(now, warpSince) {
    if (!this.picture) return false;
    this.scene.warpSince = warpSince;
    return this.picture.draw(now);
  }

  setFocus(part) {
    this.focus = part;
    this.picture?.setFocus?.(part);
  }

  recolour() {
    this.picture?.recolour();
  }

  relabel(data) {
    this.measures.relabel(data);
  }

  /** Takes the picture away. */
  clear() {
    this.picture?.destroy();
    this.notes?.destroy();
    this.picture = this.notes = this.kind = null;
    this.node.replaceChildren();
    this.measures.clear();
    this.scene.clear();
  }
}
