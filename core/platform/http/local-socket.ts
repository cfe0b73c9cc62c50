import { chmodSync, existsSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { dirname } from "node:path";

const LOCAL = Symbol("came through the local socket");

/** Longest path of a Unix socket that Linux and macOS both take, in bytes (sun_path less its end). */
const LONGEST = 103;

/** Whether a request came through the socket that only the owner of the data folder can open. */
export const isLocal = (raw: IncomingMessage): boolean => (raw as { [LOCAL]?: boolean })[LOCAL] === true;

/** Whether something answers at a socket; a file left by a killed server does not. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ socketPath: path, path: "/api/v4/system/ping" }, (response) => {
      response.resume();
      resolve(true);
    });
    probe.on("error", () => resolve(false));
    probe.end();
  });
}

/**
 * Serves the API on a Unix socket, for whoever owns the data folder: what comes through it needs no sign-in and may do
 * everything. The folder is its owner's alone, and so is the socket.
 */
export class LocalSocket {
  #server: Server | undefined;

  constructor(
    readonly path: string,
    readonly listener: Server,
  ) {}

  /** Returns whether the socket serves; it does not where the path is too long or another server has it. */
  async start(): Promise<boolean> {
    if (Buffer.byteLength(this.path) > LONGEST || !existsSync(dirname(this.path))) return false;
    if (existsSync(this.path)) {
      if (await answers(this.path)) return false;
      rmSync(this.path);
    }
    const server = createServer((incoming, response) => {
      (incoming as { [LOCAL]?: boolean })[LOCAL] = true;
      this.listener.emit("request", incoming, response);
    });
    // The file must never be there with more rights than it should have, not even for a moment.
    const mask = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => server.once("error", reject).listen(this.path, resolve));
    } finally {
      process.umask(mask);
    }
    chmodSync(this.path, 0o600);
    this.#server = server;
    return true;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
