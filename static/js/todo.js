/**
 * Where the panel of the to-do stands beside the list, it follows the row: Arrange opens it in place, and so does moving
 * along the rows with J and K, as long as nothing was typed into it. Elsewhere, and without this, Arrange loads the page
 * with that row's panel, and Back returns to the list.
 */

import { watch } from "./copy.js";

const PAUSE = 250; // ms on a row before its panel is fetched
const beside = () => matchMedia("(min-width: 960px)").matches;
let timer = 0;
let typed = false;

const panel = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-panel]"));

/**
 * Put the panel of a row where the old one was.
 * @param {HTMLAnchorElement} link the row's Arrange
 * @returns {Promise<boolean>} false where the server answered with something else
 */
async function open(link) {
  const answer = await fetch(link.href).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-panel]");
  if (!fresh) return false;
  panel()?.replaceWith(fresh);
  watch(fresh);
  typed = false;
  for (const row of document.querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
  link.closest("tr")?.setAttribute("aria-current", "true");
  history.replaceState(null, "", link.href);
  return true;
}

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-arrange]") : null;
  if (!(link instanceof HTMLAnchorElement) || !beside() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  clearTimeout(timer);
  if (await open(link)) panel()?.focus({ preventScroll: true }); // it is beside the list, wherever that is scrolled
  else location.assign(link.href);
});

document.addEventListener("focusin", (event) => {
  clearTimeout(timer);
  const row = event.target instanceof Element ? event.target.closest("tr[data-row]:not([aria-current])") : null;
  const link = row?.querySelector("a[data-arrange=row]");
  if (beside() && !typed && link instanceof HTMLAnchorElement) timer = setTimeout(() => void open(link), PAUSE);
});

document.addEventListener("input", (event) => {
  typed ||= event.target instanceof Element && event.target.closest("[data-panel]") !== null;
});
