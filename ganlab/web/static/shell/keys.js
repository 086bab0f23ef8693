/** Every key of the lab: one registry, which the handler and the list of keys both read. */

/** @import { Services } from "../parts.js" */

import { styled } from "./style.js";
import { el } from "./tools.js";
import { N_ } from "./words.js";

styled(import.meta.url);

const GROUPS = {
  // of the list, in this order
  recording: N_("Recording"),
  train: N_("Training"),
  picture: N_("Picture"),
  settings: N_("Settings"),
  room: N_("Display"),
};
const TYPED_INTO =
  "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, " +
  "[contenteditable]:not([contenteditable=false]), [role=combobox], [role=listbox], [role=menu], " +
  "dialog";
const TAKES_SPACE =
  "button, a[href], summary, input, [role=button], [role=slider], [role=tab], [role=switch], " +
  "[role=checkbox], [role=option]";
// a slider's own
const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", "-": "−", Escape: "Esc" };
const MOST_LISTED = 4;

/** What was pressed, as the registry writes it; null for what belongs to the browser or to a letter's other layer. */
function pressed(event) {
  const { key, shiftKey } = event;
  if ((event.ctrlKey || event.metaKey) && !shiftKey && !event.altKey && key.toLowerCase() === "z") return "Ctrl+Z";
  const layer = event.getModifierState("AltGraph"); // how many keyboards write [ and {; browsers call it Ctrl and Alt
  if (event.isComposing || event.metaKey || (!layer && (event.ctrlKey || event.altKey))) return null;
  if (key.length > 1 || key === " ") return shiftKey ? null : key;
  if (key.toLowerCase() === key.toUpperCase()) return key;
  return shiftKey ? null : key.toLowerCase(); // a letter with Caps Lock is the same letter
}

/** Listens on the whole page. A record is {keys, text, group, part?, repeat?, when?, run(key)}: `text` names its
 *  words, `part` what it belongs to (its keys are off where a teacher has hidden that), `repeat` whether holding it
 *  down repeats. */
export class Keys {
  records = [];
  pointed = false; // whether the focus is where a pointer has put it
  /** @type {Set<string>} */
  early = new Set(); // keys that were pressed before the run was there
  begun = false;

  /** @param {Pick<Services, "words" | "hides">} services */
  constructor({ words, hides }) {
    this.words = words;
    this.hides = hides;
    const { say } = words;
    this.list = el("div", { class: "gl-keys-list" });
    const close = say(el("button", { type: "button", class: "gl-close", "data-testid": "gl-keys-close" }, "×"), {
      "aria-label": N_("Dismiss"),
    });
    const title = say(el("h2", { id: "gl-keys-title" }), { textContent: N_("Keys") });
    this.dialog = el(
      "dialog",
      { class: "gl-keys", "aria-labelledby": "gl-keys-title", "data-testid": "gl-keys" },
      el("div", { class: "gl-card-head" }, title, close),
      this.list,
    );
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("keydown", (event) => this.hold(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.node = this.dialog;
    this.listening = new AbortController();
    for (const [type, pointed] of /** @type {[string, boolean][]} */ ([
      ["pointerdown", true],
      ["keydown", false],
    ]))
      document.addEventListener(type, (event) => this.follow(event, pointed), {
        capture: true,
        signal: this.listening.signal,
      });
    document.addEventListener("keydown", (event) => this.press(event), {
      capture: true,
      signal: this.listening.signal,
    }); // before Streamlit's own "r"
    this.add({
      keys: ["?"],
      text: N_("Open and close this list"),
      group: "room",
      part: "keys",
      run: () => this.open(),
    });
  }

  /** Adds records; returns how to take them out again. Of two for one key the later one acts, where its `when`
   *  holds. */
  add(...records) {
    this.records.push(...records);
    return () => (this.records = this.records.filter((record) => !records.includes(record)));
  }

  /** The records whose part is not hidden. */
  get offered() {
    return this.records.filter(({ part }) => !this.hides(part));
  }

  /** Notes how the focus came where it is: Tab takes it away from where a pointer has put it. */
  follow(event, pointed) {
    if (pointed || event.key === "Tab") this.pointed = pointed;
  }

  /** Presses what was pressed too early, once the run is there. */
  update() {
    if (this.begun) return;
    this.begun = true;
    for (const key of this.early) this.meant(key)?.run(key);
  }

  /** The record that a key is for now. */
  meant(key) {
    return this.offered.findLast(({ keys, when }) => keys.includes(key) && (!when || when()));
  }

  press(event) {
    const key = pressed(event);
    if (this.dialog.open) return this.inside(event, key);
    const target = event.composedPath()[0];
    if (target.closest?.("dialog, [role=dialog]")) return; // another one, whose keys are its own
    const own = target.closest?.("input[type=range]") && MOVES.includes(key);
    // a button that was clicked keeps the focus, but Space is not its own for that
    const taken = key === " " && !this.pointed && target.closest?.(TAKES_SPACE);
    if (!key || own || target.closest?.(TYPED_INTO) || taken) return;
    const record = this.meant(key);
    if (!record && !this.begun && this.offered.some(({ keys }) => keys.includes(key))) this.early.add(key);
    if (!record) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat || record.repeat) record.run(key);
  }

  /** While the list is open its own key closes it, and no letter reaches the page behind it. */
  inside(event, key) {
    if (key?.length !== 1) return;
    event.stopImmediatePropagation();
    if (key === "?") this.dialog.close();
  }

  open() {
    this.fill();
    this.dialog.showModal();
  }

  /** Keeps the focus inside: Tab goes round. */
  hold(event) {
    if (event.key !== "Tab") return;
    const stops = /** @type {HTMLElement[]} */ ([...this.dialog.querySelectorAll("button, [tabindex='0']")]);
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length].focus();
    event.preventDefault();
  }

  fill() {
    const { t } = this.words;
    const entry = ({ keys, text }) => [el("dt", {}, ...this.caps(keys)), el("dd", {}, t(text))];
    const sections = Object.entries(GROUPS).map(([group, title]) => {
      const signs = this.offered.map(({ keys, text }) => JSON.stringify([keys, text]));
      const said = (i) => signs.indexOf(signs[i]) === i; // once, though each of several walls has it
      const records = this.offered.filter((record, i) => record.group === group && said(i));
      return records.length > 0 && el("section", {}, el("h3", {}, t(title)), el("dl", {}, ...records.flatMap(entry)));
    });
    this.list.replaceChildren(...sections.filter((section) => section !== false));
    this.list.tabIndex = 0; // it may have to be scrolled
  }

  /** Keys as key caps; a long row of them as its two ends. */
  caps(keys) {
    const { t } = this.words;
    const cap = (key) => el("kbd", {}, key === " " ? t("Space") : (NAMES[key] ?? key));
    return keys.length > MOST_LISTED
      ? [cap(keys[0]), " … ", cap(keys.at(-1))]
      : keys.flatMap((key, i) => (i ? [" ", cap(key)] : [cap(key)]));
  }

  relabel() {
    if (this.dialog.open) this.fill();
  }

  destroy() {
    this.listening.abort();
  }
}
