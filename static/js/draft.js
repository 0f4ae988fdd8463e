/**
 * What is written into a form[data-draft="name"] is kept in this tab until it has been saved: over a reload, a way out and
 * back, a sending that found no network. A sending has saved it when the server leads on to another page.
 */

const MARK = "draft:";

/** @typedef {{sent: boolean, values: [string, string][], key?: string}} Draft */

/** @param {HTMLFormElement} form @returns {[string, string][]} what a person put in, without tokens and keys */
function valuesOf(form) {
  const hidden = new Set([...form.querySelectorAll("input[type=hidden]")].map((one) => /** @type {HTMLInputElement} */ (one).name));
  return [...new FormData(form)].flatMap(([name, value]) => (hidden.has(name) || typeof value !== "string" ? [] : [[name, value]]));
}

/** @param {HTMLFormElement} form @param {boolean} sent @param {string} [key] under which these words may have arrived already */
export function keep(form, sent, key) {
  try {
    sessionStorage.setItem(MARK + form.dataset.draft, JSON.stringify({ sent, values: valuesOf(form), key }));
  } catch {
    // it lasts as long as the page
  }
}

/** @param {HTMLFormElement} form @returns {Draft | null} */
export function kept(form) {
  try {
    return JSON.parse(sessionStorage.getItem(MARK + form.dataset.draft) ?? "null");
  } catch {
    return null; // a browser that keeps nothing has nothing to give back
  }
}

/** What was put into this form is saved, and kept here no longer. @param {HTMLFormElement} form */
export function drop(form) {
  try {
    sessionStorage.removeItem(MARK + form.dataset.draft);
  } catch {
    // nothing was kept
  }
}

/** @param {HTMLFormElement} form */
export function restore(form) {
  const draft = kept(form);
  for (const [name, value] of draft?.values ?? []) {
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(`[name="${CSS.escape(name)}"]`))) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else field.value = value;
      if (value) field.closest("details")?.setAttribute("open", "");
    }
  }
  if (draft) form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What was sent and led here is saved. */
function forget() {
  const came = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
  if (!came?.redirectCount) return;
  for (const place of Object.keys(sessionStorage).filter((one) => one.startsWith(MARK))) {
    if (JSON.parse(sessionStorage.getItem(place) ?? "{}").sent) sessionStorage.removeItem(place);
  }
}

try {
  forget();
  const told = document.querySelector(".error-summary") !== null; // the server has sent back what was put in
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-draft]"))) {
    if (!told) restore(form);
    else if (kept(form)?.sent) keep(form, false); // it was refused: being led to another page saves nothing of it
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("submit", () => keep(form, true));
  }
} catch {
  // a browser that keeps nothing has nothing to give back
}
