import { WebSocketClient } from "@mattermost/client";
import { client } from "../../lib/client.js";
import { config, loadConfig, loadLicense } from "../../lib/config.js";
import { lookForUpdate } from "../../service-worker/register.js";
import { doubtDrafts, provideConnectionId, sendDrafts } from "../drafts/store.js";
import { showsKept } from "../offline/answers.js";
import { flushOutbox } from "../posts/sending.js";
import { loadedKeys } from "../posts/state.js";
import { connection } from "../status/store.js";
import { receiveUsers } from "../users/store.js";
import { receiveEvent } from "./events.js";
import { fullResync } from "./resync.js";

let socket: WebSocketClient | undefined;
/** After this many attempts in vain: has the session ended? The call's answer tells. */
const CHECK_SESSION_AFTER = 3;

function address(): string {
  const configured = config.value["WebsocketURL"];
  if (configured) return `${configured.replace(/\/+$/, "")}/api/v4/websocket`;
  return `${location.origin.replace(/^http/, "ws")}/api/v4/websocket`;
}

provideConnectionId(() => socket?.["connectionId"] ?? "");

/** Opens the event stream of the person who is signed in. The driver reconnects and resumes. */
export function connect(): void {
  disconnect();
  connection.value = "connecting";
  socket = new WebSocketClient({
    minWebSocketRetryTime: 1000,
    maxWebSocketFails: 5,
    maxWebSocketRetryTime: 60_000,
    reconnectJitterRange: 1500,
  });
  let greeted = false;
  socket.addMessageListener((message) => {
    if (!greeted && message.event === "hello") {
      greeted = true;
      if (showsKept.peek()) void replaceKept();
      // On a slow line messages may be there before the stream begins: what came in between was told to nobody.
      else if (loadedKeys().length > 0) void fullResync();
    }
    receiveEvent(message);
  });
  socket.addFirstConnectListener(() => {
    connection.value = "online";
  });
  socket.addReconnectListener(() => {
    connection.value = "online";
    void replaceKept();
    flushOutbox();
    doubtDrafts();
    sendDrafts();
    lookForUpdate();
  });
  // The server could not resume the stream: what happened meanwhile is fetched.
  socket.addMissedMessageListener(() => void fullResync());
  socket.addCloseListener((failures) => {
    connection.value = "offline";
    doubtDrafts();
    if (failures === CHECK_SESSION_AFTER) void client.getMe().catch(() => {});
  });
  socket.initialize(address());
}

/** What was shown from this browser's store gives way to what is so now. */
async function replaceKept(): Promise<void> {
  if (!showsKept.peek()) return;
  const wanted = [loadConfig(), loadLicense(), client.getMe().then((user) => receiveUsers([user])), fullResync()];
  const results = await Promise.allSettled(wanted);
  if (results.every((result) => result.status === "fulfilled") && connection.peek() === "online")
    showsKept.value = false;
}

export function disconnect(): void {
  socket?.close();
  socket = undefined;
}

/** Tells the others in a channel or thread that one is writing. */
export function sendTyping(channelId: string, rootId = ""): void {
  socket?.userTyping(channelId, rootId);
}

export function sendActive(active: boolean): void {
  socket?.userUpdateActiveStatus(active, false);
}
