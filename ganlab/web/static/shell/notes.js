/** What the server has to say in words: laid over the picture, so that nothing moves, or below it where it lasts. */

/** @import { Services } from "../parts.js" */
/** @import { Merged } from "./socket.js" */

import { styled } from "./style.js";
import { el } from "./tools.js";
import { N_ } from "./words.js";

styled(import.meta.url);

const NOTICE_TIME = 20000;
const STALLED = 3000; // ms after which a run that goes on and shows nothing is said to
const LOOK = 1000; // ms from one look for that to the next
const BLINK = 150; // ms without a connection that go unmentioned

/** The sentences of one view. */
export class Notes {
  dismissed = "";
  heard = Infinity; // ms, when something new came
  sign = ""; // of what came
  goes = false; // whether it is of a run that goes on
  step = ""; // of it

  /** `diagnosed`: whether a diagnosis stands beside it, which says that a run has diverged.
   *  @param {Pick<Services, "words">} services */
  constructor({ words }, stage, diagnosed = () => false) {
    this.words = words;
    this.diagnosed = diagnosed;
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
    this.stalled = box("stalled", "status");
    this.overlay = el("div", { class: "gl-overlay" }, this.notice, this.offline, this.stalled);
    this.looking = setInterval(() => this.look(), LOOK);
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

  /** Says that nothing has come for a while of a run that goes on; a hidden page asks for nothing. */
  look() {
    const silence = performance.now() - this.heard;
    const there = this.goes && this.offline.hidden && this.error.hidden && !document.hidden;
    if (document.hidden) this.heard = performance.now();
    this.stalled.hidden = !(there && silence > STALLED);
    if (this.stalled.hidden) return;
    const n = this.words.number(Math.round(silence / 1000));
    this.stalled.textContent = this.words.t("Nothing new for {n} s: this is step {step}.", { n, step: this.step });
  }

  /** Shows what a frame's header says.
   *  @param {Merged} frame */
  update({ header: { status, message, detail, notice, progress, step } }) {
    const sign = [status, step, progress?.text, progress?.fraction].join(); // a frame may come with a notice alone
    if (sign !== this.sign) {
      this.heard = performance.now();
      this.stalled.hidden = true;
    }
    this.sign = sign;
    this.goes = status === "running";
    this.step = this.words.number(step);
    this.error.hidden = true;
    const place = ["diverged", "failed"].includes(status) ? this.overlay : this.stage; // a lasting note covers nothing
    if (this.banner.parentNode !== place) place.append(this.banner);
    this.banner.hidden = !message || (this.diagnosed() && status === "diverged");
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
    clearInterval(this.looking);
    clearTimeout(this.away);
    clearTimeout(this.fading);
  }
}
