/**
 * What can be undone of a review, the latest last. It is kept for this tab, so that it is still there when the page was
 * loaded again; the words of a note stay out of it.
 */

/** @typedef {{id: string, seq: number}} Noted */
/** @typedef {{item: string, before: number | null} | {note: Noted}} Step */

export class Steps {
  /** @param {string} place where they are kept @param {Noted[]} waiting what has no echo yet, so its number may still change */
  constructor(place, waiting) {
    this.place = place;
    this.all = read(place).map((step) =>
      "note" in step ? { note: waiting.find((one) => one.id === step.note.id) ?? step.note } : step,
    );
  }

  /** Keep them as they are now. */
  keep() {
    try {
      sessionStorage.setItem(this.place, JSON.stringify(this.all, ["item", "before", "note", "id", "seq"]));
    } catch {
      // they last as long as the page
    }
  }

  /** There is nothing left to undo: the review has ended. */
  forget() {
    this.all = [];
    this.keep();
  }
}

/** @param {string} place @returns {Step[]} */
function read(place) {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "[]");
  } catch {
    return [];
  }
}
