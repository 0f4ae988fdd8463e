/** Nobody is signed in: the pages that this phone kept for somebody are let go. What they tapped stays, for them alone. */

async function letGo() {
  for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
}

if ("caches" in globalThis) letGo();
