/** What waited on this phone before it was kept in rows: one object in localStorage under the name of its place. */

/** What an earlier version of this page has kept. @param {string} place @returns {import("./waiting.js").Line[]} */
export function earlier(place) {
  try {
    const { entries, end } = JSON.parse(localStorage.getItem(place) ?? '{"entries":[],"end":null}');
    return [...entries.map((/** @type {import("./waiting.js").Entry} */ entry) => ({ id: entry.id, entry })), ...(end ? [{ id: "end", end }] : [])];
  } catch {
    return [];
  }
}

/** It is kept where this version keeps it. @param {string} place */
export function leave(place) {
  try {
    localStorage.removeItem(place);
  } catch {
    // nothing was there
  }
}
