/** What the server has to say in words: laid over the picture, so that nothing moves, or below it where it lasts. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "./socket.js" */

import { styled } from "./style.js";
import { el } from "./tools.js";
import { N_ } from "./words.js";

styled(import.meta.url);

const NOTICE_TIME = 20000;
const BLINK = 150; // ms without a connection that go unmentioned

/** The sentences of one view. */
export class Notes {
  dismissed = "";

  /** @param {Pick<Services, "words">} services */
  constructor({ words }, stage) {
    this.stage = stage;
    const { say } = words;
    const box = (name, role, ...children) =>
      el("div", { class: `gl-${name}`, role, "data-testid": `gl-${name}`, hidden: "" }, ...children);
    this.bannerText = el("span");
    this.detailText = el("pre");
    this.detail = el("details", {}, say(el("summary"), { textContent: N_("Details") }), this.detailText);
    this.banner = box("banner", "status", this.bannerText, this.detail);
    this.noticeText = el("span");
    const close = say(el("button", { type: "button", class: "gl-close" }, "×"), {
      "aria-label": N_("Dismiss"),
      title: N_("Dismiss"),
    });
    close.addEventListener("click", () => this.dismiss());
    this.notice = box("notice", "status", this.noticeText, close);
    this.offline = say(box("offline", "status"), { textContent: N_("reconnecting…") });
    this.filled = el("div");
    this.bar = el("div", { class: "gl-progress-bar" }, this.filled);
    this.progressText = el("span");
    this.progress = box("progress", "status", this.progressText, this.bar);
    this.error = box("error", "alert");
    this.overlay = el("div", { class: "gl-overlay" }, this.notice, this.offline);
    stage.append(this.overlay, this.progress, this.error, this.banner);
  }

  /** Forgets what was said about an older connection. */
  begin() {
    clearTimeout(this.away);
    this.error.hidden = true;
  }

  /** Says why there is nothing to see. */
  fail(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.offline.hidden = true;
  }

  /** Says that the server is away; a blink of a moment goes unmentioned. */
  connect(connected) {
    clearTimeout(this.away);
    if (connected) this.offline.hidden = true;
    else this.away = setTimeout(() => (this.offline.hidden = !this.error.hidden), BLINK);
  }

  /** Shows what a frame's header says.
   *  @param {Merged} frame */
  update({ header: { status, message, detail, notice, progress } }) {
    this.error.hidden = true;
    const place = ["diverged", "failed"].includes(status) ? this.overlay : this.stage; // a lasting note covers nothing
    if (this.banner.parentNode !== place) place.append(this.banner);
    this.banner.hidden = !message;
    this.banner.dataset.status = status;
    if (this.bannerText.textContent !== message) this.bannerText.textContent = message;
    if (this.detailText.textContent !== (detail ?? "")) this.detailText.textContent = detail ?? "";
    this.detail.hidden = !detail;
    if (notice && notice !== this.dismissed) this.announce(notice);
    this.progress.hidden = !progress;
    if (!progress) return;
    this.progressText.textContent = progress.text;
    this.bar.classList.toggle("gl-unknown", progress.fraction == null);
    this.filled.style.width = progress.fraction == null ? "" : `${100 * progress.fraction}%`;
  }

  /** Shows a notice until it is dismissed or has been there long enough. */
  announce(notice) {
    if (this.noticeText.textContent === notice && !this.notice.hidden) return;
    this.noticeText.textContent = notice;
    this.notice.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => this.dismiss(), NOTICE_TIME);
  }

  dismiss() {
    this.dismissed = this.noticeText.textContent;
    this.notice.hidden = true;
  }

  /** Empties the sentences, for another run. */
  clear() {
    for (const node of [this.banner, this.notice, this.progress]) node.hidden = true;
  }

  destroy() {
    clearTimeout(this.away);
    clearTimeout(this.fading);
  }
}
