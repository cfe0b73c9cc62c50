import type { WebPushDevice, WebPushDevices, WebPushPayload, WebPushTrial } from "../../api/web-push.js";
import { AppError, badBody, notFound } from "../../platform/app-error.js";
import { violates } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { type System, siteSettings } from "../system/index.js";
import { webPushSettings as settings } from "./config.js";
import type { PushPayload } from "./payload.js";
import type { Delivered } from "./sender.js";
import type { PushRow } from "./store.js";
import { newVapidKey, Vapid } from "./vapid.js";
import { WebPushAway, WebPushClient } from "./web-client.js";
import { areBrowserKeys } from "./web-encryption.js";
import { messagePayload, tagOf, textOf, topicOf } from "./web-payload.js";
import { type BrowserRow, type BrowserView, webPushStore as store } from "./web-store.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Browsers of one person; the one unused for longest makes room. */
const MAX_PER_USER = 20;
/**
 * Messages a day that show nothing and only take notifications back. Browsers demand that every message shows something
 * and put up with few exceptions; what is left is taken back together with the next message.
 */
const QUIET_A_DAY = 6;
/** Of Apple's browsers none: they end a subscription after three. */
const NEVER_QUIET = /(^|\.)push\.apple\.com$/;
/** Places taken back together with one message. */
const READ_AT_ONCE = 16;
/** How long (ms) is believed that there is a browser at all, and that there is none. */
const BELIEVE = { some: 60_000, none: 5_000 };

/** What is told of a message, for phones and browsers alike. */
export interface Said {
  about: Partial<PushPayload>;
  badge: number;
}

/** Notifies browsers in which the app is closed, through the push services of those who made them. */
export class WebPush {
  readonly client: WebPushClient;
  #vapid: Promise<Vapid> | undefined;
  #any = { value: false, until: 0 };

  constructor(
    readonly platform: Platform,
    readonly system: System,
    /** What is to be told of a message now; undefined when it is pointless by now. */
    readonly say: (row: PushRow) => Promise<Said | undefined>,
  ) {
    this.client = new WebPushClient(
      platform.outbound,
      () => this.#key(),
      () => this.#contact(),
    );
    platform.config.onChange(this.client.tryAgain);
  }

  get enabled(): boolean {
    return this.platform.config.get(settings.EnableWebPush);
  }

  /**
   * Whether any browser wants to hear, so that messages cost nothing where none does. The first browser of all may have
   * come to another server some seconds ago.
   */
  async wanted(now = Date.now()): Promise<boolean> {
    if (!this.enabled) return false;
    if (now >= this.#any.until) {
      const value = await store.any(this.platform.db);
      this.#any = { value, until: now + (value ? BELIEVE.some : BELIEVE.none) };
    }
    return this.#any.value;
  }

  /** Made once for the whole installation: subscriptions are worth nothing with another. */
  #key(): Promise<Vapid> {
    this.#vapid ??= this.system.keep("WebPushKey", newVapidKey).then(
      (pem) => new Vapid(pem),
      (error) => {
        this.#vapid = undefined;
        throw error;
      },
    );
    return this.#vapid;
  }

  #contact(): string {
    const url = this.system.siteUrl();
    return url.startsWith("https://") ? url : "";
  }

  /** The browsers of a person, and what a browser needs to become one of them. */
  async devices(caller: Caller): Promise<WebPushDevices> {
    const rows = await store.ofUser(this.platform.db, caller.userId, Date.now());
    const devices = rows.map((row) => present(row, caller));
    return { enabled: this.enabled, public_key: (await this.#key()).publicKey, devices };
  }

  /** Notifies the browser of a session from now on. @throws AppError 400, 501 */
  async put(
    caller: Caller,
    given: { endpoint: string; keys: { p256dh: string; auth: string } },
  ): Promise<WebPushDevice> {
    this.#demand();
    const endpoint = endpointOf(given.endpoint);
    const { p256dh, auth } = given.keys;
    if (!areBrowserKeys({ p256dh, auth })) throw badBody("keys");
    const { userId, sessionId } = caller;
    const row = { id: newId(), session_id: sessionId, endpoint, p256dh, auth, create_at: Date.now() };
    const added = await this.platform.db
      .transaction(async (tx) => {
        if (!(await store.put(tx, row))) return false;
        await store.limit(tx, userId, sessionId, MAX_PER_USER);
        return true;
      })
      .catch((error: unknown) => {
        if (violates(error, "web_push_devices_endpoint_key")) return false;
        throw error;
      });
    // An address with other keys is not one's own.
    if (!added) throw badBody("endpoint");
    this.#any = { value: true, until: Date.now() + BELIEVE.some };
    const kept = (await store.ofUser(this.platform.db, userId, Date.now())).find((one) => one.session_id === sessionId);
    if (!kept) throw new AppError("api.context.session_expired.app_error");
    return present(kept, caller);
  }

  /** @throws AppError 404 */
  async remove(userId: string, id: string): Promise<void> {
    if (!(await store.remove(this.platform.db, id, userId))) throw notFound("device");
  }

  /** Sends something to the browser of a session to see whether it arrives. @throws AppError 404, 501 */
  async try(caller: Caller): Promise<WebPushTrial> {
    this.#demand();
    const browser = await store.ofSession(this.platform.db, caller.sessionId, Date.now());
    if (!browser) throw notFound("device");
    const site = this.platform.config.get(siteSettings.SiteName);
    const payload: WebPushPayload = {
      type: "test",
      tag: "test",
      title: site,
      body: "Notifications reach this device, also when the app is closed.",
      url: "/",
    };
    try {
      const { result, detail } = await this.client.send(browser, textOf(payload), { ttl: 60, urgency: "high" });
      await this.#settle(browser, result);
      return { result: result === "ok" ? "sent" : result, detail };
    } catch (error) {
      if (error instanceof WebPushAway) return { result: "away", detail: error.message };
      throw error;
    }
  }

  #demand(): void {
    if (!this.enabled)
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Notifying closed browsers" });
  }

  /** Sends a notification that was written down. @throws WebPushAway */
  deliver = async (row: PushRow): Promise<Delivered> => {
    const now = Date.now();
    const payload = await (row.kind === "message" ? this.#message(row, now) : this.#clear(row, now));
    // Last, so that nothing goes to a session that has ended meanwhile.
    const browser = payload && (await store.ofSession(this.platform.db, row.session_id, now));
    if (!browser || (row.kind === "clear" && NEVER_QUIET.test(new URL(browser.endpoint).hostname))) return "pointless";
    const { result, detail } = await this.client.send(browser, textOf(payload), {
      ttl: Math.max(60, Math.ceil((row.create_at + HOUR - now) / 1000)),
      urgency: row.kind === "message" ? "high" : "normal",
      topic: topicOf(tagOf(row), browser.auth),
    });
    await this.#settle(browser, result);
    if (result !== "refused") return result === "ok" ? "sent" : "gone";
    this.platform.log.warn({ reason: detail, push: row.id }, "a push service refused a notification");
    return "refused";
  };

  async #settle(browser: BrowserRow, result: "ok" | "gone" | "refused"): Promise<void> {
    if (result === "ok") await store.delivered(this.platform.db, browser.id, Date.now());
    if (result === "gone") await store.gone(this.platform.db, browser);
  }

  async #message(row: PushRow, now: number): Promise<WebPushPayload | undefined> {
    const said = await this.say(row);
    if (!said) return undefined;
    const { db, config } = this.platform;
    const read = await store.read(db, row.session_id, now - DAY, READ_AT_ONCE);
    const payload = messagePayload(row, said.about, config.get(siteSettings.SiteName));
    // What is about to be shown is not read, whatever was before it.
    const tags = read.map(tagOf).filter((tag) => tag !== payload.tag);
    return { ...payload, badge: said.badge, read: tags };
  }

  async #clear(row: PushRow, now: number): Promise<WebPushPayload | undefined> {
    const { db } = this.platform;
    if ((await store.quiet(db, row.session_id, now - DAY)) >= QUIET_A_DAY) return undefined;
    const read = await store.read(db, row.session_id, now - DAY, READ_AT_ONCE);
    const said = read.length > 0 ? await this.say(row) : undefined;
    return said && { type: "clear", read: read.map(tagOf), badge: said.badge };
  }
}

/** An address a push service may have. @throws AppError 400 */
function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.username || url.password || url.hash || url.href.length > 2048)
    throw badBody("endpoint");
  return url.href;
}

const present = ({ session_id, ...row }: BrowserView, caller: Caller): WebPushDevice => ({
  ...row,
  current: session_id === caller.sessionId,
});
