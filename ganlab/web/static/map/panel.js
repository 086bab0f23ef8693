/** The map beside the lab: many runs over one or two settings and several seeds, filled while one looks. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */
/** @import { Cell } from "./grid.js" */

import { ROOT } from "../shell/root.js";
import { styled } from "../shell/style.js";
import { el, icon, write } from "../shell/tools.js";
import { N_, NC_ } from "../shell/words.js";
import { Bets } from "./bets.js";
import { Card } from "./card.js";
import { Grid } from "./grid.js";
import { Head, OWN } from "./head.js";
import { Legend } from "./legend.js";
import { DOTS, scaleOf } from "./marks.js";
import { Own } from "./own.js";
import { Runs } from "./runs.js";

styled(import.meta.url);

const OPEN = { "aria-label": NC_("sweep", "Map"), title: N_("Map: many runs at once, over settings and seeds") };
const MISSING = N_("The maps have not come from the server: close this and open it again when it answers.");

/** `server` has map(message), false without a connection. `on` has changed(), for the address to follow,
 *  open(run), which shows another one, and take(key, takes): what can be taken home of the map with this key. */
export class MapPanel {
  /** @type {Record<string, any>} */
  known = {}; // what the server has told of maps
  /** @type {Runs | null} */
  runs = null; // of a plan
  bets = new Bets("");
  view = ""; // the measure that is shown; "": outcomes
  connected = false;
  ready = false; // whether the server knows on this connection which map it is
  /** @type {number | null} */
  later = null; // the run that is to be opened then

  /** @param {Pick<Services, "words" | "theme" | "keys">} services */
  constructor({ words, theme, keys }, data, root, server, on) {
    this.words = words;
    this.root = root;
    this.lang = data.lang;
    this.watching = !!data.watching;
    this.server = server;
    this.on = on;
    this.open = on.open;
    this.wanted = data.map ?? "";
    const look = { type: "button", class: "gl-button gl-tool gl-tool-map", "data-testid": "gl-map-open" };
    this.button = words.say(el("button", { ...look, "aria-pressed": "false" }, icon(DOTS)), OPEN);
    const run = () => (this.node.hidden ? this.show() : this.hide());
    this.button.addEventListener("click", run);
    keys.add({ keys: ["m"], text: N_("Open and close the map"), group: "room", part: "map", run });
    this.head = new Head({ words }, root, this);
    this.grid = new Grid({ words }, this);
    this.legend = new Legend({ words });
    this.card = new Card({ words, theme }, (place) => this.enter(place));
    this.own = new Own({ words }, (wanted) => this.ask({ do: "plan", ...wanted }));
    this.watch = el("p", { class: "gl-map-watch", "data-testid": "gl-map-watch" });
    this.alert = el("p", { class: "gl-alert", role: "alert", hidden: "", "data-testid": "gl-map-alert" });
    this.place = el("div", { class: "gl-map-place" }, this.grid.node, this.card.node);
    const { node: head, line, bar } = this.head;
    const parts = [head, this.own.node, this.watch, this.alert, line, bar, this.place, this.legend.node];
    const attrs = { class: "gl-map", hidden: "", "data-testid": "gl-map" };
    this.node = words.say(el("section", attrs, ...parts), { "aria-label": NC_("sweep", "Map") });
    this.put(null);
    if (this.wanted) this.show();
  }

  /** The plan that is shown. */
  get plan() {
    return this.runs?.plan ?? null;
  }

  // -- which map ---------------------------------------------------------------------------------------------------

  /** Opens the map, at a ready one or one that was planned, by its key. */
  async show(key = this.wanted) {
    this.wanted = key;
    this.node.hidden = false;
    this.root.toggleAttribute("data-map", true);
    this.button.setAttribute("aria-pressed", "true");
    await this.fetch();
    if (this.node.hidden) return;
    this.node.scrollIntoView({ block: "nearest" });
    if (!this.known.ready) return this.refuse(this.words.t(MISSING));
    this.choose(this.wanted || this.known.ready[0].key);
  }

  hide() {
    if (this.runs?.filling) this.runs.show(true);
    this.server.map({ do: "close" });
    this.node.hidden = true;
    this.root.toggleAttribute("data-map", false);
    this.button.setAttribute("aria-pressed", "false");
    this.put(null);
    this.on.changed();
    this.button.focus();
  }

  async fetch() {
    const { lang } = this;
    if (this.known.lang === lang) return;
    const url = new URL(`maps.json?lang=${encodeURIComponent(lang ?? "en")}`, ROOT);
    const response = await fetch(url).catch(() => null);
    const found = response?.ok ? await response.json() : null;
    if (!found || lang !== this.lang) return;
    this.known = { ...found, lang, outcomes: Object.fromEntries(found.outcomes.map((one) => [one.key, one])) };
    this.head.offer(found.ready);
    this.own.offer(found.axes);
  }

  /** Takes a ready map, one of one's own that is still to be planned, or one that was planned, by its key. */
  choose(key) {
    this.own.node.hidden = key !== OWN;
    this.wanted = key;
    const ready = this.known.ready.some((one) => one.key === key);
    this.head.choice.value = ready ? key : OWN;
    if (key === OWN) this.put(null);
    else this.ask(ready ? { do: "plan", ready: key } : { do: "find", key });
  }

  ask(message) {
    this.refuse("");
    this.server.map(message);
  }

  /** Says what is in the way; "": nothing. */
  refuse(sentence) {
    write(this.alert, sentence);
    this.alert.hidden = !sentence;
  }

  /** Hears what the server makes of what was asked for: a plan, or a sentence. */
  mapped({ plan, refused }) {
    if (this.node.hidden) return;
    if (refused) return this.refuse(refused);
    this.put(plan);
    this.ready = true;
    if (this.runs?.shown && !this.runs.stopped) this.fill();
    if (this.later !== null) this.enter(this.later);
    this.on.changed();
  }

  /** Shows a plan, with nothing in it yet; null: none. */
  put(plan) {
    if (plan && this.plan?.key === plan.key) return; // a new connection tells it: nothing need be drawn anew
    this.runs = plan && new Runs(plan);
    this.place.hidden = this.legend.node.hidden = !plan;
    this.card.hide();
    write(this.watch, plan?.watch || plan?.label || "");
    this.watch.hidden = !plan;
    this.view = "";
    this.head.plan(plan, this.view);
    this.on.take(null);
    if (!plan) return;
    this.bets = new Bets(plan.key);
    this.wanted = plan.ready || plan.key;
    this.grid.show(plan, this.known.outcomes);
    this.legend.show(Object.values(this.known.outcomes), plan.lines);
    this.predict(false);
  }

  look(view) {
    this.view = view;
    this.draw();
  }

  // -- filling -----------------------------------------------------------------------------------------------------

  toggle() {
    const { runs } = this;
    if (!runs) return;
    const stops = runs.filling;
    runs.show(stops);
    this.predict(false);
    if (stops) this.server.map({ do: "stop" });
    else this.fill();
    this.draw();
  }

  /** Has the server fill it; who only watches sees what others have filled. */
  fill() {
    if (!this.watching) this.server.map({ do: "fill" });
  }

  /** Hears what has become of the runs. */
  map(message) {
    if (!this.runs || message.key !== this.plan.key) return;
    this.runs.take(message);
    if (message.amiss) this.refuse(message.amiss);
    this.draw();
  }

  draw() {
    const { runs, plan, view } = this;
    if (!runs) return;
    const { finished } = runs;
    const measure = plan.measures.find((one) => one.key === view);
    const found = finished.map(({ values }) => values);
    const scale = measure && scaleOf(measure, found);
    const score = { right: 0, decided: 0 };
    for (const cell of this.grid.cells) {
      const mine = this.of(cell);
      const whole = mine.every((run) => run?.done) ? mine.map((run) => run?.outcome ?? "") : null;
      const came = this.bets.right(cell.name, whole);
      score.decided += came === null ? 0 : 1;
      score.right += came ? 1 : 0;
      this.grid.drawCell(cell, mine, measure, scale, this.bets.of[cell.name], came);
    }
    this.grid.drawEdges(runs.edges);
    this.legend.count(runs.present);
    this.legend.measure(measure, scale);
    this.on.take(finished.length ? plan.key : null, this.known.takes);
    this.head.tell(runs, this.bets, score, this.connected && !(runs.shown && this.watching));
  }

  /** Lets one bet on cells, or no more. */
  predict(betting = this.legend.brush === null) {
    this.legend.bet(betting);
    this.head.bet.setAttribute("aria-pressed", String(betting));
    this.draw();
  }

  /** The runs of a cell that are shown. */
  of(cell) {
    return cell.runs.map((place) => this.runs?.get(place));
  }

  hover(cell) {
    if (!this.card.pinned && this.legend.brush === null && this.of(cell).some(Boolean)) this.tell(cell);
  }

  /** A press on a run opens it; on the cell beside it shows the card, as does a finger, which is no pointer. */
  press(cell, place, touch) {
    const mine = this.of(cell);
    if (this.legend.brush !== null) {
      if (mine.some((run) => run?.done)) return;
      this.bets.place(cell.name, this.legend.brush);
      return this.draw();
    }
    const only = mine.length === 1 ? mine[0] : this.runs?.get(place ?? -1);
    if (!touch && place !== null && only?.done) return this.enter(only.place);
    if (mine.some(Boolean)) this.tell(cell, true);
  }

  /** @param {Cell} cell */
  tell(cell, pinned = false) {
    const { plan, known } = this;
    const runs = this.of(cell).flatMap((run, k) =>
      run ? [{ ...run, seed: plan.seeds[k], outcome: known.outcomes[run.outcome] }] : [],
    );
    this.card.show(plan, cell, this.grid.named(cell), runs, pinned);
  }

  /** Opens a run in the lab. */
  enter(place) {
    this.later = this.ready ? null : place;
    if (!this.ready) return;
    this.grid.open(place);
    this.card.hide(true);
    this.head.leave();
    this.ask({ do: "open", run: place });
  }

  /** @param {Merged} frame */
  update({ header: { about } }) {
    if (!about?.settings) return;
    this.own.values = about.settings.values;
    this.draw();
  }

  /** A connection that is new knows of no map. */
  link(connected) {
    const again = connected && !this.connected;
    this.connected = connected;
    this.ready &&= connected && !again;
    if (this.node.hidden) return;
    if (again && this.known.ready && this.wanted !== OWN) this.choose(this.wanted);
    this.draw();
  }

  async relabel({ lang } = { lang: this.lang }) {
    this.grid.relabel();
    if (lang === this.lang) return;
    this.lang = lang;
    if (this.node.hidden) return;
    this.put(null);
    await this.show();
  }

  /** What the address says of it. */
  query() {
    return this.plan ? { map: this.plan.ready || this.plan.key } : {};
  }

  destroy() {
    this.grid.destroy();
  }
}
