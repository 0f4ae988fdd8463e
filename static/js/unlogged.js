/** Sends practices alone that this phone kept while it had no network, and says what still waits. */

import { halt, Logs } from "./logs.js";

const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-unlogged]"));

if (line) {
  const words = line.dataset;
  const logs = new Logs(Number(words.person), words.token ?? "", () => {
    const count = logs.waiting.length;
    const left = count === 1 ? words.one : (words.many ?? "").replace("{count}", String(count));
    line.hidden = !count && !logs.sent.length;
    line.classList.toggle("owed", count > 0);
    line.textContent = count ? halt(logs, words) || (left ?? "") : (words.sent ?? "");
  });
  if (logs.waiting.length) logs.wake();
}
