import { appendFrame, type Frame, wireRoom } from "./frames.js";
import type { Peer } from "./peer.js";
import { EventLog, type LogLimits, type ReplayBudget } from "./replay.js";
import type { HubOptions } from "./types.js";

/** What connections share. */
export interface ConnectionContext {
  options: HubOptions;
  budget: ReplayBudget;
  counters: { delivered: number; dropped: number };
  /** The reader is too slow: its queue is full. */
  overflow(connection: Connection): void;
  /** What is kept of the sent events while the socket is open, and after it is lost. */
  kept: { open: LogLimits; lost: LogLimits };
}

/** Replies that may wait for a slow socket. */
const MAX_REPLIES = 64;
/** The largest piece handed to a socket at once when it catches up. */
const BATCH_BYTES = 64 * 1024;

/**
 * The numbered stream of events of one client. It outlives its socket: for some minutes after a loss events go on
 * being recorded, and a new socket can take the stream up where the old one lost it.
 */
export class Connection {
  peer: Peer | null = null;
  closed = false;
  /** When the socket was lost, ms; meaningful while `peer` is null. */
  awaySince = 0;
  /** Since when events wait for the socket without any progress, ms; 0 = none wait. */
  blockedSince = 0;
  readonly log: EventLog;
  private replies: Buffer[] = [];
  /** What a resume added to the queue; it does not count as slowness until the queue has been empty. */
  private replayed = { events: 0, bytes: 0 };

  constructor(
    readonly id: string,
    readonly userId: string,
    public sessionId: string,
    public expiresAt: number,
    private readonly context: ConnectionContext,
  ) {
    this.log = new EventLog(context.budget);
  }

  /** Takes a socket over. Events from number `from` on are sent to it; the client has those before. */
  attach(peer: Peer, from: number): void {
    this.peer = peer;
    this.replies = [];
    this.blockedSince = 0;
    peer.connection = this;
    peer.onIdle = () => this.flush();
    this.log.rewind(from);
    this.replayed = { events: this.log.pending, bytes: this.log.pendingBytes };
    if (this.log.pending > 0) this.blockedSince = this.context.options.now();
    this.flush();
  }

  /** Lets the socket go and only records from now on. */
  detach(): Peer | null {
    const { peer } = this;
    if (peer !== null) {
      peer.connection = null;
      peer.onIdle = () => {};
      peer.waiting = false;
    }
    this.peer = null;
    this.replies = [];
    this.blockedSince = 0;
    this.awaySince = this.context.options.now();
    this.log.allSent();
    return peer;
  }

  /** Numbers an event and sends it, or keeps it for the moment the socket can take it. */
  deliver(frame: Frame, droppable: boolean): void {
    if (this.closed) return;
    const { peer, log } = this;
    if (peer === null) {
      if (droppable) return;
      log.append(frame);
      log.allSent();
      log.trim(this.context.kept.lost);
      return;
    }
    if (log.pending === 0 && peer.open && !peer.busy && this.replies.length === 0) {
      const seq = log.append(frame);
      log.sent();
      peer.writeFrame(frame, seq);
      log.trim(this.context.kept.open);
      this.context.counters.delivered++;
      return;
    }
    this.enqueue(frame, droppable);
  }

  /** Sends a reply: it has no number, but never lies inside another frame. */
  reply(bytes: Buffer): void {
    const { peer } = this;
    if (this.closed || peer === null || !peer.open) return;
    if (!peer.busy && this.replies.length === 0) peer.writeBytes(bytes);
    else if (this.replies.push(bytes) > MAX_REPLIES) this.context.overflow(this);
    else peer.waiting = true;
  }

  /** Gives the socket what waits for it, as long as it takes it. */
  flush(): void {
    const { peer, log } = this;
    if (peer === null || this.closed) return;
    while (peer.open && !peer.busy && this.replies.length > 0) peer.writeBytes(this.replies.shift() as Buffer);
    while (peer.open && !peer.busy && log.pending > 0) {
      peer.writeBytes(this.nextBatch());
      this.blockedSince = this.context.options.now();
    }
    if (log.pending === 0) {
      this.blockedSince = 0;
      this.replayed = { events: 0, bytes: 0 };
    }
    peer.waiting = log.pending > 0 || this.replies.length > 0;
    log.trim(this.context.kept.open);
  }

  private enqueue(frame: Frame, droppable: boolean): void {
    const { log } = this;
    const { options, counters } = this.context;
    const events = log.pending + 1 - this.replayed.events;
    const bytes = log.pendingBytes + frame.size - this.replayed.bytes;
    // Dropped before it gets a number, so that the client sees no gap.
    if (droppable && (events > options.maxQueueEvents / 2 || bytes > options.maxQueueBytes / 2)) {
      counters.dropped++;
      return;
    }
    // One event larger than the whole limit is let through an empty queue.
    if (log.pending > 0 && (events > options.maxQueueEvents || bytes > options.maxQueueBytes)) {
      this.context.overflow(this);
      return;
    }
    log.append(frame);
    if (this.peer !== null) this.peer.waiting = true;
    if (this.blockedSince === 0) this.blockedSince = options.now();
  }

  private nextBatch(): Buffer {
    const { log } = this;
    let room = wireRoom(log.at(log.cursor));
    let last = log.cursor + 1;
    while (last < log.next && room + wireRoom(log.at(last)) <= BATCH_BYTES) room += wireRoom(log.at(last++));
    const bytes = Buffer.allocUnsafe(room);
    let end = 0;
    while (log.cursor < last) {
      end = appendFrame(bytes, end, log.at(log.cursor), log.cursor);
      log.sent();
      this.context.counters.delivered++;
    }
    return bytes.subarray(0, end);
  }
}
