import assert from "node:assert/strict";
import WebSocket from "ws";
import type { Person } from "./people.js";
import type { Frame, Meaning } from "./socket-frames.js";
import { until } from "./until.js";

/** A message of the server: an event or a reply. */
export interface Said {
  readonly event?: string;
  readonly seq?: number;
  readonly seq_reply?: number;
  readonly status?: string;
  readonly data?: Record<string, unknown>;
  readonly error?: { id: string; message: string; status_code: number };
}

/** Numbers of our own pings: no frame is given one of them. */
const FIRST_PING = 2 ** 40;

/** A raw socket: sends frames as they are and sorts what comes back. */
export class RawSocket {
  readonly events: Said[] = [];
  readonly replies: Said[] = [];
  readonly socket: WebSocket;
  closed: number | undefined;
  #pings = 0;

  /** `query` is put behind the address as it is. A person without a token stays unknown. */
  constructor({ url, token }: Pick<Person, "url" | "token">, query = "") {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    this.socket = new WebSocket(`${url.replace("http", "ws")}/api/v4/websocket${query}`, { headers });
    this.socket.on("message", (text) => {
      const said = JSON.parse(String(text)) as Said;
      (said.event === undefined ? this.replies : this.events).push(said);
    });
    this.socket.on("close", (code) => {
      this.closed = code;
    });
    this.socket.on("error", () => {});
  }

  /** Waits until something is so, or the socket is closed. @throws Error when it never is */
  async until(holds: () => boolean, what: string): Promise<void> {
    await until(() => holds() || this.closed !== undefined, what, { every: 1 });
  }

  opened = () => this.until(() => this.socket.readyState === WebSocket.OPEN, "the socket to open");
  hello = () => this.until(() => this.events.some(({ event }) => event === "hello"), "hello");

  send({ bytes, binary }: Frame, inPieces = false): void {
    const middle = Math.floor(bytes.length / 2);
    if (!inPieces) return this.socket.send(bytes, { binary });
    this.socket.send(bytes.subarray(0, middle), { binary, fin: false });
    this.socket.send(bytes.subarray(middle), { binary, fin: true });
  }

  /** Everything that was sent before has been read when this has been answered. */
  async ping(): Promise<void> {
    const seq = FIRST_PING + ++this.#pings;
    this.socket.send(JSON.stringify({ seq, action: "ping" }));
    await this.until(() => this.replies.some((reply) => reply.seq_reply === seq), "the answer to a ping");
  }

  /** Replies to frames, without those to our own pings. */
  get answers(): Said[] {
    return this.replies.filter(({ seq_reply = 0 }) => seq_reply <= FIRST_PING || seq_reply > FIRST_PING + this.#pings);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.until(() => false, "the end of the socket").catch(() => this.socket.terminate());
  }
}

/** Sends a frame and checks that the answer is the one it must have; returns the answer, if there is one. */
export async function exchange(
  socket: RawSocket,
  frame: Frame,
  meaning: Meaning,
  known: boolean,
  inPieces: boolean,
): Promise<Said | undefined> {
  const before = socket.answers.length;
  socket.send(frame, inPieces);
  if (meaning.kind !== "request") {
    await socket.until(() => false, "the socket to be closed").catch(() => {});
    assert.equal(socket.closed, meaning.kind === "too large" ? 1009 : 1007, `close after ${meaning.kind}`);
    return undefined;
  }
  const { seq, action } = meaning;
  if (action === "authentication_challenge" && seq > 0) {
    if (known) {
      await socket.ping();
      assert.equal(socket.answers.length, before, "who is known is not asked again");
    } else {
      await socket.until(() => false, "the socket to be closed").catch(() => {});
      assert.equal(socket.closed, 1008, "close after a wrong challenge");
    }
    return undefined;
  }
  await socket.until(() => socket.answers.length > before, "an answer");
  assert.equal(socket.closed, undefined, "a request closes no socket");
  // A second answer, if there were one, would come before that of the ping or soon after it.
  if (known) await socket.ping();
  assert.equal(socket.answers.length, before + 1, "one answer to each request");
  const answer = socket.answers[before] as Said;
  assert.equal(answer.seq_reply, seq > 0 ? seq : undefined, `answer to ${seq}: ${JSON.stringify(answer)}`);
  assert.ok(["OK", "FAIL"].includes(answer.status ?? ""), JSON.stringify(answer));
  if (answer.status === "FAIL") {
    assert.ok(answer.error?.id && answer.error.message, JSON.stringify(answer));
    assert.ok((answer.error?.status_code ?? 500) < 500, `a fault of the server: ${JSON.stringify(answer)}`);
    assert.notEqual(
      answer.error?.id,
      "api.context.rate_limit.app_error",
      "the test is too fast for the server's limit",
    );
  }
  assert.equal(answer.status, known && seq > 0 && action !== "" ? answer.status : "FAIL");
  return answer;
}
