import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

/** Closing handshakes that take longer are cut off, ms. */
const CLOSE_TIMEOUT_MS = 1_000;

export interface UpgradeHandler {
  /** The status to refuse with, or a function that takes the finished socket. */
  decide(request: IncomingMessage): Promise<number | ((ws: WebSocket) => void)>;
}

const REASONS: Record<number, string> = {
  403: "Forbidden",
  404: "Not Found",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function refuse(socket: Duplex, status: number): void {
  // Whoever asked may be gone; an error that nobody listens to would end the server.
  socket.on("error", () => {});
  const head = `HTTP/1.1 ${status} ${REASONS[status] ?? "Refused"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.once("finish", () => socket.destroy());
  socket.end(head);
}

/** The path of a request without its query and without slashes at the end. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").replace(/[?#].*$/, "").replace(/\/+$/, "");
}

/**
 * Answers WebSocket upgrades of one path (with or without a slash at the end). Other paths get 404, unless somebody
 * else listens for upgrades too. Returns a function that stops it.
 */
export function listenForUpgrades(
  server: Server,
  path: string,
  maxPayload: number,
  handler: UpgradeHandler,
): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    maxFragments: 64,
    autoPong: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  } as ConstructorParameters<typeof WebSocketServer>[0]);
  const wanted = path.replace(/\/+$/, "");

  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request) !== wanted) {
      if (server.listenerCount("upgrade") === 1) refuse(socket, 404);
      return;
    }
    const ignore = () => {};
    socket.on("error", ignore);
    const decision = await handler.decide(request).catch(() => 500);
    if (socket.destroyed) return;
    if (typeof decision === "number") return refuse(socket, decision);
    socket.off("error", ignore);
    sockets.handleUpgrade(request, socket, head, decision);
  };
  server.on("upgrade", onUpgrade);
  return () => server.off("upgrade", onUpgrade);
}
