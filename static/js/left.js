/** Answers that lie on this device until the server has them: one for each opening of a page, under its item's place. */

/** @typedef {{seq: number, device: string, answer: import("./answers.js").Answer, unsure: boolean, seconds?: number | null}} Held */

/** @param {string} place @param {Held} held @returns {boolean} whether the device keeps it */
export function leave(place, held) {
  try {
    localStorage.setItem(`${place}:${held.device}`, JSON.stringify(held));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} place @param {string} device */
export function drop(place, device) {
  try {
    localStorage.removeItem(`${place}:${device}`);
  } catch {
    // nothing was kept
  }
}

/** The latest that lies there beyond what stands; what is older is dropped. @param {string} place @param {{seq: number, device: string}} stands @returns {Held | null} */
export function leftBeyond(place, stands) {
  /** @type {Held | null} */
  let latest = null;
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(`${place}:`))) {
      const held = /** @type {Held} */ (JSON.parse(localStorage.getItem(name) ?? "{}"));
      const than = latest ?? stands;
      if (held.seq > than.seq || (held.seq === than.seq && held.device > than.device)) latest = held;
      else localStorage.removeItem(name);
    }
  } catch {
    // a browser that keeps nothing has nothing to give back
  }
  return latest;
}
