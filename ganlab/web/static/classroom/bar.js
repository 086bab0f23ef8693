/** The class, in a line above the picture: for who leads, how many are there and what they may do; for who follows,
 *  what the teacher wants, and the way to a run of one's own and back. */

/** @import { Services } from "../parts.js" */

import { styled } from "../shell/style.js";
import { el, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { begun, Channel } from "./channel.js";
import { CellCard } from "./cell.js";
import { Door, home, homeOf, spoken } from "./door.js";
import { Handing } from "./handing.js";
import { PollCard } from "./poll.js";
import { twice } from "./sure.js";
import { Wall } from "./wall.js";

styled(import.meta.url);

const OWN = N_("This run is your own; the teacher's goes on without it.");
const CELL = N_("This run is your own; it was begun as your cell of the map.");
const AWAY = N_("The server cannot be reached: try again.");
const OVER = N_("The class has ended. What you have begun stays yours.");

/** The line of one page. `on` has open(run), which leads the page to a run, or to what a class is shown by its code;
 *  joined(code); announce(sentence); held(whether what is steered stands still); leads(whether one leads a class);
 *  found(index), what the lesson has found of the question on a page; map() and handed(who), see `Handing`. */
export class ClassBar {
  /** @type {Channel | null} */
  channel = null;
  /** @type {any} */
  state = null; // how the class stands
  held = false;
  inviting = ""; // the class that one has just begun
  listed = ""; // what members may do, as text
  /** @type {HTMLButtonElement} */
  code;
  /** @type {HTMLButtonElement} */
  show;
  /** @type {HTMLButtonElement} */
  end;
  /** @type {HTMLButtonElement} */
  fork;
  /** @type {HTMLButtonElement} */
  mine;
  /** @type {HTMLButtonElement} */
  back;
  /** @type {HTMLElement} */
  count;
  /** @type {HTMLElement} */
  told;
  /** @type {HTMLElement} */
  modes;
  /** @type {HTMLInputElement} */
  name;
  /** @type {HTMLInputElement} */
  tick;
  /** @type {HTMLElement} */
  may;
  /** @type {HTMLButtonElement} */
  look;
  /** @type {HTMLElement[]} */
  buttons = [];
  /** @type {any} */
  shown = null; // what the page says

  /** @param {Pick<Services, "words" | "theme">} services */
  constructor({ words, theme }, data, root, on) {
    this.words = words;
    this.root = root;
    this.on = on;
    this.leads = data.leads;
    this.door = new Door({ words }, (shown) => this.channel?.send({ do: "names", shown }));
    this.wall = new Wall(
      { words, theme },
      {
        show: (number) => this.channel?.send({ do: "guest", number }),
        shut: () => this.channel?.send({ do: "wall", shown: false }),
      },
    );
    this.cell = new CellCard({ words }, data.lang, (message) => this.channel?.send(message));
    this.home = home(words);
    this.handing = new Handing({ words }, on, (message) => this.channel?.send(message));
    this.poll = new PollCard({ words }, data.lang, (message) => this.channel?.send(message), on.found);
    this.make();
    this.node = el("section", { class: "gl-classroom", hidden: "", "data-testid": "gl-classroom" });
    words.say(this.node, { "aria-label": N_("Class") });
    this.node.append(this.code, this.count, this.told, this.modes, this.name, this.may, this.home, ...this.buttons);
    this.node.append(this.door.node, this.wall.node);
    this.led(data);
  }

  button(name, texts, press = () => {}) {
    const made = el("button", { type: "button", class: "gl-button", "data-testid": `gl-classroom-${name}` });
    made.addEventListener("click", press);
    return this.words.say(made, texts);
  }

  make() {
    const { say } = this.words;
    this.code = this.button("door", { title: N_("Show how others come in") }, () => this.invite());
    this.code.classList.add("gl-classroom-code");
    this.count = el("span", { class: "gl-classroom-here", role: "status", "data-testid": "gl-classroom-here" });
    this.told = el("span", { class: "gl-classroom-told", role: "status", "data-testid": "gl-classroom-told" });
    this.modes = say(el("div", { class: "gl-classroom-modes", role: "group" }), {
      "aria-label": N_("What they may do"),
    });
    this.name = el("input", { class: "gl-classroom-name", maxlength: 24, "data-testid": "gl-classroom-name" });
    say(this.name, { "aria-label": N_("Your name, for the class"), placeholder: N_("Your name") });
    this.name.addEventListener("change", () => this.channel?.send({ do: "name", name: this.name.value }));
    this.show = this.button("show", { textContent: N_("Show them this run") }, () => this.showRun());
    this.look = this.button("wall", { textContent: N_("Wall"), title: N_("All their runs, as they are now") }, () => {
      this.wall.open();
      this.channel?.send({ do: "wall", shown: true });
    });
    this.tick = el("input", { type: "checkbox", "data-testid": "gl-classroom-open" });
    this.tick.addEventListener("change", () => this.channel?.send({ do: "open", open: this.tick.checked }));
    const may = say(el("span"), { textContent: N_("May be shown to all") });
    this.may = el("label", { class: "gl-classroom-may" }, this.tick, may);
    this.end = this.button("end", {});
    twice(this.words, this.end, N_("End"), N_("End it for all?"), () => this.channel?.send({ do: "end" }));
    this.fork = this.button(
      "fork",
      { textContent: N_("Go on by myself"), title: N_("A run of your own, from the very step that is shown") },
      () => this.channel?.send({ do: "fork" }),
    );
    this.mine = this.button("mine", { textContent: N_("To my run") }, () => this.leadHome());
    this.back = this.button("back", { textContent: N_("Back to the teacher") }, () => this.on.open(this.state.code));
    this.buttons = [this.show, this.handing.node, this.look, this.fork, this.mine, this.back, this.end];
    this.fork.classList.add("gl-classroom-main");
  }

  /** Takes what the page says of the class: which one it is in, which run it shows, and whether one is to begin. */
  led(data) {
    const { classroom, run, lang } = data;
    const [before, after] = [this.shown?.run, run];
    const spoke = this.shown && this.shown.lang !== lang;
    this.shown = data;
    if (data.leads > this.leads) this.begin();
    this.leads = data.leads;
    if (this.channel && (this.channel.code !== classroom?.code || spoke)) this.leave();
    if (classroom && !this.channel) this.enter(classroom);
    if (this.state?.role === "host" && before !== after && !data.watching) this.showRun();
    this.tell();
  }

  async begin() {
    const { run, teach, lang } = this.shown;
    try {
      const { code, error } = await begun(run, teach, lang);
      if (error) return this.on.announce(error);
      this.inviting = code; // the first thing that one who leads needs
      this.on.joined(code);
    } catch {
      this.on.announce(this.words.t(AWAY));
    }
  }

  enter({ code, look }) {
    this.channel = new Channel(code, this.shown.lang, look, {
      state: (state) => this.take(state),
      door: (found) => this.door.show(found),
      wall: (news) => this.wall.take(news),
      forked: (run) => this.on.open(run),
      refused: (sentence) => this.on.announce(sentence),
      gone: (sentence) => {
        this.on.announce(sentence);
        this.leave();
      },
    });
  }

  leave() {
    this.channel?.close();
    this.channel = this.state = null;
    this.tell();
  }

  /** Hears how the class stands. */
  take(state) {
    const before = this.state?.guest ?? 0;
    this.state = state;
    const { role, mode, code, ended } = state;
    if (role === "member" && mode === "together" && !ended && this.shown.run !== code) this.on.open(code);
    const guest = role === "host" && state.guest !== before && state.guest && !ended;
    if (guest && this.shown.run !== code) this.on.open(code); // who leads sees at the front what all see
    if (this.inviting === code) this.invite();
    this.inviting = "";
    this.tell();
  }

  invite() {
    const base = `${location.origin}${location.pathname}`;
    this.channel?.send({ do: "door", base });
    this.door.open(this.state.code, this.shown.lang);
    this.tell();
  }

  /** Leads the page to one's own run, and who leads all others too. */
  leadHome() {
    const { role, own } = this.state;
    if (role === "host") this.channel?.send({ do: "show", run: own });
    this.on.open(own);
  }

  showRun() {
    this.channel?.send({ do: "show", run: this.shown.run });
  }

  /** Shows how the class stands. */
  tell() {
    const { state } = this;
    this.poll.take(state);
    this.cell.take(state);
    this.on.leads(state?.role === "host" && !state.ended);
    this.node.hidden = !state;
    this.root.toggleAttribute("data-class", !!state);
    const carded = !!state?.poll || (state?.role === "member" && !!state.crowd);
    this.root.toggleAttribute("data-carded", carded && !state.ended);
    const held = !!state && state.role !== "host" && state.mode === "paused" && !state.ended;
    if (held !== this.held) {
      this.held = held;
      this.on.held(held);
    }
    if (!state) return;
    const { role, ended, code, here, guest } = state;
    const { t, tn } = this.words;
    const host = role === "host";
    const follows = this.shown.run === code;
    this.node.dataset.role = role;
    this.node.dataset.mode = state.mode;
    write(this.code, spoken(code));
    this.code.disabled = !host || ended;
    const some = here ? tn("{n} is here", "{n} are here", { n: here }) : t("Nobody is here yet");
    const own = !host && !follows && role === "member" && state.mode !== "paused";
    const bets = this.handing.tell(state);
    write(this.count, host && !bets ? some : ""); // how many have bet takes its place
    const theirs = guest ? t("This is the run of no. {n}.", { n: guest }) : "";
    const mine = host
      ? theirs || bets
      : own
        ? t(state.celled ? CELL : OWN)
        : theirs
          ? `${theirs} ${state.told}`
          : state.told;
    write(this.told, ended ? t(OVER) : mine);
    this.may.hidden = !own || ended;
    this.tick.checked = !!state.open;
    this.look.hidden = !host || ended;
    this.home.hidden = !host || !ended;
    this.home.setAttribute("href", homeOf(code, this.shown.lang));
    this.tellModes(host && !ended ? state.modes : []);
    this.name.hidden = !(role === "member" && state.named && !ended);
    if (document.activeElement !== this.name) this.name.value = state.name ?? "";
    const free = role === "member" && state.mode === "free";
    this.show.hidden = !host || ended || this.shown.watching || state.shown === this.shown.view;
    this.end.hidden = !host || ended;
    this.fork.hidden = !free || ended || !follows;
    this.mine.hidden = !(free || ended || host) || !state.own || !follows;
    this.back.hidden = !free || ended || follows;
    if (host) this.door.tell(state);
  }

  tellModes(modes) {
    const listed = JSON.stringify(modes);
    if (listed !== this.listed) {
      this.listed = listed;
      const made = modes.map(([key, label, words]) => {
        const attrs = { type: "button", class: "gl-button", title: words, "data-mode": key };
        const node = el("button", { ...attrs, "data-testid": `gl-classroom-${key}` }, label);
        node.addEventListener("click", () => this.channel?.send({ do: "mode", mode: key }));
        return node;
      });
      this.modes.replaceChildren(...made);
    }
    for (const node of this.modes.querySelectorAll("button"))
      node.setAttribute("aria-pressed", String(node.dataset.mode === this.state.mode));
  }

  /** Puts a lesson's question to the class. */
  put(lesson, page) {
    this.channel?.send({ do: "ask", lesson, page });
  }

  relabel(data) {
    for (const card of [this.poll, this.cell]) card.relabel(data ?? this.shown);
    this.tell();
  }

  destroy() {
    this.channel?.close();
    this.door.node.close();
  }
}
