/** A process that writes one frame, made once, to every socket; run by fanout.ts, which talks to it over IPC. */
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

const sockets = new Set<Socket>();
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket: WebSocket) => {
  sockets.add((socket as unknown as { _socket: Socket })._socket);
  socket.send('{"event":"hello","data":{},"seq":0}');
});
server.on("listening", () => process.send?.({ port: (server.address() as { port: number }).port }));

/** A text frame from a server: not masked. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = 0x81;
  if (long) {
    head[1] = 126;
    head.writeUInt16BE(payload.length, 2);
  } else head[1] = payload.length;
  return Buffer.concat([head, payload]);
}

process.on("message", ({ send }: { send: string }) => {
  const frame = frameOf(send);
  for (const socket of sockets) socket.write(frame);
});
