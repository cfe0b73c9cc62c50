import type { FileInfo } from "@mattermost/types/files";
import { call, statusOf } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { channelsById, membershipsById } from "../channels/store.js";
import {
  type Draft,
  draftKey,
  draftKeys,
  draftOf,
  draftPlace,
  flushDrafts,
  isWriting,
  keepOther,
  type Priority,
  provideDraftOwner,
  provideDraftWatcher,
  replaceDraft,
} from "../composer/drafts.js";
import { DraftSync, type PushResult } from "./sync.js";

/** A draft as the server has it. */
interface ServerDraft {
  channel_id: string;
  root_id: string;
  message: string;
  update_at: number;
  delete_at: number;
  priority?: Partial<Priority>;
  metadata?: { files?: FileInfo[] };
}

let sync: DraftSync | undefined;
const loadedTeams = new Set<string>();

let connectionId: () => string = () => "";
/** Tells the name of the event stream: the server does not repeat one's own changes on it. */
export function provideConnectionId(read: () => string): void {
  connectionId = read;
}

const offered = () => configFlag("AllowSyncedDrafts");

function fromServer(draft: ServerDraft): Draft | undefined {
  const files = draft.metadata?.files ?? [];
  if (draft.message.trim() === "" && files.length === 0) return undefined;
  const { priority = "", ...wishes } = draft.priority ?? {};
  return {
    message: draft.message,
    files,
    ...(priority || wishes.requested_ack ? { priority: { priority, ...wishes } } : {}),
    updatedAt: draft.update_at,
  };
}

/** The browser finishes even what it was asked on leaving the page, up to this many characters. */
const KEPT_ALIVE = 16_000;

async function push(key: string, draft: Draft | undefined): Promise<PushResult> {
  if (!offered()) return { kind: "refused" };
  const { channelId, rootId } = draftPlace(key);
  const headers = { "Connection-Id": connectionId() };
  const options = { headers, keepalive: (draft?.message.length ?? 0) < KEPT_ALIVE };
  try {
    if (!draft) {
      await call("DELETE", `/users/me/channels/${channelId}/drafts${rootId && `/${rootId}`}`, undefined, options);
      return { kind: "done", at: 0 };
    }
    const body = {
      channel_id: channelId,
      root_id: rootId,
      message: draft.message,
      file_ids: draft.files.map((file) => file.id),
      ...(draft.priority ? { priority: draft.priority } : {}),
    };
    const saved = await call<ServerDraft>("POST", "/drafts", body, options);
    return { kind: "done", at: saved.update_at };
  } catch (error) {
    const status = statusOf(error);
    return { kind: status === 0 || status === 401 || status === 429 || status >= 500 ? "later" : "refused" };
  }
}

/** Begins to keep the drafts of the person who is signed in the same here and on the server. */
export function startDrafts(userId: string): void {
  provideDraftOwner(() => userId);
  sync = new DraftSync({
    storage: localStorage,
    userId,
    local: draftOf,
    adopt: replaceDraft,
    keepOther,
    typing: isWriting,
    known: (key) => [...loadedTeams].some((teamId) => covers(teamId, key)),
    look: async () => void (await Promise.all([...loadedTeams].map(fetchDrafts))),
    push,
    setTimer: (run, ms) => setTimeout(run, ms),
    clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  });
  draftOf("");
  sync.restore(draftKeys.peek());
  provideDraftWatcher((key) => sync?.edited(key));
  document.addEventListener("visibilitychange", () => {
    // Perhaps somebody takes up their phone to write on.
    if (document.visibilityState === "hidden") sendDrafts();
  });
}

/** Sends at once what the server does not have yet: the network is back, or the page may go away. */
export function sendDrafts(): void {
  flushDrafts();
  void sync?.flush();
}

/** The event stream was interrupted: others may have written. */
export function doubtDrafts(): void {
  sync?.away();
}

const PARTING_MS = 1500;

/** Sends what it can in a moment, before signing out; returns how many drafts only this browser has. */
export async function sendLastDrafts(): Promise<number> {
  flushDrafts();
  await Promise.race([sync?.flush(), new Promise((resolve) => setTimeout(resolve, PARTING_MS))]);
  return sync?.unsent() ?? 0;
}

/** Ends it: nothing is sent or kept any more. */
export function stopDrafts(): void {
  flushDrafts();
  provideDraftWatcher(() => {});
  sync?.stop();
  sync = undefined;
}

/** Fetches the drafts of a team and of conversations, and sends what the server does not have. */
export async function loadDrafts(teamId: string): Promise<void> {
  await fetchDrafts(teamId);
  sendDrafts();
}

async function fetchDrafts(teamId: string): Promise<void> {
  if (!sync || !offered()) return;
  const moment = sync.moment();
  const list = await call<ServerDraft[]>("GET", `/users/me/teams/${teamId}/drafts`);
  const drafts = new Map<string, Draft>();
  for (const one of list) {
    const draft = fromServer(one);
    if (draft) drafts.set(draftKey(one.channel_id, one.root_id), draft);
  }
  loadedTeams.add(teamId);
  sync?.listed(drafts, (key) => covers(teamId, key), moment);
}

/** The server leaves out channels that are archived, and those one is not in. */
function covers(teamId: string, key: string): boolean {
  const { channelId } = draftPlace(key);
  const channel = channelsById.peek(channelId);
  if (!channel || channel.delete_at || !membershipsById.peek(channelId)) return false;
  return channel.team_id === "" || channel.team_id === teamId;
}

/** Events were missed: what was loaded is loaded again. */
export async function reloadDrafts(): Promise<void> {
  await Promise.all([...loadedTeams].map((teamId) => loadDrafts(teamId).catch(() => {})));
}

export function receiveServerDraft(draft: ServerDraft): void {
  sync?.received(draftKey(draft.channel_id, draft.root_id), fromServer(draft), draft.update_at);
}

export function receiveServerDraftGone(draft: ServerDraft): void {
  sync?.received(draftKey(draft.channel_id, draft.root_id), undefined, draft.delete_at || draft.update_at);
}
