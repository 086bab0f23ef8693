/** Where a view has its frames from, and what it does with each thing that it hears from there. */

import { loadPlotly } from "../charts/plotly.js";
import { socketOf } from "./root.js";
import { Link } from "./socket.js";

/** The frames, and what draws the curves: a run that was taken home has others.
 *  @typedef {{ connect: (data: any, on: any) => any, charts: () => Promise<any> }} Source
 *  @type {Source} */
export const LIVE = { connect: ({ run, lang }, on) => new Link(socketOf(run, lang), on), charts: loadPlotly };

/** The handlers of a view's connection, as `Link` calls them; `view` is the LiveView. */
export const heard = (view) => ({
  frame: (frame) => {
    const joined = view.parts.compare.join(frame, view.following || view.data.view);
    if (joined) view.frames.add(joined);
  },
  error: (sentence) => view.parts.notes.fail(sentence),
  opened: (run) => view.page.open(run),
  shown: (run) => view.follow(run),
  refused: (sentence) => view.parts.notes.announce(sentence),
  checked: (outcome) => view.parts.lesson.outcome(outcome),
  taking: (message) => view.parts.takeHome.taking(message),
  taken: (message) => view.parts.takeHome.taken(message),
  mapped: (message) => view.parts.map.mapped(message),
  map: (message) => view.parts.map.map(message),
  state: (connected) => view.setConnected(connected),
  blocked: () => view.parts.notes.fail(view.data.blocked),
});
