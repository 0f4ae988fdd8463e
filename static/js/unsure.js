/** The single key m marks the question that is before the reader as “not sure”, unless single keys are off or somebody types. */

/** @param {() => HTMLInputElement | null | undefined} mark of the question that is shown */
export function marking(mark) {
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const typing = target?.matches("input:not([type=radio], [type=checkbox]), select, textarea");
    const off = document.documentElement.dataset.keys === "off" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key.toLowerCase() !== "m" || typing || off || document.querySelector("dialog[open]")) return;
    mark()?.click();
  });
}
