/**
 * The button under the sentence says what it does: agree to the words that stand, put others in their place, or lead to the
 * box while there are none.
 */

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("button[data-agree]"));
const box = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#agree textarea"));
const seen = /** @type {HTMLInputElement | null} */ (document.querySelector("#agree [name=seen]"));

/** @param {string | undefined} words */
const plain = (words) => (words ?? "").split(/\s+/).filter(Boolean).join(" ");

function say() {
  if (!button || !box) return;
  const [now, stands] = [plain(box.value), plain(seen?.value)];
  button.textContent = (now === "" ? button.dataset.empty : now === stands || !stands ? button.dataset.agree : button.dataset.edited) ?? "";
  for (const line of document.querySelectorAll("[data-stands]")) {
    /** @type {HTMLElement} */ (line).hidden = now === stands;
  }
}

if (button && box) {
  box.form?.addEventListener("input", say);
  button.addEventListener("click", (event) => {
    if (plain(box.value)) return;
    event.preventDefault();
    box.scrollIntoView({ block: "center" });
    box.focus({ preventScroll: true });
  });
  say();
}
