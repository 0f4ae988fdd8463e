/** A button with data-ask="id" asks in that <dialog> before its form is sent. Without scripts the server asks. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-ask]"))) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(button.dataset.ask ?? ""));
  button.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
}
