/**
 * A check on one page: one question at a time, all of them kept as they are answered, with or without network, and looked
 * over before the end. Without scripts it is one long form.
 */

import { movable, read, whole } from "./answers.js";
import { countdown } from "./countdown.js";
import { Item } from "./item.js";
import { Sender } from "./sender.js";
import { marking } from "./unsure.js";

const TROUBLE = /** @type {const} */ (["other", "signedOut", "unusable", "refused", "late", "lost", "kept"]); // the worst first

/** @param {HTMLFormElement} form */
function run(form) {
  const roots = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-item]")]);
  const over = /** @type {HTMLElement} */ (document.getElementById("look-over"));
  const pages = [...roots, over];
  const line = /** @type {HTMLElement} */ (document.querySelector("[data-whereabouts]"));
  const says = /** @type {HTMLElement} */ (document.querySelector("[data-says]"));
  const place = document.querySelector("[data-place]");
  const [back, next] = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-step]:is(button)")]);
  const end = /** @type {HTMLElement} */ (document.querySelector("[data-end]"));
  const sender = new Sender(Number(form.dataset.person), form.dataset.token ?? "");
  /** @type {Item[]} */
  const items = [];
  let shown = 0;
  let reached = false;

  const tell = () => {
    const there = TROUBLE.find((where) => items.some((item) => item.where === where));
    const count = items.filter((item) => item.where === there).length;
    line.dataset.where = there ?? "saved";
    if (there || items.some((item) => item.seq)) line.textContent = (line.dataset[there ?? "saved"] ?? "").replace("#", String(count));
    for (const item of items) tellOf(item);
  };

  /** Its line in the list to look over. @param {Item} item */
  const tellOf = (item) => {
    const state = over.querySelector(`[data-state="${item.root.dataset.item}"]`);
    const words = /** @type {HTMLElement} */ (over.querySelector("[data-look-over]")).dataset;
    const given = item.touched && Object.keys(read(item.root)).length > 0;
    const enough = item.waits ? whole(item.root) : !item.lacks;
    const said = [given ? (enough ? words.answered : words.part) : words.open];
    if (item.mark.checked) said.push(words.unsure);
    if (item.where !== "saved") said.push(item.waits ? words.unsent : words[item.where]);
    if (state) state.textContent = said.join(document.documentElement.lang.startsWith("zh") ? "，" : ", ");
  };

  /** @param {number} page @param {boolean} [focus] */
  const show = (page, focus = true) => {
    shown = Math.max(0, Math.min(page, pages.length - 1));
    pages.forEach((one, at) => one.toggleAttribute("hidden", at !== shown));
    const last = shown === pages.length - 1;
    back.toggleAttribute("hidden", shown === 0);
    next.toggleAttribute("hidden", last);
    end.toggleAttribute("hidden", !last);
    if (place) place.textContent = pages[shown].querySelector("h2")?.textContent ?? "";
    says.textContent = "";
    history.replaceState(null, "", `#${pages[shown].id}`);
    if (focus) {
      pages[shown].focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
  };

  /** What stands elsewhere, and whether it has ended there or by the clock. */
  const look = async () => {
    const answer = await fetch(form.dataset.answers ?? "", { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    for (const held of told.answers) items.find((item) => item.root.dataset.item === String(held.position))?.behind(held);
    const stays = items.some((item) => item.waits || item.where === "refused"); // what was not taken is told here only
    if (told.left !== null) time?.set(told.left);
    if (told.ended && !stays) location.href = form.dataset.result ?? "";
  };

  /** Send all that waits; whether the server has answered for everything then. */
  const flush = async () => {
    await Promise.all(items.map((item) => item.send()));
    return !items.some((item) => item.waits);
  };

  for (const root of roots) {
    movable(root);
    items.push(new Item(root, `quiz:${form.dataset.person}:${form.dataset.quiz}.${root.dataset.item}`, sender, tell));
  }
  for (const button of document.querySelectorAll("[data-no-script]")) button.remove();
  for (const button of [back, next]) button.addEventListener("click", () => show(shown + Number(button.dataset.step)));
  over.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link) return;
    event.preventDefault();
    show(pages.findIndex((one) => `#${one.id}` === link.hash));
  });
  form.addEventListener("keydown", (event) => {
    const text = event.target instanceof HTMLInputElement && event.target.type !== "submit";
    if (event.key !== "Enter" || event.isComposing || !text) return;
    event.preventDefault(); // Enter goes on; only the last page's button ends
    show(shown + 1);
  });
  form.addEventListener("submit", async (event) => {
    if (reached) return;
    event.preventDefault();
    says.textContent = items.some((item) => item.waits) ? (says.dataset.unsent ?? "") : "";
    says.classList.add("owed");
    if (!(await flush())) return;
    says.textContent = says.dataset.offline ?? "";
    if (!(await sender.reachable())) return; // else the reader would be left on the browser's own error page
    says.textContent = "";
    reached = true;
    form.requestSubmit(end);
  });
  for (const name of ["online", "focus"]) addEventListener(name, async () => (await flush()) && look());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  addEventListener("pageshow", look); // an answer may have come while the server was writing this page
  setInterval(() => document.visibilityState === "visible" && items[shown]?.tick(), 1000);
  marking(() => items[shown]?.mark);
  const time = countdown(async () => (await flush()) && look());
  /** @type {HTMLInputElement} */ (form.querySelector("[data-scripted]")).value = "1";
  for (const item of items) item.restore();
  tell();
  show(Math.max(0, pages.findIndex((one) => `#${one.id}` === location.hash)), false);
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form#check"));
if (form) run(form);
