import { createHash } from "node:crypto";
import type { WebPushPayload } from "../../api/web-push.js";
import type { PushPayload } from "./payload.js";
import type { PushRow } from "./store.js";
import { MAX_TEXT } from "./web-encryption.js";

/** Notifications show a few lines. */
const MAX_BODY = 400;

/** The place a notification stands for; the app's pages name theirs alike. */
export const tagOf = ({ channel_id, root_id }: { channel_id: string; root_id: string }): string =>
  root_id ? `${channel_id}:${root_id}` : channel_id;

/** Names a place to a push service without telling what it is, or that two browsers are told of the same. */
export const topicOf = (tag: string, secret: string): string =>
  createHash("sha256").update(`${secret} ${tag}`).digest("base64url").slice(0, 32);

/** A message as a browser shows it. `about`: what phones are told of it. */
export function messagePayload(
  row: Pick<PushRow, "post_id" | "channel_id" | "root_id" | "because">,
  about: Partial<PushPayload>,
  site: string,
): WebPushPayload {
  const { post_id, channel_id, root_id } = row;
  return {
    type: "message",
    tag: tagOf(row),
    title: about.channel_name ?? site,
    body: shorten(about.message ?? ""),
    url: `/_redirect/pl/${post_id}`,
    post_id,
    channel_id,
    root_id,
    ...(row.because === "repeated" ? { again: true } : {}),
  };
}

function shorten(text: string): string {
  const letters = [...text];
  return letters.length > MAX_BODY ? `${letters.slice(0, MAX_BODY - 1).join("")}…` : text;
}

/** A payload as it is encrypted. Signs that take much room leave less of the text; it always fits. */
export function textOf(payload: WebPushPayload): Buffer {
  const text = Buffer.from(JSON.stringify(payload));
  if (text.length <= MAX_TEXT) return text;
  const letters = [...(payload.body ?? "")];
  if (letters.length === 0) return textOf({ ...payload, read: [] });
  return textOf({ ...payload, body: `${letters.slice(0, Math.floor(letters.length / 2)).join("")}` });
}
