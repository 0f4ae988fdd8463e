/**
 * The time left of a check, [data-left="seconds"], by the server's clock: it goes on while a phone sleeps, and says in
 * words, for eyes and ears, when less than five minutes and less than one are left.
 */

const GRACE = 11; // seconds after which the server ends it

/**
 * @param {() => unknown} look asks the server, when the time seems over and when it must have ended: there may be more by now
 * @returns {{set: (left: number) => void} | null} set: the server has told how many seconds are left
 */
export function countdown(look) {
  const shown = /** @type {HTMLElement | null} */ (document.querySelector("[data-left]"));
  const warning = /** @type {HTMLElement | null} */ (document.querySelector("[data-warning]"));
  if (!shown || !warning) return null;
  const time = /** @type {HTMLElement} */ (shown.querySelector("[role=timer]"));
  let until = 0;
  let ticks = 0;
  let asked = 0; // how often the server was asked since the time seemed over

  /** @param {number} left */
  const set = (left) => {
    until = Date.now() + left * 1000;
    ticks = performance.now() + left * 1000;
    if (left > 0) asked = 0;
  };

  const tell = () => {
    // The steady clock may stand still while a phone sleeps; the wall clock goes on, and may be set back.
    const left = Math.ceil(Math.min(until - Date.now(), ticks - performance.now()) / 1000);
    time.textContent = [Math.floor(Math.max(left, 0) / 60), Math.max(left, 0) % 60].map((part) => String(part).padStart(2, "0")).join(":");
    const words = left <= 0 ? warning.dataset.over : left <= 60 ? warning.dataset.one : left <= 300 ? warning.dataset.five : "";
    if (warning.textContent !== words) warning.textContent = words ?? "";
    shown.classList.toggle("owed", left <= 300);
    if ((left <= 0 && asked === 0) || (left <= -GRACE && asked === 1)) {
      asked += 1;
      look();
    }
  };

  set(Number(shown.dataset.left));
  setInterval(tell, 500);
  return { set };
}
