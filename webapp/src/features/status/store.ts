import { signal } from "@preact/signals";
import { SignalMap } from "../../lib/signal-map.js";
import { ensureUsers, myId } from "../users/store.js";

/** Is the event stream open? "connecting" before the first time. */
export const connection = signal<"connecting" | "online" | "offline">("connecting");

/** What the browser says about the network. It may be wrong when it says yes, not when it says no. */
export const browserOnline = signal(typeof navigator === "undefined" || navigator.onLine !== false);

/** Who is writing, by channel id and root id; each entry is a user id with the time it ends. */
const typing = new SignalMap<ReadonlyMap<string, number>>();
const SHOWN_MS = 5000;
const key = (channelId: string, rootId: string) => `${channelId} ${rootId}`;

/** Ids of the people who are writing in a channel or thread, without oneself. Followed. */
export function typingUsers(channelId: string, rootId = ""): string[] {
  return [...(typing.get(key(channelId, rootId))?.keys() ?? [])];
}

export function receiveTyping(channelId: string, rootId: string, userId: string): void {
  if (userId === myId.peek()) return;
  ensureUsers([userId]);
  const at = key(channelId, rootId);
  const ends = Date.now() + SHOWN_MS;
  typing.set(at, new Map(typing.peek(at) ?? []).set(userId, ends));
  setTimeout(() => expire(at), SHOWN_MS + 50);
}

function expire(at: string): void {
  const now = Date.now();
  const old = typing.peek(at);
  if (!old || ![...old.values()].some((ends) => ends <= now)) return;
  typing.set(at, new Map([...old].filter(([, ends]) => ends > now)));
}

/** The message is there: its author is not writing any more. */
export function stopTyping(channelId: string, rootId: string, userId: string): void {
  const at = key(channelId, rootId);
  const old = typing.peek(at);
  if (!old?.has(userId)) return;
  const next = new Map(old);
  next.delete(userId);
  typing.set(at, next);
}
