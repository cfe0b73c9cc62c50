import { request } from "node:http";
import WebSocket from "ws";
import { until } from "../support/until.js";

/** An answer as it came over the wire. */
export interface Raw {
  status: number;
  headers: Headers;
  text: string;
  json: any;
}

/** Sends one HTTP request as it was recorded, without a helper that would make it nicer. */
export async function raw(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Raw> {
  const isForm = body instanceof FormData || body instanceof Uint8Array || typeof body === "string";
  const sent = body === undefined ? undefined : isForm ? (body as BodyInit) : JSON.stringify(body);
  const response = await fetch(url + path, { method, headers, body: sent, redirect: "manual" });
  const text = await response.text();
  const json = response.headers.get("content-type") === "application/json" ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}

/** Sends a request through a Unix socket, as the command line of administrators does in its local mode. */
export function throughSocket(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Raw> {
  const sent = body instanceof Uint8Array ? body : body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path: `/api/v4${path}`, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const answered = new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        const json = answered.get("content-type") === "application/json" ? JSON.parse(text) : undefined;
        resolve({ status: response.statusCode ?? 0, headers: answered, text, json });
      });
    });
    asked.on("error", reject);
    asked.end(sent);
  });
}

/** A WebSocket as a program opens it: what it heard, and what it says. */
export class Wire {
  readonly heard: any[] = [];
  pings = 0;
  closed = false;
  #seq = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (text) => this.heard.push(JSON.parse(String(text))));
    socket.on("ping", () => this.pings++);
    socket.on("close", () => {
      this.closed = true;
    });
    socket.on("error", () => {});
  }

  static open(url: string, query = "", headers: Record<string, string> = {}): Promise<Wire> {
    const wire = new Wire(new WebSocket(`${url.replace("http", "ws")}/api/v4/websocket${query}`, { headers }));
    return new Promise((resolve, reject) => {
      wire.socket.once("open", () => resolve(wire));
      wire.socket.once("error", reject);
    });
  }

  /** Sends an action; returns its number. */
  say(action: string, data: object = {}): number {
    this.socket.send(JSON.stringify({ seq: ++this.#seq, action, data }));
    return this.#seq;
  }

  /** What passes among what was heard, or will be. */
  next(passes: (message: any) => unknown): Promise<any> {
    return until(
      () => this.heard.find(passes),
      () => `a message; heard: ${JSON.stringify(this.heard).slice(0, 2000)}`,
      { every: 10 },
    );
  }

  event = (name: string, passes: (data: any, message: any) => unknown = () => true) =>
    this.next((message) => message.event === name && passes(message.data, message));
  reply = (seq: number) => this.next((message) => message.seq_reply === seq);

  close(): void {
    this.socket.terminate();
  }
}
