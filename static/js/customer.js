/**
 * Practice alone with a scripted customer: the whole script is in the page, so it goes on without network. The address
 * keeps the place. Without scripts each choice is a link.
 */

import { halt, Logs } from "./logs.js";
import { newKey } from "./newkey.js";
import { replay, uncovered } from "./scripted.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-play]"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-log]"));
const script = /** @type {import("./scripted.js").Script} */ (JSON.parse(document.getElementById("script")?.textContent ?? ""));
const said = root.dataset.said ? root.dataset.said.split(".") : [];
const one = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(`[data-${name}]`));
const [talk, choices, turn, after, back, log, unlog, says] = ["talk", "choices", "turn", "afterwards", "back", "do-log", "unlog", "says"].map(one);
const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** A piece with its words and what of it holds. @param {string} name @param {Record<string, string>} words @param {string[]} holds */
function piece(name, words, holds = []) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-piece="${name}"]`));
  const made = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  for (const [slot, text] of Object.entries(words)) /** @type {Element} */ (made.querySelector(`[data-${slot}]`)).textContent = text;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (made.querySelectorAll("[data-when]"))) part.hidden = !holds.includes(part.dataset.when ?? "");
  made.classList.add(...holds);
  return made;
}

/** Where this play stands, as an address. @param {string[]} now */
const address = (now) => root.dataset.here + (now.length ? `?said=${now.join(".")}` : "");

function show() {
  const play = replay(script, said);
  while (talk.children.length > play.talk.length) talk.lastElementChild?.remove();
  for (const { who, words, own, told } of play.talk.slice(talk.children.length))
    talk.append(piece("bubble", { who, words }, [...(own ? ["own"] : []), ...(told ? ["told"] : [])]));
  choices.replaceChildren(...play.choices.map((choice, at) => {
    const made = piece("choice", { number: String(at + 1), words: choice.say });
    /** @type {HTMLElement} */ (made.querySelector("a")).setAttribute("href", address([...said, choice.id]));
    return made;
  }));
  const words = /** @type {HTMLElement} */ (turn.querySelector("[data-found]")).dataset.words ?? "";
  for (const line of document.querySelectorAll("[data-found]"))
    line.textContent = words.replace("{found}", String(play.found.length));
  turn.hidden = play.end !== null;
  after.hidden = log.hidden = !play.end;
  back.hidden = !said.length;
  if (play.end) tellAll(play, play.end);
  says.textContent = play.end ? (says.dataset.counts ?? "") : "";
  field("said").value = said.join(".");
  history.replaceState(null, "", address(said));
  for (const next of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("form input[name=next]"))) next.value = address(said);
}

/** What comes when it is over. @param {import("./scripted.js").Play} play @param {{text: string, reached: boolean}} end */
function tellAll(play, end) {
  one("ending").replaceChildren(piece("ending", { words: end.text }, [end.reached ? "reached" : "missed"]));
  one("facts").replaceChildren(...uncovered(script, play).map(({ fact, matters, opened, asked, spoilt }) =>
    piece("fact", { words: fact, more: matters, asked, spoilt }, opened ? ["opened", "best"] : ["missed", ...(spoilt ? ["spoilt"] : [])])));
  one("steps").replaceChildren(...play.sayings.map(({ say, feedback, best }) => piece("step", { words: say, more: feedback }, best ? ["best"] : [])));
}

/** Go on, or back, and to where the reader goes on. @param {() => void} step */
function go(step) {
  step();
  field("key").value = newKey();
  show();
  const head = /** @type {HTMLElement} */ ((turn.hidden ? one("ending") : turn).querySelector("h2"));
  head.focus({ preventScroll: true });
  const own = [...talk.querySelectorAll(".own")].at(-1);
  (turn.hidden ? head : (own ?? talk)).scrollIntoView({ block: "start" });
}

choices.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (event.detail > 1) return; // the second half of a double tap is meant for what stood here before
  const at = [...choices.querySelectorAll("a")].indexOf(link);
  go(() => said.push(replay(script, said).choices[at].id));
});
back.addEventListener("click", (event) => {
  event.preventDefault();
  go(() => said.pop());
});
one("again").addEventListener("click", (event) => {
  event.preventDefault();
  go(() => said.splice(0));
});

const logs = new Logs(Number(root.dataset.person), root.dataset.token ?? "", () => {
  const key = field("key").value;
  const gone = logs.sent.find((echo) => echo.key === key);
  if (gone) location.href = gone.back;
  const waits = logs.waiting.some((entry) => entry.key === key);
  unlog.hidden = !waits;
  if (!after.hidden) [log.hidden, back.hidden] = [waits, waits];
  if (waits) says.textContent = halt(logs, says.dataset) || (logs.lost ? says.dataset.lost : says.dataset.kept) || "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  logs.add({ key: field("key").value, url: form.action, hash: field("hash").value, said: [...said], at: Date.now() });
});
unlog.addEventListener("click", () => {
  logs.drop(field("key").value);
  show();
});
show();
if (logs.waiting.length) logs.wake();
