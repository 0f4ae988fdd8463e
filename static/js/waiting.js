/**
 * What was tapped and is not yet echoed: kept on this phone before it is sent, under the person who made it and the review
 * it belongs to.
 *
 * Two tabs of one review share the shelf, and a browser may let one of them read it before it sees what the other wrote.
 * So each tab answers for its own entries only: it puts them as they are whenever it writes, and whenever another tab wrote
 * something else of them.
 */

import { Kept } from "./kept.js";

/** @typedef {{id: string, kind: "tap" | "note", seq: number, item: string, second: number, level?: number | null,
 *   text?: string, undoes?: number, tapped_at?: number}} Entry */
/** @typedef {{end_seq: number, second: number}} End */

export class Waiting {
  /** @param {string} place where it is kept @param {number} lastSeq the last sequence that the server has */
  constructor(place, lastSeq) {
    this.shelf = new Kept(
      place,
      () => ({ entries: /** @type {Entry[]} */ ([]), end: /** @type {End | null} */ (null) }),
      ({ entries, end }) => entries.length > 0 || end !== null,
    );
    this.lastSeq = lastSeq;
    /** @type {Entry[]} made in this tab, or left by a tab before it; in order */
    this.own = [];
    /** @type {End | null} */
    this.end = null;
    this.ids = new Set(); // of all that were ever own
    this.adopt();
    this.others = () => {}; // called when another tab has kept or sent something
    addEventListener("storage", (event) => {
      if (event.key !== place) return;
      if (this.misread()) this.write();
      else this.others();
    });
  }

  /** How many wait to be echoed. */
  get count() {
    return this.own.length + (this.end ? 1 : 0);
  }

  /** Make one's own what a tab before this one left on the shelf. */
  adopt() {
    const { entries, end } = this.shelf.value;
    this.own.push(...entries.filter((one) => !this.ids.has(one.id)));
    this.own.sort((one, other) => one.seq - other.seq);
    for (const one of this.own) this.ids.add(one.id);
    this.number(0);
    this.end ??= end;
  }

  /** Write what waits: this tab's as it stands here, the others' as it lies there. */
  write() {
    this.shelf.change((kept) => {
      kept.entries = [...kept.entries.filter((one) => !this.ids.has(one.id)), ...this.own];
      kept.end = this.end;
    });
  }

  /** Whether the shelf lacks something that waits here, or holds something of here that waits no more. */
  misread() {
    const there = this.shelf.value.entries.filter((one) => this.ids.has(one.id)).map((one) => `${one.id} ${one.seq}`);
    return there.sort().join() !== this.own.map((one) => `${one.id} ${one.seq}`).sort().join();
  }

  /** The last sequence that this phone knows of. */
  get last() {
    return Math.max(this.lastSeq, ...[...this.shelf.value.entries, ...this.own].map((one) => one.seq));
  }

  /** Keep an entry under the next sequence. @param {Omit<Entry, "seq" | "id">} made @returns {Entry} */
  add(made) {
    const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    const entry = { ...made, id, seq: this.last + 1 };
    this.own.push(entry);
    this.ids.add(id);
    this.write();
    return entry;
  }

  /** The end comes after all that was tapped. @param {number} second */
  finish(second) {
    this.adopt();
    this.end = { end_seq: this.last, second };
    this.write();
  }

  /** The end was echoed, or is not to be sent. */
  dropEnd() {
    this.end = null;
    this.write();
  }

  /** What the server has waits no more. @param {number[]} saved @param {boolean} renumber others had taken sequences */
  echoed(saved, renumber) {
    this.own = this.own.filter((one) => !saved.includes(one.seq));
    if (renumber) this.number(this.lastSeq);
    this.write();
  }

  /** Give what waits sequences of its own after `taken`, in its order; those that have one keep it. @param {number} taken */
  number(taken) {
    const renamed = new Map(); // of notes that wait here; one that was echoed keeps its sequence
    let before = taken;
    for (const one of this.own) {
      const seq = Math.max(one.seq, before + 1);
      if (one.text) renamed.set(one.seq, seq);
      if (one.undoes !== undefined) one.undoes = renamed.get(one.undoes) ?? one.undoes;
      one.seq = before = seq;
    }
    if (this.end) this.end.end_seq = Math.max(this.end.end_seq, before);
  }
}
