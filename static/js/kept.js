/**
 * Rows that are kept on this phone under a place and an id: in IndexedDB, else in localStorage, else in this page only, and
 * then `lost` says so. A row is written the moment it is made; `settled` tells when all that was made lies where it lasts.
 */

/** @typedef {{place: string, id: string, page: string, at: number, [more: string]: unknown}} Row page: where it was made */

const [NAME, STORE, MARK] = ["shifu", "rows", "kept "];
const PATIENCE = 2000; // ms; a browser may never answer
const LONGEST = 3 * 24 * 60 * 60 * 1000; // ms that a row which was sent is kept

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("kept") : null;
/** @type {Promise<IDBDatabase | null> | null} */
let opening = null;
/** @type {IDBDatabase | null} */
let database = null;
let lasting; // asked once: whether the browser keeps all of it also when it is short of room

/** @returns {Promise<IDBDatabase | null>} null where the browser has none, or refuses it */
function open() {
  return (opening ??= new Promise((resolve) => {
    setTimeout(() => resolve(null), PATIENCE);
    try {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: ["place", "id"] });
      asked.onerror = asked.onblocked = () => resolve(null);
      asked.onsuccess = () => {
        database = asked.result;
        database.onversionchange = () => database?.close();
        resolve(database);
      };
    } catch {
      resolve(null);
    }
  }));
}

/** @param {IDBDatabase} db @param {Row[]} put @param {[string, string][]} gone @returns {Promise<void>} once it is on disk */
function write(db, put, gone) {
  return new Promise((resolve, reject) => {
    const act = db.transaction(STORE, "readwrite", { durability: "strict" });
    act.oncomplete = () => resolve();
    act.onabort = act.onerror = () => reject(act.error);
    for (const row of put) act.objectStore(STORE).put(row);
    for (const key of gone) act.objectStore(STORE).delete(key);
    act.commit?.(); // at once, so that it outlives a page that goes
  });
}

/** @param {Row[]} rows @returns {boolean} whether localStorage took them */
function lay(rows) {
  try {
    for (const row of rows) localStorage.setItem(`${MARK}${row.place} ${row.id}`, JSON.stringify(row));
    return true;
  } catch {
    return false;
  }
}

/** @param {Iterable<[string, string]>} keys */
function clear(keys) {
  try {
    for (const [place, id] of keys) localStorage.removeItem(`${MARK}${place} ${id}`);
  } catch {
    // it keeps nothing, so nothing is left
  }
}

/** @param {string} prefix @returns {Row[]} */
function lying(prefix) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(MARK + prefix));
    return names.map((name) => JSON.parse(localStorage.getItem(name) ?? "null")).filter(Boolean);
  } catch {
    return [];
  }
}

/** All rows whose place begins so, of every tab; those that were sent long ago are left out. @param {string} prefix @returns {Promise<Row[]>} */
export async function rowsOf(prefix) {
  const db = await open();
  const found = await new Promise((resolve) => {
    if (!db) return resolve([]);
    const asked = db.transaction(STORE).objectStore(STORE).getAll(IDBKeyRange.bound([prefix], [`${prefix}\uffff`, []]));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve([]);
  }).catch(() => []);
  const rows = new Map([...found, ...lying(prefix)].map((row) => [`${row.place} ${row.id}`, row]));
  return [...rows.values()].filter((row) => !row.sent || row.at > Date.now() - LONGEST);
}

/** Be told of what another tab has kept or let go. @param {(told: {place: string, put: Row[], gone: string[]}) => void} how */
export function onKept(how) {
  channel?.addEventListener("message", (event) => how(event.data));
}

export class Kept {
  /** @param {string} place */
  constructor(place) {
    this.place = place;
    this.lost = false;
    this.settled = Promise.resolve();
    /** @type {Map<string, Row>} on its way to where it lasts */
    this.unsure = new Map();
    this.leaving = false;
    addEventListener("pageshow", () => (this.leaving = false));
    addEventListener("pagehide", () => {
      this.leaving = true;
      lay([...this.unsure.values()]);
    });
  }

  /** @returns {Promise<Row[]>} */
  async rows() {
    return (await rowsOf(this.place)).filter((row) => row.place === this.place);
  }

  /** Keep rows and let others go. @param {{id: string, [more: string]: unknown}[]} made @param {string[]} gone ids */
  change(made, gone = []) {
    const put = made.map((one) => ({ ...structuredCloneOf(one), place: this.place, page: location.pathname, at: Date.now(), id: one.id }));
    for (const row of put) this.unsure.set(row.id, row);
    for (const id of gone) this.unsure.delete(id);
    if (this.leaving) lay(put);
    this.settled = Promise.all([this.settled, this.last(put, gone)]).then(() => {});
    return this.settled;
  }

  /** @param {Row[]} put @param {string[]} gone */
  async last(put, gone) {
    const keys = gone.map((id) => /** @type {[string, string]} */ ([this.place, id]));
    try {
      lasting ??= navigator.storage?.persist?.().catch(() => false);
      const db = database ?? (await open());
      if (!db) throw new Error("there is no database");
      await write(db, put, keys);
      clear([...keys, ...put.map((row) => /** @type {[string, string]} */ ([row.place, row.id]))]);
      this.lost = false;
    } catch {
      clear(keys);
      this.lost = !lay(put);
    }
    for (const row of put) if (this.unsure.get(row.id) === row) this.unsure.delete(row.id);
    channel?.postMessage({ place: this.place, put, gone });
  }
}

/** @template T @param {T} value @returns {T} as it is now, whatever becomes of it later */
function structuredCloneOf(value) {
  return JSON.parse(JSON.stringify(value));
}
