/**
 * Sending a file that was recorded elsewhere: chosen or dropped, checked before anything is sent, sent in pieces. One that
 * was cut off by a reload is asked for again by its name and size, and goes on where it was.
 */

import { Laid } from "./laid.js";
import { megabytes, say } from "./says.js";
import { Sending } from "./sending.js";

const box = /** @type {HTMLElement} */ (document.querySelector("[data-picking]"));
const data = /** @type {Record<string, string>} */ (box.dataset);
const input = /** @type {HTMLInputElement} */ (box.querySelector("input[type=file]"));
const bar = /** @type {HTMLProgressElement} */ (box.querySelector("progress"));
const stop = /** @type {HTMLButtonElement} */ (box.querySelector("[data-stop]"));
const AGAIN = 15000; // ms until the network is tried again
const OVER = ["wrong-type", "too-big", "gone"]; // troubles after which the same file is of no use
const [most, longest] = [Number(data.bytes), Number(data.longest)];

/** The file that is on its way, by which it is asked for again. */
const under = new Laid(`file:${data.person}:${data.attempt}`, () => ({ name: "", size: 0 }), ({ name }) => name !== "");

/** @type {File | null} */
let file = null;
let waits = false; // for a network

/** @param {string} name @param {Record<string, string>} [values] @param {string} [detail] */
const told = (name, values, detail) => say(box, name, values, detail);

const sending = new Sending(/** @type {any} */ ({ ...data, person: Number(data.person) }), {
  progress: (sent, all) => {
    [bar.hidden, bar.max, bar.value] = [false, all, sent];
    if (sent && file) name(file.name, file.size);
    told("sending", { sent: megabytes(sent), all: megabytes(all), part: String(Math.floor((100 * sent) / all)) });
  },
  done: () => {
    name("", 0);
    location.reload();
  },
  trouble: (trouble) => {
    if (OVER.includes(trouble.name)) name("", 0);
    waits = trouble.name === "offline";
    if (waits) setTimeout(again, AGAIN);
    told(trouble.name, { limit: megabytes(most) }, trouble.detail);
    rest();
  },
});

/** Keep which file is on its way; none for an empty name. @param {string} called @param {number} size */
function name(called, size) {
  under.change((value) => Object.assign(value, { name: called, size }));
}

/** Go on with what waits for a network. */
function again() {
  if (file && waits && !input.disabled) take(file);
}

/** Wait for a file again. */
function rest() {
  bar.hidden = stop.hidden = true;
  input.disabled = false;
  input.value = "";
  delete box.dataset.holds;
}

/** How long it plays, as far as the browser can tell. @param {File} one @returns {Promise<number | null>} seconds */
function lengthOf(one) {
  return new Promise((resolve) => {
    const media = document.createElement(one.type.startsWith("audio/") ? "audio" : "video");
    const tell = () => {
      URL.revokeObjectURL(media.src);
      resolve(Number.isFinite(media.duration) ? media.duration : null);
    };
    media.preload = "metadata";
    media.onloadedmetadata = media.onerror = tell;
    setTimeout(tell, 4000);
    media.src = URL.createObjectURL(one);
  });
}

/** @param {File} one */
async function take(one) {
  const values = { name: one.name, size: megabytes(one.size), limit: megabytes(most), minutes: String(Math.floor(longest / 60)) };
  if (one.size > most) return told("too-big-here", values);
  if (!one.size) return told("empty");
  if (one.type && !/^(audio|video|application\/ogg)/.test(one.type)) return told("wrong-type");
  const seconds = await lengthOf(one);
  if (seconds !== null && seconds > longest) return told("too-long", values);
  file = one;
  input.disabled = true;
  stop.hidden = false;
  box.dataset.holds = "";
  told("waiting");
  const about = { filename: one.name, filetype: one.type, origin: "uploaded", ...(seconds && { seconds: seconds.toFixed(1) }) };
  return sending.start(one, `file:${one.name}:${one.size}:${one.lastModified}`, about);
}

input.addEventListener("change", () => input.files?.[0] && take(input.files[0]));
stop.addEventListener("click", () => {
  sending.stop();
  told("left", { name: file?.name ?? "" });
  rest();
});
addEventListener("online", again);
for (const kind of ["dragover", "drop"]) {
  box.addEventListener(kind, (event) => {
    const dropped = /** @type {DragEvent} */ (event).dataTransfer?.files[0];
    event.preventDefault();
    if (kind === "drop" && dropped && !input.disabled) take(dropped);
  });
}
addEventListener("beforeunload", (event) => {
  if (box.dataset.holds !== undefined) event.preventDefault();
});

box.hidden = false;
if (under.value.name) told("again", { name: under.value.name, size: megabytes(under.value.size) });
