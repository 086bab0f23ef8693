/** What is said of a recording above its view: what it is, where the live run begins, language and theme; and below it
 *  the settings of the run, and the lesson that was answered in it. */

/** @import { Services } from "../parts.js" */

import { wordOf } from "../controls/compare_choice.js";
import { remember, remembered } from "../shell/memory.js";
import { styled } from "../shell/style.js";
import { el } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { answered } from "./answered.js";

styled(import.meta.url);

const STORE = "ganlab.theme";
const THEMES = { auto: N_("As the system"), light: N_("Light"), dark: N_("Dark") };
const SETTINGS = { a: N_("Settings of A"), b: N_("Settings of B"), only: N_("Settings of this run") };
const WHOLE = N_("steps {first} to {last}, {n} frames");
const THINNED = N_("steps {first} to {last}, {n} of {kept} kept frames");

/** The first line of the page, and its foot. `speak(language)` shows another language. */
export class Recorded {
  /** @param {Pick<Services, "words">} services
   *  @param {any} file */
  constructor({ words }, file, speak) {
    this.words = words;
    this.file = file;
    const { say } = words;
    this.name = el("b", { "data-testid": "gl-replay-name" });
    this.extent = el("span", { "data-testid": "gl-replay-extent" });
    const mark = say(el("strong", { class: "gl-recorded-mark" }), { textContent: N_("Recorded") });
    const run = el("p", { class: "gl-recorded-run" }, mark, this.name, this.extent);
    this.language = say(el("select", { "data-testid": "gl-replay-language" }), { "aria-label": N_("Language") });
    this.language.append(...file.languages.map(([code, own]) => el("option", { value: code, lang: code }, own)));
    this.language.hidden = file.languages.length < 2;
    this.language.addEventListener("change", () => speak(this.language.value));
    this.theme = say(el("select", { "data-testid": "gl-replay-theme" }), { "aria-label": N_("Colours of the page") });
    const themes = Object.entries(THEMES).map(([value, text]) => say(el("option", { value }), { textContent: text }));
    this.theme.append(...themes);
    this.theme.addEventListener("change", () => this.dress(this.theme.value));
    this.node = el("div", { class: "gl-recorded" }, run, this.live(), this.language, this.theme);
    this.foot = el("div", { class: "gl-recorded-foot" });
    this.theme.value = Object.keys(THEMES).find((name) => name === remembered(STORE, "auto")) ?? "auto";
    this.dress(this.theme.value);
  }

  /** Where the live run begins; the address was looked at when the file was made. */
  live() {
    const { address } = this.file;
    if (!address) return "";
    const look = { href: address, rel: "noopener noreferrer", target: "_blank", "data-testid": "gl-replay-live" };
    const label = this.words.say(el("span"), { textContent: N_("Run it live:") });
    return el("p", { class: "gl-recorded-live" }, label, " ", el("a", look, address));
  }

  dress(theme) {
    remember(STORE, theme);
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  /** Says it in a language. */
  show(language, { data, abouts, runs, lesson, title }) {
    const { file, words } = this;
    this.knobs = data.knobs;
    document.title = title;
    this.language.value = language;
    this.name.textContent = runs.at(-1).name;
    const { steps, kept } = file;
    const { number } = words;
    const text = kept > steps.length ? THINNED : WHOLE;
    const [first, last] = [steps[0], steps.at(-1)].map(number);
    this.extent.textContent = words.t(text, { first, last, n: number(steps.length), kept: number(kept) });
    const pair = runs.length > 1;
    // the page's own first
    const lists = runs.map(({ about }, k) => this.settings(abouts[about], pair ? (k ? "a" : "b") : "only")).reverse();
    this.foot.replaceChildren(...(lesson ? [answered(words, lesson, file.answers)] : []), ...lists);
  }

  /** The settings of a run at its end, with those that matter in it. */
  settings({ settings: { shown, values } }, which) {
    const { words } = this;
    const knobs = this.knobs.filter(({ name, kind }) => shown.includes(name) && kind !== "text");
    const cell = (knob) => el("dd", {}, String(wordOf(words, knob, values[knob.name])));
    const rows = knobs.map((knob) => el("div", {}, el("dt", {}, knob.label), cell(knob)));
    const title = el("summary", {}, words.t(SETTINGS[which]));
    return el("details", { class: "gl-recorded-settings" }, title, el("dl", {}, ...rows));
  }
}
