/**
 * Keeps a quiz answer as it is chosen: on this device at once, on the server as soon as it can. The line [data-whereabouts]
 * says truly where it is; confirming waits for the server to be there. Without scripts the form's own button keeps it.
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-quiz]"));
const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-whereabouts]"));
const says = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent]"));
const token = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="csrf-token"]')).content;
const WAITS = [1000, 2000, 4000, 8000, 15000]; // ms between tries

/** @param {HTMLFormElement} quiz */
function keep(quiz) {
  const place = `quiz:${quiz.dataset.person}:${quiz.dataset.quiz}`;
  const seqField = /** @type {HTMLInputElement} */ (quiz.elements.namedItem("seq"));
  let seq = Number(seqField.value) || 0;
  let waiting = false;
  let failures = 0;

  let reached = false; // the server answered: the form may go
  const before = says?.textContent ?? "";

  /** Beside the button. @param {string} [wrong] what keeps the answer from being confirmed */
  const tell = (wrong) => {
    if (!says) return;
    says.textContent = wrong || before;
    says.classList.toggle("owed", Boolean(wrong));
  };

  const chosen = () => new FormData(quiz).getAll("chosen").map(String);

  /** What is missing or too much, in words; nothing when the answer can be confirmed. */
  const incomplete = () => {
    const { count, empty, more, fewer } = quiz.dataset;
    if (!count) return chosen().length ? "" : empty;
    const lacking = Number(count) - chosen().length;
    return (lacking > 0 ? more : lacking < 0 ? fewer : "")?.replace("#", String(Math.abs(lacking)));
  };

  const post = () => fetch(quiz.dataset.save ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ seq, chosen: chosen() }),
  });

  /** @param {"saved" | "kept" | "signedOut"} where */
  const say = (where) => {
    if (!line) return;
    line.dataset.where = where;
    line.textContent = line.dataset[where] ?? "";
  };

  const send = async () => {
    if (waiting) return;
    waiting = true;
    const sent = seq;
    try {
      const answer = await post();
      if (answer.status === 401) return say("signedOut");
      if (answer.status >= 500) throw new Error(String(answer.status));
      if (answer.ok) {
        const echo = await answer.json();
        failures = 0;
        if (echo.seq === seq) {
          localStorage.removeItem(place);
          say("saved");
        } else if (echo.seq > seq) {
          seq = echo.seq + 1; // another tab was here; what is on this screen now is the later word
          seqField.value = String(seq);
          setTimeout(send);
        }
      }
    } catch {
      say("kept");
      setTimeout(send, WAITS[Math.min(failures++, WAITS.length - 1)]);
    } finally {
      waiting = false;
    }
    if (sent !== seq) send();
  };

  quiz.addEventListener("submit", async (event) => {
    if (reached) {
      reached = false;
      return;
    }
    event.preventDefault(); // a form sent into no network would leave the reader on the browser's own error page
    const wrong = incomplete();
    if (wrong) return tell(wrong);
    const answer = await post().catch(() => null);
    tell(answer ? "" : says?.dataset.unsent);
    if (!answer) return;
    reached = true;
    quiz.requestSubmit(event.submitter);
  });

  quiz.addEventListener("change", () => {
    tell();
    seq += 1;
    seqField.value = String(seq);
    try {
      localStorage.setItem(place, JSON.stringify({ seq, chosen: chosen() }));
    } catch {
      // storage refused: the answer is on the screen and on its way
    }
    say("kept");
    send();
  });

  const left = localStorage.getItem(place);
  if (left) {
    const kept = JSON.parse(left);
    if (kept.seq > seq) {
      for (const box of quiz.querySelectorAll('input[name="chosen"]')) {
        const input = /** @type {HTMLInputElement} */ (box);
        input.checked = kept.chosen.includes(input.value);
      }
      seq = kept.seq;
      seqField.value = String(seq);
      say("kept");
      send();
    } else localStorage.removeItem(place);
  }
  addEventListener("online", send);
}

if (form) keep(form);
