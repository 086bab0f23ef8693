/** What stands around the picture: makes the parts of a view, puts them in their places, and tells them what
 *  happens. */

/** @import { Controls } from "./shell/controls.js" */
/** @import { Scene } from "./points/scene.js" */
/** @import { Keys } from "./shell/keys.js" */
/** @import { Presentation } from "./shell/presentation.js" */
/** @import { Merged } from "./shell/socket.js" */
/** @import { Theme } from "./shell/theme.js" */
/** @import { Words } from "./shell/words.js" */

import { ClassBar } from "./classroom/bar.js";
import { Curves } from "./charts/curves.js";
import { Diagnosis } from "./charts/diagnosis.js";
import { Measures } from "./charts/measures.js";
import { Begin } from "./controls/begin.js";
import { Compare } from "./controls/compare.js";
import { Slow } from "./controls/slow.js";
import { Timeline } from "./controls/timeline.js";
import { Transport } from "./controls/transport.js";
import { Theory } from "./dirac/theory.js";
import { Experiments } from "./experiments/dialog.js";
import { Head } from "./experiments/head.js";
import { LessonCard } from "./lessons/card.js";
import { takeDropped } from "./lessons/drop.js";
import { MapPanel } from "./map/panel.js";
import { Cards } from "./overview/card.js";
import { FewRow } from "./overview/few_row.js";
import { DataMenu, DataSets } from "./overview/datasets.js";
import { Draw } from "./overview/draw.js";
import { Graph } from "./overview/graph.js";
import { Knobs } from "./overview/knobs.js";
import { Hints } from "./shell/hints.js";
import { Notes } from "./shell/notes.js";
import { Spoken } from "./shell/spoken.js";
import { el } from "./shell/tools.js";
import { TakeHome } from "./take/dialog.js";

// what a lesson points at
const LIT = "{ outline: 3px dashed var(--gl-accent); outline-offset: 3px; border-radius: 8px; }";

/** What parts of a view are served with; each is handed, by name, what it needs of it.
 *  @typedef {object} Services
 *  @property {Words} words
 *  @property {Theme} theme
 *  @property {Scene} scene of the view's own run
 *  @property {Keys} keys
 *  @property {Presentation} presentation
 *  @property {Controls} controls
 *  @property {(name: string, value?: any, run?: string) => any} command sends a command; false without a connection
 *  @property {boolean} recorded whether it is a recording, of which nothing can be asked
 *  @property {() => void} redraw asks for one drawing in the next animation frame
 *  @property {(part?: string) => boolean} hides whether a teacher has hidden a part
 *  @property {(part: any) => void} enlarge makes a part of the overview the large picture, or none
 *  @property {(picture: HTMLElement, text: () => string) => void} describe says what stands for a picture in words
 *  @property {() => any} layers makes the legend of a picture of points
 *  @property {() => string | undefined} kind of the data that is shown
 */

/** The parts. Each has, where it needs them, the methods `update(frame, now)`, `connect(connected)` where it may be
 *  steered, `link(connected)`, `relabel(data)`, `clear()` for another run, `recolour()` and `destroy()`. `places` has
 *  the view's `root`, `grid` and `stage`; `picture` has view(), which gives the present picture, and make(kind, own),
 *  which makes another one; `server` has the page's address, ask(check), take(wanted), map(message), held(whether the
 *  class has to stand still), and charts(), which loads what draws the curves. */
export class Parts {
  /** @type {Head} */
  head;
  /** @type {Experiments} */
  experiments;
  /** @type {LessonCard} */
  lesson;
  /** @type {FewRow} */
  fewRow;
  /** @type {Transport} */
  transport;
  /** @type {Begin} */
  begin;
  /** @type {Timeline} */
  timeline;
  /** @type {Slow} */
  slow;
  /** @type {Knobs} */
  knobs;
  /** @type {Draw} */
  draw;
  /** @type {DataSets} */
  datasets;
  /** @type {Cards} */
  cards;
  /** @type {Graph} */
  graph;
  /** @type {Curves} */
  curves;
  /** @type {Measures} */
  measures;
  /** @type {Diagnosis} */
  diagnosis;
  /** @type {Theory} */
  theory;
  /** @type {Spoken} */
  spoken;
  /** @type {Compare} */
  compare;
  /** @type {TakeHome} */
  takeHome;
  /** @type {MapPanel} */
  map;
  /** @type {ClassBar} */
  classroom;
  /** @type {() => void} */
  pictured;

  constructor(services, places, data, picture, server) {
    this.presentation = services.presentation;
    this.controls = services.controls;
    this.keys = services.keys;
    this.makeControls(services, places.root, data);
    this.makeOverview(services, places.root, data, picture);
    this.makeLesson(services, places.root, data, server);
    this.makeHead(services, places.root, data);
    this.makeTakeHome(services, places.root, server);
    const { page } = server;
    const take = (key, takes) => this.takeHome.offer(key, takes);
    const changed = () => {
      page.write();
      this.classroom?.tell();
    };
    const on = { changed, open: (run) => page.open(run), take };
    this.map = new MapPanel(services, data, places.root, server, on);
    this.makeReadings(services, places.root, data, server.charts);
    places.root.addEventListener("gl-switched", () => this.graph.showTicks());
    this.notes = new Notes({ words: services.words }, places.stage, () => !services.hides("diagnosis"));
    this.hints = new Hints(places.root);
    this.classroom = new ClassBar(services, data, places.root, {
      open: (run) => page.open(run),
      joined: (code) => page.join(code),
      announce: (sentence) => this.notes.announce(sentence),
      held: server.held,
      leads: (on) => this.lesson.lead(on),
      map: () => this.map.plan?.key ?? "",
      handed: (who) => this.map.grid.hand(who),
      found: (index) => this.lesson.lesson && this.lesson.progress.found(this.lesson.lesson.pages, index),
    });
    this.place(places);
    this.makeCompare(services, places, data, picture);
    this.all = [
      this.controls,
      this.compare,
      this.head,
      this.experiments,
      this.takeHome,
      this.map,
      this.classroom,
      this.lesson,
      this.transport,
      this.begin,
      this.knobs,
      this.cards,
      this.graph,
      this.curves,
      this.measures,
      this.diagnosis,
      this.notes,
      this.hints,
      this.keys,
      this.presentation,
      this.spoken,
      this.slow,
      this.draw,
      this.datasets,
      this.fewRow,
      this.theory,
      this.timeline,
    ];
  }

  makeControls({ words, keys, command }, root, data) {
    this.begin = new Begin({ words, command }, root);
    this.transport = new Transport({ words, keys, command }, data.measures.goals);
    this.slow = new Slow({ words, command }, root);
    this.timeline = new Timeline({ words, command });
    this.knobs = new Knobs({ words, keys, command }, data.knobs);
  }

  makeOverview({ words, theme, scene, keys, command, redraw, hides, enlarge }, root, data, { view }) {
    this.draw = new Draw({ words, theme, command });
    root.append(this.draw.node);
    this.datasets = new DataSets({ words, theme, command }, data);
    this.cards = new Cards({ words, hides, enlarge }, root);
    const kind = () => root.dataset.kind;
    const drawn = { words, theme, scene, keys, redraw, hides, enlarge, kind };
    this.graph = new Graph(drawn, this.knobs, this.cards, view);
    this.graph.sets = new DataMenu({ words }, this.datasets, this.draw).node;
    this.fewRow = new FewRow({ words }, this.datasets, this.graph);
  }

  makeLesson({ words, command, presentation, controls }, root, data, { page, ask }) {
    const lit = el("style");
    root.append(lit);
    this.lesson = new LessonCard({ words, command }, data, root, {
      hide: (run) => {
        presentation.hide(run?.hide ?? [], run?.selectors ?? []);
        controls.require({ lesson: run?.controls === "all" });
      },
      light: (selectors) => {
        lit.textContent = selectors.length ? `.gl-root :is(${selectors.join(", ")}) ${LIT}` : "";
      },
      ask,
      put: (name, at) => this.classroom.put(name, at),
      address: () => page.address(),
      changed: () => page.write(),
    });
    if (data.recorded) return; // there is no server to read a file
    takeDropped(root, {
      language: () => this.lesson.lang,
      show: (lesson) => this.lesson.show(lesson),
      refuse: (sentence) => this.notes.announce(words.t(sentence)),
    });
  }

  makeHead({ words, theme, command }, root, data) {
    const open = (name) => this.lesson.open(name);
    const opens = { learn: open, map: (key) => this.map.show(key) };
    this.experiments = new Experiments({ words, theme, command }, data, opens);
    this.head = new Head({ words, command, recorded: !!data.recorded }, () => this.experiments.open(), open);
    root.prepend(this.head.node);
    root.append(this.experiments.node);
  }

  makeTakeHome({ words }, root, { take }) {
    this.takeHome = new TakeHome({ words }, { take, notes: () => this.lesson.notes() });
    root.append(this.takeHome.node);
  }

  makeReadings({ words, theme, scene, command, hides }, root, data, charts) {
    const pictured = new Promise((resolve) => {
      this.pictured = () => requestAnimationFrame(() => setTimeout(resolve));
    });
    const library = pictured.then(() => charts()); // it takes half a second: the picture first
    this.curves = new Curves({ words, theme }, library, data.measures.charts);
    this.measures = new Measures({ words }, data.measures.row);
    this.diagnosis = new Diagnosis({ words, command, hides }, data, (sentence) => this.notes.announce(sentence));
    this.theory = new Theory({ words });
    this.spoken = new Spoken({ words, scene }, root, data.measures.spoken);
  }

  place({ root, grid, stage }) {
    this.transport.buttons.append(this.slow.button);
    this.transport.node.append(this.presentation.node);
    this.presentation.node.prepend(this.map.button, this.takeHome.button);
    this.presentation.node.append(this.controls.button);
    root.append(this.keys.node);
    this.head.choose.after(this.classroom.node);
    stage.append(this.begin.node);
    grid.prepend(this.transport.node, this.timeline.node);
    stage.before(this.graph.node);
    const column = [
      this.classroom.poll.node,
      this.classroom.cell.node,
      this.lesson.node,
      this.map.node,
      this.graph.inline,
      this.theory.node,
      this.diagnosis.node,
      this.curves.node,
      this.measures.node,
    ];
    grid.append(el("div", { class: "gl-column" }, ...column), this.theory.formulas);
  }

  /** Shows few controls or all of them: the time slider then has a line of its own. */
  rearrange(few) {
    if (few) this.transport.buttons.after(this.timeline.node);
    else this.transport.node.after(this.timeline.node);
    this.graph.show(few);
    this.curves.show(few);
  }

  /** Makes what shows another run beside this one. */
  makeCompare({ words, keys, scene, command, redraw, hides }, { root, stage }, data, picture) {
    const places = { root, stage, measures: this.measures.node };
    const { knobs, cards, graph, diagnosis, datasets, theory, timeline } = this;
    const ofOneRun = [knobs, cards, graph, diagnosis, datasets, theory, timeline];
    this.compare = new Compare({ words, keys, scene, command, redraw, hides }, data, places, ofOneRun, picture);
    this.presentation.node.prepend(this.compare.button);
  }

  /** Hands on a frame; where two runs are compared, some parts show the other one.
   *  @param {Merged} frame
   *  @param {number} now */
  update(frame, now) {
    const followed = this.compare.followed(frame);
    for (const part of this.all) part.update?.(this.compare.parts.includes(part) ? followed : frame, now);
  }

  /** Tells every part of something that happened to the view. */
  tell(what, ...values) {
    for (const part of this.all) part[what]?.(...values);
  }
}
