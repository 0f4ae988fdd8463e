/**
 * Sends what waits, in order, until the server has echoed it; never under another sign-in. Works in insecure contexts.
 */

import { device } from "./device.js";
import { Halt, Sender } from "./sender.js";
import { Waiting } from "./waiting.js";

const WAITS = [500, 1000, 2000, 4000, 8000, 15000]; // ms between tries
const MOST = 200; // entries in one sending

export class Queue {
  /**
   * @param {{person: number, of: string, echoes: (ack: any) => boolean, lastSeq: number, savedAt: string, taps: string,
   *   end: string, token: string}} about of: what is tapped, as the name under which it is kept; echoes: whether an answer is
   *   about it
   * @param {(queue: Queue) => void} tell called whenever something of what the queue says of itself has changed
   */
  constructor(about, tell) {
    this.about = about;
    this.tell = tell;
    this.waiting = new Waiting(`taps:${about.person}:${about.of}`, about.lastSeq);
    /** the last sequence up to which this page shows all that the server has */
    this.known = about.lastSeq;
    /** whether the server may have something that this page doesn't show */
    this.behind = false;
    /** what lies on this phone from before is taken over; until then nothing is to be added */
    this.opened = this.waiting.opened.then(() => {
      this.behind ||= this.waiting.sent.length > 0;
    });
    this.savedAt = about.savedAt;
    this.halted = /** @type {Halt | null} */ (null);
    this.failures = 0;
    this.done = false;
    this.busy = false;
    this.timer = 0;
    this.sender = new Sender(about.person, about.token);
    this.waiting.others = () => this.lag();
    for (const name of ["online", "focus"]) addEventListener(name, () => this.wake());
    document.addEventListener("visibilitychange", () => {
      this.wake();
      if (document.visibilityState === "visible") this.lag();
    });
    addEventListener("offline", () => tell(this));
  }

  /** The phone refuses to keep anything: what waits is in this page only. */
  get lost() {
    return this.waiting.shelf.lost;
  }

  /** How many wait to be echoed. */
  get pending() {
    return this.waiting.count;
  }

  /** What an entry says of where it is made: by which device, and what its page knew of the others. */
  get mark() {
    return { device: device(), seen: this.known };
  }

  /** Keep an entry and send it. @param {Parameters<Waiting["add"]>[0]} made */
  add(made) {
    const entry = this.waiting.add(made);
    this.tell(this);
    this.wake();
    return entry;
  }

  /** The end comes after all that was tapped. @param {number} second */
  async finish(second) {
    const kept = this.waiting.finish(second);
    this.tell(this);
    await kept;
    this.wake();
  }

  /** Somebody may have sent something from elsewhere. */
  lag() {
    this.behind = true;
    this.tell(this);
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
        await this.waiting.shelf.settled; // kept before it is sent
        await (this.waiting.own.length ? this.sendTaps() : this.sendEnd());
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
    const sent = this.waiting.own.slice(0, MOST);
    const taps = sent.map(({ id, ...told }) => told);
    const ack = await this.sender.post(this.about.taps, { person: this.about.person, taps });
    if (!this.about.echoes(ack)) throw new Error("this is no echo");
    const echoed = new Set([...ack.saved, ...ack.taken]);
    if (!sent.some((one) => echoed.has(one.seq))) throw new Error("nothing was echoed");
    this.waiting.lastSeq = Math.max(this.waiting.lastSeq, ack.last_seq, ...ack.saved);
    this.savedAt = ack.at;
    this.behind ||= ack.taken.length > 0;
    this.waiting.echoed(ack.saved, ack.taken.length > 0);
  }

  async sendEnd() {
    try {
      await this.sender.post(this.about.end, this.waiting.end);
    } catch (problem) {
      if (!(problem instanceof Halt) || !["missing", "closed"].includes(problem.why)) throw problem;
      this.waiting.dropEnd();
      this.behind ||= problem.why === "missing"; // another device may have said something
      if (problem.why === "missing") throw problem;
    }
    this.waiting.forget();
    this.waiting.end = null;
    this.done = true;
  }
}
