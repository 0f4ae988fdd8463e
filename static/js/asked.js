/** What the reader has left in a lesson or at an item, shown where they left it: questions with their answers, and marks. */

/** @typedef {{spot: string, text: string, asked: string, head: string, answer: string, by: string, answered: string, seen: boolean, page: string, act: string}} Question */
/** @typedef {{questions: Question[], unclear: string[]}} Own */

const IN_A_LIST = "li";

/** @param {HTMLElement} root @param {string} name @returns {HTMLElement} what a template of the page holds, anew */
function fresh(root, name) {
  const template = /** @type {HTMLTemplateElement} */ (root.querySelector(`template[data-${name}]`));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/** The box at a spot, made when something is to be shown there. @param {HTMLElement} root @param {string} spot */
function boxAt(root, spot) {
  const there = document.querySelector(`.here-marks[data-at="${spot}"]`);
  if (there) return there;
  const box = fresh(root, "marks");
  box.dataset.at = spot;
  const block = spot && root.dataset.spot === undefined ? document.getElementById(spot) : null;
  if (!block) root.querySelector("[data-here]")?.append(box);
  else if (block.matches(IN_A_LIST)) block.append(box);
  else block.after(box);
  return box;
}

/** @param {HTMLElement} at @param {string} part @param {string} text */
function write(at, part, text) {
  const place = /** @type {HTMLElement} */ (at.querySelector(`[data-${part}]`));
  place.textContent = text;
}

/**
 * @param {HTMLElement} root
 * @param {Own} own
 * @param {(url: string, values: Record<string, string>) => Promise<unknown>} post
 */
export function showMarks(root, own, post) {
  const opened = new Set([...document.querySelectorAll(".here-question[open]")].map((one) => /** @type {HTMLElement} */ (one).dataset.page));
  for (const box of document.querySelectorAll(".here-marks")) box.remove();
  const atItem = root.dataset.spot !== undefined; // where the pressed button says it
  for (const spot of atItem ? [] : own.unclear) {
    const mark = fresh(root, 'mark="unclear"');
    mark.querySelector("[data-clear]")?.addEventListener("click", () => document.dispatchEvent(new CustomEvent("asked:clear", { detail: spot })));
    boxAt(root, spot).append(mark);
  }
  for (const one of own.questions) boxAt(root, one.spot).append(asked(root, one, post, opened.has(one.page)));
}

/**
 * @param {HTMLElement} root
 * @param {Question} one
 * @param {(url: string, values: Record<string, string>) => Promise<unknown>} post
 * @param {boolean} open
 */
function asked(root, one, post, open) {
  const box = /** @type {HTMLDetailsElement} */ (fresh(root, 'mark="question"'));
  box.dataset.page = one.page;
  for (const [part, text] of Object.entries({ head: one.head, text: one.text, asked: one.asked, answer: one.answer, by: one.by, answered: one.answered })) {
    write(box, part, text);
  }
  box.querySelector(one.answer ? "[data-open-only]" : "[data-reply]")?.remove();
  box.querySelector("[data-withdraw]")?.addEventListener("click", async () => {
    await post(one.act, {});
    const block = document.getElementById(one.spot);
    if (!block || box.isConnected) return;
    block.tabIndex = -1; // the button that held the focus is gone
    block.focus({ preventScroll: true });
  });
  let seen = one.seen;
  box.addEventListener("toggle", () => {
    if (!box.open || !one.answer || seen) return;
    seen = true;
    post(one.act, {});
  });
  box.classList.toggle("new", Boolean(one.answer) && !one.seen);
  box.open = open || (Boolean(one.answer) && location.hash === `#${one.spot || "asking"}`);
  return box;
}
