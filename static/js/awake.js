/** Keeps the screen on while the page is looked at, where the phone lets us: not everywhere, and only in secure contexts. */

export const canStayAwake = "wakeLock" in navigator;

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // to save its battery the phone refuses; it may sleep, and nothing is lost
  }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
