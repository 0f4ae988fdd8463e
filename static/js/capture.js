/**
 * Recording by the browser: which format it can make, the slices as they come, how loud it is.
 */

const SLICE = 5000; // ms: what a crash can lose at most
const TYPES = {
  audio: ["audio/mp4", "audio/webm;codecs=opus", "audio/webm"],
  video: ["video/mp4", "video/webm;codecs=vp8,opus", "video/webm"],
};
const RATES = { audioBitsPerSecond: 64_000, videoBitsPerSecond: 600_000 };
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 }, facingMode: "user" };

/** Why nothing can be recorded here, as far as it can be told without trying. @returns {"insecure" | "wechat" | "old" | null} */
export function lacking() {
  if (!window.isSecureContext) return "insecure";
  if (typeof MediaRecorder === "function" && navigator.mediaDevices?.getUserMedia) return null;
  return /MicroMessenger/i.test(navigator.userAgent) ? "wechat" : "old";
}

export class Capture {
  /** @param {"audio" | "video"} medium @param {(slice: ArrayBuffer) => Promise<void>} keep called with each slice in order */
  constructor(medium, keep) {
    this.medium = medium;
    this.keep = keep;
    this.keeping = Promise.resolve();
  }

  /** Ask for microphone and camera, and begin. Raises what the browser raises when it is refused. */
  async start() {
    const wanted = { audio: true, video: this.medium === "video" && PICTURE };
    this.stream = await navigator.mediaDevices.getUserMedia(wanted);
    const type = TYPES[this.medium].find((one) => MediaRecorder.isTypeSupported(one));
    this.recorder = new MediaRecorder(this.stream, { mimeType: type, ...RATES });
    this.type = (this.recorder.mimeType || type || `${this.medium}/webm`).split(";")[0];
    this.recorder.ondataavailable = ({ data }) => {
      if (data.size) this.keeping = this.keeping.then(async () => this.keep(await data.arrayBuffer()));
    };
    this.over = new Promise((resolve) => {
      const recorder = /** @type {MediaRecorder} */ (this.recorder);
      recorder.onstop = () => resolve(undefined);
      recorder.onerror = () => recorder.state !== "inactive" && recorder.stop();
    });
    this.listen();
    this.recorder.start(SLICE);
    this.since = performance.now();
  }

  listen() {
    try {
      this.context = new AudioContext();
      this.analyser = this.context.createAnalyser();
      this.analyser.fftSize = 512;
      this.context.createMediaStreamSource(/** @type {MediaStream} */ (this.stream)).connect(this.analyser);
      this.samples = new Float32Array(this.analyser.fftSize);
    } catch {
      this.analyser = undefined; // without a meter it records all the same
    }
  }

  /** Seconds that were recorded. */
  get seconds() {
    return this.since === undefined ? 0 : (performance.now() - this.since) / 1000;
  }

  /** How loud it is now, 0 to 1, on the scale of ears. */
  get level() {
    if (!this.analyser || !this.samples) return 0;
    this.analyser.getFloatTimeDomainData(this.samples);
    const loud = Math.sqrt(this.samples.reduce((sum, one) => sum + one * one, 0) / this.samples.length);
    return loud ? Math.min(1, Math.max(0, 1 + Math.log10(loud) / 2.5)) : 0;
  }

  /** Whether the browser ended it by itself: a call came in, the microphone was taken away. */
  get ended() {
    return this.recorder?.state === "inactive";
  }

  /** End it; comes back when the last slice is kept. */
  async stop() {
    if (this.recorder && !this.ended) this.recorder.stop();
    await this.over;
    await this.keeping;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    await this.context?.close().catch(() => {});
  }
}
