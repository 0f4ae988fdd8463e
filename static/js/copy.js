/** A button with data-copy="text" copies the text and says so with data-copied. Works on plain http too. */

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The old way, for pages that aren't a secure context. @param {string} text */
function copyBySelection(text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  area.readOnly = true;
  (focused?.closest("dialog") ?? document.body).append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return copied;
}

/** Make the copy buttons within an element work. @param {ParentNode} root */
export function watch(root) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-copy]"))) {
    const words = /** @type {ChildNode} */ (button.lastChild);
    const before = words.textContent;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      if (!(await copy(button.dataset.copy ?? ""))) return;
      words.textContent = button.dataset.copied ?? before;
      setTimeout(() => (words.textContent = before), 2500);
    });
  }
}

watch(document);
