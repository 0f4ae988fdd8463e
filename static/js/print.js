/** Buttons with data-print print the page; hidden where scripts don't run, since the browser's own menu does the same. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
