/**
 * What was tapped and is not yet echoed: kept on this phone before it is sent, under the person who made it and the review
 * it belongs to. What was echoed stays until the server's page shows it: a page that opens without network is older.
 *
 * Each entry is a row of its own, so two tabs of one review never write over each other; they tell each other what they did.
 */

import { earlier, leave } from "./earlier.js";
import { Kept, onKept } from "./kept.js";

/** @typedef {{id: string, kind: "tap" | "note", seq: number, item: string, second: number, level?: number | null,
 *   text?: string, undoes?: number, tapped_at?: number, device?: string, seen?: number}} Entry */
/** @typedef {{end_seq: number, second: number}} End */
/** @typedef {{id: string, entry?: Entry, end?: End, sent?: boolean}} Line a row as it is kept */

export const END = "end"; // the id of the end's row

export class Waiting {
  /** @param {string} place where it is kept @param {number} lastSeq the last sequence that the server has */
  constructor(place, lastSeq) {
    this.shelf = new Kept(place);
    this.place = place;
    this.lastSeq = lastSeq;
    /** @type {Entry[]} made in this tab, or found here when it was opened; in order */
    this.own = [];
    /** @type {Entry[]} echoed, and newer than the page; in order */
    this.sent = [];
    /** @type {End | null} */
    this.end = null;
    this.elsewhere = 0; // the highest sequence of other tabs
    this.ids = new Set(); // of all that were ever own
    this.others = () => {}; // called when another tab has kept or sent something
    onKept((told) => told.place === place && this.hear(/** @type {any} */ (told)));
    this.opened = this.open();
  }

  /** How many wait to be echoed. */
  get count() {
    return this.own.length + (this.end ? 1 : 0);
  }

  /** The last sequence that this phone knows of. */
  get last() {
    return Math.max(this.lastSeq, this.elsewhere, ...this.own.map((one) => one.seq));
  }

  /** Take over what lies here from before. */
  async open() {
    const rows = /** @type {Line[]} */ ([...(await this.shelf.rows()), ...earlier(this.place)]);
    const stale = rows.filter((row) => row.sent && row.entry && row.entry.seq <= this.lastSeq);
    if (stale.length) this.shelf.change([], stale.map((row) => row.id));
    for (const { sent, entry } of rows) if (sent && entry && entry.seq > this.lastSeq) this.sent.push(entry);
    this.sent.sort((one, other) => one.seq - other.seq);
    this.lastSeq = Math.max(this.lastSeq, ...this.sent.map((one) => one.seq));
    this.adopt(rows);
    this.end ??= rows.find((row) => row.end)?.end ?? null;
    if (this.end) this.shelf.change([{ id: END, end: this.end }]);
    await this.shelf.settled;
    leave(this.place);
  }

  /** Make one's own what waits here and isn't, before what was made since. @param {Line[]} rows */
  adopt(rows) {
    const found = rows.flatMap(({ entry, sent }) => (entry && !sent && !this.ids.has(entry.id) ? [entry] : []));
    found.sort((one, other) => one.seq - other.seq);
    for (const one of found) this.ids.add(one.id);
    this.own = [...found, ...this.own];
    this.number(0);
    if (found.length) this.keep(this.own);
  }

  /** @param {Entry[]} entries */
  keep(entries) {
    this.shelf.change(entries.map((entry) => ({ id: entry.id, entry })));
  }

  /** What another tab did: an entry that both answer for is what it was last made. @param {{put: Line[], gone: string[]}} told */
  hear({ put, gone }) {
    const done = new Set([...gone, ...put.filter((row) => row.sent).map((row) => row.id)]);
    this.own = this.own.filter((one) => !done.has(one.id));
    if (done.has(END)) this.end = null;
    for (const { id, entry, sent } of put) {
      if (!entry) continue;
      if (sent) this.lastSeq = Math.max(this.lastSeq, entry.seq);
      const mine = this.own.find((one) => one.id === id);
      if (mine) Object.assign(mine, entry);
      this.elsewhere = Math.max(this.elsewhere, entry.seq);
    }
    this.others();
  }

  /** Keep an entry under the next sequence. @param {Omit<Entry, "seq" | "id">} made @returns {Entry} */
  add(made) {
    const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    const entry = { ...made, id, seq: this.last + 1 };
    this.own.push(entry);
    this.ids.add(id);
    this.keep([entry]);
    return entry;
  }

  /** The end comes after all that was tapped, in other tabs too. @param {number} second */
  async finish(second) {
    this.end = { end_seq: this.last, second };
    this.adopt(/** @type {Line[]} */ (await this.shelf.rows()));
    if (!this.end) return;
    this.end.end_seq = this.last;
    this.shelf.change([{ id: END, end: this.end }]);
  }

  /** The end was echoed, or is not to be sent. */
  dropEnd() {
    this.end = null;
    this.shelf.change([], [END]);
  }

  /** It is over: nothing of it has to be kept. */
  forget() {
    this.shelf.change([], [...this.ids, ...this.sent.map((one) => one.id), END]);
  }

  /** What the server has waits no more. @param {number[]} saved @param {boolean} renumber others had taken sequences */
  echoed(saved, renumber) {
    const done = this.own.filter((one) => saved.includes(one.seq));
    this.own = this.own.filter((one) => !saved.includes(one.seq));
    this.sent.push(...done);
    this.shelf.change(done.map((entry) => ({ id: entry.id, entry, sent: true })));
    if (!renumber) return;
    this.number(this.lastSeq);
    this.keep(this.own);
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
