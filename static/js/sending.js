/**
 * Sends a file in pieces that any server in between lets through, goes on where it was cut off, and never under another
 * sign-in than that of who chose it. Says by words' names what only somebody can mend.
 */

import { newKey } from "./newkey.js";
import { Halt, Sender } from "./sender.js";

const PIECE = 1_000_000; // bytes; what proxies let through unless they are told otherwise
const WAITS = [0, 1000, 3000, 5000, 10000, 20000, 30000]; // ms between tries
/** @type {Record<number, string>} what an answer means, by its status */
const MEANS = { 401: "signed-out", 403: "refused", 404: "gone", 409: "no-consent", 413: "too-big", 422: "wrong-type", 507: "disk-full" };

/** @type {Promise<any> | undefined} */
let loading;

/** The client of the protocol, fetched when it is first needed. @param {string} address @returns {Promise<any>} */
function client(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.onload = () => resolve(/** @type {any} */ (window).tus);
    script.onerror = () => {
      loading = undefined;
      reject(new Error("the client did not come"));
    };
    document.head.append(script);
  });
  return loading;
}

/** @typedef {{name: string, detail: string}} Trouble name: of the words that say it; detail: the server's own words */

export class Sending {
  /**
   * @param {{client: string, uploads: string, token: string, person: number}} at addresses, and who sends
   * @param {{progress: (sent: number, all: number) => void, done: () => void, trouble: (trouble: Trouble) => void}} tell
   */
  constructor(at, tell) {
    this.at = at;
    this.tell = tell;
    this.sender = new Sender(at.person, at.token);
    this.upload = /** @type {any} */ (null);
  }

  /**
   * Send it, from where it was cut off if it was. Trouble that passes is waited out.
   * @param {Blob} file @param {string} print what tells it from others after a reload @param {Record<string, string>} about
   */
  async start(file, print, about) {
    this.stop();
    try {
      const tus = await client(this.at.client);
      this.upload = new tus.Upload(file, this.options(print, about));
      const before = await this.upload.findPreviousUploads();
      if (before.length) this.upload.resumeFromPreviousUpload(before[0]);
      this.upload.start();
    } catch {
      this.tell.trouble({ name: "offline", detail: "" });
    }
  }

  /** Leave off; what the server has stays there. */
  stop() {
    this.upload?.abort();
    this.upload = null;
  }

  /** @param {string} print @param {Record<string, string>} about */
  options(print, about) {
    return {
      endpoint: this.at.uploads,
      chunkSize: PIECE,
      retryDelays: WAITS,
      metadata: { ...about, key: newKey() },
      headers: { Accept: "application/json" },
      fingerprint: async () => `${this.at.person}:${this.at.uploads}:${print}`,
      removeFingerprintOnSuccess: true,
      onBeforeRequest: async (/** @type {any} */ request) => {
        if (!this.sender.csrf) await this.sender.fetchToken();
        request.setHeader("X-CSRFToken", this.sender.csrf);
      },
      // Asked how much is there, a server that can't tell now is asked again: the client would begin anew.
      onAfterResponse: (/** @type {any} */ request, /** @type {any} */ response) => {
        if (request.getMethod() === "HEAD" && response.getStatus() >= 500) throw new Error("not now");
      },
      onShouldRetry: (/** @type {any} */ error) => this.passes(error),
      onProgress: this.tell.progress,
      onSuccess: this.tell.done,
      onError: (/** @type {any} */ error) => this.tell.trouble(this.troubleOf(error)),
    };
  }

  /** Whether it may go by itself. @param {any} error */
  passes(error) {
    const halted = error.causingError instanceof Halt;
    const [status, told] = [error.originalResponse?.getStatus() ?? 0, toldBy(error)];
    if (status === 400 && told.error === "csrf") {
      this.sender.doubt();
      return true;
    }
    // The protocol answers 409 where less or more is on disk than this page believes: asked again, it goes on from there.
    if (status === 409 && error.originalRequest?.getMethod() === "PATCH" && !told.detail) return true;
    return !halted && (status === 0 || status === 423 || status === 429 || (status >= 500 && status !== 507));
  }

  /** @param {any} error @returns {Trouble} */
  troubleOf(error) {
    const halt = error.causingError;
    this.sender.doubt();
    if (halt instanceof Halt) return { name: halt.why === "other" ? "other" : "signed-out", detail: "" };
    const status = error.originalResponse?.getStatus() ?? 0;
    return { name: MEANS[status] ?? "offline", detail: toldBy(error).detail ?? "" };
  }
}

/** What the server said. @param {any} error @returns {{error?: string, detail?: string}} */
function toldBy(error) {
  try {
    return JSON.parse(error.originalResponse?.getBody() || "{}");
  } catch {
    return {};
  }
}
