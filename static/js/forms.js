/**
 * A form that writes is sent once. A second press while the answer is awaited does nothing; a form whose page was made
 * without a key gets one; and when a form that was sent is changed afterwards (came back by the browser's Back), it is a
 * new sending and gets a new key. A page loads it; no module imports it, else it would listen twice.
 */

import "./draft.js";
import { newKey } from "./newkey.js";

/** @type {WeakSet<HTMLFormElement>} forms that were sent from this page */
const sent = new WeakSet();

/** @param {HTMLFormElement} form */
const keyOf = (form) => /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="key"]'));

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-once]"))) {
  if (keyOf(form)) continue;
  const key = document.createElement("input");
  Object.assign(key, { type: "hidden", name: "key", value: newKey() });
  form.append(key);
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  sent.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
});

document.addEventListener("input", (event) => {
  const form = /** @type {HTMLInputElement} */ (event.target).form;
  if (!form || !sent.delete(form)) return;
  const key = keyOf(form);
  if (key) key.value = newKey();
});

addEventListener("pageshow", () => {
  const came = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
  for (const form of document.forms) {
    delete form.dataset.sending;
    if (came?.type === "back_forward") sent.add(form);
  }
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
