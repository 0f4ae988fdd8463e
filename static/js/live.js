/**
 * Rating a try on a phone: a tap chooses a level, undo is a tap that restores the level before, notes carry their moment,
 * the end comes last. All of it goes through the queue, so the page works without network until the end.
 */

import "./awake.js";
import { jottings, keepOpen } from "./jot.js";
import { missing, sayMissing } from "./missing.js";
import { Notes } from "./notes.js";
import { keepPage, letGo } from "./offline.js";
import { Queue } from "./queue.js";
import { Sheet } from "./sheet.js";
import { standing, tappedEarly } from "./standing.js";
import { Steps, wordsOf } from "./steps.js";
import { elapsed } from "./timer.js";
import { sayWhere } from "./whereabouts.js";

/** @param {string} where @returns {any} */
const the = (where) => document.querySelector(where);
/** @type {[HTMLFormElement, HTMLButtonElement, HTMLButtonElement, HTMLElement]} */
const [form, undo, end, told] = /** @type {any} */ (["[data-live]", ".foot [data-undo]", ".foot [data-end]", ".foot [data-told]"].map(the));
const about = form.dataset;

const sheet = new Sheet(form, () => sayMissing(form, end, ended()));
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
const notes = new Notes(queue);
/** @type {Steps | null} null until what lies on this phone was looked at */
let steps = null;

/** @param {string} item @param {number | null} level */
function tap(item, level) {
  sheet.choose(item, level);
  queue.add({ kind: "tap", item, level, second: elapsed(), tapped_at: Date.now(), ...queue.mark });
}

/** @param {HTMLInputElement} input */
function choose(input) {
  if (!sheet.levels.has(input.name)) return;
  told.textContent = "";
  steps?.all.push({ item: input.name, before: sheet.levels.get(input.name) ?? null });
  tap(input.name, Number(input.value));
}

/** Whether the end waits to be sent, or was. */
function ended() {
  return queue.done || queue.waiting.end !== null;
}

/** Whatever the queue has to tell: where everything is, and when it is time to look back. @param {Queue} q */
function say(q) {
  if (!steps) return;
  if (q.done) {
    if (left) return;
    left = true;
    steps.forget();
    letGo();
    location.assign(about.backTo ?? "/");
    return;
  }
  steps.keep();
  undo.disabled = ended() || !steps.all.length;
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
    queue.known = found.lastSeq;
    sheet.take(found, notes);
  }
  if (found !== null) say(queue);
}

/** What a person does. */
function listen() {  form.addEventListener("change", (event) => choose(/** @type {HTMLInputElement} */ (event.target)));
  jottings((item, second, text) => {
    steps?.all.push({ note: notes.write(item, second, text) });
    say(queue);
  });
  form.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-take-back]");
    const line = /** @type {HTMLElement | null | undefined} */ (button?.closest("[data-note-line]"));
    if (!line || !steps) return;
    const note = notes.of(line);
    steps.all = steps.all.filter((step) => !("note" in step) || step.note.seq !== note.seq);
    steps.all.push({ again: note });
    notes.takeBack(note);
  });
  addEventListener("pagehide", keepOpen);
  undo.addEventListener("click", () => {
    const step = ended() ? undefined : steps?.all.pop();
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
  addEventListener("beforeunload", (event) => {
    if (queue.pending && !queue.halted) event.preventDefault();
  });
}

/** Go on where this phone was. */
function start() {
  const early = tappedEarly(form);
  steps = new Steps(`steps:${about.person}:${about.review}`, queue.waiting.own);
  sheet.overlay(queue.waiting, notes);
  listen();
  early.forEach(choose);
  say(queue);
  queue.wake();
}

keepPage();
queue.opened.then(start);
