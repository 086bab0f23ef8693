/** Hand-stepped slow motion: a card with the phase of an update, its formulas and this batch's numbers put in. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el, icon } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const BUTTONS = {
  back: { textContent: N_("Back"), title: N_("Back to the phase before (←)") },
  next: { textContent: N_("Next"), title: N_("On to the next phase (→); the last phase takes the step") },
  play: { textContent: N_("Play"), title: N_("Go on by itself at this pace") },
  stop: { textContent: N_("Stop"), title: N_("Stop at this phase") },
};
const PHASES = {
  draw: N_("draw"),
  generate: N_("generate"),
  judge: N_("judge"),
  loss: N_("loss"),
  gradient: N_("gradient"),
  update: N_("update"),
};
const TITLE = N_("{player}'s update");
const TITLE_OF_MANY = N_("{player}'s update {turn} of {turns}");

const PACES = [0.5, 1, 2, 3, 5]; // seconds a phase
const WIDE = 1080; // from this width of the view the charts stand beside the picture, and the card over them
const FEET =
  "M7.5 3.2c1.7 0 2.6 1.7 2.6 4s-.6 3.3-.8 4.9l-3.5.6C5.6 11 4.7 9.6 4.7 7.4 4.7 5 5.8 3.2 7.5 " +
  "3.2zM5.9 14.2l3.400-.6c.2 1.7-.2 3.2-1.500 3.400s-1.800-1.200-1.900-2.800zM16.500 7.200c1.7 0 " +
  "2.800 1.800 2.800 4.200 0 2.200-.9 3.600-1.100 5.300l-3.500-.6c-.2-1.600-.8-2.600-.8-4.900s.9-4 " +
  "2.600-4zM14.7 17.600l3.400.6c-.1 1.600-.6 3-1.900 2.800s-1.7-1.7-1.500-3.400z";
const HANDS_OFF =
  "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=slider], " +
  "[role=combobox], [role=listbox], [role=option], [role=tab], [role=radio]";

/** The button in the toolbar and the card. */
export class Slow {
  /** @type {any} */
  phase = null;
  /** @type {string | null | undefined} */
  sign;

  /** @param {Pick<Services, "words" | "command">} services */
  constructor({ words, command }, root) {
    this.words = words;
    this.root = root;
    this.send = (action, more) => command("slow", { action, ...more });
    this.pause = () => command("pause");
    const look = { class: "gl-button gl-button-slow", "aria-pressed": "false", "data-testid": "gl-slow" };
    this.button = el("button", { type: "button", ...look }, icon(FEET));
    words.say(this.button, {
      title: N_("Go through the coming update phase by phase, with its formulas and numbers"),
      "aria-label": N_("Slow motion"),
    });
    this.button.addEventListener("click", () => this.send(this.phase ? "end" : "begin"));
    this.makeControls();
    this.makeCard();
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    this.observer = new ResizeObserver(() => this.settle());
    this.observer.observe(root);
    this.relabel();
  }

  makeControls() {
    const { say } = this.words;
    const control = (name, act) => {
      const look = { class: `gl-button gl-slow-${name}`, "data-testid": `gl-slow-${name}` };
      const button = el("button", { type: "button", ...look });
      button.addEventListener("click", act);
      return say(button, BUTTONS[name]);
    };
    const play = () => this.send("play", { pace: Number(this.pace.value) });
    /** @type {HTMLButtonElement} */
    this.back = control("back", () => this.send("back"));
    /** @type {HTMLButtonElement} */
    this.next = control("next", () => this.send("next"));
    /** @type {HTMLButtonElement} */
    this.play = control("play", () => (this.phase?.pace ? this.pause() : play()));
    const paces = PACES.map((n) => el("option", { value: n }));
    /** @type {HTMLSelectElement} */
    this.pace = el("select", { class: "gl-slow-pace", "data-testid": "gl-slow-pace" }, ...paces);
    say(this.pace, { "aria-label": N_("Seconds a phase"), title: N_("Seconds a phase") });
    this.pace.value = "2";
    this.pace.addEventListener("change", () => this.phase?.pace && play());
  }

  makeCard() {
    const { say } = this.words;
    /** @type {HTMLElement} */
    this.title = el("h3", { "data-testid": "gl-slow-title" });
    /** @type {HTMLElement} */
    this.place = el("span", { class: "gl-slow-place" });
    const close = el("button", { type: "button", class: "gl-slow-close", "data-testid": "gl-slow-close" }, "×");
    say(close, { "aria-label": N_("Close slow motion (Esc)"), title: N_("Close slow motion (Esc)") });
    close.addEventListener("click", () => this.send("end"));
    /** @type {HTMLElement} */
    this.dots = say(el("div", { class: "gl-slow-dots", role: "img" }), { "aria-label": N_("Phases of this step") });
    /** @type {HTMLElement} */
    this.text = el("p", { "data-testid": "gl-slow-text", "aria-live": "polite" });
    const lines = el("div", { class: "gl-slow-lines", role: "group", "data-testid": "gl-slow-lines" });
    /** @type {HTMLElement} */
    this.lines = say(lines, { "aria-label": N_("Formulas with this batch's numbers") });
    /** @type {HTMLElement} */
    this.symbols = say(el("dl", { class: "gl-slow-symbols" }), { "aria-label": N_("What the symbols mean") });
    /** @type {HTMLElement} */
    this.body = el("div", { class: "gl-slow-body" }, this.text, this.lines, this.symbols);
    /** @type {HTMLElement} */
    this.node = el("section", { class: "gl-slow", hidden: "", "data-testid": "gl-slow-card" });
    this.node.append(
      el("header", {}, el("div", {}, this.title, this.place), close),
      this.dots,
      this.body,
      el("footer", {}, this.back, this.next, this.play, this.pace),
    );
    say(this.node, { "aria-label": N_("Slow motion") });
  }

  /** Puts the card where there is room for it. */
  settle() {
    const column = this.root.querySelector(".gl-column");
    const home = column && this.root.clientWidth >= WIDE ? column : this.root;
    if (this.node.parentNode !== home) home.append(this.node);
    const picture = this.root.querySelector(".gl-stage canvas")?.getBoundingClientRect();
    const scrolled = this.root.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const below = window.innerHeight - (picture?.bottom ?? 0) - scrolled; // whatever the heights of the lines above it
    this.node.style.setProperty("--gl-below", `${Math.floor(below)}px`);
  }

  /** @param {Merged} frame */
  update({ header }) {
    const { phase, status } = header;
    this.button.disabled = !this.connected || (!phase && !["running", "paused"].includes(status));
    const sign = phase && JSON.stringify(phase);
    if (sign !== this.sign) this.show(phase, sign);
    const over = status === "diverged" && phase?.index === (phase?.count ?? 0) - 1;
    this.next.disabled = this.play.disabled = over || !this.connected;
  }

  /** Shows a phase, or closes the card. */
  show(phase, sign) {
    const moved = [phase?.step, phase?.index].join() !== [this.phase?.step, this.phase?.index].join();
    Object.assign(this, { phase, sign });
    this.settle();
    this.node.hidden = !phase;
    this.button.setAttribute("aria-pressed", String(!!phase));
    if (!phase) {
      delete this.root.dataset.lit;
      delete this.root.dataset.phase;
      return;
    }
    Object.assign(this.root.dataset, { lit: phase.lit.join(" "), phase: `${phase.player} ${phase.name}` });
    this.node.dataset.player = phase.player;
    this.head();
    this.mark();
    this.text.textContent = phase.text;
    this.lines.replaceChildren(...phase.lines.map((line) => this.line(line)));
    this.symbols.replaceChildren(
      ...phase.symbols.map(([sign, meaning]) => el("div", {}, el("dt", {}, sign), el("dd", {}, meaning))),
    );
    this.back.disabled = !phase.back;
    if (phase.pace)
      this.pace.value = String(
        PACES.reduce((best, pace) => (Math.abs(pace - phase.pace) < Math.abs(best - phase.pace) ? pace : best)),
      );
    const name = phase.pace ? "stop" : "play";
    this.words.say(this.play, BUTTONS[name]);
    if (moved) this.body.scrollTop = 0;
  }

  /** Writes whose update this is, and where in the step. */
  head() {
    const { t, number } = this.words;
    const { player, turn, turns, step, index, count, name } = this.phase;
    this.title.textContent = t(turns > 1 ? TITLE_OF_MANY : TITLE, { player: player.toUpperCase(), turn, turns });
    this.place.textContent = t("step {step} · {i} of {n}: {name}", {
      step: number(step),
      i: index + 1,
      n: count,
      name: t(PHASES[name]),
    });
  }

  /** One dot a phase in its player's colour; those that are over are filled. */
  mark() {
    const { index, players } = this.phase;
    this.dots.replaceChildren(
      ...[...players].map((player, i) =>
        el("i", { "data-player": player, class: i < index ? "gl-over" : i === index ? "gl-now" : null }),
      ),
    );
  }

  /** A formula and, reading on from it, the same with the numbers put in; both are the server's own MathML. */
  line([formula, numbers]) {
    const node = el("div", {});
    node.innerHTML = `${formula}${numbers && `<span class="gl-slow-numbers">${numbers}</span>`}`;
    return node;
  }

  key(event) {
    const act = { ArrowRight: this.next, ArrowLeft: this.back, Escape: this.root.querySelector(".gl-slow-close") }[
      event.key
    ];
    if (!this.phase || !act || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing)
      return;
    if (event.composedPath()[0].closest?.(HANDS_OFF)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!act.disabled) act.click();
  }

  relabel() {
    for (const option of this.pace.options)
      option.textContent = this.words.t("{n} s", { n: this.words.number(option.value) });
    if (this.phase) this.head();
  }

  /** Without a connection nothing can be pressed. */
  connect(connected) {
    this.connected = connected;
    for (const control of [this.next, this.play, this.pace]) control.disabled = !connected;
    this.back.disabled = !connected || !this.phase?.back;
  }

  clear() {
    this.show(null);
  }

  destroy() {
    this.listening.abort();
    this.observer.disconnect();
  }
}
