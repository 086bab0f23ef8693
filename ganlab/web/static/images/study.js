/** A study of the run, asked for by a page of the image lab. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "../shell/socket.js" */

const AGAIN = 1000; // ms before a study is asked for once more

/** Keeps a study of the run going while it is wanted, also over a lost connection and a run that is begun anew. */
export class Study {
  value = null;
  asked = -Infinity;
  /** @type {number | null} */
  past = null; // the step that is looked back at

  /** `take(about, arrays)` is called whenever the study was made anew.
   *  @param {Pick<Services, "words" | "command">} services */
  constructor({ words, command }, name, take) {
    this.words = words;
    this.command = command;
    this.name = name;
    this.take = take;
  }

  /** Asks for the study with a value, or ends it (null). */
  ask(value) {
    if (value === null && this.value === null) return;
    this.value = value;
    this.asked = performance.now();
    this.command("study", { name: this.name, value });
  }

  /** Says it where an answer is of another step than the one that is looked back at. */
  elsewhere(about) {
    const {
      past,
      words: { t, number },
    } = this;
    return about && past !== null && about.step !== past
      ? t("The weights of step {past} are no longer held: this shows step {step}.", {
          past: number(past),
          step: number(about.step),
        })
      : "";
  }

  /** @param {Merged} frame */
  update({ header, arrays }) {
    const { name } = this;
    this.past = header.past;
    if (this.value !== null && !header.asked.includes(name) && performance.now() - this.asked > AGAIN)
      this.ask(this.value);
    const about = this.value !== null && header.studies[name];
    if (!about) return;
    const own = Object.entries(arrays).filter(([key]) => key.startsWith(`${name}.`));
    this.take(about, Object.fromEntries(own.map(([key, array]) => [key.slice(name.length + 1), array])));
  }
}
