/**
 * Writing a note while something is played: [data-note="row"] opens a field under its row; Enter keeps it, Escape
 * closes it while it is empty, neither while an input method composes. Only its button drops what was written. Without
 * scripts there are no notes, so the buttons come with the script.
 */

import { elapsed, onClock } from "./timer.js";

const field = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-jotting]"));

/** @type {Set<() => void>} for each field that is open: keep what is in it */
const unfinished = new Set();

/** Keep what stands in the fields that are open, before the page goes or the review ends. */
export function keepOpen() {
  for (const finish of unfinished) finish();
}

/** @param {(item: string, second: number, text: string) => void} keep called with each note that is written */
export function jottings(keep) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-note]"))) {
    button.hidden = false;
    button.addEventListener("click", () => open(button, keep));
  }
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "n" || event.isComposing || event.keyCode === 229 || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
    if (target.matches("textarea, select, input:not([type=radio])") || document.querySelector("dialog[open]")) return;
    const row = target.closest("[data-row]") ?? document.getElementById("item-whole");
    /** @type {HTMLElement | null | undefined} */ (row?.querySelector("[data-note]"))?.click();
    event.preventDefault();
  });
}

/** @param {HTMLButtonElement} button @param {(item: string, second: number, text: string) => void} keep */
function open(button, keep) {
  const notes = /** @type {HTMLElement} */ (button.closest("[data-row]")?.querySelector(".notes"));
  const there = notes.querySelector("textarea");
  if (there) {
    there.focus();
    return;
  }
  const second = elapsed();
  const box = /** @type {HTMLElement} */ (/** @type {Element} */ (field.content.firstElementChild).cloneNode(true));
  const [label, text] = [box.querySelector("label"), box.querySelector("textarea")];
  if (!label || !text) return;
  text.id = `jotting-${button.dataset.note || "whole"}`;
  label.htmlFor = text.id;
  label.textContent = (label.textContent ?? "").replace("{time}", onClock(second));
  const close = () => {
    unfinished.delete(finish);
    box.remove();
    button.focus();
  };
  const finish = () => {
    const said = text.value.trim();
    if (said) keep(button.dataset.note ?? "", second, said);
    close();
  };
  box.querySelector("[data-keep]")?.addEventListener("click", finish);
  box.querySelector("[data-drop]")?.addEventListener("click", close);
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && !text.value.trim()) close();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      finish();
    }
  });
  unfinished.add(finish);
  notes.append(box);
  text.focus();
}
