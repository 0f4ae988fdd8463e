/**
 * What was recorded and is not on the server yet: kept on this phone slice by slice as it comes, under the person who
 * recorded it. Where the phone refuses to keep it, it stays in this page, and `lost` says so. Works in insecure contexts.
 */

/** @typedef {{id: string, person: number, attempt: number, medium: "audio" | "video", type: string, begun: number,
 *   seconds: number, size: number, slices: number, ended: boolean, wanted: boolean,
 *   consent: {medium: string, given: boolean, key: string} | null}} Take
 *   attempt: the try; begun: ms since 1970; ended: recording is over; wanted: to be sent; consent: still to be told */

const NAME = "recordings";

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransaction} work @returns {Promise<void>} */
const whole = (work) =>
  new Promise((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = work.onerror = () => reject(work.error);
  });

export class Takes {
  constructor() {
    this.lost = false;
    /** @type {Map<string, {take: Take, slices: ArrayBuffer[]}>} what the phone refused to keep */
    this.memory = new Map();
    this.opened = this.open();
  }

  /** @returns {Promise<IDBDatabase | null>} */
  async open() {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("takes", { keyPath: "id" });
        request.result.createObjectStore("slices");
      };
      return await answer(request);
    } catch {
      this.lost = true;
      return null;
    }
  }

  /** Keep a take as it is now, and its next slice with it. @param {Take} take @param {ArrayBuffer} [slice] */
  async keep(take, slice) {
    const there = this.memory.get(take.id);
    if (slice) [take.size, take.slices] = [take.size + slice.byteLength, take.slices + 1];
    const database = await this.opened;
    try {
      if (!database || there) throw new Error("not kept here");
      const work = database.transaction(["takes", "slices"], "readwrite");
      work.objectStore("takes").put(take);
      if (slice) work.objectStore("slices").put(slice, [take.id, take.slices]);
      await whole(work);
    } catch {
      this.lost = true;
      const slices = there?.slices ?? [];
      if (slice) slices.push(slice);
      this.memory.set(take.id, { take, slices });
    }
  }

  /** What a person recorded of a try, the latest first. @param {number} person @param {number} attempt */
  async of(person, attempt) {
    const database = await this.opened;
    const kept = database ? await answer(database.transaction("takes").objectStore("takes").getAll()).catch(() => []) : [];
    /** @type {Take[]} */
    const all = [...kept, ...[...this.memory.values()].map((one) => one.take)];
    const own = all.filter((one) => one.person === person && one.attempt === attempt && one.size);
    return own.sort((one, other) => other.begun - one.begun);
  }

  /** All of a take as one file. @param {Take} take @returns {Promise<Blob>} */
  async file(take) {
    const database = await this.opened;
    const range = IDBKeyRange.bound([take.id, 0], [take.id, Number.MAX_SAFE_INTEGER]);
    const kept = database ? await answer(database.transaction("slices").objectStore("slices").getAll(range)) : [];
    return new Blob([...kept, ...(this.memory.get(take.id)?.slices ?? [])], { type: take.type });
  }

  /** @param {Take} take */
  async drop(take) {
    this.memory.delete(take.id);
    const database = await this.opened;
    if (!database) return;
    const work = database.transaction(["takes", "slices"], "readwrite");
    work.objectStore("takes").delete(take.id);
    work.objectStore("slices").delete(IDBKeyRange.bound([take.id, 0], [take.id, Number.MAX_SAFE_INTEGER]));
    await whole(work).catch(() => {});
  }
}
