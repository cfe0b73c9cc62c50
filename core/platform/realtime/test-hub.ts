import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket } from "ws";
import { Hub } from "./hub.js";
import type { HubOptions, HubPorts, Principal } from "./types.js";

export interface Message {
  event?: string;
  seq?: number;
  data?: Record<string, unknown>;
  broadcast?: Record<string, unknown>;
  status?: string;
  seq_reply?: number;
  error?: { id: string; status_code: number };
}

/** Ports that know a principal for every token of the form `<user>/<session>`, and topics set by the test. */
export class FakePorts implements HubPorts {
  readonly topics = new Map<string, string[]>();
  readonly presence: string[] = [];
  readonly loads: string[] = [];
  readonly revoked = new Set<string>();
  expiresAt = 0;
  /** How many have asked to be let in. */
  asked = 0;
  private ids = 0;
  /** Awaited by every look-up, so that a test can hold one up. */
  pause: Promise<void> = Promise.resolve();

  async authenticate(token: string): Promise<Principal | null> {
    const [userId, sessionId] = token.split("/");
    this.asked++;
    const valid = userId !== undefined && sessionId !== undefined && !this.revoked.has(sessionId);
    await this.pause;
    return valid ? { userId, sessionId, expiresAt: this.expiresAt } : null;
  }

  async fromUpgrade(request: IncomingMessage): Promise<Principal | null> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    return token === undefined ? null : this.authenticate(token);
  }

  async topicsOf(userId: string): Promise<string[]> {
    this.loads.push(userId);
    const topics = this.topics.get(userId) ?? [];
    await this.pause;
    return topics;
  }

  originAllowed(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    return origin === undefined || new URL(origin).host === host;
  }

  serverVersion(): string {
    return "1.2.3";
  }

  onPresence(userId: string, change: string): void {
    this.presence.push(`${userId} ${change}`);
  }

  newId(): string {
    return `c${String(++this.ids).padStart(25, "0")}`;
  }
}

/** A hub behind a real server on a free port. */
export async function startHub(options: Partial<HubOptions> = {}) {
  const ports = new FakePorts();
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const hub = new Hub(ports, { sweepMs: 20, hostname: "node-1", onError, ...options });
  const server = createServer((_request, response) => response.writeHead(404).end());
  hub.attach(server, "/api/v4/websocket");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4/websocket`;
  const clients: TestClient[] = [];
  return {
    hub,
    ports,
    errors,
    server,
    url,
    /** Opens a socket; with a token, through the Authorization header. */
    open(token?: string, query = "", headers: Record<string, string> = {}): TestClient {
      const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` };
      const client = new TestClient(`${url}${query}`, { ...authorization, ...headers });
      clients.push(client);
      return client;
    },
    async stop() {
      await hub.close();
      for (const client of clients) client.cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type TestHub = Awaited<ReturnType<typeof startHub>>;

/** A client that remembers everything it was sent, in order. */
export class TestClient {
  readonly messages: Message[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  /** The status the upgrade was refused with. */
  refusedWith = 0;
  private waiting: (() => void)[] = [];

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.socket.on("message", (data) => {
      this.messages.push(JSON.parse(data.toString()) as Message);
      this.wake();
    });
    this.socket.on("unexpected-response", (_request, response) => {
      this.refusedWith = response.statusCode ?? 0;
      this.socket.terminate();
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) =>
      this.socket.on("close", (code) => {
        resolve(code);
        this.wake();
      }),
    );
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  get events(): Message[] {
    return this.messages.filter((message) => message.event !== undefined);
  }

  get names(): string[] {
    return this.events.map((message) => message.event as string);
  }

  /** Waits for the first message that passes; rejects if the socket ends without it. */
  async until(test: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(test);
      if (found !== undefined) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error("The socket was closed");
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  event(name: string): Promise<Message> {
    return this.until((message) => message.event === name);
  }

  async hello(): Promise<string> {
    return (await this.event("hello")).data?.connection_id as string;
  }

  async ask(message: { seq: number; action?: string; data?: unknown }): Promise<Message> {
    await this.opened();
    this.socket.send(JSON.stringify(message));
    return this.until((answer) => answer.seq_reply === message.seq);
  }

  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING)
      await new Promise((resolve) => this.socket.once("open", resolve));
  }

  /** Ends the connection without a goodbye, as a lost network does. */
  cut(): void {
    this.socket.terminate();
  }
}

/** Looks again and again until it is true; a test that waits in vain fails by its time limit. */
export async function eventually(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((resolve) => setTimeout(resolve, 5));
}
