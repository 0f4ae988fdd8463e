/**
 * A small thing that lies on this phone under a name and can be read at once, for what fits in a few words; rows that come
 * one by one are kept by kept.js. Where the phone refuses to keep anything it stays in this page, and `lost` says so.
 */

/** @template T */
export class Laid {
  /** @param {string} place @param {() => T} empty what is there when nothing was kept @param {(value: T) => boolean} worth whether it is worth keeping */
  constructor(place, empty, worth) {
    this.place = place;
    this.empty = empty;
    this.worth = worth;
    this.memory = empty();
    this.lost = false;
  }

  /** What is kept. @returns {T} */
  get value() {
    if (this.lost) return this.memory;
    try {
      return JSON.parse(localStorage.getItem(this.place) ?? "null") ?? this.empty();
    } catch {
      return this.memory;
    }
  }

  /** Read, change and write in one go, so that two tabs don't lose each other's. @param {(value: T) => void} how */
  change(how) {
    const value = this.value;
    how(value);
    this.memory = value;
    try {
      if (this.worth(value)) localStorage.setItem(this.place, JSON.stringify(value));
      else localStorage.removeItem(this.place);
      this.lost = false;
    } catch {
      this.lost = true;
    }
  }
}
