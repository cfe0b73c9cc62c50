import type { Socket } from "node:net";
import WebSocket from "ws";
import type { Person } from "./people.js";

/**
 * Follows one channel as the published clients do: comes back after a cut with the id of its connection and the number
 * of the event it expects; when the server gives it a new connection, loads what it missed over REST. Notes everything
 * that must not happen.
 */
export class ResumingClient {
  /** Ids of the channel's messages in the order they became known. */
  readonly seen: string[] = [];
  readonly faults: string[] = [];
  resumed = 0;
  caughtUp = 0;
  #socket: WebSocket | undefined;
  #connectionId = "";
  #next = 0;
  /** Time of the newest message that is known, ms. */
  #until = 0;
  #known = new Set<string>();
  /** Messages loaded over REST, which may be on their way over the socket too, once. */
  #loaded = new Set<string>();
  #running = true;
  /** While the missed messages are being loaded, new ones wait. */
  #loading: Promise<void> | undefined;

  constructor(
    readonly person: Person,
    /** Where sockets are opened, which may lead through a bad network. */
    readonly socketUrl: string,
    readonly channelId: string,
  ) {}

  /** The local port of the open socket, or undefined while there is none. */
  get port(): number | undefined {
    if (this.#socket?.readyState !== WebSocket.OPEN) return undefined;
    return (this.#socket as unknown as { _socket: Socket })._socket.localPort;
  }

  /** Opens the socket and keeps it open; resolves with the first hello. */
  start(): Promise<void> {
    return new Promise((resolve) => this.#open(resolve));
  }

  stop(): void {
    this.#running = false;
    this.#socket?.terminate();
  }

  /** Waits until missed messages are loaded. */
  async settled(): Promise<void> {
    await this.#loading;
  }

  #open(ready?: () => void): void {
    if (!this.#running) return;
    const query = `connection_id=${this.#connectionId}&sequence_number=${this.#next}`;
    const headers = { Authorization: `Bearer ${this.person.token}` };
    const socket = new WebSocket(`${this.socketUrl}/api/v4/websocket?${query}`, { headers });
    this.#socket = socket;
    let first = true;
    socket.on("message", (text) => {
      this.#hear(JSON.parse(String(text)), first);
      first = false;
      ready?.();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => setTimeout(() => this.#open(ready), 10 + Math.random() * 90));
  }

  #hear(
    message: { event?: string; seq: number; data: Record<string, unknown>; broadcast: { channel_id?: string } },
    first: boolean,
  ): void {
    if (!message.event) return;
    if (message.event === "hello") this.#greet(message.data.connection_id as string, message.seq);
    else if (message.seq !== this.#next) this.faults.push(`event ${message.seq} instead of ${this.#next}`);
    else if (first) this.resumed++;
    this.#next = message.seq + 1;
    if (message.event === "posted" && message.broadcast.channel_id === this.channelId) {
      const post = JSON.parse(message.data.post as string);
      if (this.#loading) void this.#loading.then(() => this.#take(post));
      else this.#take(post);
    }
  }

  #greet(connectionId: string, seq: number): void {
    if (seq !== 0) this.faults.push(`hello with number ${seq}`);
    if (connectionId === this.#connectionId) this.faults.push("hello on a resumed connection");
    // A client that was never connected has missed nothing.
    if (this.#connectionId) {
      const loading = (this.#loading ?? Promise.resolve()).then(() => this.#catchUp());
      this.#loading = loading;
      void loading.then(() => {
        if (this.#loading === loading) this.#loading = undefined;
      });
    }
    this.#connectionId = connectionId;
  }

  async #catchUp(): Promise<void> {
    this.caughtUp++;
    for (;;) {
      try {
        const list = await this.person.get(`/channels/${this.channelId}/posts?since=${this.#until}`);
        for (const id of list.order.reverse()) this.#take(list.posts[id], true);
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  #take(post: { id: string; type: string; create_at: number }, overRest = false): void {
    if (post.type !== "") return;
    if (this.#known.has(post.id)) {
      if (!overRest && !this.#loaded.delete(post.id)) this.faults.push(`${post.id} twice`);
      return;
    }
    if (post.create_at < this.#until) this.faults.push(`${post.id} out of order`);
    if (overRest) this.#loaded.add(post.id);
    this.#known.add(post.id);
    this.#until = Math.max(this.#until, post.create_at);
    this.seen.push(post.id);
  }
}
