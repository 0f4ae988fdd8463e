/** Lists in [data-pages] the pages that this phone keeps, by their titles, for who has no network. */

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-pages]"));

/** @param {Response} page @param {string} url */
async function linkTo(page, url) {
  const { title } = new DOMParser().parseFromString(await page.text(), "text/html");
  const [line, link] = [document.createElement("li"), document.createElement("a")];
  [link.href, link.textContent] = [url, title.replace(/ – [^–]*$/, "")];
  line.append(link);
  section?.querySelector("ul")?.append(line);
}

async function list() {
  for (const name of (await caches.keys()).filter((one) => one.startsWith("pages-"))) {
    const shelf = await caches.open(name);
    for (const { url } of await shelf.keys()) {
      const page = await shelf.match(url, { ignoreVary: true });
      if (page && !url.endsWith("/offline")) await linkTo(page, url);
    }
  }
  if (section) section.hidden = !section.querySelector("li");
}

if ("caches" in globalThis) list();
