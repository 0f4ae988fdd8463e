/**
 * Whether a try may be recorded: asked of the server, which the trainee's own phone may tell, and a trainer's may have asked.
 */

import { Sender } from "./sender.js";

/** @typedef {"audio" | "video" | null} Medium */
/** @typedef {{asked: Medium, asked_by: string, given: Medium, mine: Medium, answered: boolean, refused: boolean}} Consent */
/** @typedef {{recordings: any[], consent: Consent, limits: {bytes: number, seconds: number, types: string[]}}} State */

const EVERY = 4000; // ms between looks while somebody is waited for

export class Consents {
  /** @param {{state: string, consent: string, ask: string, token: string, person: number}} at addresses, and who looks */
  constructor(at) {
    this.at = at;
    this.sender = new Sender(at.person, at.token);
    this.timer = 0;
  }

  /** What the server knows of the try's recordings; null while it can't be reached. @returns {Promise<State | null>} */
  async look() {
    try {
      const answer = await fetch(this.at.state, { headers: { Accept: "application/json" }, cache: "no-store" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  /** Look now and then until told to leave off. @param {(state: State) => void} tell */
  watch(tell) {
    clearInterval(this.timer);
    const once = async () => {
      const state = document.visibilityState === "visible" ? await this.look() : null;
      if (state) tell(state);
    };
    this.timer = setInterval(once, EVERY);
    return once();
  }

  leave() {
    clearInterval(this.timer);
  }

  /** Tell what this person said. Raises what Sender raises. @param {{medium: string, given: boolean, key: string}} said */
  tell(said) {
    return this.sender.post(this.at.consent, said);
  }

  /** Have the question appear on the trainee's phone. @param {{medium: string, key: string}} wanted */
  ask(wanted) {
    return this.sender.post(this.at.ask, wanted);
  }
}
