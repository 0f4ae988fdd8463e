/**
 * A question on a page of its own: its answer is kept as it is given, and confirming waits for the server to be there.
 * Without scripts the form's own button keeps it.
 */

import { movable } from "./answers.js";
import { marking } from "./unsure.js";
import { Item } from "./item.js";
import { Sender } from "./sender.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-quiz]"));
const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-item]"));
const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-whereabouts]"));
const says = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent]"));

/** @param {HTMLFormElement} quiz @param {HTMLElement} one */
function keep(quiz, one) {
  const sender = new Sender(Number(quiz.dataset.person), quiz.dataset.token ?? "");
  const item = new Item(one, `quiz:${quiz.dataset.person}:${quiz.dataset.quiz}.${one.dataset.item}`, sender, () => {
    if (!line) return;
    line.dataset.where = item?.where ?? "kept";
    line.textContent = line.dataset[line.dataset.where] ?? "";
  });
  item.restore();
  const before = says?.textContent ?? "";
  let reached = false; // the server answered: the form may go
  movable(one);
  marking(() => item.mark);
  setInterval(() => document.visibilityState === "visible" && item.tick(), 1000);

  /** What stands here, where another tab or device has been. */
  const look = async () => {
    const answer = await fetch(quiz.dataset.answers ?? "", { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    for (const held of (await answer.json()).answers) if (String(held.position) === one.dataset.item) item.behind(held);
  };

  quiz.addEventListener("submit", async (event) => {
    if (reached) {
      reached = false;
      return;
    }
    event.preventDefault(); // a form sent into no network would leave the reader on the browser's own error page
    const [there] = await Promise.all([sender.reachable(), item.send()]); // sent, it no longer lies on this device
    if (says) {
      says.textContent = there ? before : (says.dataset.unsent ?? "");
      says.classList.toggle("owed", !there);
    }
    if (!there) return;
    reached = true;
    quiz.requestSubmit(event.submitter);
  });
  for (const name of ["online", "focus"]) addEventListener(name, () => item.send());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  addEventListener("pageshow", look); // an answer may have come while the server was writing this page
}

if (form && root) keep(form, root);
