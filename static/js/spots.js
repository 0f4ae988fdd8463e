/**
 * Which paragraph of a lesson is meant: the one that was tapped; from the keyboard the first that is on screen, and then
 * those that the arrow keys move to. A bar with what can be done there stands beside it, or at the bottom of a phone.
 */

const CONTROLS = "a, button, input, select, textarea, label, summary, dialog, [popover], .here-marks";
const LONGEST = 160; // characters of a paragraph that are quoted
const GAP = 16; // px between a paragraph and the bar beside it

/**
 * @param {HTMLElement} bar
 * @param {HTMLElement} lesson
 * @param {(spot: string) => void} tell hears the id of what is chosen, "" for nothing
 */
export function choosing(bar, lesson, tell) {
  const blocks = /** @type {HTMLElement[]} */ ([...lesson.querySelectorAll('[id^="p-"]')]);
  /** @type {HTMLElement | null} */
  let chosen = null;

  const stand = () => {
    if (!chosen) return;
    const [box, page] = [chosen.getBoundingClientRect(), lesson.getBoundingClientRect()];
    bar.style.setProperty("--at", `${box.top + scrollY}px`);
    bar.style.setProperty("--beside", `${page.right + GAP}px`);
  };

  /** @param {HTMLElement | null} block */
  const choose = (block) => {
    chosen?.classList.remove("chosen");
    chosen = block;
    chosen?.classList.add("chosen");
    bar.classList.toggle("unseen", !chosen);
    const status = /** @type {HTMLElement} */ (bar.querySelector("[data-chosen]"));
    status.textContent = bar.contains(document.activeElement) ? words() : "";
    tell(chosen?.id ?? "");
    stand();
  };
  const words = () => {
    const marks = /** @type {HTMLElement | null} */ (chosen?.querySelector(".here-marks"));
    const text = (chosen?.innerText ?? "").replace(marks?.innerText || "\0", "");
    return text.replace(/\s+/g, " ").replace(/ (?=[:：])/g, "").trim().slice(0, LONGEST);
  };

  /** @param {1 | -1} by */
  const step = (by) => {
    const next = blocks[blocks.indexOf(/** @type {HTMLElement} */ (chosen)) + by];
    if (!next) return;
    choose(next);
    next.scrollIntoView({ block: "nearest" });
  };

  lesson.addEventListener("click", (event) => {
    const on = /** @type {Element} */ (event.target);
    if (on.closest(CONTROLS) || getSelection()?.toString()) return;
    const block = /** @type {HTMLElement | null} */ (on.closest('[id^="p-"]'));
    choose(block === chosen ? null : block);
    block?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", (event) => {
    const on = /** @type {Element} */ (event.target);
    if (chosen && on.isConnected && !on.closest("[data-lesson], [data-bar], dialog, .here-marks")) choose(null);
  });
  bar.addEventListener("focusin", () => {
    if (!chosen) choose(blocks.find((block) => block.getBoundingClientRect().bottom > innerHeight / 5) ?? blocks[0] ?? null);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });
  bar.querySelector("[data-leave]")?.addEventListener("click", () => choose(null));
  new ResizeObserver(stand).observe(lesson);
  bar.hidden = false;
  return { words, leave: () => choose(null) };
}
