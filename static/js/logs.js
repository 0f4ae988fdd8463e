/**
 * Practices alone that are not logged yet: kept on this phone, each under its key and the person who played, sent once by
 * that key, never under the sign-in of another. Says by `tell` whenever something has changed.
 */

import { Halt, Sender } from "./sender.js";

const WAITS = [1000, 2000, 4000, 8000, 15000]; // ms between tries

/** @typedef {{key: string, url: string, hash: string, said: string[], at: number}} Log at: when it was over, by this phone */

export class Logs {
  /** @param {number} person @param {string} token @param {(logs: Logs) => void} tell */
  constructor(person, token, tell) {
    this.person = person;
    this.tell = tell;
    this.sender = new Sender(person, token);
    this.place = `plays:${person}:`;
    this.lost = false; // the phone refuses to keep anything: what waits is in this page only
    this.waiting = this.kept();
    this.halted = /** @type {Halt | null} */ (null);
    this.sent = /** @type {{key: string, back: string}[]} */ ([]);
    this.failures = 0;
    this.busy = false;
    this.timer = 0;
    for (const name of ["online", "focus"]) addEventListener(name, () => this.wake());
  }

  /** What lies on the phone, the oldest first. @returns {Log[]} */
  kept() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(this.place));
      return names.map((name) => JSON.parse(localStorage.getItem(name) ?? "{}")).sort((one, other) => one.at - other.at);
    } catch {
      return []; // a browser that keeps nothing has nothing to give back
    }
  }

  /** @param {Log} log */
  add(log) {
    this.waiting.push(log);
    try {
      localStorage.setItem(this.place + log.key, JSON.stringify(log));
    } catch {
      this.lost = true;
    }
    this.wake();
  }

  /** It is not to be sent, or was. @param {string} key */
  drop(key) {
    this.waiting = this.waiting.filter((one) => one.key !== key);
    try {
      localStorage.removeItem(this.place + key);
    } catch {
      // nothing was kept
    }
    this.tell(this);
  }

  /** Send now, whatever made it wait. */
  wake() {
    clearTimeout(this.timer);
    this.halted = null;
    this.sender.doubt();
    this.tell(this);
    if (!this.busy) this.send();
  }

  async send() {
    this.busy = true;
    try {
      for (let log = this.waiting[0]; log; log = this.waiting[0]) {
        const { key, url, hash, said, at } = log;
        const ago = Math.max(0, Math.round((Date.now() - at) / 1000));
        const echo = await this.sender.post(url, { person: this.person, key, hash, said, ago });
        if (echo.key !== key) throw new Error("this is no echo");
        this.failures = 0;
        this.sent.push(echo);
        this.drop(key);
      }
    } catch (problem) {
      if (problem instanceof Halt) this.halted = problem;
      else this.timer = setTimeout(() => this.wake(), WAITS[Math.min(this.failures++, WAITS.length - 1)]);
    } finally {
      this.busy = false;
    }
    this.tell(this);
  }
}

/** Why the sending stands still, in the words of an element's data-. @param {Logs} logs @param {DOMStringMap} words */
export function halt(logs, words) {
  const why = logs.halted?.why;
  if (!why) return "";
  return (words[why] ?? words.refused ?? "").replace("{why}", logs.halted?.answer.detail ?? "");
}
