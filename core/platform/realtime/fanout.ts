import type { Connection } from "./connection.js";
import type { Frame } from "./frames.js";
import type { UserFilter } from "./types.js";

/** One event on its way to everybody who was in its audience when it was published. */
export interface Delivery {
  connections: readonly Connection[];
  frame: Frame;
  /** Users with a frame of their own. */
  personal: Map<string, Frame> | null;
  omitUsers: Set<string> | null;
  omitConnection: string;
  only: UserFilter | null;
  droppable: boolean;
}

/** A delivery together with how far it has come. The list may grow behind `end`: those connections are younger. */
interface Running extends Delivery {
  at: number;
  end: number;
}

/** Connections served between two looks at the clock. */
const STRIDE = 64;

/**
 * Delivers events one after another, so that none overtakes another on any connection, and in slices, so that a large
 * audience does not hold up everything else. What comes first in line is begun inside `add`.
 */
export class Fanout {
  /** Event times connection that are still to come. */
  backlog = 0;
  private queue: Running[] = [];
  private head = 0;
  private running = false;
  private scheduled = false;
  /** Time used in this turn of the event loop, ms. */
  private spent = 0;
  private idle: (() => void)[] = [];

  constructor(
    private readonly sliceMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  add(delivery: Delivery): void {
    const end = delivery.connections.length;
    if (end === 0) return;
    const first = this.head === this.queue.length;
    this.queue.push({ ...delivery, at: 0, end });
    this.backlog += end;
    // Behind others it waits for the slice that is scheduled (or under way) already.
    if (first && !this.running && this.spent < this.sliceMs) this.slice();
    else if (!this.scheduled && !this.running) this.schedule();
  }

  /** Resolves once nothing is left to deliver. */
  async drained(): Promise<void> {
    if (this.backlog > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private slice(): void {
    this.running = true;
    const start = performance.now();
    const until = start + this.sliceMs - this.spent;
    let now = start;
    // At least one stride, so that there is progress however little time a slice has.
    while (this.head < this.queue.length && (now < until || now === start)) {
      const delivery = this.queue[this.head] as Running;
      this.stride(delivery);
      if (delivery.at === delivery.end) this.advance();
      now = performance.now();
    }
    this.spent += now - start;
    this.running = false;
    if (this.head === this.queue.length) this.settle();
    // Also when nothing is left: the next turn has its full time again.
    if (!this.scheduled) this.schedule();
  }

  private schedule(): void {
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.spent = 0;
      if (this.head < this.queue.length) this.slice();
    });
  }

  private stride(delivery: Running): void {
    const stop = Math.min(delivery.end, delivery.at + STRIDE);
    this.backlog -= stop - delivery.at;
    while (delivery.at < stop) {
      const connection = delivery.connections[delivery.at++] as Connection;
      try {
        this.serve(connection, delivery);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  private serve(connection: Connection, delivery: Delivery): void {
    const { userId } = connection;
    if (connection.closed || connection.id === delivery.omitConnection) return;
    if (delivery.omitUsers?.has(userId)) return;
    if (delivery.only !== null && !delivery.only(userId)) return;
    connection.deliver(delivery.personal?.get(userId) ?? delivery.frame, delivery.droppable);
  }

  private advance(): void {
    this.head++;
    if (this.head < 1024) return;
    this.queue = this.queue.slice(this.head);
    this.head = 0;
  }

  private settle(): void {
    this.queue = [];
    this.head = 0;
    for (const resolve of this.idle.splice(0)) resolve();
  }
}
