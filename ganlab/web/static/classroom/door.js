/** The door of a class, for the wall: its code as large as may be, the address, and that as a QR code. */

/** @import { Services } from "../parts.js" */

import { dialog } from "../shell/dialog.js";
import { ROOT } from "../shell/root.js";
import { el, write } from "../shell/tools.js";
import { N_ } from "../shell/words.js";

/** A code as it is read out: in two halves. */
export const spoken = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;

/** The address of a class as one file, for who leads it. */
export function homeOf(code, lang) {
  const url = new URL(`class/${code}/home.html`, ROOT);
  url.searchParams.set("lang", lang);
  url.searchParams.set("base", `${location.origin}${location.pathname}`);
  return url.href;
}

/** A link to that file. */
export const home = (words) =>
  words.say(el("a", { class: "gl-button gl-classroom-home", download: "" }), {
    textContent: N_("Take the class home"),
    title: N_("One page: what was asked and answered, and everybody's runs"),
  });

/** A dialog over the page. */
export class Door {
  /** `names(shown)` lets the names that members give be shown, or not.
   *  @param {Pick<Services, "words">} services */
  constructor({ words }, names) {
    this.words = words;
    const { say } = words;
    this.qr = el("div", { class: "gl-door-qr" });
    this.code = el("strong", { class: "gl-door-code", "data-testid": "gl-door-code" });
    this.address = el("span", { class: "gl-door-address", "data-testid": "gl-door-address" });
    this.note = el("p", { class: "gl-door-note", role: "status" });
    this.here = el("p", { class: "gl-door-here" });
    const look = { type: "button", class: "gl-button", "aria-pressed": "false", "data-testid": "gl-door-names" };
    this.names = say(el("button", look), {
      textContent: N_("Show names"),
      title: N_("Whether names that they give are shown at the front"),
    });
    this.names.addEventListener("click", () => names(this.names.getAttribute("aria-pressed") !== "true"));
    this.home = home(words);
    this.home.setAttribute("data-testid", "gl-door-home");
    const how = say(el("p", {}), {
      textContent: N_("Scan this, or open the address; or choose Class in the menu and type the code."),
    });
    const text = el(
      "div",
      {},
      this.code,
      this.address,
      how,
      this.here,
      el("p", {}, this.names, " ", this.home),
      this.note,
    );
    this.node = dialog(words, "door", N_("Come into the class"), el("div", {}, this.qr, text));
  }

  open(code, lang) {
    this.home.setAttribute("href", homeOf(code, lang));
    write(this.code, spoken(code));
    if (!this.node.open) this.node.showModal();
  }

  /** Shows the address and its picture, which the server has made. */
  show({ address, qr, note }) {
    write(this.address, address);
    this.qr.replaceChildren(el("img", { src: qr, alt: this.words.t("The address as a QR code") }));
    write(this.note, note);
  }

  /** Says who is there: names only where they are shown. */
  tell({ here, members, named }) {
    const { tn, t } = this.words;
    const names = members.map(([number, name]) => name || t("no. {n}", { n: number }));
    this.names.setAttribute("aria-pressed", String(named));
    const all = here ? tn("{n} is here", "{n} are here", { n: here }) : t("Nobody is here yet");
    write(this.here, named && names.length ? `${all}: ${names.join(", ")}` : all);
  }
}
