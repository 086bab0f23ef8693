/** The plane of a map: a cell for each pair of values, in it a mark for each seed; ticks, lines, and on its edges how
 *  many have learned. */

/** @import { Services } from "../parts.js" */

import { styled } from "../shell/style.js";
import { el, svg, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";
import { colourAt, mark, packed, shape } from "./marks.js";

styled(import.meta.url);

const INSET = 6; // px of a cell that its marks leave free
const LARGEST = 36; // px of a mark
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NARROW = 44; // px of a column below which only every second value is written
const SHARE = N_("{k} of {n} runs have learned: {share} %, between {low} % and {high} % (95 %, Wilson)");

/** A run as it stands on a map.
 *  @typedef {{ place: number, step: number, outcome: string, values: Record<string, number>, done: boolean,
 *    failed: boolean, reached: number | null }} Run */

/** A cell: its places on both axes, its runs' places in the plan, and what is drawn of it.
 *  @typedef {{ name: string, at: number[], runs: number[], node: HTMLButtonElement, marks: SVGElement[],
 *    bet: SVGElement }} Cell */

export class Grid {
  /** @type {Cell[]} */
  cells = [];
  /** @type {Cell | undefined} that the keyboard is in */
  current;
  size = [0, 0];
  /** @type {HTMLElement} */
  corner;
  /** @type {HTMLElement} */
  over;
  /** @type {HTMLElement} */
  field;

  /** `on` has hover(cell) of pointer and focus, press(cell, place, touch), place: of the run that was pressed
   *  itself, and the card.
   *  @param {Pick<Services, "words">} services */
  constructor({ words }, on) {
    this.words = words;
    this.on = on;
    this.node = el("div", { class: "gl-map-plane", "data-testid": "gl-map-plane" });
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("pointerleave", () => on.card.leave());
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.node);
  }

  /** Writes onto the cells who of a class has a run in them, [place, number] each. */
  hand(who) {
    const numbers = new Map(who);
    for (const cell of this.cells) {
      const there = cell.runs.filter((place) => numbers.has(place)).map((place) => numbers.get(place));
      if (there.length) cell.node.dataset.who = there.join(", ");
      else delete cell.node.dataset.who;
    }
  }

  /** Lays out the cells of a plan; `outcomes` are the records by their keys. */
  show(plan, outcomes) {
    this.plan = plan;
    this.outcomes = outcomes;
    const [x, y] = plan.axes;
    this.rows = y?.values.length ?? 1;
    this.columns = x.values.length;
    this.node.style.setProperty("--gl-columns", String(this.columns));
    this.node.style.setProperty("--gl-rows", String(this.rows));
    this.node.toggleAttribute("data-line", !y);
    this.make(plan);
    const lines = [];
    for (let row = this.rows - 1; row >= 0; row--) {
      const own = this.cells.filter(({ at }) => (at[1] ?? 0) === row);
      const tick = el("div", { class: "gl-map-tick gl-map-row-tick", role: "rowheader" });
      write(tick, y ? this.value(y.values[row]) : "");
      const edge = el("div", { class: "gl-map-edge gl-map-row-edge", role: "gridcell" });
      lines.push(el("div", { class: "gl-map-row", role: "row" }, tick, ...own.map(({ node }) => node), edge));
    }
    const over = x.values.map(() => el("div", { class: "gl-map-edge gl-map-column-edge", role: "img" }));
    const ticks = x.values.map((value) => el("div", { class: "gl-map-tick" }, this.value(value)));
    const corner = () => el("div", { "aria-hidden": "true" });
    this.corner = el("div", { class: "gl-map-learned" });
    this.over = el("div", { class: "gl-map-row gl-map-over" }, corner(), ...over, this.corner);
    const under = el("div", { class: "gl-map-row gl-map-under" }, corner(), ...ticks, corner());
    this.field = el("div", { class: "gl-map-field", role: "grid" }, ...lines);
    this.field.setAttribute("aria-label", plan.axes.map(({ label }) => label).join(", "));
    this.drawLines(plan.lines);
    this.xLabel = el("div", { class: "gl-map-label" }, x.label);
    this.yLabel = el("div", { class: "gl-map-label gl-map-side" }, y?.label ?? "");
    this.node.replaceChildren(this.yLabel, this.over, this.field, under, this.xLabel);
    this.relabel();
    this.enter(this.cells[0], false);
    this.size = [0, 0];
    this.fit();
  }

  relabel() {
    if (this.corner) write(this.corner, this.words.t("learned"));
  }

  make(plan) {
    const found = new Map();
    plan.runs.forEach((run, place) => {
      const at = run.slice(0, -1);
      const name = at.join("-");
      if (!found.has(name)) found.set(name, { name, at, runs: [] });
      found.get(name).runs[run.at(-1)] = place;
    });
    this.cells = [...found.values()].sort((a, b) => a.at[0] - b.at[0]);
    for (const cell of this.cells) {
      cell.marks = cell.runs.map((place) => mark({ "data-run": place, "data-state": "waits" }));
      for (const one of cell.marks) shape(one, this.outcomes.open);
      cell.bet = mark({ class: "gl-mark gl-map-bet" });
      const attrs = { type: "button", class: "gl-map-cell", role: "gridcell", tabindex: "-1", "data-cell": cell.name };
      cell.node = el("button", attrs, el("span", { class: "gl-map-marks" }, ...cell.marks), cell.bet);
      cell.node.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && this.on.hover(cell));
      cell.node.addEventListener("focus", () => cell.node.matches(":focus-visible") && this.on.hover(cell));
      cell.node.addEventListener("click", (event) => {
        const dot = /** @type {Element} */ (event.target).closest("[data-run]");
        this.enter(cell, false);
        const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
        this.on.press(cell, dot ? Number(dot.getAttribute("data-run")) : null, touch);
      });
    }
  }

  value(value) {
    const text = this.words.short(value, 2);
    return text.replace(/[.,]0(?=e)/, "");
  }

  /** What a cell is of, in words. */
  named(cell) {
    return this.plan.axes.map(({ label, values }, k) => `${label} ${this.value(values[cell.at[k]])}`).join(", ");
  }

  // -- what is drawn -----------------------------------------------------------------------------------------------

  drawLines(lines) {
    const box = `-0.5 ${0.5 - this.rows} ${this.columns} ${this.rows}`;
    const attrs = { class: "gl-map-lines", viewBox: box, preserveAspectRatio: "none", "aria-hidden": "true" };
    const drawn = svg("svg", attrs);
    for (const { key, pieces } of lines)
      for (const piece of pieces) {
        const points = piece.map(([x, y]) => `${x.toFixed(3)},${(-y).toFixed(3)}`).join(" ");
        for (const under of [true, false])
          drawn.append(svg("polyline", { points, "data-line": key, ...(under ? { class: "gl-map-halo" } : {}) }));
      }
    this.field.append(drawn);
  }

  /** Draws a run: by its outcome, or, with a scale, by its number.
   *  @param {Run | undefined} run */
  draw(node, run, measure, scale) {
    const value = measure && run?.values[measure.key];
    const number = !!measure && Number.isFinite(value);
    const state = !run ? "waits" : run.done ? "done" : "runs";
    const sign = [state, run?.outcome, number ? value : measure?.key, scale?.low, scale?.high].join();
    if (node.dataset.sign === sign) return;
    node.dataset.sign = sign;
    node.dataset.state = state;
    if (run) node.dataset.outcome = run.outcome;
    else delete node.dataset.outcome;
    shape(node, number ? DISC : this.outcomes[run?.outcome ?? "open"]);
    node.toggleAttribute("data-number", number);
    node.toggleAttribute("data-muted", !!measure && !number);
    node.style.setProperty("--gl-number", number ? colourAt(scale.share(value)) : "none");
  }

  /** Draws a cell: its runs, whether they disagree, and a bet on it.
   *  @param {(Run | undefined)[]} runs */
  drawCell(cell, runs, measure, scale, bet, right) {
    for (const [k, node] of cell.marks.entries()) this.draw(node, runs[k], measure, scale);
    const done = runs.flatMap((run) => (run?.done && !run.failed ? [run.outcome] : []));
    const disagree = new Set(done).size > 1;
    cell.node.toggleAttribute("data-disagree", disagree);
    cell.node.toggleAttribute("data-some", done.length > 0);
    cell.node.dataset.bet = bet ? (right === null ? "open" : right ? "right" : "wrong") : "";
    if (bet) shape(cell.bet, this.outcomes[bet]);
    this.sayCell(cell, done, disagree, bet, right);
  }

  sayCell(cell, done, disagree, bet, right) {
    const { t } = this.words;
    const counts = Object.values(this.outcomes)
      .map(({ key, label }) => [label, done.filter((one) => one === key).length])
      .filter(([, n]) => n)
      .map(([label, n]) => `${label} ${n}`);
    const said = [counts.length ? counts.join(", ") : t("not run yet")];
    if (disagree) said.push(t("seeds disagree"));
    if (bet) said.push(t("your bet: {outcome}", { outcome: this.outcomes[bet].label }));
    if (bet && right !== null) said.push(right ? t("right") : t("wrong"));
    const label = `${this.named(cell)}: ${said.join("; ")}`;
    if (cell.node.getAttribute("aria-label") !== label) cell.node.setAttribute("aria-label", label);
  }

  /** Draws on the edges which share of the runs has learned, and between which bounds it may lie. */
  drawEdges([columns, rows]) {
    const over = [...this.over.querySelectorAll(".gl-map-edge")];
    for (const [k, node] of over.entries()) this.edge(node, columns[k], true);
    if (!rows) return;
    const beside = [...this.field.querySelectorAll(".gl-map-row-edge")].reverse();
    for (const [k, node] of beside.entries()) this.edge(node, rows[k], false);
  }

  edge(node, [k, n, low, high], upright) {
    const sign = [k, n].join();
    if (node.dataset.sign === sign) return;
    node.dataset.sign = sign;
    const per = (share) => this.words.fixed(100 * share, 0);
    const text = !n
      ? this.words.t("not run yet")
      : this.words.t(SHARE, { k, n, share: per(k / n), low: per(low), high: per(high) });
    node.title = n ? text : "";
    node.setAttribute("aria-label", text);
    if (!n) return node.replaceChildren();
    const place = (share) => `${(100 * share).toFixed(1)}%`;
    const [start, span] = upright ? ["bottom", "height"] : ["left", "width"];
    const bar = el("i", { class: "gl-map-interval", style: `${start}:${place(low)};${span}:${place(high - low)}` });
    node.replaceChildren(bar, el("i", { class: "gl-map-share", style: `${start}:${place(k / n)}` }));
  }

  /** Marks the run that was opened in the lab. */
  open(place) {
    for (const node of this.node.querySelectorAll("[data-opened]")) node.removeAttribute("data-opened");
    this.node.querySelector(`[data-run="${place}"]`)?.setAttribute("data-opened", "");
  }

  // -- sizes and keys ----------------------------------------------------------------------------------------------

  /** Makes the marks as large as the cells allow. */
  fit() {
    const [first] = this.cells;
    if (!first) return;
    const { offsetWidth, offsetHeight } = first.node;
    if (!offsetWidth || (offsetWidth === this.size[0] && offsetHeight === this.size[1])) return;
    this.size = [offsetWidth, offsetHeight];
    const { columns, size } = packed(first.marks.length, offsetWidth - INSET, offsetHeight - INSET);
    this.node.style.setProperty("--gl-mark", `${Math.max(4, Math.min(LARGEST, Math.floor(size)))}px`);
    this.node.style.setProperty("--gl-beside", String(columns));
    this.node.toggleAttribute("data-narrow", offsetWidth < NARROW);
  }

  /** Puts the keyboard into a cell. */
  enter(cell, focus = true) {
    if (!cell) return;
    if (this.current) this.current.node.tabIndex = -1;
    this.current = cell;
    cell.node.tabIndex = 0;
    if (focus) cell.node.focus({ focusVisible: true, preventScroll: true });
  }

  key(event) {
    const step = ARROWS[event.key];
    if (!step || !this.current) return;
    event.preventDefault();
    event.stopPropagation();
    const wanted = this.current.at.map((place, k) => place + step[k]).join("-");
    this.enter(this.cells.find(({ name }) => name === wanted));
  }

  destroy() {
    this.watch.disconnect();
  }
}

const DISC = {
  mark: "M 1 0 C 1 0.552 0.552 1 0 1 C -0.552 1 -1 0.552 -1 0 C -1 -0.552 -0.552 -1 0 -1 C 0.552 -1 1 -0.552 1 0 Z",
  colour: ["", ""],
};
