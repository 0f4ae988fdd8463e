/**
 * Asking at a place: a dialog with a question, one tap for “this was unclear”, and what the reader has left here before,
 * shown where it was asked. [data-asking] holds the address of the reader's own; without scripts its link leads to a page.
 */

import { drop, keep, kept, restore } from "./draft.js";
import { newKey } from "./newkey.js";
import { showMarks } from "./asked.js";
import { choosing } from "./spots.js";

/** @typedef {import("./asked.js").Own} Own */

/** @param {HTMLElement} root */
function begin(root) {
  const { asking = "", tap = "", spot: only } = root.dataset;
  const dialog = /** @type {HTMLDialogElement} */ (root.querySelector("dialog"));
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const words = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-said]"));
  const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const bar = /** @type {HTMLElement | null} */ (root.querySelector("[data-bar]"));
  const lesson = /** @type {HTMLElement | null} */ (document.querySelector("[data-lesson]"));
  /** @type {Own} */
  let own = { questions: [], unclear: [] };
  let spot = only ?? "";

  const tell = (/** @type {string} */ text) => {
    for (const place of root.querySelectorAll("[data-told]")) place.textContent = text;
  };
  const press = () => {
    const pressed = String(own.unclear.includes(spot));
    for (const button of root.querySelectorAll("[data-unclear]")) button.setAttribute("aria-pressed", pressed);
    tell("");
  };
  const spots = bar && lesson && only === undefined ? choosing(bar, lesson, (chosen) => { spot = chosen; press(); }) : null;

  /** @param {Own} fresh */
  const take = (fresh) => {
    own = fresh;
    press();
    showMarks(root, own, post);
  };

  const mark = async (/** @type {string} */ at, /** @type {boolean} */ on) => {
    const answer = await post(tap, { spot: at, on: on ? "1" : "0" });
    if (!answer?.ok) tell(root.dataset.unnoted ?? "");
  };

  /** Send a form's worth of values; what comes back is all that stands here. @param {string} url @param {Record<string, string>} values */
  async function post(url, values) {
    const body = new URLSearchParams({ csrf_token: value("csrf_token").value, ...values });
    const answer = await fetch(url, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
    const told = answer?.ok ? await answer.json() : null;
    if (told?.questions) take(told);
    return answer;
  }

  const load = async () => {
    const answer = await fetch(asking, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) take(await answer.json());
  };

  const open = () => {
    const excerpt = /** @type {HTMLElement} */ (dialog.querySelector("[data-excerpt]"));
    const text = spots?.words() ?? "";
    Object.assign(excerpt, { textContent: text, hidden: !text });
    form.dataset.draft = `${asking}#${spot}`;
    words.value = said.textContent = "";
    value("spot").value = spot;
    const draft = kept(form);
    restore(form);
    // words that come back keep their key: they may have arrived although nothing said so
    value("key").value = draft?.key ?? newKey();
    if (draft) keep(form, false, value("key").value);
    dialog.showModal();
    words.focus();
  };

  const send = async () => {
    if (!words.value.trim()) return void (said.textContent = form.dataset.empty ?? "");
    const values = Object.fromEntries(/** @type {[string, string][]} */ ([...new FormData(form)]));
    const answer = await post(form.action, values);
    if (!answer) return void (said.textContent = form.dataset.unsent ?? "");
    if (answer.status === 422) return void (said.textContent = (await answer.json()).detail);
    if (!answer.ok) return form.submit(); // the page says what is the matter, and keeps the words
    drop(form);
    dialog.close();
    const latest = [...document.querySelectorAll(`[data-at="${spot}"] summary`)].pop();
    spots?.leave();
    if (latest instanceof HTMLElement) latest.focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    send().finally(() => delete form.dataset.busy);
  });
  form.addEventListener("input", () => {
    said.textContent = "";
    value("key").value = newKey();
    keep(form, false, value("key").value);
  });
  root.addEventListener("click", (event) => {
    const on = /** @type {Element} */ (event.target).closest("[data-open], [data-unclear], [data-close]");
    if (on?.matches("[data-close]")) dialog.close();
    else if (on?.matches("[data-unclear]")) mark(spot, !own.unclear.includes(spot));
    else if (on) {
      event.preventDefault();
      open();
    }
  });
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-scripted]"))) one.hidden = false;
  document.addEventListener("asked:clear", (event) => mark(/** @type {CustomEvent} */ (event).detail, false));
  addEventListener("pageshow", (event) => event.persisted && load());
  load();
}

for (const root of document.querySelectorAll("[data-asking]")) begin(/** @type {HTMLElement} */ (root));
