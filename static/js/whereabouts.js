/**
 * The line [data-state], always true: where what was tapped is. Its words are attributes of the element, one for each case;
 * [data-sign-in] is the way out where the sign-in has ended.
 */

const line = /** @type {HTMLElement} */ (document.querySelector("[data-state]"));
const words = /** @type {HTMLElement} */ (line.querySelector("[data-words]"));
const tick = /** @type {HTMLElement} */ (line.querySelector("[data-ok]"));
const signIn = /** @type {HTMLElement} */ (document.querySelector("[data-sign-in]"));
const told = line.dataset;

/** @param {import("./queue.js").Queue} queue */
export function sayWhere(queue) {
  const halted = queue.halted && queue.halted.why in told ? queue.halted : null;
  const said = where(queue, halted, queue.pending) ?? "";
  if (words.textContent !== said) words.textContent = said;
  tick.hidden = queue.pending > 0 || halted !== null;
  signIn.hidden = halted?.why !== "signedOut" && halted?.why !== "other";
}

/** @param {import("./queue.js").Queue} queue @param {import("./sender.js").Halt | null} halted @param {number} count @returns {string | undefined} */
function where(queue, halted, count) {
  if (queue.lost && count) return told.lost;
  if (halted) return told[halted.why]?.replace("{why}", halted.answer.detail ?? "");
  if (!count) return queue.savedAt ? told.saved?.replace("{time}", queue.savedAt) : told.fresh;
  if (!navigator.onLine) return told.offline?.replace("{count}", String(count));
  if (!queue.failures) return told.sending;
  return count === 1 ? told.one : told.many?.replace("{count}", String(count));
}
