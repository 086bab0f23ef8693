/** What one sees, in plain language: before Play what to watch, then how far G has come, then the diagnosis with its
 *  evidence, what to try, and on request every rule. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

styled(import.meta.url);

const BEFORE = N_("Press Play, and watch how the fakes come to the real data, or fail to.");
const BLIND = N_("No diagnosis: for pictures other than digits only divergence is told.");

/** One line of constant height; `command(name, value)` applies what is tried. */
export class Diagnosis {
  /** @type {any} */
  told = null;
  /** @type {any} */
  metrics = null;
  /** @type {any} */
  experiment = null;
  begun = false;
  offered = "";

  /** `announce(sentence)` says over the picture what was done.
   *  @param {Pick<Services, "words" | "command" | "hides">} services */
  constructor({ words, command, hides }, data, announce) {
    this.words = words;
    this.hides = hides;
    this.command = command;
    this.announce = announce;
    this.data = data;
    const { say } = words;
    this.name = el("strong", { "aria-live": "polite", "data-testid": "gl-diagnosis-name" });
    this.text = el("span", { "data-testid": "gl-diagnosis-text" });
    this.sentence = el("p", { class: "gl-diagnosis-words" }, this.name, " ", this.text);
    this.tries = say(el("div", { class: "gl-tries", role: "group" }), { "aria-label": N_("Try:") });
    this.ask = say(el("button", { type: "button", class: "gl-ask", "data-testid": "gl-rules-open" }, "?"), {
      "aria-label": N_("What is said when"),
      title: N_("What is said when"),
    });
    this.list = el("dialog", { class: "gl-rules", "data-testid": "gl-rules" });
    // outside of its box
    this.list.addEventListener("click", (event) => event.target === this.list && this.list.close());
    this.ask.addEventListener("click", () => this.explain());
    this.node = say(
      el(
        "section",
        { class: "gl-diagnosis", "data-testid": "gl-diagnosis" },
        this.sentence,
        this.tries,
        this.ask,
        this.list,
      ),
      {
        "aria-label": N_("What you see"),
      },
    );
    this.relabel(data);
  }

  /** @param {Merged} frame */
  update({ header }) {
    const { kind, about, diagnosis, metrics, clear, now } = header;
    if (about) {
      this.blind = kind === "images" && !about.measured.includes("classes");
      this.experiment = about.experiment;
    }
    if (metrics || clear || header.past !== null) this.metrics = metrics;
    const begun = now > 0;
    const sign = JSON.stringify([kind, this.blind, diagnosis, begun, this.progress(), this.experiment]);
    if (sign === this.sign) return;
    Object.assign(this, { sign, told: diagnosis, begun });
    this.draw();
  }

  /** How far G has come, by the first measure that says so; nothing while there is none. */
  progress() {
    const { metrics, words } = this;
    const known = this.data.measures.progress.find(
      ({ name, floor, whole, unless }) =>
        metrics?.[name] != null && (whole || metrics[floor] > 0) && !(unless && metrics[unless[0]] < unless[1]),
    );
    if (!known) return "";
    const { name, floor, whole, text } = known;
    const [n, best] = [metrics[name], metrics[floor]];
    if (whole) return words.t(text, { n, whole: metrics[whole] });
    return words.t(text, { times: words.short(n / best, 2), n: words.percent(n), best: words.percent(best) });
  }

  /** What is said while there is no diagnosis: in short, and in full. */
  meanwhile() {
    const { t } = this.words;
    const told = !this.hides("caption"); // a class that is to predict is not told what to watch
    const watch = (told && this.experiment?.watch) || t(this.blind ? BLIND : BEFORE);
    const progress = this.begun && this.progress();
    return progress ? [progress, watch] : [t("Watch:"), watch];
  }

  clear() {
    this.told = this.sign = this.metrics = null;
    this.draw();
  }

  connect(connected) {
    this.connected = connected;
    for (const button of this.tries.querySelectorAll("button")) button.disabled = !connected;
  }

  relabel(data) {
    this.data = data;
    this.offered = "";
    this.draw();
  }

  /** Opens the list of all rules. */
  explain() {
    const { t } = this.words;
    const { rules } = this.data;
    const close = el("button", { type: "button", class: "gl-button" }, t("Close"));
    close.addEventListener("click", () => this.list.close());
    this.list.replaceChildren(
      el("h3", {}, t("What is said when")),
      el("p", {}, rules.window),
      ...rules.list.map(({ name, tone, signs }) =>
        el(
          "div",
          { class: "gl-rule", "data-tone": tone },
          el("h4", {}, name),
          el("ul", {}, ...signs.map((sign) => el("li", {}, sign))),
        ),
      ),
      close,
    );
    this.list.showModal();
  }

  draw() {
    const { told } = this;
    this.node.dataset.tone = told?.tone ?? "none";
    this.node.dataset.key = told?.key ?? "";
    const put = (node, text) => {
      if (node.textContent !== text) node.textContent = text;
    };
    const [name, text] = told ? [`${told.name}:`, [told.text, told.span].filter(Boolean).join(" ")] : this.meanwhile();
    put(this.name, name);
    put(this.text, text);
    this.sentence.title = this.sentence.textContent;
    this.offer(told?.advice ?? []);
  }

  /** Keeps the buttons while they offer the same: one must not be exchanged under a finger. */
  offer(advice) {
    const sign = JSON.stringify(advice);
    if (sign === this.offered) return;
    this.offered = sign;
    this.node.toggleAttribute("data-tries", advice.length > 0);
    const { t } = this.words;
    this.tries.replaceChildren(
      ...(advice.length ? [el("span", {}, t("Try:"))] : []),
      ...advice.map(({ label, fields, anew }, i) => {
        const button = el(
          "button",
          {
            type: "button",
            class: "gl-try",
            "data-testid": `gl-try-${i}`,
            title: t("Change these settings now: {change}", { change: label }),
          },
          label,
        );
        button.disabled = !this.connected;
        button.addEventListener("click", () => {
          this.command("set", fields);
          if (anew) this.command("reset");
          this.announce(t("Done: {change}. Undo (key u) takes it back.", { change: label }));
        });
        return button;
      }),
    );
  }

  destroy() {
    this.list.close();
  }
}
