/**
 * Writing a sentence at a moment of what is played: the field says the moment, Enter keeps it without stopping the play,
 * one's own can be taken back. Without network the words stay in their field.
 */

import { newKey } from "./newkey.js";
import { onClock } from "./onclock.js";
import { say } from "./says.js";
import { Halt, Sender } from "./sender.js";

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-saying]"))) {
  const box = /** @type {HTMLElement} */ (form.closest("[data-player]"));
  const media = /** @type {HTMLMediaElement} */ (box.querySelector("audio, video"));
  const [moment, words] = [form.querySelector("[data-moment]"), form.querySelector("[data-sentence]")];
  if (!(moment instanceof HTMLInputElement) || !(words instanceof HTMLInputElement)) continue;
  const list = /** @type {HTMLElement} */ (box.querySelector("[data-comments]"));
  const pattern = /** @type {HTMLTemplateElement} */ (box.querySelector("template[data-comment]"));
  const sender = new Sender(Number(form.dataset.person), form.dataset.token ?? "");
  let [key, chosen, busy] = [newKey(), false, false];

  // The moment is that of the first letter, unless another one is typed.
  const follow = () => {
    if (!words.value && !chosen) moment.value = onClock(media.currentTime);
  };
  media.addEventListener("timeupdate", follow);
  media.addEventListener("seeked", follow);
  moment.addEventListener("input", () => (chosen = moment.value.trim() !== ""));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [text, at] = [words.value.trim(), millis(moment.value)];
    if (!text || at === null) {
      say(form, text ? "no-moment" : "no-words");
      (text ? moment : words).focus();
      return;
    }
    if (busy) return;
    busy = true;
    try {
      const kept = await sender.post(form.dataset.keep ?? "", { at_ms: at, text, key });
      add(kept.id, at, text);
      [words.value, chosen, key] = ["", false, newKey()];
      say(form, "");
      follow();
    } catch (problem) {
      const halt = problem instanceof Halt ? problem : null;
      const detail = halt?.answer.fields ? Object.values(halt.answer.fields).join(" ") : "";
      say(form, halt ? (halt.why === "signedOut" ? "signed-out" : "refused") : "offline", {}, detail || halt?.answer.detail || "");
    }
    busy = false;
  });

  /** Put it among the others, in the order of moments. @param {number} id @param {number} at @param {string} text */
  function add(id, at, text) {
    const line = /** @type {HTMLElement} */ (/** @type {Element} */ (pattern.content.firstElementChild).cloneNode(true));
    const button = /** @type {HTMLElement} */ (line.querySelector("[data-seek]"));
    button.dataset.seek = String(at);
    const [time, said] = [line.querySelector("time, b"), line.querySelector("[data-text]")];
    if (time) time.textContent = onClock(at / 1000);
    if (said) said.textContent = text;
    const back = /** @type {HTMLFormElement} */ (line.querySelector("form"));
    back.setAttribute("action", (back.getAttribute("action") ?? "").replace(/0(?=\D*$)/, String(id)));
    const after = [...list.children].find((one) => Number(/** @type {HTMLElement | null} */ (one.querySelector("[data-seek]"))?.dataset.seek) > at);
    list.insertBefore(line, after ?? null);
  }

  list.addEventListener("submit", async (event) => {
    const back = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    try {
      await sender.post(back.action, { key: newKey() });
      back.closest("li")?.remove();
      say(form, "");
      words.focus();
    } catch (problem) {
      say(form, problem instanceof Halt ? "refused" : "offline", {}, problem instanceof Halt ? problem.answer.detail ?? "" : "");
    }
  });
}

/** Milliseconds of a clock's words, full-width ones too. @param {string} words as 7:50, 1:02:03 or 45 @returns {number | null} */
function millis(words) {
  const parts = words.normalize("NFKC").trim().split(":");
  if (parts.length > 3 || parts.some((part) => !/^\d{1,3}$/.test(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
