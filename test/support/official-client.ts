import { createRequire } from "node:module";
import { WebSocket } from "ws";

// A CommonJS package whose names Node cannot see from outside.
const published = createRequire(import.meta.url)("@mattermost/client") as typeof import("@mattermost/client");

export type OfficialClient = InstanceType<typeof published.Client4>;

/** A REST client of the published driver for a server. */
export function restClient(url: string): OfficialClient {
  const client = new published.Client4();
  client.setUrl(url);
  return client;
}

/** The published driver's WebSocket client, connected, with what it hears. */
export function socketClient(url: string, token: string) {
  // It is made for browsers: it looks for the constructor among the globals, and is talkative.
  (globalThis as { WebSocket?: unknown }).WebSocket = WebSocket;
  const heard: { event: string; data: any; broadcast: any; seq: number }[] = [];
  const sockets: WebSocket[] = [];
  let missed = 0;
  const log = console.log;
  console.log = () => {};
  const socket = new published.WebSocketClient({
    newWebSocketFn: (address: string) => {
      const made = new WebSocket(address);
      sockets.push(made);
      return made;
    },
    minWebSocketRetryTime: 50,
    reconnectJitterRange: 1,
  } as unknown as ConstructorParameters<typeof published.WebSocketClient>[0]);
  socket.addMessageListener((message) => heard.push(message as never));
  socket.addMissedMessageListener(() => missed++);
  socket.initialize(`${url.replace(/^http/, "ws")}/api/v4/websocket`, token);
  return {
    socket,
    heard,
    missed: () => missed,
    /** Breaks the connection as a bad network does. */
    cut: () => sockets.at(-1)?.terminate(),
    async next(event: string, passes: (data: any) => boolean = () => true) {
      for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
        const found = heard.find((message) => message.event === event && passes(message.data));
        if (found) return found;
      }
      throw new Error(`no event ${event}; heard: ${heard.map((message) => message.event).join(", ")}`);
    },
    close() {
      socket.close();
      console.log = log;
    },
  };
}
