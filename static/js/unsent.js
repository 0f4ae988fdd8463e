/**
 * [data-unsent="7"]: how much of what person 7 has tapped on this phone is not sent, with a link to the page where it waits.
 * Pages that lie here for anybody else are let go.
 */

import { onKept, rowsOf } from "./kept.js";

const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent]"));

async function say() {
  if (!line) return;
  const rows = (await rowsOf(`taps:${line.dataset.unsent}:`)).filter((row) => !row.sent && row.page !== location.pathname);
  const words = rows.length === 1 ? line.dataset.one : line.dataset.many?.replace("{count}", String(rows.length));
  const [told, link] = [line.querySelector("[data-words]"), line.querySelector("a")];
  if (told) told.textContent = words ?? "";
  if (link && rows[0]) link.href = rows[0].page;
  line.hidden = rows.length === 0;
}

async function letGo() {
  for (const name of await caches.keys()) {
    if (name.startsWith("pages-") && !name.endsWith(`:${line?.dataset.unsent}`)) await caches.delete(name);
  }
}

onKept(say);
addEventListener("pageshow", say);
say();
if (line && "caches" in globalThis) letGo();
