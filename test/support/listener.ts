import WebSocket from "ws";
import type { Person } from "./people.js";

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
  #waiting: (() => void)[] = [];
  #seq = 1;
  #replies = new Map<number, (reply: any) => void>();
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (text) => {
      const message = JSON.parse(String(text));
      if (message.event) this.heard.push(message);
      else this.#replies.get(message.seq_reply)?.(message);
      this.#wake();
    });
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#wake();
    });
    socket.on("error", () => {});
  }

  #wake() {
    for (const wake of this.#waiting.splice(0)) wake();
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

  /** The first event of this name that passes, heard already or within 5 s. */
  async next(event: string, passes: (heard: Heard) => boolean = () => true): Promise<Heard> {
    const end = Date.now() + 5_000;
    for (;;) {
      const found = this.heard.find((heard) => heard.event === event && passes(heard));
      if (found) return found;
      const left = end - Date.now();
      if (left <= 0) throw new Error(`no event ${event}; heard: ${this.heard.map((heard) => heard.event).join(", ")}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
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

  forget(): void {
    this.heard.length = 0;
  }

  close(): void {
    this.socket.close();
  }
}
