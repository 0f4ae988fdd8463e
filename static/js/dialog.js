/**
 * A button with data-dialog="id" opens that <dialog>; it stays hidden where scripts don't run. A link with it leads there
 * to a page that asks the same.
 */

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-dialog]"))) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(button.dataset.dialog ?? ""));
  if (!dialog) continue;
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    button.closest("details")?.removeAttribute("open");
    dialog.showModal();
  });
}
