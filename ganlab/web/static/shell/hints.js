/** What stands in a `title` for everybody: a browser shows it to a mouse only. By keyboard an element's hint comes with
 *  the focus, by touch when a finger rests on it; what cannot be pressed says it at a tap. */

import { styled } from "./style.js";
import { el } from "./tools.js";

styled(import.meta.url);

const REST = 450; // ms that a finger rests
const STILL = 12; // CSS pixels by which it may stray
const PRESSED = "button, input, select, textarea, a[href], summary, [role=button], [role=tab]";

/** The hints of one view. */
export class Hints {
  /** @type {Element | null} */
  of = null; // whose hint is shown

  constructor(root) {
    this.root = root;
    this.node = el("div", { class: "gl-hint-box", popover: "manual", role: "tooltip", "data-testid": "gl-hint" });
    root.append(this.node);
    this.listening = new AbortController();
    const { signal } = this.listening;
    const on = (type, act, more = {}) => root.addEventListener(type, act, { signal, ...more });
    document.addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    on("focusin", ({ target }) => this.focused(target));
    on("focusout", () => this.hide());
    on("pointerdown", (event) => this.touch(event));
    on("pointermove", (event) => this.stray(event));
    for (const type of ["pointerup", "pointercancel", "pointerleave"]) on(type, () => clearTimeout(this.resting));
    // after a hint has been read the finger goes up: that presses nothing
    on("click", (event) => this.swallow(event), { capture: true });
    on("contextmenu", (event) => this.shown && event.preventDefault());
    on("scroll", () => this.hide(), { capture: true, passive: true });
  }

  get shown() {
    return !!this.of;
  }

  /** The element whose hint is meant, from what was touched or focused. */
  meant(target) {
    const titled = target instanceof Element ? target.closest("[title]") : null;
    return titled?.getAttribute("title") && this.root.contains(titled) ? titled : null;
  }

  /** Lets the keyboard come to what has a hint and cannot be pressed; takes a hint away. */
  key({ key }) {
    if (key === "Escape") this.hide();
    if (key !== "Tab") return;
    for (const node of this.root.querySelectorAll("[title]:not([tabindex]), [data-hinted]")) {
      const reached = node.title && node.offsetWidth > 0 && !node.closest(PRESSED) && !node.querySelector(PRESSED);
      node.toggleAttribute("data-hinted", reached);
      if (reached) node.setAttribute("tabindex", "0");
      else if (node.matches("[tabindex='0']")) node.removeAttribute("tabindex");
    }
  }

  focused(target) {
    const titled = this.meant(target);
    if (!titled) return;
    clearTimeout(this.resting); // not at once: the focus may come with something that is just being opened
    this.resting = setTimeout(
      () => target === document.activeElement && target.matches(":focus-visible") && this.show(titled),
    );
  }

  touch({ target, pointerType, clientX, clientY }) {
    this.hide();
    this.read = false;
    const titled = this.meant(target);
    if (pointerType === "mouse" || !titled) return;
    this.from = [clientX, clientY];
    clearTimeout(this.resting);
    const pressed = !!titled.closest(PRESSED) || !!target.closest(PRESSED);
    this.resting = setTimeout(
      () => {
        this.read = pressed;
        this.show(titled);
      },
      pressed ? REST : 0,
    );
  }

  stray({ clientX, clientY }) {
    if (this.from && Math.hypot(clientX - this.from[0], clientY - this.from[1]) > STILL) clearTimeout(this.resting);
  }

  swallow(event) {
    if (!this.read) return;
    this.read = false;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Shows an element's hint below it, inside the window. */
  show(titled) {
    this.of = titled;
    this.node.textContent = titled.getAttribute("title");
    this.node.showPopover();
    const { left, bottom, top } = titled.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this.node;
    const below = bottom + 8 + height <= window.innerHeight - 8;
    style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
    style.top = `${Math.max(8, below ? bottom + 8 : top - height - 8)}px`;
  }

  hide() {
    this.of = null;
    if (this.node.matches(":popover-open")) this.node.hidePopover();
  }

  destroy() {
    clearTimeout(this.resting);
    this.listening.abort();
  }
}
