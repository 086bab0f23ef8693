/** What stands above two pictures side by side: each run's name, what is its own, and the button that keeps it. */

/** @import { Services } from "../parts.js" */

import { el } from "../shell/tools.js";
import { wordOf } from "./compare_choice.js";
import { N_ } from "../shell/words.js";

const WORDS = {
  a: {
    pick: N_("Run A: its overview and its settings"),
    keep: {
      textContent: N_("Keep A"),
      title: N_("End the comparison and go on with A"),
    },
  },
  b: {
    pick: N_("Run B: its overview and its settings"),
    keep: {
      textContent: N_("Keep B"),
      title: N_("End the comparison and go on with B"),
    },
  },
};

const ARROWS = "M7 7h12l-4-4M17 17H5l4 4";

/** The heads of both runs. `on` has pick(name) and keep(name), with the name "a" or "b", and swap(). */
export class CompareHeads {
  /** @param {Pick<Services, "words">} services */
  constructor({ words }, on) {
    this.words = words;
    this.heads = { a: this.head("a", on), b: this.head("b", on) };
    const swap = el("button", { type: "button", class: "gl-button gl-compare-swap", "data-testid": "gl-compare-swap" });
    swap.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ARROWS}"/></svg>`;
    words.say(swap, { title: N_("Exchange left and right"), "aria-label": N_("Swap") });
    swap.addEventListener("click", () => on.swap());
    this.heads.a.node.append(swap);
    this.nodes = [this.heads.a.node, this.heads.b.node];
  }

  head(name, on) {
    const { say } = this.words;
    const button = (look) => el("button", { type: "button", class: look.class, "data-testid": look.testid });
    const values = el("span", { class: "gl-compare-values", "data-testid": `gl-compare-values-${name}` });
    const pick = button({ class: "gl-compare-pick", testid: `gl-compare-pick-${name}` });
    pick.append(el("b", {}, name.toUpperCase()), values);
    say(pick, { title: WORDS[name].pick });
    pick.addEventListener("click", () => on.pick(name));
    const keep = button({ class: "gl-button gl-compare-keep", testid: `gl-compare-keep-${name}` });
    say(keep, WORDS[name].keep);
    keep.addEventListener("click", () => on.keep(name));
    return { node: el("div", { class: `gl-compare-head gl-compare-head-${name}` }, pick, keep), pick, keep, values };
  }

  /** Marks the run whose settings are shown. */
  mark(chosen) {
    for (const [name, { pick }] of Object.entries(this.heads))
      pick.setAttribute("aria-pressed", String(name === chosen));
  }

  /** Writes what is each run's own, given both headers: where they differ, and where one of them has stopped. */
  name(headers, differences) {
    const { words } = this;
    const furthest = Math.max(...Object.values(headers).map((header) => header?.step ?? 0));
    for (const [name, { values, pick }] of Object.entries(this.heads)) {
      const header = headers[name];
      if (!header?.about) continue;
      const own = header.about.settings.values;
      const said = differences.map((knob) => `${knob.label} ${wordOf(words, knob, own[knob.name])}`);
      if (!said.length) said.push(words.t("same settings"));
      if (header.step < furthest) said.push(words.t("stopped at step {n}", { n: words.number(header.step) }));
      const text = said.join(" · ");
      if (values.textContent === text) continue;
      values.textContent = text;
      pick.setAttribute("aria-label", `${name.toUpperCase()}: ${text}`);
    }
  }

  /** Without a connection no run can be kept; whoever watches may well look at the other one. */
  connect(connected) {
    for (const { keep } of Object.values(this.heads)) keep.disabled = !connected;
  }
}
