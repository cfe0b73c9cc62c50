import { monitorEventLoopDelay } from "node:perf_hooks";

const MINUTE = 60_000;
/** Three hours. */
const KEPT = 180;
/** Durations of a minute that are remembered; of more, a fair sample. */
const SAMPLE = 2_000;
/** How often the event loop is looked at, ms. */
const RESOLUTION = 20;

/** What this process measured in one minute. Times in milliseconds, memory in bytes. */
export interface Minute {
  time: number;
  requests: number;
  errors: number;
  request_p95: number;
  message_p95: number;
  sockets: number;
  memory: number;
  /** Longest stretch in which nothing else could run. */
  pause: number;
}

/** A fair sample of any number of durations. */
class Sample {
  readonly #kept: number[] = [];
  #seen = 0;

  add(value: number): void {
    this.#seen++;
    if (this.#kept.length < SAMPLE) {
      this.#kept.push(value);
      return;
    }
    const at = Math.floor(Math.random() * this.#seen);
    if (at < SAMPLE) this.#kept[at] = value;
  }

  /** The value 95 of 100 do not exceed; 0 without any. */
  p95(): number {
    const sorted = this.#kept.toSorted((a, b) => a - b);
    return Math.round((sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0) * 10) / 10;
  }

  get count(): number {
    return this.#seen;
  }
}

/** Remembers how this process did in the last hours, a row a minute, for the charts of the console. */
export class Monitor {
  readonly #rows: Minute[] = [];
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  #requests = new Sample();
  #messages = new Sample();
  #errors = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly sockets: () => number,
    /** Path of the route that writes a message. */
    readonly messageRoute: string,
  ) {}

  /** Counts a request; `failed`: the server could not do what it should, rather than refusing it. */
  observe(route: string, method: string, ms: number, failed: boolean): void {
    this.#requests.add(ms);
    if (failed) this.#errors++;
    if (route === this.messageRoute && method === "post") this.#messages.add(ms);
  }

  /** The finished minutes and the one that is going on, oldest first. */
  get minutes(): Minute[] {
    return [...this.#rows, this.#row()];
  }

  start(): void {
    this.#delay.enable();
    this.#timer ??= setInterval(() => this.#finish(), MINUTE).unref();
  }

  stop(): void {
    this.#delay.disable();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #row(): Minute {
    return {
      time: Date.now(),
      requests: this.#requests.count,
      errors: this.#errors,
      request_p95: this.#requests.p95(),
      message_p95: this.#messages.p95(),
      sockets: this.sockets(),
      memory: process.memoryUsage.rss(),
      // It counts the time between its own ticks as well.
      pause: Math.max(0, Math.round(this.#delay.max / 1e5) / 10 - RESOLUTION),
    };
  }

  #finish() {
    this.#rows.push(this.#row());
    if (this.#rows.length > KEPT) this.#rows.shift();
    this.#requests = new Sample();
    this.#messages = new Sample();
    this.#errors = 0;
    this.#delay.reset();
  }
}
