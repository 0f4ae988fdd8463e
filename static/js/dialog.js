/** A button with data-dialog="id" opens that <dialog>. It stays hidden where scripts don't run. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-dialog]"))) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(button.dataset.dialog ?? ""));
  if (!dialog) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.closest("details")?.removeAttribute("open");
    dialog.showModal();
  });
}
