import type { KeptOut } from "../mfa/index.js";
import type { Told } from "./queries.js";

/** Longest message and channel name a push proxy takes, in characters. */
const MAX_MESSAGE = 2047;
const MAX_CHANNEL_NAME = 64;

/** What the push proxy is sent. */
export interface PushPayload {
  ack_id: string;
  platform: string;
  server_id: string;
  device_id: string;
  type: "message" | "clear" | "update_badge" | "session" | "test";
  version: "v2";
  badge: number;
  is_crt_enabled: boolean;
  is_id_loaded: false;
  signature: string;
  post_id?: string;
  channel_id?: string;
  root_id?: string;
  team_id?: string;
  category?: "CAN_REPLY";
  sound?: "default";
  message?: string;
  channel_name?: string;
  sender_id?: string;
  sender_name?: string;
  override_username?: string;
  from_webhook?: string;
  cont_ava?: number;
}

/** A device as the proxy names it: `apple_rn-v2:token` is the platform `apple_rn-v2` and the device `token`. */
export function deviceOf(deviceId: string): { platform: string; device_id: string } {
  const at = deviceId.indexOf(":");
  return { platform: at < 0 ? "" : deviceId.slice(0, at), device_id: deviceId.slice(at + 1) };
}

const cut = (text: string, most: number) => {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
};

const FIRST: Record<Exclude<KeptOut, "">, string> = {
  terms: "Accept the new terms of service to read it.",
  "second-factor": "Set up your second factor to read it.",
};

/** The same for somebody who may read nothing until they have done something: that there is a message, nothing of it. */
export function withoutContent(
  told: Told,
  because: string,
  postId: string,
  first: Exclude<KeptOut, "">,
): Partial<PushPayload> {
  return {
    post_id: postId,
    channel_id: told.channel_id,
    root_id: told.root_id,
    team_id: told.team_id,
    sound: "default",
    message: `${because === "repeated" ? "Urgent: " : ""}You have a new message. ${FIRST[first]}`,
  };
}

/** The part of a notification that says something about a message. */
export function aboutMessage(told: Told, because: string, contents: string, postId: string): Partial<PushPayload> {
  const hook = told.from_webhook === "true";
  const sender = (hook && told.override_username) || told.sender;
  const place = told.channel_type === "D" ? `@${sender}` : told.channel_name;
  return {
    post_id: postId,
    channel_id: told.channel_id,
    root_id: told.root_id,
    team_id: told.team_id,
    category: "CAN_REPLY",
    sound: "default",
    message: cut(textOf(told, sender, because, contents), MAX_MESSAGE),
    ...(contents === "generic_no_channel" ? {} : { channel_name: cut(place, MAX_CHANNEL_NAME) }),
    sender_id: told.sender_id,
    sender_name: sender,
    ...(hook ? { override_username: told.override_username, from_webhook: "true" } : {}),
  };
}

function textOf(told: Told, sender: string, because: string, contents: string): string {
  const urgent = because === "repeated" ? "Urgent: " : "";
  if (contents === "full") {
    const text = told.message.trim() || (told.files === 1 ? "sent a file" : `sent ${told.files} files`);
    return `${urgent}${told.channel_type === "D" ? text : `@${sender}: ${text}`}`;
  }
  const where = told.channel_type === "D" || contents === "generic_no_channel" ? "" : ` in ${told.channel_name}`;
  const calls = because === "mention" || because === "everybody" || because === "repeated";
  const does = calls ? "mentioned you" : told.root_id ? "replied in a thread you follow" : "sent a message";
  return `${urgent}@${sender} ${does}${where}.`;
}
