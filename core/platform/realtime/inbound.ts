import { decode } from "@msgpack/msgpack";
import { AppError } from "../app-error.js";
import { textFrame } from "./frames.js";
import type { Peer } from "./peer.js";
import type { ActionHandler, HubOptions } from "./types.js";

/** A client's message after decoding; nothing in it has been checked but its shape. */
interface Request {
  seq: number;
  action: string;
  data: unknown;
}

export interface InboundPorts {
  options: HubOptions;
  serverVersion(): string;
  /** The socket says who it is. */
  challenge(peer: Peer, token: string, seq: number): void;
}

/** Messages kept while a client is being authenticated. */
const MAX_EARLY = 32;
/** Messages over the limit after which the socket is closed instead of answered. */
const MAX_STRIKES = 100;

/** Brace and blanks: a binary frame that begins like this is JSON text, which some clients send as bytes. */
const JSON_STARTS = new Set([0x7b, 0x20, 0x0a, 0x0d, 0x09]);

function decodeRequest(data: Buffer, binary: boolean): Request | null {
  let value: unknown;
  try {
    const text = !binary || JSON_STARTS.has(data[0] ?? 0);
    value = text ? JSON.parse(data.toString()) : decode(data);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { seq, action, data: body } = value as Record<string, unknown>;
  return {
    seq: Number.isSafeInteger(seq) ? (seq as number) : 0,
    action: typeof action === "string" ? action : "",
    data: body ?? {},
  };
}

/** The bytes of an OK reply. `data` is left out when there is none. */
export function okReply(seq: number, data?: unknown): Buffer {
  return textFrame(JSON.stringify({ status: "OK", seq_reply: seq, data: data ?? undefined }));
}

/** Anything shaped like an AppError is told to the client; everything else is an internal error without details. */
function failReply(seq: number, error: { id: string; message: string; status: number }): Buffer {
  const wire = { id: error.id, message: error.message, detailed_error: "", request_id: "", status_code: error.status };
  return textFrame(JSON.stringify({ status: "FAIL", seq_reply: seq > 0 ? seq : undefined, error: wire }));
}

function isAppError(error: unknown): error is { id: string; message: string; status: number } {
  const { id, message, status } = (error ?? {}) as Record<string, unknown>;
  return typeof id === "string" && typeof message === "string" && typeof status === "number";
}

/** What clients send: decoded, limited, and handed to the action it names. */
export class Inbound {
  private readonly actions = new Map<string, ActionHandler>();

  constructor(private readonly ports: InboundPorts) {
    this.actions.set("ping", () => ({
      text: "pong",
      version: ports.serverVersion(),
      server_time: Date.now(),
      node_id: "",
    }));
  }

  register(name: string, handler: ActionHandler): void {
    if (this.actions.has(name)) throw new Error(`The action ${name} is registered twice`);
    this.actions.set(name, handler);
  }

  get names(): string[] {
    return [...this.actions.keys()];
  }

  /** Counts a message or ping of the client; false when it sends too many. */
  allow(peer: Peer): boolean {
    const { inboundBurst, inboundPerSecond, now } = this.ports.options;
    const at = now();
    peer.lastSeen = at;
    peer.tokens = Math.min(inboundBurst, peer.tokens + ((at - peer.tokensAt) * inboundPerSecond) / 1000);
    peer.tokensAt = at;
    if (peer.tokens >= 1) {
      peer.tokens--;
      if (peer.tokens >= inboundBurst / 2) peer.strikes = 0;
      return true;
    }
    if (++peer.strikes > MAX_STRIKES) peer.close(1008, "too many messages");
    return false;
  }

  receive(peer: Peer, data: Buffer, binary: boolean): void {
    const allowed = this.allow(peer);
    if (!peer.open) return;
    if (!peer.joining) return this.handle(peer, data, binary, allowed);
    if (peer.early.length < MAX_EARLY) peer.early.push({ data, binary });
    else peer.close(1008, "too many messages");
  }

  /** Handles what came while the client was being authenticated. */
  catchUp(peer: Peer): void {
    for (const { data, binary } of peer.early.splice(0)) {
      if (!peer.open || peer.joining) return;
      this.handle(peer, data, binary, true);
    }
  }

  private handle(peer: Peer, data: Buffer, binary: boolean, allowed: boolean): void {
    const request = decodeRequest(data, binary);
    if (request === null) return peer.close(1007, "not a message");
    const { seq, action } = request;
    const refuse = (error: AppError) => this.answer(peer, failReply(seq, error));
    if (!allowed) return refuse(new AppError("api.context.rate_limit.app_error", { seconds: 1 }));
    if (action === "") return refuse(new AppError("api.web_socket_router.no_action.app_error"));
    if (seq <= 0) return refuse(new AppError("api.web_socket_router.bad_seq.app_error"));
    if (action === "authentication_challenge") return this.challenge(peer, request);
    if (peer.connection === null) return refuse(new AppError("api.web_socket_router.not_authenticated.app_error"));
    const handler = this.actions.get(action);
    if (handler === undefined) return refuse(new AppError("api.web_socket_router.bad_action.app_error"));
    void this.run(peer, handler, request);
  }

  /** Clients that came with a cookie send a challenge as well: it is not answered then. */
  private challenge(peer: Peer, request: Request): void {
    if (peer.connection !== null) return;
    const token = (request.data as { token?: unknown }).token;
    if (typeof token !== "string" || token === "") return peer.close(1008, "not authenticated");
    this.ports.challenge(peer, token, request.seq);
  }

  private async run(peer: Peer, handler: ActionHandler, { seq, data }: Request): Promise<void> {
    const { connection } = peer;
    if (connection === null) return;
    let reply: Buffer;
    try {
      const { userId, sessionId, id: connectionId } = connection;
      reply = okReply(seq, await handler({ userId, sessionId, connectionId, data }));
    } catch (error) {
      const known = isAppError(error);
      if (!known) this.ports.options.onError(error, "action");
      reply = failReply(seq, known ? error : new AppError("api.context.internal.app_error"));
    }
    this.answer(peer, reply);
  }

  private answer(peer: Peer, reply: Buffer): void {
    if (peer.connection !== null) peer.connection.reply(reply);
    else if (peer.open && !peer.busy) peer.writeBytes(reply);
  }
}
