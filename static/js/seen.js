/**
 * The last sequence that this tab has seen saved, kept beyond a reload. A page that was rendered while a sending was still
 * on its way is older than that, and would show less than is kept.
 */

export class Seen {
  /** @param {string} place where it is kept */
  constructor(place) {
    this.place = place;
  }

  /** @param {number} seq the last that was echoed */
  note(seq) {
    try {
      sessionStorage.setItem(this.place, String(seq));
    } catch {
      // then a page that is too old stays until it is loaded again by hand
    }
  }

  /** Whether a page with this last sequence is too old; told once only. @param {number} lastSeq @returns {boolean} */
  beyond(lastSeq) {
    try {
      const seen = Number(sessionStorage.getItem(this.place) ?? 0);
      sessionStorage.removeItem(this.place);
      return seen > lastSeq;
    } catch {
      return false;
    }
  }
}
