/**
 * The controls of one item, [data-item="3"]: reading an answer off them and putting one back. Their names begin with the
 * item's position and a colon. Lines to be put in order move by their buttons, in place.
 */

/** @typedef {Record<string, string[]>} Answer */

/** @param {HTMLElement} root @returns {NodeListOf<HTMLInputElement>} all that holds a part of the answer */
const fields = (root) => root.querySelectorAll("input:not([data-seq], [data-device], [data-seconds], [data-unsure]), select, textarea");

/** @param {HTMLElement} root @param {string} name */
const bare = (root, name) => name.slice(`${root.dataset.item}:`.length);

/** The answer as it stands on the page. @param {HTMLElement} root @returns {Answer} */
export function read(root) {
  /** @type {Answer} */
  const answer = {};
  for (const field of fields(root)) {
    const counts = field.type === "radio" || field.type === "checkbox" ? field.checked : field.value.trim() !== "";
    if (counts) (answer[bare(root, field.name)] ??= []).push(field.value);
  }
  const asShown = /** @type {HTMLElement | null} */ (root.querySelector("[data-order]"))?.dataset.order;
  if (answer.order?.join(" ") === asShown) delete answer.order; // lines that nobody has moved are no answer
  return answer;
}

/** Put an answer on the page. @param {HTMLElement} root @param {Answer} answer */
export function put(root, answer) {
  for (const field of fields(root)) {
    const values = answer[bare(root, field.name)] ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type !== "hidden") field.value = values[0] ?? "";
  }
  for (const list of root.querySelectorAll("[data-order]")) {
    const order = answer.order ?? [];
    const steps = [...list.children];
    steps.sort((one, other) => order.indexOf(idOf(one)) - order.indexOf(idOf(other)));
    if (order.length === steps.length) list.append(...steps);
  }
}

/** Whether a reader put something in before any script listened. @param {HTMLElement} root */
export function altered(root) {
  return [...fields(root)].some((field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected && !one.defaultSelected && one.value);
    return field.value !== field.defaultValue;
  });
}

/** Whether something is given for every control; the server alone knows whether it is enough. @param {HTMLElement} root */
export function whole(root) {
  const answer = read(root);
  return [...fields(root)].every((field) => field.type === "checkbox" || answer[bare(root, field.name)]?.length);
}

/** @param {Element} step */
const idOf = (step) => step.querySelector("input")?.value ?? "";

/** Move a line where its button says, and say where it stands. @param {HTMLElement} root */
export function movable(root) {
  root.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-move]"));
    const step = button?.closest("[data-step]");
    const list = step?.parentElement;
    if (!button || !step || !list) return;
    event.preventDefault();
    const up = button.dataset.move === "up";
    const beside = up ? step.previousElementSibling : step.nextElementSibling;
    if (!beside) return;
    list.insertBefore(up ? step : beside, up ? beside : step);
    button.focus();
    const told = /** @type {HTMLElement | null} */ (root.querySelector("[data-moved]"));
    if (told) told.textContent = told.dataset.moved?.replace("#", String([...list.children].indexOf(step) + 1)) ?? "";
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
