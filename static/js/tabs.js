/** On a phone the tabs are wider than the page: the one that is open stands in the middle. */

const tab = /** @type {HTMLElement | null} */ (document.querySelector(".tabs [aria-current]"));
const strip = tab?.parentElement;
if (tab && strip) strip.scrollLeft = tab.offsetLeft + (tab.offsetWidth - strip.clientWidth) / 2;
