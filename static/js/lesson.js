/**
 * Reading: keeps the paragraph that somebody has reached, and answers small checks in place. Without scripts the checks
 * answer on a page of their own.
 */

const token = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="csrf-token"]')).content;
const SETTLED = 1500; // ms on screen before a paragraph counts as reached

/** @param {HTMLElement} lesson */
function keepPlace(lesson) {
  let reached = 1;
  let sent = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const send = () => {
    if (reached === sent) return;
    sent = reached;
    fetch(lesson.dataset.lesson ?? "", {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ paragraph: reached }),
    }).catch(() => (sent = 0)); // the place is only a convenience: it is sent again with the next paragraph
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) reached = Number(entry.target.id.slice(2));
    }
    clearTimeout(timer);
    timer = setTimeout(send, SETTLED);
  }, { rootMargin: "0px 0px -60% 0px" });
  for (const block of lesson.querySelectorAll('[id^="p-"]')) watcher.observe(block);
  addEventListener("pagehide", send);
}

/** @param {HTMLFormElement} form */
function answerInPlace(form) {
  const place = /** @type {HTMLElement} */ (form.querySelector("[data-verdict]"));

  /** @param {string} [words] @param {string} [because] @param {boolean} [right] */
  const say = (words, because = "", right = false) => {
    place.className = words ? `verdict${right ? " right" : ""}` : "";
    place.replaceChildren();
    if (!words) return;
    const strong = document.createElement("b");
    strong.textContent = words;
    const text = document.createElement("p");
    text.append(strong, ` ${because}`);
    place.append(text);
  };

  form.addEventListener("change", () => say()); // what stands there was said of another choice
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!new FormData(form).has("chosen")) return say(form.dataset.empty);
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
    }).catch(() => null);
    if (!answer) return say(form.dataset.unsent);
    if (!answer.ok) return form.submit();
    const { right, words, because } = await answer.json();
    say(words, because, right);
  });
}

for (const lesson of document.querySelectorAll("[data-lesson]")) keepPlace(/** @type {HTMLElement} */ (lesson));
for (const form of document.querySelectorAll("form[data-check]")) answerInPlace(/** @type {HTMLFormElement} */ (form));
