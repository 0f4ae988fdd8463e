/**
 * A clock that runs: [data-timer="462"] shows 07:42 and goes on, unless it has data-stopped. Other modules ask it for the
 * second of the play.
 */

import { onClock } from "./onclock.js";

export { onClock };

const LONGEST = 12 * 60 * 60; // seconds, as the server takes them
const clock = /** @type {HTMLElement | null} */ (document.querySelector("[data-timer]"));
const base = Number(clock?.dataset.timer ?? 0);
const stopped = clock?.dataset.stopped !== undefined;
const ticksAtStart = performance.now();
const wallAtStart = Date.now();

/** Seconds since the play began, by the clock of this page. @returns {number} */
export function elapsed() {
  if (stopped) return Math.min(base, LONGEST);
  // The steady clock may stand still while a phone sleeps; the wall clock goes on, and may be set back.
  const passed = Math.max(performance.now() - ticksAtStart, Date.now() - wallAtStart) / 1000;
  return Math.min(Math.floor(base + passed), LONGEST);
}

if (clock && !stopped) {
  setInterval(() => {
    const shown = onClock(elapsed());
    if (clock.textContent !== shown) clock.textContent = shown;
  }, 250);
}
