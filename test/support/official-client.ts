import { createRequire } from "node:module";
import { WebSocket } from "ws";
import { until } from "./until.js";

/** The releases of the published driver that are tried, by the names they are installed by, and when they are from. */
export const generations = {
  "@mattermost/client": "11.9",
  "mattermost-client-10": "10.11",
  "mattermost-client-9": "9.11",
} as const;
export type Generation = keyof typeof generations;

type Published = typeof import("@mattermost/client");
// CommonJS packages whose names Node cannot see from outside.
const load = createRequire(import.meta.url);
function published(generation: Generation): Published {
  if (generation !== "mattermost-client-9" || load.resolve(generation) in load.cache) return load(generation);
  // It knows the forms of browsers by a package that stands for them only when it is built for browsers.
  const forms = load.resolve("form-data");
  load(forms);
  const own = load.cache[forms];
  load.cache[forms] = { ...own, exports: FormData } as NodeJS.Module;
  try {
    return load(generation);
  } finally {
    load.cache[forms] = own;
  }
}

export type OfficialClient = InstanceType<Published["Client4"]>;

/** A REST client of the published driver for a server; of an older generation, without some methods of its type. */
export function restClient(url: string, generation: Generation = "@mattermost/client"): OfficialClient {
  const client = new (published(generation).Client4)();
  client.setUrl(url);
  return client;
}

/**
 * Waits for what the server itself writes in a channel when this person has joined or somebody was added, which comes a
 * moment after they are in.
 */
export async function announced(client: OfficialClient, channelId: string, userId: string): Promise<void> {
  const added = ({ type, user_id }: { type: string; user_id: string }) =>
    type === "system_add_to_channel" || (type === "system_join_channel" && user_id === userId);
  const isTold = async () => Object.values((await client.getPosts(channelId)).posts).some(added);
  await until(isTold, "somebody to be announced");
}

/** The published driver's WebSocket client, connected, with what it hears. */
export function socketClient(url: string, token: string, generation: Generation = "@mattermost/client") {
  const heard: { event: string; data: any; broadcast: any; seq: number }[] = [];
  const sockets: WebSocket[] = [];
  let missed = 0;
  // It is made for browsers: it looks for the constructor among the globals, and is talkative.
  (globalThis as { WebSocket?: unknown }).WebSocket = class extends WebSocket {
    constructor(address: string) {
      super(address);
      sockets.push(this);
    }
  };
  // Where it listens for the network to come and go.
  const page = globalThis as { window?: unknown };
  const before = page.window;
  page.window ??= new EventTarget();
  const log = console.log;
  console.log = () => {};
  const socket = new (published(generation).WebSocketClient)({
    minWebSocketRetryTime: 50,
    reconnectJitterRange: 1,
  } as unknown as ConstructorParameters<Published["WebSocketClient"]>[0]);
  socket.addMessageListener((message) => heard.push(message as never));
  socket.addMissedMessageListener(() => missed++);
  socket.initialize(`${url.replace(/^http/, "ws")}/api/v4/websocket`, token);
  return {
    socket,
    heard,
    missed: () => missed,
    /** Breaks the connection as a bad network does. */
    cut: () => sockets.at(-1)?.terminate(),
    next: (event: string, passes: (data: any) => boolean = () => true) =>
      until(
        () => heard.find((message) => message.event === event && passes(message.data)),
        () => `the event ${event}; heard: ${heard.map((message) => message.event).join(", ")}`,
      ),
    close() {
      page.window ??= new EventTarget();
      socket.close();
      page.window = before;
      console.log = log;
    },
  };
}
