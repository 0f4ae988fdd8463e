/**
 * Rating a try on a phone: a tap chooses a level, undo is a tap that restores the level before, notes carry their moment,
 * the end comes last. All of it goes through the queue, so the page works without network until the end.
 */

import "./awake.js";
import { jottings, keepOpen } from "./jot.js";
import { missing, sayMissing } from "./missing.js";
import { lineOf, Notes } from "./notes.js";
import { Queue } from "./queue.js";
import { levelsOf, standing, tappedEarly } from "./standing.js";
import { Steps, wordsOf } from "./steps.js";
import { elapsed } from "./timer.js";
import { sayWhere } from "./whereabouts.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-live]"));
const undo = /** @type {HTMLButtonElement} */ (document.querySelector("[data-undo]"));
const end = /** @type {HTMLButtonElement} */ (document.querySelector("[data-end]"));
const told = /** @type {HTMLElement} */ (document.querySelector("[data-told]"));
const about = form.dataset;

const levels = levelsOf(form); // of each row as it stands on this page
const early = tappedEarly(form);
let [left, catching] = [false, false]; // on the way to look back, on the way to what was rated elsewhere

const queue = new Queue(
  {
    person: Number(about.person),
    of: about.review ?? "",
    echoes: (ack) => ack.review === Number(about.review),
    lastSeq: Number(about.lastSeq),
    savedAt: about.savedAt ?? "",
    taps: about.taps ?? "",
    end: form.getAttribute("action") ?? "",
    token: about.token ?? "",
  },
  say,
);
const steps = new Steps(`steps:${about.person}:${about.review}`, queue.waiting.own);

const notes = new Notes(queue);

/** Show a level in its row. @param {string} item @param {number | null} level */
function show(item, level) {
  levels.set(item, level);
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(`input[name="${CSS.escape(item)}"]`));
  for (const input of inputs) input.checked = input.value === String(level);
  sayMissing(form, end, ended());
}

/** @param {string} item @param {number | null} level */
function tap(item, level) {
  show(item, level);
  queue.add({ kind: "tap", item, level, second: elapsed(), tapped_at: Date.now() });
}

/** @param {HTMLInputElement} input */
function choose(input) {
  if (!levels.has(input.name)) return;
  told.textContent = "";
  steps.all.push({ item: input.name, before: levels.get(input.name) ?? null });
  tap(input.name, Number(input.value));
}
form.addEventListener("change", (event) => choose(/** @type {HTMLInputElement} */ (event.target)));

jottings((item, second, text) => {
  steps.all.push({ note: notes.write(item, second, text) });
  say(queue);
});
form.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-take-back]");
  const line = /** @type {HTMLElement | null | undefined} */ (button?.closest("[data-note-line]"));
  if (!line) return;
  const note = notes.of(line);
  steps.all = steps.all.filter((step) => !("note" in step) || step.note.seq !== note.seq);
  steps.all.push({ again: note });
  notes.takeBack(note);
});
addEventListener("pagehide", keepOpen);

undo.addEventListener("click", () => {
  const step = ended() ? undefined : steps.all.pop();
  if (!step) return;
  if ("note" in step) notes.takeBack(step.note);
  else if ("again" in step) notes.write(step.again.item, step.again.second, step.again.text ?? "");
  else tap(step.item, step.before);
  told.textContent = wordsOf(step, undo, form);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  keepOpen();
  const first = missing(form)[0];
  if (first) {
    told.textContent = end.querySelector("small")?.textContent ?? "";
    first.scrollIntoView({ block: "center" });
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
  undo.hidden = ended() || !steps.all.length;
  sayWhere(q);
  form.inert = ended();
  sayMissing(form, end, ended());
  if (q.behind && !q.pending && !catching) catchUp();
}

/** Take over what was rated from elsewhere, unless something is tapped meanwhile. */
async function catchUp() {
  const last = queue.waiting.last;
  [catching, queue.behind] = [true, false]; // what comes while this one is on its way asks for another
  const found = await standing(about.backTo ?? "");
  catching = false;
  if (found === "ended") location.reload();
  else if (found === null || queue.pending || queue.waiting.last !== last) queue.behind = true;
  else {
    queue.waiting.lastSeq = Math.max(queue.waiting.lastSeq, found.lastSeq);
    for (const [item, level] of found.levels) show(item, level);
    notes.take(found.notes);
  }
  if (found !== null) say(queue);
}

// Show what waits on top of what the server has, and go on.
const takenBack = new Set(queue.waiting.own.map((entry) => entry.undoes));
for (const entry of queue.waiting.own) {
  if (entry.kind === "tap") show(entry.item, entry.level ?? null);
  else if (entry.text && !takenBack.has(entry.seq)) notes.print(entry);
  lineOf({ id: "", seq: entry.undoes ?? 0 })?.remove();
}
early.forEach(choose);
say(queue);
queue.wake();
addEventListener("beforeunload", (event) => {
  if (queue.pending && !queue.halted) event.preventDefault();
});
