/**
 * The service worker of the practice pages, and of nothing else. The network comes first; a page that the server lets a
 * phone keep (Shifu-Keep: the id of its reader) opens again without it, with the very files that it was made with: their
 * addresses change with their content, so an old page never meets new scripts.
 */

const [PAGES, FILES] = ["pages-1:", "files-1"]; // the figure is of how they are kept
const [KEEP, AT] = ["Shifu-Keep", "Shifu-At"];
const WITHOUT = "/tries/offline"; // what is shown in the place of a page that isn't kept
const [MOST, LONGEST] = [10, 24 * 60 * 60 * 1000]; // pages that are kept, and ms for which they are
const PATIENCE = 8000; // ms until a kept page is shown instead
const REFERRED = { html: /(?:src|href)="(\/static\/[^"]+)"/g, js: /(?:from|import)\s+"(\.[^"]+)"/g };

const worker = /** @type {any} */ (self);
let work = Promise.resolve(); // one after the other

worker.addEventListener("install", () => worker.skipWaiting()); // it holds nothing of a build, so pages don't mind
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(begin()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (pathname.startsWith("/tries/")) event.respondWith(page(event, request));
});
worker.addEventListener("message", (/** @type {any} */ event) => {
  const { keep: url, since, drop: over } = event.data;
  event.waitUntil(over ? later(() => drop(over)) : answer(event.source, url, since));
});

async function begin() {
  const names = await caches.keys();
  const old = names.filter((name) => /^(pages|files)-/.test(name) && !name.startsWith(PAGES) && name !== FILES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {Request} request @returns {Promise<Response>} */
async function file(request) {
  return (await (await caches.open(FILES)).match(request.url, { ignoreVary: true })) ?? fetch(request);
}

/** @param {any} event @param {Request} request @returns {Promise<Response>} */
async function page(event, request) {
  const opens = request.mode === "navigate"; // a script wants what stands now, or nothing
  const here = opens ? await keptPage(request.url) : undefined;
  const patience = new AbortController();
  const timer = here ? setTimeout(() => patience.abort(), PATIENCE) : 0;
  try {
    const got = await fetch(request, { signal: patience.signal });
    if (here && got.status >= 502 && got.status <= 504) return here;
    const copy = got.headers.get(KEEP) ? got.clone() : null;
    if (copy) event.waitUntil(later(() => keep(request.url, copy)));
    else if (isOver(got)) event.waitUntil(later(() => drop(request.url)));
    return got;
  } catch (problem) {
    const shown = here ?? (opens ? await keptPage(location.origin + WITHOUT) : undefined);
    if (shown) return shown;
    throw problem;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an answer says that a page is no longer this reader's: it leads elsewhere, or refuses. @param {Response} got */
function isOver(got) {
  return got.type === "opaqueredirect" || got.redirected || (got.status >= 400 && got.status < 500 && got.status !== 429);
}

/** A page asks whether it lies here; if not as it was loaded, it is fetched. @param {any} page @param {string} url @param {number} since */
async function answer(page, url, since) {
  await later(async () => {
    if (Number((await keptPage(url))?.headers.get(AT) ?? 0) >= since) return;
    const got = await fetch(url);
    if (got.headers.get(KEEP)) await keep(url, got);
  });
  page.postMessage({ page: url, kept: (await keptPage(url)) !== undefined });
}

/** @param {string} url */
async function drop(url) {
  for (const shelf of await shelves()) if (await shelf.delete(url, { ignoreVary: true })) await sweep(shelf);
}

/** One after the other; what can't be kept is not kept, and the page itself was shown. @param {() => Promise<void>} what */
function later(what) {
  return (work = work.then(what).catch(() => {}));
}

/** @returns {Promise<Cache[]>} of whoever's pages lie here */
async function shelves() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  return Promise.all(names.map((name) => caches.open(name)));
}

/** @param {string} url @returns {Promise<Response | undefined>} */
async function keptPage(url) {
  for (const shelf of await shelves()) {
    const found = await shelf.match(url, { ignoreVary: true });
    if (found && Number(found.headers.get(AT)) > Date.now() - LONGEST) return found;
  }
}

/** Keep a page with its files, as its reader's only. @param {string} url @param {Response} got */
async function keep(url, got) {
  const [reader, text, headers] = [got.headers.get(KEEP), await got.text(), new Headers(got.headers)];
  for (const name of await caches.keys()) if (name.startsWith(PAGES) && name !== PAGES + reader) await caches.delete(name);
  for (const address of referred(text, REFERRED.html, url)) await keepFile(address);
  headers.set(AT, String(Date.now()));
  const shelf = await caches.open(PAGES + reader);
  await shelf.delete(url, { ignoreVary: true }); // so that the latest stands last
  await shelf.put(url, new Response(text, { headers }));
  if (!url.endsWith(WITHOUT)) {
    const without = await fetch(WITHOUT);
    if (without.headers.get(KEEP) === reader) await keep(location.origin + WITHOUT, without);
    await sweep(shelf);
  }
}

/** A file and all that it imports, those first. @param {string} url @returns {Promise<void>} */
async function keepFile(url) {
  const files = await caches.open(FILES);
  if (await files.match(url, { ignoreVary: true })) return;
  const got = await fetch(url);
  if (!got.ok) throw new Error(url);
  for (const address of await imports(url, got.clone())) await keepFile(address);
  await files.put(url, got);
}

/** @param {string} url @param {Response} [got] @returns {Promise<string[]>} what a file imports */
async function imports(url, got) {
  return got && url.split("?")[0].endsWith(".js") ? referred(await got.text(), REFERRED.js, url) : [];
}

/** @param {string} text @param {RegExp} how @param {string} base @returns {string[]} addresses that a text names */
function referred(text, how, base) {
  return [...new Set([...text.matchAll(how)].map((match) => new URL(match[1].replaceAll("&amp;", "&"), base).href))];
}

/** Let go of pages that are old or too many, and of files that no page needs. @param {Cache} shelf */
async function sweep(shelf) {
  const [files, needed] = [await caches.open(FILES), new Set()];
  for (const [n, one] of (await shelf.keys()).reverse().entries()) {
    const found = /** @type {Response} */ (await shelf.match(one, { ignoreVary: true }));
    if (n > MOST || Number(found.headers.get(AT)) < Date.now() - LONGEST) await shelf.delete(one);
    else for (const url of referred(await found.text(), REFERRED.html, one.url)) needed.add(url);
  }
  for (const url of needed) for (const other of await imports(url, await files.match(url, { ignoreVary: true }))) needed.add(other);
  for (const one of await files.keys()) if (!needed.has(one.url)) await files.delete(one, { ignoreVary: true });
}
