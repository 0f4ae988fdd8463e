/**
 * Following a script in the hand: [data-follow="1"] and ["-1"] move to the next line and to the one before, as does a tap
 * on a line. The line that is at stands well above the thumb.
 */

const lines = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-line]")]);
const steps = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll("[data-follow]")]);
let at = -1;

/** @param {number} to */
function go(to) {
  lines[at]?.removeAttribute("aria-current");
  at = Math.max(0, Math.min(to, lines.length - 1));
  lines[at].setAttribute("aria-current", "true");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  lines[at].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

for (const step of steps) {
  step.hidden = false;
  step.addEventListener("click", () => go(at + Number(step.dataset.follow)));
}
for (const [number, line] of lines.entries()) line.addEventListener("click", () => getSelection()?.toString() || go(number));
