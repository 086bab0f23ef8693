/** Choosing an experiment: groups of cards, each with a film of what happens, a sentence, and how long it takes. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { DOTS } from "../map/marks.js";
import { ROOT } from "../shell/root.js";
import { styled } from "../shell/style.js";
import { el, icon } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { Films } from "./films.js";

styled(import.meta.url);

const NONE = N_("No experiment has these words.");
const MISSING = N_("The experiments have not come from the server: close this and open it again when it answers.");

/** A dialog over the page; `command("experiment", key)` is sent for what is chosen; `open` has learn(name), which opens
 *  a lesson, and map(key). */
export class Experiments {
  /** @type {{ key: string, text: string, group: HTMLElement, card: HTMLButtonElement }[]} */
  cards = [];
  /** @type {string | undefined} */
  current;
  /** @type {string | undefined} the language of what is listed */
  listed;

  /** @param {Pick<Services, "words" | "theme" | "command">} services */
  constructor({ words, theme, command }, { lang }, open) {
    this.words = words;
    this.opens = open;
    this.lang = lang;
    this.command = command;
    this.films = new Films({ theme });
    const { say } = words;
    const close = say(el("button", { type: "button", class: "gl-close", "data-testid": "gl-experiments-close" }, "×"), {
      "aria-label": N_("Close"),
      title: N_("Close"),
    });
    close.addEventListener("click", () => this.node.close());
    /** @type {HTMLInputElement} */
    this.search = say(el("input", { type: "search", class: "gl-search", "data-testid": "gl-experiments-search" }), {
      placeholder: N_("Search"),
      "aria-label": N_("Search the experiments"),
    });
    this.search.addEventListener("input", () => this.sift());
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // the focus goes back to the button that opened this
      this.first?.click();
    });
    this.none = el("p", { class: "gl-alert", role: "status", hidden: "" });
    const title = say(el("h2", { id: "gl-experiments-title" }), { textContent: N_("Experiments") });
    this.groups = el("div", { class: "gl-groups" });
    const attrs = {
      class: "gl-dialog gl-experiments",
      tabindex: "-1",
      autofocus: "",
      "aria-labelledby": "gl-experiments-title",
    };
    const head = el("div", { class: "gl-experiments-head" }, title, this.search, close);
    this.node = el("dialog", { ...attrs, "data-testid": "gl-experiments" }, head, this.none, this.groups);
    this.node.addEventListener("keydown", (event) => event.stopPropagation());
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close()); // outside its box
    this.node.addEventListener("close", () => this.films.stop());
  }

  /** Opens at once; the cards follow, the first time, as soon as the server has sent them. */
  async open() {
    this.search.value = "";
    this.node.showModal();
    this.films.play();
    await this.fill();
    this.cards.find(({ key }) => key === this.current)?.card.scrollIntoView({ block: "nearest" });
  }

  async fill() {
    await this.fetch();
    this.none.textContent = this.words.t(this.cards.length ? NONE : MISSING);
    this.sift();
    this.films.draw();
  }

  async fetch() {
    const { lang } = this;
    if (this.listed === lang) return;
    const response = await fetch(new URL(`experiments.json?lang=${encodeURIComponent(lang ?? "en")}`, ROOT)).catch(
      () => null,
    );
    const list = response?.ok ? await response.json() : null;
    if (!list || this.lang !== lang) return;
    this.listed = lang;
    this.list(list);
  }

  /** Makes the cards anew. */
  list({ groups, problems }) {
    this.films.clear();
    this.cards = [];
    const made = groups.map(({ label, experiments }) => {
      const row = el("div", { class: "gl-group-cards" });
      const group = el("section", {}, el("h3", {}, label), row);
      for (const experiment of experiments) {
        const card = this.card(experiment);
        const text = [label, experiment.label, experiment.watch, experiment.key].join(" ").toLowerCase();
        this.cards.push({ key: experiment.runs ? "" : experiment.key, text, group, card });
        row.append(card);
      }
      return group;
    });
    const amiss = problems.map((line) => el("p", { class: "gl-alert" }, line)); // of files that are no lessons
    this.groups.replaceChildren(...made, ...amiss);
    this.mark();
  }

  card({ key, label, watch, cures, film, seconds, minutes, runs }) {
    const { t } = this.words;
    const name = runs ? `map-${key}` : key; // a map may be called like an experiment
    const look = { type: "button", class: "gl-experiment-card", "data-testid": `gl-experiment-${name}` };
    const small = [
      cures && el("small", { class: "gl-cures" }, t("cures: {name}", { name: cures })),
      el("small", {}, this.size({ seconds, minutes, runs })),
    ];
    const words = el("span", {}, el("strong", {}, label), el("span", {}, watch), el("span", {}, ...small));
    const sign =
      minutes || runs
        ? el("span", { class: "gl-lesson-sign", "aria-hidden": "true" }, runs ? icon(DOTS) : "?")
        : this.films.canvas(film);
    const card = el("button", look, sign, words);
    card.addEventListener("click", () => {
      this.node.close();
      if (minutes) this.opens.learn(key);
      else if (runs) this.opens.map(key);
      else this.command("experiment", key);
    });
    return card;
  }

  /** How long an experiment or a lesson takes; of a map how many runs it has. */
  size({ seconds, minutes, runs }) {
    const { t, number } = this.words;
    if (runs) return t("{n} runs", { n: number(runs) });
    return minutes ? t("{n} min", { n: minutes }) : t("about {n} s", { n: seconds });
  }

  /** Shows the cards that have all words of the search. */
  sift() {
    const wanted = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { text, card } of this.cards) card.hidden = !wanted.every((word) => text.includes(word));
    for (const group of new Set(this.cards.map((one) => one.group)))
      group.hidden = !group.querySelector(".gl-experiment-card:not([hidden])");
    this.first = this.cards.find(({ card }) => !card.hidden)?.card;
    this.none.hidden = !!this.first;
  }

  mark() {
    for (const { key, card } of this.cards)
      if (key === this.current) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
  }

  /** @param {Merged} frame */
  update({ header: { about } }) {
    if (!about || about.experiment?.key === this.current) return;
    this.current = about.experiment?.key;
    this.mark();
  }

  relabel({ lang }) {
    this.lang = lang;
    if (this.node.open) this.fill();
  }

  recolour() {
    this.films.draw();
  }

  destroy() {
    this.films.stop();
    this.node.close();
  }
}
