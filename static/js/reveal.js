/** A button with data-reveal="id of a password field" shows what was typed; data-hide holds its other words. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-reveal]"))) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.reveal ?? ""));
  if (!field) continue;
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => set(field.type === "password"));
  field.form?.addEventListener("submit", () => set(false));

  /** @param {boolean} shown */
  function set(shown) {
    /** @type {HTMLInputElement} */ (field).type = shown ? "text" : "password";
    button.textContent = shown ? (button.dataset.hide ?? show) : show;
    button.setAttribute("aria-pressed", String(shown));
  }
}
