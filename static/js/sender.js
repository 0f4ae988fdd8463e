/**
 * Sends JSON as one person: with a token of the sign-in that stands now, and never under the sign-in of another. Says by a
 * Halt what only somebody can mend; every other failure is worth another try.
 */

const PATIENCE = 12000; // ms until a request counts as lost

/** Why sending stands still. */
export class Halt extends Error {
  /** @param {"signedOut" | "other" | "refused" | "missing" | "closed"} why @param {any} answer */
  constructor(why, answer = {}) {
    super(why);
    this.why = why;
    this.answer = answer;
  }
}

export class Sender {
  /** @param {number} person @param {string} token address that tells a token, and whose sign-in it is of */
  constructor(person, token) {
    this.person = person;
    this.token = token;
    this.csrf = "";
  }

  /** Look again who is signed in before the next sending. */
  doubt() {
    this.csrf = "";
  }

  /** @param {string} url @param {unknown} body @returns {Promise<any>} the echo */
  async post(url, body) {
    if (!this.csrf) await this.fetchToken();
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.csrf };
    const answer = await ask(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (answer.ok) return answer.json();
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 401) throw new Halt("signedOut");
    if (answer.status === 400 && told.error === "csrf") this.csrf = "";
    else if (answer.status === 409) throw new Halt("closed", told);
    else if (answer.status === 422 && Object.keys(told.fields ?? {}).length) throw new Halt("missing", told);
    else if (answer.status < 500 && answer.status !== 429) throw new Halt("refused", told);
    throw new Error(`answered ${answer.status}`);
  }

  /** Whether the server can be reached, whoever is signed in. */
  async reachable() {
    return (await ask(this.token, {}).catch(() => null)) !== null;
  }

  /** A token of the sign-in that stands now, and only if it is of the person who tapped. */
  async fetchToken() {
    const answer = await ask(this.token, {});
    if (answer.status === 401) throw new Halt("signedOut");
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const { token, person } = await answer.json();
    if (person !== this.person) throw new Halt("other");
    this.csrf = token;
  }
}

/** A request that is given up after a while. @param {string} url @param {RequestInit} options */
async function ask(url, options) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const headers = { Accept: "application/json", ...options.headers };
    return await fetch(url, { ...options, headers, signal: patience.signal, cache: "no-store" });
  } finally {
    clearTimeout(timer);
  }
}
