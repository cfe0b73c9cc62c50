import type { Broadcast } from "./types.js";

/**
 * One event as bytes, without its number: the JSON text up to and inside `data`, e.g.
 * `{"event":"typing","broadcast":{…},"data":{"user_id":"…"`. What a connection gets is this text (shared by all
 * connections), then the fields of one user if there are any, then `},"seq":N}`.
 */
export class Frame {
  /** How many replay logs (and frames that share these bytes) hold this frame; kept by them. */
  holders = 0;
  readonly size: number;

  constructor(
    readonly shared: Buffer,
    readonly personal: Buffer | null = null,
    /** The frame that owns the shared bytes, for a personal one. */
    readonly base: Frame | null = null,
  ) {
    this.size = shared.length + (personal?.length ?? 0);
  }

  /** Bytes that exist for this frame alone. */
  get ownBytes(): number {
    return this.personal === null ? this.shared.length : this.personal.length;
  }
}

/** The JSON texts an event is made of. */
export interface EventText {
  body: string;
  hasData: boolean;
}

/** The text of an event up to the place where fields can still be added to its data. */
export function eventText(event: string, data: Record<string, unknown>, broadcast: Broadcast = {}): EventText {
  const complete = {
    omit_users: broadcast.omit_users ?? null,
    user_id: broadcast.user_id ?? "",
    channel_id: broadcast.channel_id ?? "",
    team_id: broadcast.team_id ?? "",
    connection_id: broadcast.connection_id ?? "",
    omit_connection_id: broadcast.omit_connection_id ?? "",
  };
  const fields = JSON.stringify(data).slice(0, -1);
  const body = `{"event":${JSON.stringify(event)},"broadcast":${JSON.stringify(complete)},"data":${fields}`;
  return { body, hasData: fields !== "{" };
}

/** A frame all connections share. */
export function sharedFrame(text: EventText): Frame {
  return new Frame(Buffer.from(text.body));
}

/** A frame that adds fields (the text of a JSON object) to a shared one; none of them may be in its data already. */
export function personalFrame(base: Frame, hasData: boolean, fields: string): Frame {
  const inner = fields.slice(1, -1);
  if (inner === "") return base;
  const personal = Buffer.from(hasData ? `,${inner}` : inner);
  return new Frame(base.shared, personal, base);
}

const HEADER_ROOM = 10;
const TAIL_ROOM = 32;
const FIN_TEXT = 0x81;

/** How many bytes a frame can take on the wire. */
export const wireRoom = (frame: Frame): number => frame.size + HEADER_ROOM + TAIL_ROOM;

/** Writes `},"seq":N}` and returns the offset after it. */
function writeTail(into: Buffer, at: number, seq: number): number {
  return at + into.write(`},"seq":${seq}}`, at, "latin1");
}

/** Writes a WebSocket header that ends just before `end` and returns where it begins. */
function writeHeader(into: Buffer, end: number, length: number): number {
  if (length < 126) {
    into[end - 1] = length;
    into[end - 2] = FIN_TEXT;
    return end - 2;
  }
  if (length < 65_536) {
    into.writeUInt16BE(length, end - 2);
    into[end - 3] = 126;
    into[end - 4] = FIN_TEXT;
    return end - 4;
  }
  into.writeUInt32BE(0, end - 8);
  into.writeUInt32BE(length, end - 4);
  into[end - 9] = 127;
  into[end - 10] = FIN_TEXT;
  return end - 10;
}

function copyParts(frame: Frame, into: Buffer, at: number): number {
  let end = at + frame.shared.copy(into, at);
  if (frame.personal !== null) end += frame.personal.copy(into, end);
  return end;
}

/** A complete text frame of its own, for replies. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(HEADER_ROOM + length);
  bytes.write(text, HEADER_ROOM);
  return bytes.subarray(writeHeader(bytes, HEADER_ROOM, length));
}

/** The first event of a new connection, complete, with number 0. */
export function helloFrame(connection: { id: string; userId: string }, version: string, hostname: string): Buffer {
  const data = { server_version: version, connection_id: connection.id, server_hostname: hostname };
  const { body } = eventText("hello", data, { user_id: connection.userId });
  return textFrame(`${body}},"seq":0}`);
}

/** Appends a complete frame at `at` and returns the offset after it. `into` needs `wireRoom(frame)` bytes there. */
export function appendFrame(into: Buffer, at: number, frame: Frame, seq: number): number {
  const room = at + HEADER_ROOM;
  const end = writeTail(into, copyParts(frame, into, room), seq);
  const start = writeHeader(into, room, end - room);
  if (start === at) return end;
  into.copyWithin(at, start, end);
  return end - (start - at);
}

/**
 * Makes the bytes of one frame for one connection after another. All of them share one piece of memory in which only
 * the number changes, so the bytes given out are valid until the next call. A caller that still needs them then (the
 * kernel has not taken them all) says `keep()` and they stay untouched.
 */
export class FrameWriter {
  private memory: Buffer | null = null;
  private frame: Frame | null = null;
  private partsEnd = 0;

  bytes(frame: Frame, seq: number): Buffer {
    if (this.memory === null || this.memory.length < wireRoom(frame)) {
      this.memory = Buffer.allocUnsafeSlow(Math.max(2048, wireRoom(frame)));
      this.frame = null;
    }
    if (this.frame !== frame) {
      this.partsEnd = copyParts(frame, this.memory, HEADER_ROOM);
      this.frame = frame;
    }
    const end = writeTail(this.memory, this.partsEnd, seq);
    return this.memory.subarray(writeHeader(this.memory, HEADER_ROOM, end - HEADER_ROOM), end);
  }

  keep(): void {
    this.memory = null;
    this.frame = null;
  }
}
