/**
 * The notes of a review: written and taken back through the queue, printed under their rows at once.
 */

import { elapsed, onClock } from "./timer.js";

const template = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-note-template]"));

/** @typedef {{id: string, seq: number, item: string, second: number, text?: string}} Note */

export class Notes {
  /** @param {import("./queue.js").Queue} queue */
  constructor(queue) {
    this.queue = queue;
    /** @type {Map<string, Note>} those of this page by their ids: their numbers may still change */
    this.own = new Map();
  }

  /** @param {string} item @param {number} second @param {string} text */
  write(item, second, text) {
    const note = this.queue.add({ kind: "note", item, second, text, ...this.queue.mark });
    this.print(note);
    return note;
  }

  /** @param {{id: string, seq: number}} note */
  takeBack(note) {
    lineOf(note)?.remove();
    this.queue.add({ kind: "note", item: "", text: "", second: elapsed(), undoes: note.seq, ...this.queue.mark });
  }

  /** Show it, unless the server has: it was kept, and only its echo got lost. @param {Note} note */
  print(note) {
    this.own.set(note.id, note);
    if (document.querySelector(`[data-note-line="${note.seq}"] span`)?.textContent === note.text) return;
    const line = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    const [at, words] = [line.querySelector("b"), line.querySelector("span")];
    if (at) at.textContent = onClock(note.second);
    if (words) words.textContent = note.text ?? "";
    Object.assign(line.dataset, { noteLine: note.id, second: String(note.second) });
    document.querySelector(`#item-${CSS.escape(note.item || "whole")} .notes`)?.append(line);
  }

  /** The note of a line. @param {HTMLElement} line @returns {Note} */
  of(line) {
    const mark = line.dataset.noteLine ?? "";
    const item = line.closest("[data-row]")?.id.replace(/^item-/, "").replace(/^whole$/, "") ?? "";
    const text = line.querySelector("span")?.textContent ?? "";
    return this.own.get(mark) ?? { id: "", seq: Number(mark), item, second: Number(line.dataset.second), text };
  }

  /** Put the server's lines in the place of those that stand here. @param {Map<string, Element[]>} lines by section */
  take(lines) {
    for (const [id, fresh] of lines) {
      const notes = document.getElementById(id)?.querySelector(".notes");
      for (const line of notes?.querySelectorAll("[data-note-line]") ?? []) line.remove();
      notes?.prepend(...fresh);
    }
  }
}

/** The line of a note: printed here under its id, or by the server under its sequence. @param {{id: string, seq: number}} note */
export function lineOf({ id, seq }) {
  return document.querySelector(`[data-note-line="${id}"]`) ?? document.querySelector(`[data-note-line="${seq}"]`);
}
