import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Connection } from "./connection.js";
import type { Frame, FrameWriter } from "./frames.js";

/** What a client asks for with `?connection_id=&sequence_number=`. */
export interface ResumeRequest {
  connectionId: string;
  sequence: string;
}

/**
 * One open socket, from the upgrade to the end. Frames are written to the raw socket below `ws`, always whole and in
 * one call, so they may be mixed with the control frames `ws` writes itself (there is no compression that could delay
 * those). A socket that has not taken everything yet is `busy`: whoever wants to write an event sets `waiting`.
 */
export class Peer {
  connection: Connection | null = null;
  joining = false;
  lastSeen: number;
  nextPing: number;
  /** Messages that came while the client was being authenticated. */
  readonly early: { data: Buffer; binary: boolean }[] = [];
  tokens: number;
  tokensAt: number;
  strikes = 0;
  /** Something waits for this socket; `onIdle` is called as soon as it can take it. */
  waiting = false;
  onIdle: () => void = () => {};
  private readonly socket: Duplex;
  /** Whether the bytes are free again once a write has been taken completely; not sure for streams that are no sockets. */
  private readonly reusable: boolean;
  private readonly written = () => {
    if (this.waiting && !this.busy) this.onIdle();
  };

  constructor(
    readonly ws: WebSocket,
    private readonly writer: FrameWriter,
    readonly resume: ResumeRequest,
    readonly openedAt: number,
    burst: number,
    firstPingIn: number,
  ) {
    this.socket = (ws as unknown as { _socket: Duplex })._socket;
    this.reusable = this.socket instanceof Socket;
    this.lastSeen = openedAt;
    this.tokensAt = openedAt;
    this.tokens = burst;
    this.nextPing = openedAt + firstPingIn;
  }

  get open(): boolean {
    return this.ws.readyState === this.ws.OPEN;
  }

  /** Bytes are still waiting for the kernel. */
  get busy(): boolean {
    return this.socket.writableLength > 0;
  }

  /** Writes one event. Only to be called on an open peer that is not busy. */
  writeFrame(frame: Frame, seq: number): void {
    this.socket.write(this.writer.bytes(frame, seq), this.written);
    if (!this.reusable || this.busy) this.writer.keep();
  }

  /** Writes complete frames; the bytes must not change afterwards. */
  writeBytes(bytes: Buffer): void {
    this.socket.write(bytes, this.written);
  }

  ping(): void {
    if (this.open && !this.busy) this.ws.ping("", false, this.written);
  }

  pong(data: Buffer): void {
    if (this.open && !this.busy) this.ws.pong(data, false, this.written);
  }

  /** Says goodbye if the socket can take it; otherwise ends it at once. */
  close(code: number, reason: string): void {
    if (this.busy) this.ws.terminate();
    else this.ws.close(code, reason);
  }

  terminate(): void {
    this.ws.terminate();
  }
}
