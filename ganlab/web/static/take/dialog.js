/** Taking a run home: the kinds of files, one at a time in the making, and where the last one is. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { dialog } from "../shell/dialog.js";
import { ROOT } from "../shell/root.js";
import { styled } from "../shell/style.js";
import { el, icon, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const ARROW = "M11 3h2v9.6l3.3-3.3 1.4 1.4L12 16.4 6.3 10.7l1.4-1.4L11 12.6zM4 18.5h16v2H4z";
const WAITING = N_("It waits until other files are made.");
const LOST = N_("The connection was lost before the file was there: take it again.");
const OPEN = {
  "aria-label": N_("Take home"),
  title: N_("The run as a file: to play, to show, to count with, to read"),
};
const [KB, MB] = [1e3, 1e6];

/** A dialog over the page, and the button that opens it. `server` has take(wanted), null to stop, which is false
 *  without a connection, and notes(): what the visitor has answered in a lesson, as `notes`, a text, and `answers`. */
export class TakeHome {
  listed = ""; // the kinds that are shown, as text
  /** @type {Record<string, { row: HTMLElement, save: HTMLButtonElement, of: HTMLSelectElement | null }>} */
  rows = {};
  /** @type {string | null} the kind that is being made */
  busy = null;

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, server) {
    this.words = words;
    this.server = server;
    const { say } = words;
    const look = { type: "button", class: "gl-button gl-tool gl-tool-take", "data-testid": "gl-take-open" };
    this.button = say(el("button", look, icon(ARROW)), OPEN);
    this.button.addEventListener("click", () => this.node.showModal());
    this.list = el("ul", { class: "gl-take-list" });
    this.maps = el("ul", { class: "gl-take-list" });
    this.ofMap = el("section", { hidden: "", "data-testid": "gl-take-map" });
    this.ofMap.append(say(el("h3"), { textContent: N_("The map") }), this.maps);
    this.said = el("p", { class: "gl-take-said", role: "status", "data-testid": "gl-take-said" });
    this.bar = el("progress", { max: 1, value: 0, hidden: "", "data-testid": "gl-take-progress" });
    say(this.bar, { "aria-label": N_("How far the file is") });
    this.stop = say(el("button", { type: "button", class: "gl-button", hidden: "", "data-testid": "gl-take-cancel" }), {
      textContent: N_("Cancel"),
    });
    this.stop.addEventListener("click", () => this.cancel());
    this.sentence = say(el("p", { class: "gl-hint" }), {
      textContent: N_("The run until the step that is shown, as a file. Training goes on meanwhile."),
    });
    const foot = el("div", { class: "gl-take-foot" }, this.said, this.bar, this.stop);
    this.node = dialog(words, "take", N_("Take home"), this.sentence, this.list);
    this.node.setAttribute("autofocus", "");
    this.node.append(this.ofMap, foot);
  }

  /** @param {Merged} frame */
  update({ header: { about } }) {
    if (!about?.takes) return;
    const listed = JSON.stringify(about.takes);
    if (listed === this.listed) return;
    this.listed = listed;
    this.list.replaceChildren(...about.takes.map((take) => this.row(take)));
    this.mark();
  }

  /** Offers the files of a map, by its key, as soon as a run of it is done; null: of none. */
  offer(key, takes = []) {
    if (this.ofMap.dataset.key === String(key)) return;
    this.ofMap.dataset.key = key;
    this.ofMap.hidden = !key;
    if (!key) return;
    this.maps.replaceChildren(...takes.map((take) => this.row({ ...take, of: [] }, key)));
    this.mark();
  }

  /** One kind of file; `of` are the things of a run that it can show, [key, title] each; `map` is the key of the map
   *  that it is of, if it is of one. */
  row({ key, name, words, of }, map = "") {
    const { say } = this.words;
    const choice = of.length ? el("select", { "data-testid": `gl-take-of-${key}` }) : null;
    choice?.append(...of.map(([value, title]) => el("option", { value }, title)));
    choice?.setAttribute("aria-label", name);
    const save = say(el("button", { type: "button", class: "gl-button", "data-testid": `gl-take-${key}` }), {
      textContent: N_("Save"),
    });
    save.setAttribute("aria-describedby", `gl-take-name-${key}`);
    save.addEventListener("click", () => this.take(key, choice?.value ?? "", map));
    const text = el("span", {}, el("strong", { id: `gl-take-name-${key}` }, name), el("span", {}, words));
    const row = el("li", { class: choice && "gl-take-choice" }, text, choice, save);
    this.rows[key] = { row, save, of: choice };
    return row;
  }

  take(key, of, map) {
    const base = `${location.origin}${location.pathname}`;
    if (!this.server.take({ as: key, of, base, map, ...this.server.notes() })) return this.say(this.words.t(LOST));
    this.busy = key;
    this.say("");
    this.mark();
    this.bar.removeAttribute("value"); // until it is known how far it is
    this.stop.focus();
  }

  cancel() {
    this.server.take(null);
    this.end();
    this.say("");
  }

  /** Hears how far the file is. */
  taking({ share, waits }) {
    if (!this.busy) return;
    if (share) this.bar.value = share;
    write(this.said, waits ? this.words.t(WAITING) : "");
  }

  /** Hears what has become of it: a file to be fetched, or a sentence. */
  taken({ refused, href, name, bytes }) {
    if (!this.busy) return; // cancelled
    this.end();
    if (refused) return this.say(refused);
    const link = el("a", { href: new URL(href, ROOT).href, download: name, "data-testid": "gl-take-link" }, name);
    const size =
      bytes < MB
        ? this.words.t("{n} KB", { n: Math.ceil(bytes / KB) })
        : this.words.t("{n} MB", { n: this.words.short(bytes / MB, 2) });
    this.said.replaceChildren(link, ` (${size})`);
    link.click();
  }

  end() {
    const row = this.rows[this.busy ?? ""];
    this.busy = null;
    this.mark();
    if (this.node.open) row?.save.focus();
  }

  say(sentence) {
    this.said.textContent = sentence;
  }

  mark() {
    for (const { save } of Object.values(this.rows)) save.disabled = !!this.busy;
    this.bar.hidden = this.stop.hidden = !this.busy;
  }

  /** Without a connection nothing comes any more of what was asked for. */
  connect(connected) {
    if (connected || !this.busy) return;
    this.end();
    this.say(this.words.t(LOST));
  }

  destroy() {
    this.node.close();
  }
}
