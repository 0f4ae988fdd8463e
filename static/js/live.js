/**
 * Rating a try on a phone: a tap chooses a level, undo is a tap that restores the level before, notes carry their moment,
 * the end comes last. All of it goes through the queue, so the page works without network until the end.
 */

import "./awake.js";
import { jottings, keepOpen, lineOf, printNote } from "./jot.js";
import { missing, sayMissing } from "./missing.js";
import { Queue } from "./queue.js";
import { Steps } from "./steps.js";
import { elapsed } from "./timer.js";
import { sayWhere } from "./whereabouts.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-live]"));
const undo = /** @type {HTMLButtonElement} */ (document.querySelector("[data-undo]"));
const end = /** @type {HTMLButtonElement} */ (document.querySelector("[data-end]"));
const about = form.dataset;

/** @type {Map<string, number | null>} the level of each row as it stands on this page */
const levels = new Map();
/** @type {HTMLInputElement[]} what was tapped while this script was still on its way */
const early = [];
for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[role=radiogroup] input"))) {
  if (input.defaultChecked) levels.set(input.name, Number(input.value));
  else if (!levels.has(input.name)) levels.set(input.name, null);
  if (input.checked && !input.defaultChecked) early.push(input);
}

let left = false; // on the way to look back

const queue = new Queue(
  {
    person: Number(about.person),
    review: Number(about.review),
    lastSeq: Number(about.lastSeq),
    savedAt: about.savedAt ?? "",
    taps: about.taps ?? "",
    end: form.getAttribute("action") ?? "",
    token: about.token ?? "",
  },
  say,
);
const steps = new Steps(`steps:${about.person}:${about.review}`, queue.waiting.own);

/** Show a level in its row. @param {string} item @param {number | null} level */
function show(item, level) {
  levels.set(item, level);
  for (const input of form.querySelectorAll(`input[name="${CSS.escape(item)}"]`)) {
    /** @type {HTMLInputElement} */ (input).checked = /** @type {HTMLInputElement} */ (input).value === String(level);
  }
  sayMissing(form, end, ended());
}

/** @param {string} item @param {number | null} level */
function tap(item, level) {
  queue.add({ kind: "tap", item, level, second: elapsed(), tapped_at: Date.now() });
}

/** @param {HTMLInputElement} input */
function choose(input) {
  if (!levels.has(input.name)) return;
  steps.all.push({ item: input.name, before: levels.get(input.name) ?? null });
  show(input.name, Number(input.value));
  tap(input.name, Number(input.value));
}
form.addEventListener("change", (event) => choose(/** @type {HTMLInputElement} */ (event.target)));

jottings((item, second, text) => {
  const note = queue.add({ kind: "note", item, second, text });
  printNote(note);
  steps.all.push({ note });
  say(queue);
});
addEventListener("pagehide", keepOpen);

undo.addEventListener("click", () => {
  const step = ended() ? undefined : steps.all.pop();
  if (!step) return;
  if ("note" in step) {
    lineOf(step.note)?.remove();
    queue.add({ kind: "note", item: "", text: "", second: elapsed(), undoes: step.note.seq });
  } else {
    show(step.item, step.before);
    tap(step.item, step.before);
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  keepOpen();
  const first = missing(form)[0];
  if (first) {
    const row = /** @type {HTMLElement} */ (first.closest("[data-row]"));
    row.scrollIntoView({ block: "center" });
    first.querySelector("input")?.focus();
  } else if (!ended()) queue.finish(elapsed());
});

/** Whether the end waits to be sent, or was. */
function ended() {
  return queue.done || queue.waiting.end !== null;
}

/** Whatever the queue has to tell: where everything is, and when it is time to look back. @param {Queue} q */
function say(q) {
  if (q.done) {
    if (!left) location.assign(about.backTo ?? "/");
    left = true;
    steps.forget();
    return;
  }
  steps.keep();
  undo.hidden = !steps.all.length;
  sayWhere(q);
  form.inert = ended();
  sayMissing(form, end, ended());
}

/** Show what waits on top of what the server has, and go on. */
function begin() {
  const waiting = queue.waiting.own;
  const takenBack = new Set(waiting.map((entry) => entry.undoes));
  for (const entry of waiting) {
    if (entry.kind === "tap") show(entry.item, entry.level ?? null);
    else if (entry.text && !takenBack.has(entry.seq)) printNote(entry);
    document.querySelector(`[data-note-line="${entry.undoes}"]`)?.remove();
  }
  early.forEach(choose);
  say(queue);
  queue.wake();
  addEventListener("beforeunload", (event) => {
    if (queue.pending && !queue.halted) event.preventDefault();
  });
}

if (queue.seen.beyond(Number(about.lastSeq))) {
  early.forEach(choose);
  location.reload();
} else begin();
