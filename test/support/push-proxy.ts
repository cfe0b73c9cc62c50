import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestServer } from "./server.js";
import { until } from "./until.js";

export type Sent = Record<string, any>;

/** A push proxy for tests, on loopback: keeps what it is given, and answers as told. */
export class TestProxy {
  readonly sent: Sent[] = [];
  readonly receipts: Sent[] = [];
  /** What it answers; a number is a status of HTTP. */
  answer: (push: Sent) => { status: string; error?: string } | number = () => ({ status: "OK" });
  #server!: Server;
  port = 0;

  static async open(): Promise<TestProxy> {
    const proxy = new TestProxy();
    await proxy.listen();
    return proxy;
  }

  /** Listens (again), at the same port when it had one. */
  async listen(): Promise<void> {
    this.#server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        const body = JSON.parse(text) as Sent;
        const list = { "/api/v1/send_push": this.sent, "/api/v1/ack": this.receipts }[request.url ?? ""];
        if (request.method !== "POST" || !list) return response.writeHead(404).end();
        // The protocol: without these there is nothing a proxy can do.
        if (list === this.sent && (!body.server_id || !body.device_id)) return response.writeHead(400).end();
        const answer = list === this.sent ? this.answer(body) : { status: "OK" };
        if (typeof answer === "number") return response.writeHead(answer).end();
        list.push(body);
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => this.#server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Waits until something came that passes. */
  next(passes: (push: Sent) => boolean): Promise<Sent> {
    return until(
      () => this.sent.find(passes),
      () => `such a push; came: ${JSON.stringify(this.sent)}`,
    );
  }

  /** Waits until no notification that was written down is on its way any more. */
  async settled({ sql }: TestServer): Promise<void> {
    await until(() => sql("SELECT * FROM push_notifications WHERE state = 'queued'"), "all pushes to be sent", {
      // What failed is tried again after some time.
      within: 90_000,
      passes: (rows) => rows.length === 0,
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/**
 * Waits until all notifications are written down, the proxy was found to be away, and none is on its way any more: then
 * what is sent later is made later.
 */
export async function foundAway(server: TestServer): Promise<void> {
  await server.app.push.noted();
  const any = async (which: string) =>
    (await server.sql(`SELECT 1 FROM push_notifications WHERE state = 'queued' AND ${which}`)).length > 0;
  const isFound = async () => (await any("attempts > 0")) && !(await any("lease_until > 0"));
  await until(isFound, "the proxy to be found away", { every: 50 });
}
