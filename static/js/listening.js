/**
 * The recording of a try beside its review: asked for once the page stands, since the review needs none of it, and open
 * when the address says so.
 */

import { onClock } from "./onclock.js";

const fold = /** @type {HTMLDetailsElement} */ (document.querySelector("[data-listening]"));
const box = /** @type {HTMLElement} */ (fold.querySelector("[data-player]"));

/** @param {{media: string, type: string, seconds: number | null, comments: {at_ms: number, text: string, by: string, trainee: boolean}[]}} made */
function play(made) {
  const media = document.createElement(made.type.startsWith("audio/") ? "audio" : "video");
  Object.assign(media, { controls: true, preload: "metadata", src: made.media });
  media.setAttribute("aria-label", fold.querySelector("summary")?.textContent ?? "");
  box.querySelector("[data-media]")?.replaceWith(media);
  box.dataset.seconds = String(made.seconds ?? "");
  const pattern = /** @type {HTMLTemplateElement} */ (box.querySelector("template"));
  for (const said of made.comments) {
    const line = /** @type {HTMLElement} */ (/** @type {Element} */ (pattern.content.firstElementChild).cloneNode(true));
    const [button, initial] = [line.querySelector("button"), line.querySelector(".initial")];
    if (!button || !initial) return;
    button.dataset.seek = String(said.at_ms);
    const words = { b: onClock(said.at_ms / 1000), ".initial": said.by.slice(0, 1), "[data-by]": said.by, "[data-text]": said.text };
    for (const [hook, text] of Object.entries(words)) {
      const place = line.querySelector(hook);
      if (place) place.textContent = text;
    }
    initial.classList.toggle("trainee", said.trainee);
    box.querySelector("[data-comments]")?.append(line);
  }
  fold.hidden = false;
  fold.open = location.hash === "#listen";
  import("./player.js");
}

fetch(fold.dataset.state ?? "", { headers: { Accept: "application/json" } })
  .then((answer) => (answer.ok ? answer.json() : { recordings: [] }))
  .then(({ recordings }) => recordings.length && play(recordings[0]))
  .catch(() => {}); // no network: the review goes on without
