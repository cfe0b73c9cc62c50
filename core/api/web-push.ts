import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** A browser that is notified while the app is closed. */
export const WebPushDevice = Type.Object({
  id: Id,
  /** What its person will know it by: browser and system of the session. */
  browser: Type.String(),
  system: Type.String(),
  create_at: Timestamp,
  /** When its push service last took something for it; 0 = never. */
  delivered_at: Timestamp,
  /** Whether it is the one that asks. */
  current: Type.Boolean(),
});
export type WebPushDevice = Static<typeof WebPushDevice>;

export const WebPushDevices = Type.Object({
  enabled: Type.Boolean(),
  /** What browsers subscribe with (`applicationServerKey`), base64url. */
  public_key: Type.String(),
  devices: Type.Array(WebPushDevice),
});
export type WebPushDevices = Static<typeof WebPushDevices>;

/** What came of a notification sent to try: `sent`, or why not. */
export const WebPushTrial = Type.Object({
  result: Type.Unsafe<"sent" | "gone" | "refused" | "away">(Type.String({ enum: ["sent", "gone", "refused", "away"] })),
  detail: Type.String(),
});
export type WebPushTrial = Static<typeof WebPushTrial>;

/** What the app's service worker is sent. */
export interface WebPushPayload {
  type: "message" | "clear" | "test";
  /** Places whose notifications are to go, because they were read elsewhere. */
  read?: string[];
  /** The number on the app's icon. */
  badge?: number;
  /** One notification a channel or thread: the next takes its place. */
  tag?: string;
  title?: string;
  body?: string;
  /** Where a click leads: a path of this server. */
  url?: string;
  post_id?: string;
  channel_id?: string;
  root_id?: string;
  /** An urgent message, told of once more. */
  again?: boolean;
}

const devices = `${API}/courtyard/web_push/devices` as const;
const device = `${API}/courtyard/web_push/device` as const;

export const getWebPushDevices = endpoint({
  method: "GET",
  path: devices,
  reply: WebPushDevices,
  summary: "The caller's browsers that are notified while the app is closed, and the key to subscribe with.",
});

export const putWebPushDevice = endpoint({
  method: "PUT",
  path: device,
  body: Type.Object({
    endpoint: Type.String({ minLength: 1, maxLength: 2048 }),
    keys: Type.Object({
      p256dh: Type.String({ minLength: 1, maxLength: 128 }),
      auth: Type.String({ minLength: 1, maxLength: 64 }),
    }),
  }),
  reply: WebPushDevice,
  summary:
    "Notify the browser of this session while the app is closed: its push subscription, as the browser gives it.",
});

export const removeWebPushDevice = endpoint({
  method: "DELETE",
  path: `${devices}/{device_id}`,
  reply: StatusOk,
  summary: "Notify one of the caller's browsers no more.",
});

export const tryWebPush = endpoint({
  method: "POST",
  path: `${device}/test`,
  reply: WebPushTrial,
  summary: "Send a notification to the browser of this session now, and say what came of it.",
});
