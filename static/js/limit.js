/**
 * The time that a play is meant to take: [data-left-of="720"] counts it down and goes on over it in the words of data-past;
 * [data-over="720"] says data-words once it is over. No alarm, and nothing moves.
 */

import { elapsed, onClock } from "./timer.js";

const left = /** @type {HTMLElement | null} */ (document.querySelector("[data-left-of]"));
const over = /** @type {HTMLElement | null} */ (document.querySelector("[data-over]"));

function tell() {
  const now = elapsed();
  if (left) {
    const rest = Number(left.dataset.leftOf) - now;
    const shown = rest >= 0 ? onClock(rest) : (left.dataset.past ?? "{time}").replace("{time}", onClock(-rest));
    if (left.textContent !== shown) left.textContent = shown;
  }
  if (over && now >= Number(over.dataset.over) && over.textContent !== over.dataset.words) {
    over.textContent = over.dataset.words ?? "";
    over.classList.add("over");
  }
}

tell();
setInterval(tell, 250);
