/** What stands over a map: which one it is, the buttons, what is shown of it, and how far it is. */

/** @import { Services } from "../parts.js" */

import { el, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

export const OWN = "own"; // the choice of a map of one's own

/** `on` has choose(key), toggle(), predict(), look(view), open(run) and hide(). */
export class Head {
  before = ""; // the run that was shown before one of the map was opened

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, root, on) {
    this.words = words;
    this.root = root;
    this.on = on;
    const { say } = words;
    const button = (name, press, more = {}) => {
      const attrs = { type: "button", class: `gl-button gl-map-${name}`, "data-testid": `gl-map-${name}`, ...more };
      const made = el("button", attrs);
      made.addEventListener("click", press);
      return made;
    };
    this.choice = say(el("select", { class: "gl-map-choice", "data-testid": "gl-map-choice" }), {
      "aria-label": N_("Which map"),
    });
    this.choice.addEventListener("change", () => on.choose(this.choice.value));
    this.fill = button("fill", () => on.toggle());
    this.bet = say(
      button("bet", () => on.predict(), { "aria-pressed": "false" }),
      {
        textContent: N_("Bet"),
        title: N_("Say first what each cell comes to: choose an outcome below, then press cells"),
      },
    );
    const close = say(
      button("close", () => on.hide()),
      { "aria-label": N_("Close the map"), title: N_("Close the map") },
    );
    close.classList.add("gl-close");
    close.textContent = "×";
    this.back = say(
      button("back", () => on.open(this.before)),
      { textContent: N_("Back to my run") },
    );
    this.node = el("header", {}, this.choice, this.fill, this.bet, this.back, close);
    this.views = say(el("div", { class: "gl-map-views", role: "group" }), { "aria-label": N_("What is shown") });
    this.said = el("span", { class: "gl-map-said", role: "status", "data-testid": "gl-map-said" });
    this.score = el("span", { class: "gl-map-score", "data-testid": "gl-map-score" });
    this.line = el("div", { class: "gl-map-line" }, this.views, this.score, this.said);
    this.bar = say(el("progress", { max: 1, value: 0, class: "gl-map-progress" }), {
      "aria-label": N_("How far the map is"),
    });
  }

  /** Offers the ready maps. */
  offer(ready) {
    const options = ready.map(({ key, label }) => el("option", { value: key }, label));
    this.choice.replaceChildren(...options, el("option", { value: OWN }, this.words.t("Your own …")));
  }

  /** Offers what can be shown of a plan; null: there is none yet. */
  plan(plan, view) {
    this.fill.hidden = this.bet.hidden = this.line.hidden = this.bar.hidden = !plan;
    const all = plan ? [{ key: "", label: this.words.t("Outcome") }, ...plan.measures] : [];
    const made = all.map(({ key, label }) => {
      const attrs = { type: "button", class: "gl-map-view", "data-view": key, "aria-pressed": String(key === view) };
      const node = el("button", attrs, label);
      node.addEventListener("click", () => this.look(key));
      return node;
    });
    this.views.replaceChildren(...made);
  }

  look(view) {
    for (const node of this.views.querySelectorAll("[data-view]"))
      node.setAttribute("aria-pressed", String(node.getAttribute("data-view") === view));
    this.on.look(view);
  }

  /** Notes which run is left for one of the map. */
  leave() {
    this.before ||= this.root.dataset.run;
  }

  /** Says how far it is, and how the bets stand. */
  tell(runs, bets, { right, decided }, may) {
    const { t, tn, number } = this.words;
    write(this.said, this.progress(runs));
    this.bar.value = runs.shown ? runs.state.share : 0;
    const { filling, whole } = runs;
    this.words.say(this.fill, { textContent: filling ? N_("Stop") : N_("Fill") });
    this.fill.classList.toggle("gl-map-main", !filling && !whole);
    this.fill.disabled = !may || whole;
    this.bet.hidden = whole;
    this.back.hidden = !this.before || this.before === this.root.dataset.run;
    this.score.hidden = !bets.count;
    const some = tn("{n} bet", "{n} bets", { n: bets.count });
    write(this.score, decided ? t("Right: {k} of {n} bets", { k: number(right), n: number(decided) }) : some);
  }

  progress({ plan, shown, finished, whole, filling, state }) {
    const { t, number } = this.words;
    const [n, k] = [number(plan.runs.length), number(finished.length)];
    if (!shown) return t("{n} runs of {steps} steps", { n, steps: number(plan.steps) });
    if (whole) return t("All {n} runs are done", { n });
    if (filling && state.waits && !finished.length) return t("It waits for its turn …");
    if (!filling || state.left === null) return t("{k} of {n} runs", { k, n });
    return t("{k} of {n} runs, {s} s left", { k, n, s: number(Math.max(1, Math.round(state.left))) });
  }
}
