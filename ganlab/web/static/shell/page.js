/** The page around a view: its address follows what is shown, and its panel follows the run's settings. */

import { StreamlitMenu } from "./streamlit_menu.js";

const QUIET = 300; // ms without a newer setting before the page's panel follows

/** `also()` gives what the address says beside the run and its settings. */
export class Page {
  /** @type {Record<string, string> | null} */
  query = null; // the run's settings, as the address has them
  newest = null; // revision of the settings that has been shown
  menu = new StreamlitMenu();

  constructor(data, also) {
    this.data = data;
    this.also = also;
  }

  /** Takes what a rerun of the page brings. */
  update({ data, setStateValue }) {
    document.documentElement.lang = data.lang; // for screen readers, and for how a browser breaks and hyphenates
    this.menu.speak(data.texts);
    this.data = data;
    this.setStateValue = setStateValue;
  }

  /** Leads the page to another run, which the address follows. */
  open(run) {
    this.setStateValue?.("run", run);
  }

  /** Takes the page into a class, by its code. */
  join(code) {
    this.menu.close();
    this.setStateValue?.("classroom", code);
  }

  /** Takes a run's settings, as strings: those that are not the default. */
  settle(query) {
    this.query = query;
    this.write();
  }

  /** Writes run, settings and chosen language into the address, without a new entry in the browser's history. */
  write() {
    const { run, watching, recorded, address, classroom } = this.data;
    if (!this.query || recorded) return; // a file has an address of its own
    const { beside, looks } = this.also();
    const kept = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith("embed"));
    const of = classroom ? { class: classroom.code, ...(classroom.look && { look: 1 }) } : {};
    const shown = run === classroom?.code ? {} : { [watching ? "watch" : "run"]: run, ...beside, ...this.query };
    const own = Object.entries({ ...shown, ...of, ...address, ...looks });
    const search = `?${new URLSearchParams([...own, ...kept])}`.replaceAll("%2C", ",").replaceAll("%3A", ":");
    if (search !== location.search) history.replaceState(history.state, "", search + location.hash);
  }

  /** The address of a run of one's own with these settings. */
  address() {
    const { origin, pathname } = location;
    return `${origin}${pathname}?${new URLSearchParams(this.query ?? {})}`.replaceAll("%2C", ",");
  }

  /** Lets Streamlit rerun when the run's settings are newer than its panel, once they have come to rest. */
  catchUp(revision) {
    if (revision === this.newest) return;
    this.newest = revision;
    clearTimeout(this.behind);
    this.behind = setTimeout(() => {
      if (revision > this.data.revision) this.setStateValue?.("revision", revision);
    }, QUIET);
  }

  /** Forgets the run, for another one. */
  clear() {
    this.newest = this.query = null;
  }

  destroy() {
    this.menu.destroy();
    clearTimeout(this.behind);
  }
}
