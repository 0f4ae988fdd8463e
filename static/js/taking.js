/**
 * One recording while it is made: begun, shown as it goes on, ended, kept on this phone all along.
 */

import { Capture } from "./capture.js";
import { newKey } from "./newkey.js";
import { onClock } from "./onclock.js";
import { megabytes, say } from "./says.js";

const REFUSALS = { NotAllowedError: "not-allowed", SecurityError: "not-allowed", NotFoundError: "no-device", NotReadableError: "taken" };

/** @typedef {import("./takes.js").Take} Take */

export class Taking {
  /**
   * @param {HTMLElement} running the part of the page that shows it @param {import("./takes.js").Takes} takes
   * @param {(words: string, values?: Record<string, string>) => void} tell says it on the recorder's own line
   * @param {(take: Take) => void} over called with what was recorded, when the browser or the clock ends it as well
   */
  constructor(running, takes, tell, over) {
    this.running = running;
    this.takes = takes;
    this.tell = tell;
    this.over = over;
    this.longest = Infinity; // seconds
    this.timer = 0;
    /** @type {Capture | null} */
    this.capture = null;
    /** @type {Take | null} */
    this.take = null;
  }

  /**
   * @param {{person: number, attempt: number}} at @param {"audio" | "video"} medium @param {Take["consent"]} consent
   * @returns {Promise<string>} the name of what is in the way, empty when it records
   */
  async begin({ person, attempt }, medium, consent) {
    const capture = new Capture(medium, async (slice) => {
      if (!this.take) return;
      this.take.seconds = capture.seconds;
      await this.takes.keep(this.take, slice);
    });
    try {
      await capture.start();
    } catch (problem) {
      const name = problem instanceof DOMException ? problem.name : "";
      return REFUSALS[/** @type {keyof typeof REFUSALS} */ (name)] ?? "old";
    }
    navigator.storage?.persist?.().catch(() => {});
    this.capture = capture;
    this.take = {
      ...{ id: newKey(), person, attempt, medium, type: capture.type ?? "", begun: Date.now() },
      ...{ seconds: 0, size: 0, slices: 0, ended: false, wanted: false, consent },
    };
    this.timer = setInterval(() => this.tick(), 100);
    return "";
  }

  tick() {
    const [capture, take] = [this.capture, this.take];
    if (!capture || !take) return;
    const meter = /** @type {HTMLElement} */ (this.running.querySelector("[data-level]"));
    meter.style.transform = `scaleX(${capture.level.toFixed(3)})`;
    const values = { length: onClock(capture.seconds), size: megabytes(take.size) };
    say(this.running, this.takes.lost ? "lost" : "keeping", values);
    this.tell("recording", values);
    if (capture.ended || capture.seconds >= this.longest) this.end();
  }

  /** End it; comes back when all of it is kept. */
  async end() {
    const [capture, take] = [this.capture, this.take];
    if (!capture || !take) return;
    clearInterval(this.timer);
    this.capture = null;
    const seconds = capture.seconds;
    await capture.stop();
    Object.assign(take, { ended: true, seconds });
    await this.takes.keep(take);
    this.take = null;
    this.over(take);
  }
}
