/** A run that was taken home: the live view over recorded frames, in a file of its own. */

import { render } from "../live.js";
import { plot } from "./plot.js";
import { Film } from "./film.js";
import { Player } from "./player.js";
import { Projector } from "./projector.js";
import { Recorded } from "./recorded.js";
import { frames, told } from "./stored.js";

const place = /** @type {HTMLElement} */ (document.querySelector("main"));
const file = await told("file");
const spoken = {}; // what is said in each language, once it was asked for

/** What is said in a language. */
async function speech(language) {
  spoken[language] ??= await told(`words-${language}`);
  return spoken[language];
}

/** One shown recording. */
class Replay {
  /** @type {any} the live view */
  view = null;
  /** @type {Player | null} */
  player = null;
  /** @type {Recorded | null} */
  recorded = null;

  /** @param {string} language
   *  @param {any} words what is said in it */
  constructor(language, words) {
    this.language = language;
    this.words = words;
    this.film = new Film(file.runs, file.steps);
    this.projector = new Projector(
      this.film,
      (run, at) => this.said(run, at),
      () => this.player?.show(),
    );
  }

  /** What the frame of a run at a place says in words. */
  said(run, at) {
    const { frames, abouts, others } = this.words;
    const [about, other] = frames[run][at];
    return { about: abouts[about], ...others[other] };
  }

  get component() {
    const data = { ...file.data, ...this.words.data, lang: this.language };
    return { data, parentElement: place, setStateValue: () => {} };
  }

  /** Shows the first frame, then what stands around the picture. */
  open() {
    const charts = async () => plot;
    this.view = render(this.component, { connect: (_, on) => this.projector.connect(on), charts });
    const { words, keys, root, stage } = this.view;
    root.dataset.recorded = "";
    this.player = new Player({ words, keys }, this.projector);
    this.recorded = new Recorded({ words }, file, (language) => this.speak(language));
    root.querySelector(".gl-bar").prepend(this.player.node);
    stage.append(this.player.begin);
    root.querySelector(".gl-title").after(this.recorded.node);
    root.append(this.recorded.foot);
    this.recorded.show(this.language, this.words);
  }

  async speak(language) {
    this.language = language;
    const words = await speech(language);
    if (language !== this.language) return; // another one was asked for meanwhile
    this.words = words;
    this.view.update(this.component);
    this.recorded?.show(language, this.words);
    this.player?.show();
  }
}

const replay = new Replay(file.language, await speech(file.language));
replay.film.add(await frames("frames-0"));
replay.open();
for (let k = 1; k < file.blocks; k++) {
  await new Promise((resolve) => setTimeout(resolve)); // the picture first
  replay.film.add(await frames(`frames-${k}`));
}
