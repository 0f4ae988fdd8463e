/**
 * The review as it stands on the server: a trainer may rate in two tabs, or on a phone and a laptop, and a page may have
 * been rendered while a sending was still on its way.
 */

/**
 * @typedef {{lastSeq: number, levels: Map<string, number | null>, notes: Map<string, Element[]>, page: Document}} Standing
 *   levels by row, lines of notes by the id of the section that they stand in, and the page that they were read off
 */

/** @param {string} backTo where the page leads once the review has ended @returns {Promise<Standing | "ended" | null>} null for no answer */
export async function standing(backTo) {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return null;
  if (new URL(answer.url).pathname === backTo) return "ended";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("[data-live]"));
  if (!form) return null;
  /** @type {Standing} */
  const found = { lastSeq: Number(form.dataset.lastSeq), levels: levelsOf(form), notes: new Map(), page };
  for (const section of form.querySelectorAll("[data-row]")) {
    found.notes.set(section.id, [...section.querySelectorAll("[data-note-line]")]);
  }
  return found;
}

/** @param {ParentNode} form @returns {HTMLInputElement[]} every level that can be chosen */
function choices(form) {
  return [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[role=radiogroup] input"))];
}

/** The level of each row as the server printed it. @param {ParentNode} form @returns {Map<string, number | null>} */
export function levelsOf(form) {
  const levels = new Map();
  for (const input of choices(form)) {
    if (input.defaultChecked) levels.set(input.name, Number(input.value));
    else if (!levels.has(input.name)) levels.set(input.name, null);
  }
  return levels;
}

/** What was tapped while the script was still on its way. @param {ParentNode} form */
export function tappedEarly(form) {
  return choices(form).filter((input) => input.checked && !input.defaultChecked);
}
