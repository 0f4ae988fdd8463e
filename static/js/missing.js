/**
 * Which rows of a review have no level yet, and how its end button says so.
 */

/** @param {HTMLFormElement} form @returns {Element[]} every row that takes a level, in order */
function rowsOf(form) {
  return [...form.querySelectorAll("[role=radiogroup]")];
}

/** The rows without a level, in order. @param {HTMLFormElement} form @returns {Element[]} */
export function missing(form) {
  return rowsOf(form).filter((row) => !row.querySelector(":checked"));
}

/** Say under the words of the end button what it still needs. @param {HTMLFormElement} form @param {HTMLElement} end @param {boolean} ended */
export function sayMissing(form, end, ended) {
  const rows = rowsOf(form);
  const numbers = missing(form).map((row) => String(rows.indexOf(row) + 1));
  const { all, one, many, more, joint } = end.dataset;
  const words = ended ? end.dataset.ended : [all, one, many, many][numbers.length] ?? more;
  const line = end.querySelector("small");
  if (line) line.textContent = (words ?? "").replace("{numbers}", numbers.join(joint)).replace("{count}", String(numbers.length));
}
