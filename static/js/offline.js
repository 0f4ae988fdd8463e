/**
 * Keeps this page on the phone, so that it opens again without network, and says quietly in [data-limits] what this browser
 * can't: its words are attributes of the element, and [data-dark] is shown where the screen may go dark. Browsers within chat programs and plain http:// have no service worker.
 */

import { canStayAwake } from "./awake.js";

const [WORKER, SCOPE] = ["/tries/worker.js", "/tries/"];
const PATIENCE = 15000; // ms; a browser that answers nothing keeps nothing

/** @returns {Promise<boolean>} whether this page lies on the phone */
async function kept() {
  if (!("serviceWorker" in navigator) || !location.pathname.startsWith(SCOPE)) return false;
  const told = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("message", ({ data }) => data.page === location.href && resolve(data.kept));
  });
  navigator.serviceWorker.startMessages?.();
  const found = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" }).catch((refused) => {
    if (navigator.serviceWorker.controller === null) throw refused; // without network the one that is there goes on
  });
  if (!found && navigator.serviceWorker.controller === null) return false;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ keep: location.href, since: performance.timeOrigin });
  return /** @type {Promise<boolean>} */ (told);
}

/** Keep this page where the browser can, and say what it can't. */
export async function keepPage() {
  const [line, dark] = [document.querySelector("[data-limits]"), document.querySelector("[data-dark]")];
  if (!(line instanceof HTMLElement) || !(dark instanceof HTMLElement)) return;
  dark.hidden = canStayAwake;
  const { reopens, chat, plain, none } = line.dataset;
  const why = navigator.userAgent.includes("MicroMessenger") ? chat : isSecureContext ? none : plain;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, false));
  const here = await Promise.race([kept().catch(() => false), late]);
  line.textContent = (here ? reopens : why) ?? "";
}

/** This page is over: it shall not open again. */
export function letGo() {
  navigator.serviceWorker?.controller?.postMessage({ drop: location.href });
}
