/**
 * Words that a page brings along for what may happen: [data-say="name"] within a box is shown when it is said, the others
 * are hidden. {braces} in them are filled in.
 */

/** @type {WeakMap<Element, string>} the words as they came */
const came = new WeakMap();

/** @param {Element} box @param {string} name empty: nothing @param {Record<string, string>} [values] @param {string} [instead] other words for the same */
export function say(box, name, values = {}, instead = "") {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-say]"))) {
    one.hidden = one.dataset.say !== name;
    if (one.hidden) continue;
    const words = one.querySelector("[data-words]") ?? one;
    if (!came.has(words)) came.set(words, words.textContent ?? "");
    const said = instead || (came.get(words) ?? "").replace(/{(\w+)}/g, (all, key) => values[key] ?? all);
    if (words.textContent !== said) words.textContent = said;
  }
}

/** Show one part of several. @param {Element} box @param {string} name */
export function show(box, name) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-part]"))) {
    one.hidden = one.dataset.part !== name;
  }
}

/** Bytes as people say them, in megabytes. @param {number} bytes @returns {string} */
export function megabytes(bytes) {
  const millions = bytes / 1e6;
  return millions < 10 ? millions.toFixed(1) : String(Math.round(millions));
}
