/**
 * A recording that is on this phone and not on the server: it can be listened to, sent and deleted. One that is to be sent
 * goes as soon as there is a network, also after a reload.
 */

import { onClock } from "./onclock.js";
import { megabytes, say } from "./says.js";
import { Halt } from "./sender.js";
import { Sending } from "./sending.js";

const AGAIN = 15000; // ms until the network is tried again
const HALTS = { signedOut: "signed-out", other: "other", refused: "refused", missing: "refused", closed: "no-consent" };

/** @typedef {import("./takes.js").Take} Take */
/** @typedef {(words: string, values: Record<string, string>) => void} Tell */

export class TakeLine {
  /**
   * @param {HTMLElement} line as its template makes it @param {Take} take @param {Blob} file
   * @param {{takes: import("./takes.js").Takes, consents: import("./consents.js").Consents, at: ConstructorParameters<typeof Sending>[0], tell: Tell}} about
   */
  constructor(line, take, file, about) {
    this.line = line;
    this.take = take;
    this.file = file;
    this.about = about;
    this.timer = 0;
    this.sending = new Sending(about.at, {
      progress: (sent, all) => this.progress(sent, all),
      done: () => this.sent(),
      trouble: ({ name, detail }) => this.trouble(name, detail),
    });
    this.print();
    this.find("send").addEventListener("click", () => this.send());
    addEventListener("online", () => take.wanted && line.isConnected && this.send());
    const dialog = /** @type {HTMLDialogElement} */ (line.querySelector("dialog"));
    this.find("delete").addEventListener("click", () => dialog.showModal());
    dialog.addEventListener("close", () => dialog.returnValue === "delete" && this.drop());
    this.told("kept");
    if (take.wanted) this.send();
  }

  /** @param {string} name of a data- hook */
  find(name) {
    return /** @type {HTMLElement} */ (this.line.querySelector(`[data-${name}]`));
  }

  print() {
    const media = document.createElement(this.take.medium);
    Object.assign(media, { controls: true, preload: "metadata", src: URL.createObjectURL(this.file) });
    media.setAttribute("aria-label", this.line.dataset.label ?? "");
    this.find("media").append(media);
    this.find("what").textContent = (this.find("what").textContent ?? "")
      .replace("{length}", onClock(this.take.seconds))
      .replace("{size}", megabytes(this.take.size));
  }

  /** Send it: what was said about consent before all, since nothing is taken in without it. */
  async send() {
    clearTimeout(this.timer);
    this.find("send").hidden = true;
    this.told("waiting");
    try {
      this.take.wanted = true;
      await this.about.takes.keep(this.take);
      if (this.take.consent) await this.about.consents.tell(this.take.consent);
      this.take.consent = null;
      await this.about.takes.keep(this.take);
    } catch (problem) {
      return problem instanceof Halt ? this.trouble(HALTS[problem.why], problem.answer.detail ?? "") : this.trouble("offline", "");
    }
    const type = this.file.type;
    const about = { filename: `recording.${type.split("/")[1]}`, filetype: type, origin: "recorded", seconds: this.take.seconds.toFixed(1) };
    return this.sending.start(this.file, `take:${this.take.id}`, about);
  }

  /** @param {number} sent @param {number} all bytes */
  progress(sent, all) {
    const bar = /** @type {HTMLProgressElement} */ (this.find("bar"));
    [bar.hidden, bar.max, bar.value] = [false, all, sent];
    this.told("sending", { sent: megabytes(sent), all: megabytes(all), part: String(Math.floor((100 * sent) / all)) });
  }

  async sent() {
    await this.about.takes.drop(this.take);
    this.told("sent");
    for (const one of this.line.querySelectorAll("[data-gone]")) one.remove();
  }

  /** @param {string} name @param {string} detail the server's own words */
  trouble(name, detail) {
    this.told(name, {}, detail);
    if (name === "offline") this.timer = setTimeout(() => this.send(), AGAIN);
    else this.find("send").hidden = false;
  }

  async drop() {
    clearTimeout(this.timer);
    this.sending.stop();
    await this.about.takes.drop(this.take);
    this.line.remove();
    this.about.tell("", {});
  }

  /** @param {string} name @param {Record<string, string>} values @param {string} [detail] */
  told(name, values = {}, detail = "") {
    say(this.line, name, values, detail);
    this.about.tell(name, values);
  }
}
