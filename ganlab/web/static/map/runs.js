/** What the server has told of a map's runs; and whether a visitor has asked to see them. No element is read here. */

/** @import { Run } from "./grid.js" */

const STORE = "ganlab.map"; // of the session: the map that is shown filled, and whether it was stopped
const STOPPED = "stopped";

export class Runs {
  /** @type {Map<number, Run>} */
  all = new Map(); // by their places in the plan
  /** @type {number[][][] | null} */
  margins = null;
  state = { share: 0, left: null, filling: false, waits: false, amiss: "" };

  /** `shown`: not until the map is filled, or nobody could bet. */
  constructor(plan) {
    this.plan = plan;
    const [key, stopped] = (sessionStorage.getItem(STORE) ?? "").split(" ");
    this.shown = key === plan.key;
    this.stopped = stopped === STOPPED;
  }

  /** Shows the runs from now on, also after a reload, which fills the map again unless it is `stopped`. */
  show(stopped = false) {
    this.shown = true;
    this.stopped = stopped;
    sessionStorage.setItem(STORE, stopped ? `${this.plan.key} ${STOPPED}` : this.plan.key);
  }

  /** Takes a message: rows of runs that are done, and how far those are that are under way. */
  take({ rows, present, margins, share, left, filling, waits, amiss }) {
    for (const [place, run] of this.all) if (!run.done) this.all.delete(place);
    for (const [place, step, outcome] of present) this.put(place, step, outcome, {}, false, false, null);
    for (const [place, step, outcome, values, failed, reached] of rows)
      this.put(place, step, outcome, values, true, failed, reached);
    this.margins = margins;
    this.state = { share, left, filling, waits, amiss };
  }

  put(place, step, outcome, values, done, failed, reached) {
    this.all.set(place, { place, step, outcome, values, done, failed, reached });
  }

  /** A run that is shown. */
  get(place) {
    return this.shown ? this.all.get(place) : undefined;
  }

  /** The runs that are shown. */
  get present() {
    return this.shown ? [...this.all.values()] : [];
  }

  /** Those of them that are done. */
  get finished() {
    return this.present.filter((run) => run.done);
  }

  /** Whether all are. */
  get whole() {
    return this.finished.length === this.plan.runs.length;
  }

  /** Whether it is being filled. */
  get filling() {
    return this.shown && !this.stopped && this.state.filling && !this.whole;
  }

  /** Success on each axis, by its values; none where nothing is shown. */
  get edges() {
    const none = () => this.plan.axes.map(({ values }) => values.map(() => [0, 0, 0, 1]));
    return (this.shown && this.margins) || none();
  }
}
