/**
 * Rows on which this phone and another device of the same rater differ: each of the levels bears when it was chosen and
 * where, and none stands until one is chosen. The marks lie over what stands there anyway, so that nothing moves.
 */

import { device } from "./device.js";

/** @param {Element | null} row @returns {HTMLElement[]} its levels, and the line that says that devices differ */
const partsOf = (row) => [.../** @type {NodeListOf<HTMLElement>} */ (row?.querySelectorAll("[data-differ], .levels label") ?? [])];

/** Say of each mark where it was made. @param {HTMLElement} form */
export function nameMarks(form) {
  for (const label of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("label[data-from]"))) {
    const words = label.dataset.from === device() ? form.dataset.here : form.dataset.there;
    label.dataset.mark = (words ?? "{time}").replace("{time}", label.dataset.time ?? "");
  }
}

/** Show in the rows of a form what differs by a page that was fetched. @param {HTMLElement} form @param {Document} page */
export function takeMarks(form, page) {
  for (const row of form.querySelectorAll("[data-row]")) {
    settle(row);
    const fresh = partsOf(page.getElementById(row.id));
    for (const [n, part] of partsOf(row).entries()) {
      if (part.matches("label")) Object.assign(part.dataset, fresh[n]?.dataset);
      else part.textContent = fresh[n]?.textContent ?? "";
    }
  }
  nameMarks(form);
}

/** One of them was chosen. @param {Element | null} row */
export function settle(row) {
  for (const part of partsOf(row)) {
    if (!part.matches("label")) part.textContent = "";
    for (const name of ["from", "time", "mark"]) delete part.dataset[name];
  }
}
