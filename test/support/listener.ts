import WebSocket from "ws";
import type { Person } from "./people.js";
import { until } from "./until.js";

/** An event as it came over the socket. */
export interface Heard {
  event: string;
  data: Record<string, any>;
  broadcast: Record<string, any>;
  seq: number;
}

/** Somebody's open WebSocket: keeps what it hears. */
export class Listener {
  readonly heard: Heard[] = [];
  #seq = 1;
  #replies = new Map<number, (reply: any) => void>();
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (text) => {
      const message = JSON.parse(String(text));
      if (message.event) this.heard.push(message);
      else this.#replies.get(message.seq_reply)?.(message);
    });
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    socket.on("error", () => {});
  }

  /** Opens a socket as a person and waits for its hello. */
  static async open(person: Person): Promise<Listener> {
    const socket = new WebSocket(`${person.url.replace("http", "ws")}/api/v4/websocket`, {
      headers: { Authorization: `Bearer ${person.token}` },
    });
    const listener = new Listener(socket);
    await listener.next("hello");
    return listener;
  }

  /** The first event of this name that passes, heard already or still to come. */
  next(event: string, passes: (heard: Heard) => boolean = () => true): Promise<Heard> {
    return until(
      () => this.heard.find((heard) => heard.event === event && passes(heard)),
      () => `the event ${event}; heard: ${this.heard.map((heard) => heard.event).join(", ")}`,
      { every: 2 },
    );
  }

  /** Waits until the socket is closed; says how. */
  ended(): Promise<{ code: number; reason: string }> {
    return until(() => this.closed, "the socket to be closed", { every: 2 });
  }

  /** Sends an action and waits for its reply. */
  async ask(action: string, data: Record<string, unknown> = {}): Promise<any> {
    const seq = this.#seq++;
    const reply = new Promise((resolve) => this.#replies.set(seq, resolve));
    this.socket.send(JSON.stringify({ seq, action, data }));
    return reply;
  }

  /**
   * Everything heard so far of these names, after a round trip: what was sent to this socket before has arrived,
   * because the server keeps the order.
   */
  async all(...events: string[]): Promise<Heard[]> {
    await this.ask("ping");
    return this.heard.filter((heard) => events.length === 0 || events.includes(heard.event));
  }

  /** Forgets everything heard so far, and what is on its way. */
  async forget(): Promise<void> {
    if (this.closed === undefined) await this.ask("ping");
    this.heard.length = 0;
  }

  close(): void {
    this.socket.close();
  }
}
