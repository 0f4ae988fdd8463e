/**
 * The recorder of a try: it asks for consent, records, and keeps what comes on this phone until it was sent. It stands
 * folded on a page where something more important goes on, and moves nothing there: what it does is said on its own line.
 */

import { lacking } from "./capture.js";
import { Consents } from "./consents.js";
import { missing } from "./missing.js";
import { newKey } from "./newkey.js";
import { say, show } from "./says.js";
import { TakeLine } from "./takeline.js";
import { Takes } from "./takes.js";
import { Taking } from "./taking.js";

/** @typedef {import("./takes.js").Take} Take */

const box = /** @type {HTMLDetailsElement} */ (document.querySelector("[data-recorder]"));
const [now, told] = [box.querySelector("[data-now]"), box.querySelector("[data-told]")];
const data = /** @type {Record<string, string>} */ (box.dataset);
const at = /** @type {any} */ ({ ...data, person: Number(data.person), attempt: Number(data.attempt) });
const [own, over] = [data.own !== undefined, data.over !== undefined];
const takes = new Takes();
const consents = new Consents(at);

/** @param {string} words @param {Record<string, string>} [values] */
function tell(words, values = {}) {
  if (now) say(now, now.querySelector(`[data-say="${words}"]`) ? words : words && "trouble", values);
}

const running = /** @type {HTMLElement} */ (box.querySelector("[data-run]"));
const taking = new Taking(running, takes, tell, (take) => {
  delete box.dataset.holds;
  show(box, "");
  if (take.size) list(take);
  else problem("nothing");
});

/** Say what is in the way. @param {string} name @param {string} [detail] */
function problem(name, detail = "") {
  if (told) say(told, name, {}, detail);
}

/** Show what is kept on this phone. @param {Take} one */
async function list(one) {
  const pattern = /** @type {HTMLTemplateElement} */ (box.querySelector("template[data-take]"));
  const line = /** @type {HTMLElement} */ (/** @type {Element} */ (pattern.content.firstElementChild).cloneNode(true));
  box.querySelector("[data-takes]")?.append(line);
  new TakeLine(line, one, await takes.file(one), { takes, consents, at, tell });
  box.hidden = false;
}

/** @param {"audio" | "video"} medium @param {Take["consent"]} consent what is still to be told */
async function begin(medium, consent) {
  consents.leave();
  const trouble = await taking.begin(at, medium, consent);
  problem(trouble);
  if (trouble) return;
  box.dataset.holds = "";
  show(box, "running");
}

/** The medium that is chosen. @returns {"audio" | "video"} */
function chosen() {
  const part = [...box.querySelectorAll("[data-part]")].find((one) => !(/** @type {HTMLElement} */ (one).hidden));
  const input = /** @type {HTMLInputElement | null | undefined} */ (part?.querySelector("[type=radio]:checked"));
  return input?.value === "video" ? "video" : "audio";
}

let agreed = /** @type {"audio" | "video"} */ ("audio");
let asked = agreed;

/** What the page shows, by what the server knows. @param {import("./consents.js").State | null} state */
function follow(state) {
  if (!state || taking.capture) return;
  const { consent, limits } = state;
  taking.longest = limits.seconds;
  const refused = own ? consent.answered && !consent.mine : consent.refused;
  const given = own ? consent.mine : consent.given;
  const part = given ? "agreed" : refused ? "refused" : !consent.asked ? "ask" : own ? "asked" : "waits";
  agreed = given ?? agreed;
  asked = consent.asked ?? asked;
  words("[data-who]", asked, consent.asked_by);
  words("[data-agreed]", agreed, "");
  if (part === "asked" && box.querySelector("[data-part=asked]")?.hasAttribute("hidden")) box.open = true;
  show(box, part);
  if (part === "agreed" || part === "refused") consents.leave();
  if (!box.querySelector("[data-takes] > li")) tell(part === "asked" ? "asked" : part === "agreed" ? "agreed" : "");
}

/** Choose between the words for sound and those for a picture too. @param {string} hook @param {string} medium @param {string} name */
function words(hook, medium, name) {
  const line = /** @type {HTMLElement | null} */ (box.querySelector(hook));
  if (line) line.textContent = (line.dataset[medium] ?? "").replace("{name}", name);
}

/** Tell or ask something now. @param {() => Promise<any>} how */
async function sayNow(how) {
  try {
    follow(await how());
    problem("");
  } catch (trouble) {
    problem(trouble instanceof Error && "answer" in trouble ? "refused" : "no-network");
  }
}

/** @type {Record<string, () => unknown>} */
const acts = {
  agree: () => begin(chosen(), { medium: chosen(), given: true, key: newKey() }),
  consent: () => sayNow(() => consents.tell({ medium: asked, given: true, key: newKey() })),
  refuse: () => sayNow(() => consents.tell({ medium: chosen(), given: false, key: newKey() })),
  again: () => {
    consents.leave();
    show(box, "ask");
  },
  "record-here": () => begin(chosen(), chosen() === agreed ? null : { medium: chosen(), given: true, key: newKey() }),
  ask: () => sayNow(() => consents.ask({ medium: chosen(), key: newKey() })).then(() => consents.watch(follow)),
  record: () => begin(agreed, null),
  stop: () => taking.end(),
};
box.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
  if (button) acts[button.dataset.act ?? ""]?.();
});

// The play ends: what was recorded is kept before the page goes.
document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const unready = form.dataset.live !== undefined && missing(form).length > 0;
  if (!taking.capture || form.dataset.endsPlay === undefined || unready) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await taking.end();
  form.requestSubmit();
}, true);

for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (box.querySelectorAll("[type=radio][value=audio]"))) one.checked = true;
if (!over) {
  const why = lacking();
  box.hidden = false;
  show(box, why ? "" : "ask");
  if (why) problem(why);
  else consents.watch(follow);
}
takes.of(at.person, at.attempt).then((kept) => kept.forEach(list));
