/**
 * The rows of a review as they stand on this page: by the server's page, with what waits and what was saved since on top.
 */

import { nameMarks, settle, takeMarks } from "./differ.js";
import { lineOf } from "./notes.js";
import { levelsOf } from "./standing.js";

export class Sheet {
  /** @param {HTMLElement} form @param {() => void} changed called when a row has another level */
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    this.levels = levelsOf(form);
    nameMarks(form);
  }

  /** Show a level in its row. @param {string} item @param {number | null} level */
  show(item, level) {
    this.levels.set(item, level);
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll(`input[name="${CSS.escape(item)}"]`));
    for (const input of inputs) input.checked = input.value === String(level);
    this.changed();
  }

  /** A level was chosen here: whatever differed is settled. @param {string} item @param {number | null} level */
  choose(item, level) {
    this.show(item, level);
    settle(this.form.querySelector(`#item-${CSS.escape(item)}`));
  }

  /** What this phone knows beyond the page. @param {import("./waiting.js").Waiting} waiting @param {import("./notes.js").Notes} notes */
  overlay(waiting, notes) {
    const entries = [...waiting.sent, ...waiting.own];
    const takenBack = new Set(entries.map((entry) => entry.undoes));
    for (const entry of entries) {
      if (entry.kind === "tap") this.show(entry.item, entry.level ?? null);
      else if (entry.text && !takenBack.has(entry.seq)) notes.print(entry);
      lineOf({ id: "", seq: entry.undoes ?? 0 })?.remove();
    }
  }

  /** What stands on the server now. @param {import("./standing.js").Standing} found @param {import("./notes.js").Notes} notes */
  take(found, notes) {
    for (const [item, level] of found.levels) this.show(item, level);
    notes.take(found.notes);
    takeMarks(this.form, found.page);
  }
}
