/** Which device this is: a random name, kept in this browser, so that one rater's phone and laptop can be told apart. */

const PLACE = "device";
const fresh = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 7)).join("");
let name = "";

/** @returns {string} the same in every tab; where the browser keeps nothing, the same on this page */
export function device() {
  if (name) return name;
  name = fresh;
  try {
    name = localStorage.getItem(PLACE) || fresh;
    localStorage.setItem(PLACE, name);
  } catch {
    // it lasts as long as the page
  }
  return name;
}
