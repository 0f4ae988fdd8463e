/**
 * Playing a recording: its comments are buttons that seek, a line of marks shows where they are, speed is chosen, and
 * single keys do what the controls do: space, ← and →, n. Off in fields, while an input method composes, by the setting.
 */

import "./saying.js";

const STEP = 5; // seconds

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-player]"))) {
  const media = /** @type {HTMLMediaElement} */ (box.querySelector("audio, video"));
  const line = /** @type {HTMLElement} */ (box.querySelector("[data-moments]"));
  const told = Number(box.dataset.seconds) || 0;
  const length = () => (Number.isFinite(media.duration) ? media.duration : told);

  box.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-seek]"));
    if (!button) return;
    media.currentTime = Number(button.dataset.seek) / 1000;
    media.play().catch(() => {});
  });

  /** Where the comments are. */
  const draw = () => {
    const all = length();
    const seconds = [...box.querySelectorAll("[data-seek]")].map((one) => Number(/** @type {HTMLElement} */ (one).dataset.seek) / 1000);
    line.hidden = !all || !seconds.length;
    line.replaceChildren(
      ...seconds.map((second) => {
        const mark = document.createElement("i");
        mark.style.insetInlineStart = `${Math.min(100, (100 * second) / (all || 1))}%`;
        return mark;
      }),
    );
  };
  new MutationObserver(draw).observe(/** @type {Element} */ (box.querySelector("[data-comments]")), { childList: true });
  media.addEventListener("durationchange", draw);
  draw();

  // What a browser records has no length of its own: it is found by seeking far beyond the end, once.
  media.addEventListener("loadedmetadata", () => {
    if (Number.isFinite(media.duration)) return;
    const back = () => Number.isFinite(media.duration) && (media.removeEventListener("durationchange", back), (media.currentTime = 0));
    media.addEventListener("durationchange", back);
    media.currentTime = 1e7;
  }, { once: true });

  const speeds = /** @type {HTMLElement} */ (box.querySelector("[data-speeds]"));
  speeds.hidden = false;
  const usual = /** @type {HTMLInputElement | null} */ (speeds.querySelector('[value="1"]'));
  if (usual) usual.checked = true;
  speeds.addEventListener("change", (event) => {
    media.playbackRate = media.defaultPlaybackRate = Number(/** @type {HTMLInputElement} */ (event.target).value);
  });

  // A browser shows captions over a film only; those of a sound recording are printed under it.
  const words = box.querySelector("[data-captions]");
  const track = [...media.textTracks].find((one) => one.mode === "showing") ?? media.textTracks[0];
  if (words && track) {
    track.mode = "hidden";
    track.addEventListener("cuechange", () => {
      words.textContent = [...(track.activeCues ?? [])].map((cue) => /** @type {VTTCue} */ (cue).text).join("\n");
    });
  }

  const problem = /** @type {HTMLElement} */ (box.querySelector("[data-unplayable]"));
  media.addEventListener("error", () => (problem.hidden = false));
  media.addEventListener("timeupdate", () => light(box, media.currentTime));
}

/** Mark the comment that is being played. @param {HTMLElement} box @param {number} second */
function light(box, second) {
  const buttons = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("[data-seek]")]);
  const here = buttons.filter((one) => Number(one.dataset.seek) / 1000 <= second + 0.1).pop();
  for (const one of buttons) {
    if (one === here && second > 0) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

/** The player that keys act on: that of the focus, else the first. @param {Element} target */
const boxOf = (target) => target.closest("[data-player]") ?? document.querySelector("[data-player]");

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (document.documentElement.dataset.keys === "off" || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (target.closest("input, textarea, select, summary, audio, video") || document.querySelector("dialog[open]")) return;
  const box = boxOf(target);
  const media = /** @type {HTMLMediaElement | null | undefined} */ (box?.querySelector("audio, video"));
  if (!media) return;
  if (event.key === " " && !target.closest("button, a")) media.paused ? media.play().catch(() => {}) : media.pause();
  else if (event.key === "ArrowLeft") media.currentTime = Math.max(0, media.currentTime - STEP);
  else if (event.key === "ArrowRight") media.currentTime = Math.min(media.duration || Infinity, media.currentTime + STEP);
  else if (event.key === "n" && box?.querySelector("[data-sentence]")) /** @type {HTMLElement} */ (box.querySelector("[data-sentence]")).focus();
  else return;
  event.preventDefault();
});

