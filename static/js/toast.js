/** Toasts go after eight seconds, and wait while they are pointed at or hold the focus. */

const SHOWN = 8000;

for (const toast of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-toast]"))) {
  let timer = 0;
  const wait = () => clearTimeout(timer);
  const go = () => {
    wait();
    timer = setTimeout(() => toast.matches(":hover, :focus-within") || toast.remove(), SHOWN);
  };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, wait);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, go);
  const close = /** @type {HTMLButtonElement | null} */ (toast.querySelector("[data-toast-close]"));
  if (close) {
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
  }
  go();
}
