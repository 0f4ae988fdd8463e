/**
 * Taps wait here until the server has echoed them: kept on this phone before they are sent, under the person who made
 * them and the review they belong to, sent in order, and never under another sign-in. Works in insecure contexts.
 */

import { Kept } from "./kept.js";
import { Halt, Sender } from "./sender.js";

/** @typedef {{kind: "tap" | "note", seq: number, item: string, second: number, level?: number | null, text?: string,
 *   undoes?: number, tapped_at?: number}} Entry */
/** @typedef {{entries: Entry[], end: {end_seq: number, second: number} | null}} Waiting */

const WAITS = [500, 1000, 2000, 4000, 8000, 15000]; // ms between tries
const MOST = 200; // entries in one sending

export class Queue {
  /**
   * @param {{person: number, review: number, lastSeq: number, taps: string, end: string, token: string}} about
   * @param {(queue: Queue) => void} tell called whenever something of what the queue says of itself has changed
   */
  constructor(about, tell) {
    this.about = about;
    this.tell = tell;
    this.shelf = new Kept(
      `taps:${about.person}:${about.review}`,
      () => /** @type {Waiting} */ ({ entries: [], end: null }),
      ({ entries, end }) => entries.length > 0 || end !== null,
    );
    this.lastSeq = about.lastSeq;
    this.savedAt = "";
    this.halted = /** @type {Halt | null} */ (null);
    this.failures = 0;
    this.done = false;
    this.busy = false;
    this.timer = 0;
    this.renamed = new Map(); // sequences that another tab had taken, and what they became
    this.sender = new Sender(about.person, about.token);
    for (const name of ["online", "focus"]) addEventListener(name, () => this.wake());
    document.addEventListener("visibilitychange", () => this.wake());
    addEventListener("offline", () => tell(this));
  }

  /** What waits, as it is kept. @returns {Waiting} */
  get kept() {
    return this.shelf.value;
  }

  /** The phone refuses to keep anything: what waits is in this page only. */
  get lost() {
    return this.shelf.lost;
  }

  /** @param {(kept: Waiting) => void} change */
  keep(change) {
    this.shelf.change(change);
    this.tell(this);
  }

  /** How many wait to be echoed. */
  get pending() {
    const { entries, end } = this.kept;
    return entries.length + (end ? 1 : 0);
  }

  /** Keep an entry under the next sequence and send it. @param {Omit<Entry, "seq">} entry @returns {number} its sequence */
  add(entry) {
    let seq = 0;
    this.keep((kept) => {
      seq = Math.max(this.lastSeq, ...kept.entries.map((one) => one.seq)) + 1;
      kept.entries.push({ ...entry, seq });
    });
    this.wake();
    return seq;
  }

  /** The end comes after all that was tapped. @param {number} second */
  finish(second) {
    this.keep((kept) => {
      kept.end = { end_seq: Math.max(this.lastSeq, ...kept.entries.map((one) => one.seq)), second };
    });
    this.wake();
  }

  /** Send now, whatever made it wait. */
  wake() {
    clearTimeout(this.timer);
    if (this.halted && this.halted.why !== "refused") {
      this.halted = null;
      this.sender.doubt();
    }
    if (!this.busy && !this.done && this.pending) this.send();
  }

  async send() {
    this.busy = true;
    this.tell(this);
    try {
      while (this.pending && !this.done) {
        await (this.kept.entries.length ? this.sendTaps() : this.sendEnd());
        this.failures = 0;
        this.tell(this);
      }
    } catch (problem) {
      if (problem instanceof Halt) this.halted = problem;
      else this.timer = setTimeout(() => this.wake(), WAITS[Math.min(this.failures++, WAITS.length - 1)]);
    } finally {
      this.busy = false;
    }
    this.tell(this);
  }

  async sendTaps() {
    const sent = this.kept.entries.slice(0, MOST);
    const ack = await this.sender.post(this.about.taps, { person: this.about.person, taps: sent });
    if (ack.review !== this.about.review) throw new Error("this is no echo");
    const echoed = new Set([...ack.saved, ...ack.taken]);
    if (!sent.some((one) => echoed.has(one.seq))) throw new Error("nothing was echoed");
    this.lastSeq = Math.max(this.lastSeq, ack.last_seq, ...ack.saved);
    this.savedAt = ack.at;
    this.keep((kept) => {
      kept.entries = kept.entries.filter((one) => !ack.saved.includes(one.seq));
      if (ack.taken.length) this.renumber(kept);
    });
  }

  async sendEnd() {
    const end = this.kept.end;
    try {
      await this.sender.post(this.about.end, end);
    } catch (problem) {
      if (!(problem instanceof Halt) || !["missing", "closed"].includes(problem.why)) throw problem;
      this.keep((kept) => (kept.end = null));
      if (problem.why === "missing") throw problem;
    }
    this.keep((kept) => (kept.end = null));
    this.done = true;
  }

  /** Give what waits sequences after the last one taken, in its order. @param {Waiting} kept */
  renumber(kept) {
    kept.entries.forEach((one, place) => this.renamed.set(one.seq, this.lastSeq + 1 + place));
    for (const one of kept.entries) {
      one.seq = this.renamed.get(one.seq);
      if (one.undoes !== undefined) one.undoes = this.seqNow(one.undoes);
    }
    if (kept.end) kept.end.end_seq = this.lastSeq + kept.entries.length;
  }

  /** The sequence that an entry has now, by the one it was given. @param {number} seq @returns {number} */
  seqNow(seq) {
    return this.renamed.get(seq) ?? seq;
  }
}
