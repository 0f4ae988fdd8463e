/**
 * The register of a class: form[data-register] keeps the marks that its trainer set on this phone until they are saved,
 * counts on its button what will be written, and shows who has signed in meanwhile by asking [data-watch]. A mark that
 * the trainer set stands against every sign-in. A page with [data-recorded] has saved them, so that they go.
 */

import { Laid } from "./laid.js";

const EVERY = 4000; // ms
const MARK = "mark-";

/** @typedef {{id: number, mark: string, words: string}} Signed */

/** @param {string} place @returns {Laid<Record<string, string>>} marks by person */
const marksAt = (place) => new Laid(place, () => ({}), (marks) => Object.keys(marks).length > 0);

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-register]"));
const counted = /** @type {HTMLElement | null} */ (document.querySelector("[data-counted]"));

/** @param {number | string} person @param {string} mark */
function choose(person, mark) {
  const radio = /** @type {HTMLInputElement | null} */ (form?.querySelector(`[name="${MARK}${person}"][value="${mark}"]`));
  if (radio) radio.checked = true;
}

const says = /** @type {HTMLElement | null} */ (counted?.querySelector(".says") ?? null);
const first = says?.textContent ?? "";

/** The line over the button. @param {string} words */
function say(words) {
  if (says && says.textContent !== words) says.textContent = words;
}

/** What the button says, by the marks as they stand. */
function count() {
  if (!form || !counted) return;
  const marks = [...new FormData(form)].filter(([name]) => name.startsWith(MARK)).map(([, mark]) => mark);
  /** @param {string[]} wanted */
  const of = (...wanted) => marks.filter((mark) => wanted.includes(String(mark))).length;
  /** @param {string} name @param {number} number @returns {string} */
  const words = (name, number) => JSON.parse(form.dataset[name] ?? "[]")[number] ?? "";
  const button = counted.querySelector("[data-record]");
  if (button) button.textContent = words("labels", of("attended", "late"));
  const others = [words("notCome", of("offered")), words("onLeave", of("absent"))].filter(Boolean);
  say(others.join(document.documentElement.lang.startsWith("zh") ? "" : " ") || first);
}

/** @param {Laid<Record<string, string>>} own @param {Signed[]} people */
function show(own, people) {
  for (const { id, mark, words } of people) {
    const row = document.querySelector(`[data-person="${id}"]`);
    if (!row) {
      const news = /** @type {HTMLElement | null} */ (document.querySelector("[data-news]"));
      if (news) news.hidden = false;
      continue;
    }
    const signed = row.querySelector("[data-signed]");
    if (signed && words) signed.textContent = words;
    if (words && !(id in own.value)) choose(id, mark);
  }
  count();
}

/** @param {Laid<Record<string, string>>} own */
async function look(own) {
  if (!form || document.visibilityState === "hidden") return;
  try {
    const answer = await fetch(form.dataset.watch ?? "", { headers: { Accept: "application/json" } });
    if (answer.ok) show(own, (await answer.json()).people);
  } catch {
    // no network: the marks are kept here, and it asks again
  }
}

if (form) {
  const own = marksAt(form.dataset.register ?? "");
  const kept = /** @type {HTMLElement | null} */ (document.querySelector("[data-kept]"));
  for (const [person, mark] of Object.entries(own.value)) choose(person, mark);
  if (kept) kept.hidden = !Object.keys(own.value).length;
  form.addEventListener("change", (event) => {
    const radio = /** @type {HTMLInputElement} */ (event.target);
    if (!radio.name.startsWith(MARK)) return;
    own.change((marks) => (marks[radio.name.slice(MARK.length)] = radio.value));
    if (kept) kept.hidden = own.lost;
    count();
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    say(form.dataset.offline ?? "");
  });
  addEventListener("online", count);
  says?.setAttribute("role", "status");
  count();
  setInterval(look, EVERY, own);
  document.addEventListener("visibilitychange", () => look(own));
}

const recorded = /** @type {HTMLElement | null} */ (document.querySelector("[data-recorded]"));
if (recorded) {
  marksAt(recorded.dataset.recorded ?? "").change((marks) => {
    for (const person of Object.keys(marks)) delete marks[person];
  });
}
