import type { Frame } from "./frames.js";

/** The bytes all replay logs hold together; a frame that many of them hold counts once. */
export class ReplayBudget {
  used = 0;
  constructor(readonly limit: number) {}

  get exceeded(): boolean {
    return this.used > this.limit;
  }

  hold(frame: Frame): void {
    if (frame.holders++ > 0) return;
    this.used += frame.ownBytes;
    if (frame.base !== null) this.hold(frame.base);
  }

  release(frame: Frame): void {
    if (--frame.holders > 0) return;
    this.used -= frame.ownBytes;
    if (frame.base !== null) this.release(frame.base);
  }
}

export interface LogLimits {
  events: number;
  bytes: number;
}

/** What a connection is left with when memory is short. */
const SHORT_BYTES = 32 * 1024;

/**
 * The numbered events of one connection: first the sent ones that are kept for a resume, then those that wait for the
 * socket. Number 0 is hello's and never kept.
 */
export class EventLog {
  private ring: (Frame | undefined)[] = new Array(8);
  /** Number of the oldest event kept, of the next to be sent, and of the next to be added. */
  private first = 1;
  private unsent = 1;
  next = 1;
  private bytes = 0;
  pendingBytes = 0;

  constructor(private readonly budget: ReplayBudget) {}

  get pending(): number {
    return this.next - this.unsent;
  }

  /** The number of the next event to send. */
  get cursor(): number {
    return this.unsent;
  }

  append(frame: Frame): number {
    if (this.next - this.first === this.ring.length) this.grow();
    this.ring[this.next & (this.ring.length - 1)] = frame;
    this.budget.hold(frame);
    this.bytes += frame.size;
    this.pendingBytes += frame.size;
    return this.next++;
  }

  /** The event with this number, which has to be waiting. */
  at(seq: number): Frame {
    return this.ring[seq & (this.ring.length - 1)] as Frame;
  }

  /** Counts the next waiting event as sent. */
  sent(): void {
    this.pendingBytes -= this.at(this.unsent).size;
    this.unsent++;
  }

  /** Counts all waiting events as sent: nobody reads at the moment. */
  allSent(): void {
    this.unsent = this.next;
    this.pendingBytes = 0;
  }

  /** Forgets the oldest sent events until the rest is within the limits. */
  trim(limits: LogLimits): void {
    const bytes = this.budget.exceeded ? Math.min(SHORT_BYTES, limits.bytes) : limits.bytes;
    while (this.first < this.unsent && (this.unsent - this.first > limits.events || this.bytes > bytes)) this.forget();
  }

  /** Whether everything from this number on is here. */
  reaches(seq: number): boolean {
    return seq >= this.first && seq <= this.next;
  }

  /** Makes everything from this number on wait for the socket again; the client has what comes before. */
  rewind(seq: number): void {
    this.unsent = seq;
    this.pendingBytes = 0;
    for (let at = seq; at < this.next; at++) this.pendingBytes += this.at(at).size;
  }

  clear(): void {
    this.allSent();
    while (this.first < this.next) this.forget();
    this.ring = new Array(8);
  }

  private forget(): void {
    const slot = this.first & (this.ring.length - 1);
    const frame = this.ring[slot] as Frame;
    this.ring[slot] = undefined;
    this.bytes -= frame.size;
    this.budget.release(frame);
    this.first++;
  }

  private grow(): void {
    const larger: (Frame | undefined)[] = new Array(this.ring.length * 2);
    for (let seq = this.first; seq < this.next; seq++) larger[seq & (larger.length - 1)] = this.at(seq);
    this.ring = larger;
  }
}
