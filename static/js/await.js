/**
 * A page that waits for the other of two people: asks [data-await] now and then for its stamp, and when it is no longer
 * data-stamp, goes to what there is to see (data-go), or says so ([data-news]) where something was typed meanwhile. While
 * something on the page holds it ([data-holds]), as a recording does, it stays.
 */

const EVERY = 4000; // ms
const waiting = /** @type {HTMLElement | null} */ (document.querySelector("[data-await]"));
let typed = false;
document.addEventListener("input", () => (typed = true));

async function look() {
  if (!waiting || document.visibilityState === "hidden") return;
  try {
    const answer = await fetch(waiting.dataset.await ?? "", { headers: { Accept: "application/json" } });
    if (!answer.ok || (await answer.json()).stamp === waiting.dataset.stamp) return;
  } catch {
    return; // no network: there is nothing to see yet
  }
  if (waiting.dataset.go !== undefined && !typed && !document.querySelector("[data-holds]")) location.reload();
  const news = /** @type {HTMLElement | null} */ (document.querySelector("[data-news]"));
  if (news) news.hidden = false;
}

if (waiting) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
