/**
 * The customer's hidden facts, [data-facts]: a tick as each is uncovered, its undoing is an untick. Ticks go through a queue
 * of their own, so they work without network. Whoever only reads them sees what others tick.
 */

import "./awake.js";
import { keepPage } from "./offline.js";
import { Queue } from "./queue.js";
import { elapsed, onClock } from "./timer.js";
import { sayWhere } from "./whereabouts.js";

const EVERY = 5000; // ms between two looks at what others tick
const root = /** @type {HTMLElement} */ (document.querySelector("[data-facts]"));
const alone = document.querySelector("[data-live]") === null; // the page is the customer's own: its line tells of the ticks
const told = /** @type {HTMLElement} */ (document.querySelector("[data-facts-told]"));
const boxes = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("input[name=fact]")]);
const about = root.dataset;

const queue = new Queue(
  {
    person: Number(about.person),
    of: `facts-${about.try}`,
    echoes: (ack) => ack.of === Number(about.try),
    lastSeq: Number(about.lastSeq),
    savedAt: about.savedAt ?? "",
    taps: about.ticks ?? "",
    end: "",
    token: about.token ?? "",
  },
  say,
);

/** @param {HTMLInputElement} box @param {number | null} second of the play, null for not uncovered */
function show(box, second) {
  box.checked = second !== null;
  const at = box.parentElement?.querySelector("[data-at]");
  if (at) at.textContent = second === null ? "" : onClock(second);
}

/** @param {HTMLInputElement} box */
function tick(box) {
  const second = elapsed();
  show(box, box.checked ? second : null);
  queue.add({ kind: "tap", item: box.value, level: box.checked ? 1 : 0, second, tapped_at: Date.now() });
}

/** @param {Queue} q */
function say(q) {
  if (alone) sayWhere(q);
  else if (!boxes[0]?.disabled) told.textContent = q.pending && (q.failures || q.halted) ? (told.dataset.unsent ?? "") : "";
}

/** What others have ticked, whether somebody else plays the customer now, and whether the play is over. */
async function look() {
  if (document.visibilityState === "hidden") return;
  const answer = await fetch(about.ticks ?? "", { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const { heard, played, over } = await answer.json();
  const ended = /** @type {HTMLElement | null} */ (document.querySelector("[data-play-over]"));
  if (ended) ended.hidden = !over;
  if (!played || queue.pending) return;
  if (boxes.some((box) => !box.disabled)) told.textContent = told.dataset.taken ?? "";
  for (const box of boxes) {
    box.disabled = true;
    show(box, heard[box.value] ?? null);
  }
}

/** Show what waits on top of what the server has, and go on. */
function start() {
  const early = boxes.filter((box) => box.checked !== box.defaultChecked);
  for (const entry of [...queue.waiting.sent, ...queue.waiting.own]) {
    const box = boxes.find((one) => one.value === entry.item);
    if (box) show(box, entry.level ? entry.second : null);
  }
  for (const button of document.querySelectorAll("[data-no-script]")) button.remove();
  root.addEventListener("change", (event) => tick(/** @type {HTMLInputElement} */ (event.target)));
  early.forEach(tick);
  say(queue);
  queue.wake();
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}

addEventListener("beforeunload", (event) => {
  if (queue.pending && !queue.halted) event.preventDefault();
});

queue.opened.then(start);
if (alone) keepPage();
