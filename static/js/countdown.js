/**
 * The time left of a check, [data-left="seconds"], by the server's clock: it goes on while a phone sleeps, and says in
 * words, for eyes and ears, when five minutes and one minute are left.
 */

const GRACE = 11; // seconds after which the server ends it

/** @param {() => void} ended called when the time is over and the server has ended it */
export function countdown(ended) {
  const shown = /** @type {HTMLElement | null} */ (document.querySelector("[data-left]"));
  const warning = /** @type {HTMLElement | null} */ (document.querySelector("[data-warning]"));
  if (!shown || !warning) return;
  const time = /** @type {HTMLElement} */ (shown.querySelector("[role=timer]"));
  const until = Date.now() + Number(shown.dataset.left) * 1000;
  const ticks = performance.now() + Number(shown.dataset.left) * 1000;
  const timer = setInterval(() => {
    // The steady clock may stand still while a phone sleeps; the wall clock goes on, and may be set back.
    const left = Math.ceil(Math.min(until - Date.now(), ticks - performance.now()) / 1000);
    time.textContent = [Math.floor(Math.max(left, 0) / 60), Math.max(left, 0) % 60].map((part) => String(part).padStart(2, "0")).join(":");
    const words = left <= 0 ? warning.dataset.over : left <= 60 ? warning.dataset.one : left <= 300 ? warning.dataset.five : "";
    if (warning.textContent !== words) warning.textContent = words ?? "";
    shown.classList.toggle("owed", left <= 300);
    if (left > -GRACE) return;
    clearInterval(timer);
    ended();
  }, 500);
}
