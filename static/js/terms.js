/**
 * What a term means is shown while a pointer rests on it or the keyboard is on it, and stays once it was pressed. A tap
 * shows it without this, as does a style sheet for pointers where scripts don't run.
 */

const REST = 180; // ms that a pointer rests before anything is shown, and may be away before it is hidden

/** @param {HTMLElement} term */
function watch(term) {
  const word = /** @type {HTMLButtonElement} */ (term.querySelector("button"));
  const meaning = /** @type {HTMLElement} */ (term.querySelector("[popover]"));
  if (!meaning.showPopover) return;
  let passing = false; // shown by a pointer or the focus that passes by
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const isOpen = () => meaning.matches(":popover-open");
  const show = () => {
    if (isOpen()) return;
    passing = true;
    meaning.showPopover({ source: word });
  };
  const hide = () => {
    if (passing && isOpen()) meaning.hidePopover();
  };

  /** @param {PointerEvent} event @param {() => void} act */
  const rest = (event, act) => {
    clearTimeout(timer);
    if (event.pointerType === "mouse") timer = setTimeout(act, REST);
  };
  term.addEventListener("pointerenter", (event) => rest(event, show));
  term.addEventListener("pointerleave", (event) => rest(event, hide));
  word.addEventListener("focus", () => word.matches(":focus-visible") && show());
  term.addEventListener("focusout", (event) => {
    if (!term.contains(/** @type {Node | null} */ (event.relatedTarget))) hide();
  });
  word.addEventListener("click", (event) => {
    if (isOpen() && passing) event.preventDefault(); // it was open already, and is meant to stay
    passing = false;
  });
  meaning.addEventListener("toggle", () => {
    if (!isOpen()) passing = false;
  });
}

for (const term of document.querySelectorAll(".term")) watch(/** @type {HTMLElement} */ (term));
