/**
 * Single keys: ? lists them, g and a letter goes to a page (a[data-go="letter"]), j and k move along [data-row] (to what
 * is chosen in it or [data-first], else its first radio button, else its first control), digits choose within [data-digits] an input or [data-choice]. Off in fields, while an input method
 * composes, with a modifier, and by data-keys="off".
 */

const WAIT = 1500; // ms between g and its letter
let goUntil = 0;

/** @param {EventTarget | null} target */
const typing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=radio], [type=checkbox]), select, textarea"));

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.keys === "off" || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (act(event.key, event.target)) event.preventDefault();
});

/**
 * @param {string} key
 * @param {EventTarget | null} target
 * @returns {boolean} whether the key meant something
 */
function act(key, target) {
  if (performance.now() < goUntil) {
    goUntil = 0;
    const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(`a[data-go="${CSS.escape(key)}"]`));
    link?.click();
    return link !== null;
  }
  if (key === "g") {
    goUntil = performance.now() + WAIT;
    return true;
  }
  if (key === "?") {
    const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys-help"));
    help?.showModal();
    return help !== null;
  }
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  return /^[1-9]$/.test(key) && choose(Number(key), target);
}

/** Move the focus to the row after or before the one that holds it. @param {1 | -1} by */
function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[now === -1 ? (by === 1 ? 0 : rows.length - 1) : now + by];
  const inside = row?.querySelectorAll("a[href], button, input, summary") ?? [];
  const first = [...inside].find((one) => one.matches(":checked, [data-first]")) ?? [...inside].find((one) => one.matches("[type=radio]")) ?? inside[0];
  if (!(first instanceof HTMLElement)) return false;
  first.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

/** Choose the n-th in the group that holds the focus, else in the only group. @param {number} n @param {EventTarget | null} target */
function choose(n, target) {
  const groups = document.querySelectorAll("[data-digits]");
  const here = target instanceof Element ? target.closest("[data-digits]") ?? target.closest("[data-row]")?.querySelector("[data-digits]") : null;
  const group = here ?? (groups.length === 1 ? groups[0] : null);
  const input = /** @type {NodeListOf<HTMLInputElement>} */ (group?.querySelectorAll("input, [data-choice]") ?? [])[n - 1];
  if (!input || input.disabled) return false;
  input.focus();
  input.click();
  return true;
}
