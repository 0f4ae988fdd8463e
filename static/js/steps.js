/**
 * What can be undone of a review, the latest last. It is kept for this tab, so that it is still there when the page was
 * loaded again; the words of a note stay out of it.
 */

/** @typedef {{id: string, seq: number}} Noted */
/**
 * @typedef {{item: string, before: number | null} | {note: Noted} | {again: import("./notes.js").Note}} Step a level that
 *   was chosen, a note that was written, one that was taken back
 */

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
      const kept = this.all.filter((step) => !("again" in step));
      sessionStorage.setItem(this.place, JSON.stringify(kept, ["item", "before", "note", "id", "seq"]));
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

/** What an undo has done. @param {Step} step @param {HTMLElement} button has the words @param {HTMLFormElement} form */
export function wordsOf(step, button, form) {
  if ("again" in step) return button.dataset.again ?? "";
  if ("note" in step) return button.dataset.note ?? "";
  const of = (/** @type {Element | null} */ one) => one?.textContent?.trim() ?? "";
  const row = form.querySelector(`#item-${CSS.escape(step.item)}`);
  const level = row?.querySelector(`input[value="${step.before}"]`);
  const words = level ? button.dataset.level?.replace("{level}", of(level.parentElement)) : button.dataset.bare;
  return words?.replace("{number}", of(row?.querySelector("header > span") ?? null)) ?? "";
}
