/**
 * A button with data-ask="id" asks in that <dialog> before its form is sent, when something in the form would be lost.
 * Without scripts the server asks.
 */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-ask]"))) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(button.dataset.ask ?? ""));
  button.addEventListener("click", (event) => {
    if (!button.form || !isFilled(button.form)) return;
    event.preventDefault();
    dialog.showModal();
  });
}

/** @param {HTMLFormElement} form */
function isFilled(form) {
  const put = /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ ([...form.querySelectorAll("input[type=radio], textarea")]);
  return put.some((field) => (field instanceof HTMLInputElement ? field.checked : field.value.trim() !== ""));
}
