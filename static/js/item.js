/**
 * One item that is being answered: kept on this device at once, on the server as soon as it can, and it says truly where
 * the answer is. Of two answers the one with the higher (seq, device) stands; a device is one opening of a page.
 */

import { altered, put, read } from "./answers.js";
import { drop, leave, leftBeyond } from "./left.js";
import { newKey } from "./newkey.js";
import { Halt } from "./sender.js";

const WAITS = [1000, 2000, 4000, 8000, 15000]; // ms between tries
const TYPING = 600; // ms without a key before what is typed is sent
const DEVICE = newKey().slice(0, 16);

/** @typedef {"saved" | "kept" | "lost" | "signedOut" | "other" | "refused" | "unusable" | "late"} Where */
/** @typedef {import("./left.js").Held} Held */

export class Item {
  /** @param {HTMLElement} root @param {string} place where its answers are kept @param {import("./sender.js").Sender} sender @param {() => void} tell */
  constructor(root, place, sender, tell) {
    this.root = root;
    this.place = place;
    this.sender = sender;
    this.tell = tell;
    this.seqField = /** @type {HTMLInputElement} */ (root.querySelector("[data-seq]"));
    this.deviceField = /** @type {HTMLInputElement} */ (root.querySelector("[data-device]"));
    this.secondsField = /** @type {HTMLInputElement} */ (root.querySelector("[data-seconds]"));
    this.mark = /** @type {HTMLInputElement} */ (root.querySelector("[data-unsure]"));
    this.seq = Number(this.seqField.value) || 0; // of the answer on this page
    this.device = this.deviceField.value;
    this.lacks = root.dataset.lacks || ""; // of the answer that the server holds, in its words
    this.touched = this.seq > 0;
    this.where = /** @type {Where} */ ("saved");
    this.failures = 0;
    this.sending = /** @type {Promise<void> | null} */ (null);
    this.timer = 0;
    this.seconds = 0;
    root.addEventListener("change", () => this.changed(0));
    root.addEventListener("input", (event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (field.matches("textarea, input[type=text]")) this.changed(TYPING);
    });
  }

  /** @returns {Held} */
  get held() {
    const answer = this.touched ? read(this.root) : {};
    return { seq: this.seq, device: this.device, answer, unsure: this.mark.checked, seconds: this.seconds || null };
  }

  /** Whether the server has not answered for it yet. */
  get waits() {
    return !["saved", "late", "refused", "unusable"].includes(this.where);
  }

  /** The reader did something: it is the later word. @param {number} wait ms before it is sent */
  changed(wait) {
    this.touched = true;
    this.number(this.seq + 1, DEVICE);
    this.at(leave(this.place, this.held) ? "kept" : "lost"); // storage refused: on this page and on its way
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  /** @param {number} seq @param {string} device */
  number(seq, device) {
    [this.seq, this.device] = [seq, device];
    [this.seqField.value, this.deviceField.value] = [String(seq), device];
  }

  /** Count a second that the item was before the reader's eyes. */
  tick() {
    this.seconds += 1;
    this.secondsField.value = String(this.seconds);
  }

  /** @param {Where} where */
  at(where) {
    this.where = where;
    this.tell();
  }

  /** Go on with what an earlier opening of the page left on this device, if the server has nothing later. */
  restore() {
    const kept = leftBeyond(this.place, this);
    if (!kept) return altered(this.root) ? this.changed(0) : undefined; // answered before this script was there
    this.take(kept);
    this.at("kept");
    this.timer = setTimeout(() => this.send(), 0);
  }

  /** Put on the page what stands elsewhere. @param {Held} held */
  take(held) {
    put(this.root, held.answer);
    this.mark.checked = held.unsure;
    this.touched = true;
    this.number(held.seq, held.device);
  }

  /** What the server holds, for a page that may be behind. @param {Held} held */
  behind(held) {
    if (this.where !== "saved" || held.seq < this.seq || (held.seq === this.seq && held.device <= this.device)) return;
    this.take(held);
    this.tell();
  }

  /** Send what is kept until it is echoed. @returns {Promise<void>} settled when this sending has come to its end */
  send() {
    clearTimeout(this.timer);
    if (!this.waits) return Promise.resolve();
    this.sending ??= this.post().finally(() => (this.sending = null));
    return this.sending;
  }

  async post() {
    const sent = this.held;
    try {
      const echo = await this.sender.post(this.root.dataset.save ?? "", sent);
      this.failures = 0;
      this.lacks = echo.lacks ?? "";
      if (echo.late) this.done("late");
      else if (echo.seq === sent.seq && echo.device === sent.device) this.seq === sent.seq && this.done("saved");
      else if (this.device === DEVICE) this.number(Math.max(echo.seq, this.seq) + 1, DEVICE); // just given here: the later word
      else {
        this.take(echo); // left here before; elsewhere somebody has said something since
        this.done("saved");
      }
    } catch (problem) {
      if (problem instanceof Halt) this.halt(problem);
      else this.timer = setTimeout(() => this.send(), WAITS[Math.min(this.failures++, WAITS.length - 1)]);
      return;
    }
    if (this.seq !== sent.seq) await this.post();
  }

  /** @param {Where} where */
  done(where) {
    drop(this.place, this.device);
    this.at(where);
  }

  /** @param {Halt} problem */
  halt(problem) {
    if (problem.why === "closed") this.done("refused"); // it will never be taken
    else this.at(problem.why === "signedOut" || problem.why === "other" ? problem.why : "unusable");
  }
}
