/** A member's cell of the map that the class fills: its settings, what one bets on, and what it has come to. */

/** @import { Services } from "../parts.js" */

import { mark, shape } from "../map/marks.js";
import { ROOT } from "../shell/root.js";
import { el, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

const PICK = N_("This cell has been given to you. Would you rather have another one?");
const [RIGHT, WRONG] = [N_("Your bet has come true."), N_("Your bet has not come true.")];

/** The card of one cell; `send(message)` asks something of the class's socket. */
export class CellCard {
  /** @type {any} */
  state = null; // how it stands
  /** @type {Record<string, any>} */
  outcomes = {}; // by their keys, in the page's language
  known = ""; // of which language they are
  offered = ""; // which axes
  /** @type {HTMLSelectElement[]} */
  picks = [];
  /** @type {Record<string, HTMLButtonElement>} */
  buttons = {};

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, lang, send) {
    this.words = words;
    this.lang = lang;
    this.send = send;
    const { say } = words;
    this.where = el("p", { class: "gl-cell-where", "data-testid": "gl-cell-where" });
    this.pick = say(el("div", { class: "gl-cell-pick", "data-testid": "gl-cell-pick" }), { title: PICK });
    this.asked = el("p");
    this.list = say(el("div", { class: "gl-cell-bets", role: "group" }), { "aria-label": N_("Outcomes") });
    this.said = el("p", { class: "gl-poll-said", role: "status", "data-testid": "gl-cell-said" });
    this.run = say(
      el("button", { type: "button", class: "gl-button gl-classroom-main", "data-testid": "gl-cell-run" }),
      {
        textContent: N_("Run it"),
      },
    );
    this.run.addEventListener("click", () => send({ do: "begin" }));
    const title = say(el("h2"), { textContent: N_("Your cell of the map") });
    const parts = [title, this.where, this.pick, this.asked, this.list, el("footer", {}, this.said, this.run)];
    this.node = say(el("section", { class: "gl-poll gl-cell", hidden: "", "data-testid": "gl-cell" }, ...parts), {
      "aria-label": N_("Your cell of the map"),
    });
  }

  /** Hears how the class stands; null: there is none. */
  async take(state) {
    this.state = state?.role === "member" && !state.ended ? state.crowd : null;
    this.mode = state?.mode;
    this.node.hidden = !this.state;
    if (!this.state) return;
    if (this.known !== this.lang) await this.fetch();
    if (this.state && this.known === this.lang) this.tell();
  }

  async fetch() {
    const { lang } = this;
    const url = new URL(`maps.json?lang=${encodeURIComponent(lang)}`, ROOT);
    const response = await fetch(url).catch(() => null);
    const found = response?.ok ? await response.json() : null;
    if (!found || lang !== this.lang) return; // the server is away: the next news brings it
    this.known = lang;
    this.outcomes = Object.fromEntries(found.outcomes.map((one) => [one.key, one]));
    this.buttons = {};
    for (const outcome of found.outcomes) {
      const sign = mark();
      shape(sign, outcome);
      const look = { type: "button", class: "gl-map-outcome", title: outcome.words };
      const node = el("button", { ...look, "data-testid": `gl-cell-bet-${outcome.key}` }, sign, outcome.label);
      node.addEventListener("click", () => this.send({ do: "bet", outcome: outcome.key }));
      this.buttons[outcome.key] = node;
    }
    this.list.replaceChildren(...Object.values(this.buttons));
  }

  /** Offers the values of each axis: an own choice among them is as good as the cell that was given. */
  offer() {
    const { axes, cell } = this.state;
    if (this.offered !== JSON.stringify(axes)) {
      this.offered = JSON.stringify(axes);
      const boxes = axes.map(([name, values]) => {
        const options = values.map((value, place) => el("option", { value: place }, value));
        return el("label", {}, name, el("select", {}, ...options));
      });
      this.pick.replaceChildren(...boxes);
      this.picks = boxes.map((box) => box.querySelector("select"));
      for (const one of this.picks) {
        one.addEventListener("change", () =>
          this.send({ do: "pick", cell: this.picks.map(({ value }) => Number(value)) }),
        );
      }
    }
    for (const [k, one] of this.picks.entries()) one.value = String(cell[k]);
  }

  tell() {
    const { t, number } = this.words;
    const { axes, cell, steps, bet, begun, came } = this.state;
    this.offer();
    this.pick.hidden = begun;
    this.where.hidden = !begun;
    write(this.where, axes.map(([name, values], k) => `${name} ${values[cell[k]]}`).join(" · "));
    write(this.asked, begun ? "" : t("What will it come to after {n} steps? Bet first.", { n: number(steps) }));
    for (const [key, node] of Object.entries(this.buttons)) {
      node.setAttribute("aria-pressed", String(key === bet));
      node.disabled = begun;
      node.hidden = begun && key !== bet && key !== came;
    }
    const label = (key) => this.outcomes[key]?.label ?? key;
    const waits = t("Your bet: {bet}.", { bet: label(bet) });
    const end = t("It has come to: {outcome}.", { outcome: label(came) });
    write(this.said, came ? `${end} ${t(came === bet ? RIGHT : WRONG)}` : bet ? waits : t("Choose one."));
    this.run.hidden = begun;
    this.run.disabled = !bet || this.mode !== "free";
  }

  relabel({ lang }) {
    this.lang = lang;
  }
}
