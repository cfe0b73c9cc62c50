import { LRUCache } from "lru-cache";
import type { PushNotification } from "../../api/push.js";
import { AppError } from "../../platform/app-error.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { channelQueries } from "../channels/index.js";
import type { KeptOut } from "../mfa/index.js";
import { EXPIRED_PHONES_KEPT, type Sessions, sessionSettings } from "../sessions/index.js";
import type { Statuses } from "../statuses/index.js";
import { type System, siteSettings } from "../system/index.js";
import type { Threads } from "../threads/index.js";
import { userStore } from "../users/index.js";
import { CatchUp } from "./catch-up.js";
import { pushSettings as settings } from "./config.js";
import { aboutMessage, deviceOf, type PushPayload, withoutContent } from "./payload.js";
import { PushProxy } from "./proxy.js";
import { type Missed, pushQueries as queries } from "./queries.js";
import { decide } from "./rule.js";
import { type Delivered, PushSender } from "./sender.js";
import { type NewPush, type PushKind, type PushRow, pushStore as store, type Target, type Way } from "./store.js";
import { type Said, WebPush } from "./web-push.js";

const MINUTE = 60_000;
/** How long what was sent is kept, so that it can be taken off a phone again, ms. */
const KEEP = 7 * 24 * 60 * MINUTE;
/** Phones told in one statement that their session has expired. */
const EXPIRED_AT_ONCE = 200;
/** Devices asked about by strangers are tried this often a minute, all together. */
const TRIES_A_MINUTE = 30;
const TRY_TIMEOUT = 3_000;

/** What a notification leaves empty. Phones expect all of it from the server, unlike from the proxy. */
const NOTHING_MORE = {
  post_id: "",
  category: "",
  sound: "",
  message: "",
  cont_ava: 0,
  team_id: "",
  channel_id: "",
  root_id: "",
  channel_name: "",
  sender_id: "",
  sender_name: "",
  override_username: "",
  override_icon_url: "",
  from_webhook: "",
};

export interface PushDeps {
  readonly system: System;
  readonly sessions: Sessions;
  readonly statuses: Statuses;
  readonly threads: Threads;
  /** What somebody must do first before they may read anything. */
  keptOut(userId: string): Promise<KeptOut>;
}

/** Tells phones and browsers of messages, and takes back what was read elsewhere. */
export class Push {
  readonly proxy: PushProxy;
  readonly web: WebPush;
  readonly #senders: PushSender[];
  readonly #catchUp: CatchUp;
  /** What is being written down, and since when. */
  readonly #noting = new Map<Promise<unknown>, number>();
  readonly #tried = new LRUCache<string, string>({ max: 10_000, ttl: 10 * MINUTE });
  #tries = { minute: 0, count: 0 };

  constructor(
    readonly platform: Platform,
    readonly deps: PushDeps,
  ) {
    const { events, outbound, config, jobs, db } = platform;
    this.proxy = new PushProxy(outbound, () => config.get(settings.PushNotificationServer));
    this.web = new WebPush(platform, deps.system, (row) => this.#say(row));
    const look = async () => {
      const [oldest] = this.#noting.values();
      await this.#catchUp.sign(oldest);
      await this.#catchUp.look();
      await this.noteExpired();
    };
    this.#senders = [
      new PushSender(platform, {
        way: "phone",
        enabled: () => this.enabled,
        look,
        deliver: (row) => this.#deliver(row),
      }),
      new PushSender(platform, {
        way: "web",
        enabled: () => this.web.enabled,
        // One of the two does it.
        look: async () => (this.enabled ? undefined : look()),
        deliver: this.web.deliver,
      }),
    ];
    this.#catchUp = new CatchUp(db, async (missed) => this.#tellOf(missed, await this.#ways(), true));
    events.on("post.created", (posted) => this.#note((ways) => this.#tellOf(posted, ways)));
    events.on("post.repeated", ({ post, userId }) => this.#note((ways) => this.#repeat(post, userId, ways)));
    events.on("channel.read", ({ userId, channelIds }) =>
      this.#note(async (ways) => {
        const thread = (await this.deps.threads.collapsedFor(userId)) ? "" : "all";
        for (const id of channelIds) await this.#clear(userId, id, thread, ways);
      }),
    );
    events.on("thread.read", ({ userId, channelId, rootId }) =>
      this.#note((ways) => this.#clear(userId, channelId, rootId, ways)),
    );
    // Browsers demand that whatever they are sent shows something.
    events.on("badge.changed", ({ userId }) =>
      this.#note(async () => {
        if (!this.enabled) return;
        await this.#queue(await queries.targetsOf(db, userId, ["phone"], Date.now()), "update_badge", {
          user_id: userId,
        });
      }),
    );
    deps.system.canNotify = (deviceId) => this.canNotify(deviceId);
    deps.system.addClientConfig(() => ({ SendPushNotifications: String(this.enabled) }));
    jobs.define(
      "push_housekeeping",
      { title: "Forgets push notifications sent long ago", schedule: () => ({ daily: "03:40" }), startable: true },
      async () => ({ deleted: await store.sweep(db, Date.now() - KEEP) }),
    );
  }

  /** Whether phones are told. */
  get enabled(): boolean {
    const { config } = this.platform;
    return config.get(settings.SendPushNotifications) && config.get(settings.PushNotificationServer) !== "";
  }

  /** The ways somebody can be told now. */
  async #ways(): Promise<Way[]> {
    return [...(this.enabled ? ["phone" as const] : []), ...((await this.web.wanted()) ? ["web" as const] : [])];
  }

  /** Begins to send; returns the function that stops. */
  start = () => {
    for (const sender of this.#senders) sender.start();
    return async () => {
      await this.noted();
      await Promise.all(this.#senders.map((sender) => sender.stop()));
      await this.#catchUp.leave();
    };
  };

  /** Waits until everything that has happened is written down. */
  noted = async (): Promise<void> => void (await Promise.all(this.#noting.keys()));

  /** Writes down what is to be sent, and sends it. What happens is over already: failing changes nothing of it. */
  #note(work: (ways: Way[]) => Promise<unknown>): void {
    if (!this.enabled && !this.web.enabled) return;
    const done = this.#ways()
      .then(async (ways) => {
        if (ways.length === 0) return;
        await work(ways);
        for (const sender of this.#senders) sender.wake();
      })
      .catch((error: Error) => this.platform.log.warn({ reason: error.message }, "push notifications not noted"))
      .finally(() => this.#noting.delete(done));
    this.#noting.set(done, Date.now());
  }

  async #queue(targets: readonly Target[], kind: PushKind, about: Partial<NewPush> & { user_id: string }) {
    if (targets.length === 0) return;
    const common = { create_at: Date.now(), kind, post_id: "", channel_id: "", root_id: "", because: "", ...about };
    await store.add(
      this.platform.db,
      targets.map((target) => ({ ...common, ...target, id: newId() })),
    );
  }

  /** Decides about a message; `again`: some may have been told of it. */
  async #tellOf({ post, channel, everybody }: Missed, ways: Way[], again = false): Promise<void> {
    const { db, config } = this.platform;
    const system = post.type.startsWith("system_");
    if (system || ways.length === 0) return;
    const direct = channel.type === "D" || channel.type === "G";
    const calls =
      everybody && (await queries.members(db, channel.id)) <= config.get(siteSettings.MaxNotificationsPerChannel);
    const candidates = await queries.candidates(db, { post, channel }, direct || calls, ways, Date.now());
    const statuses = await this.deps.statuses.of(candidates.map((one) => one.user_id));
    for (const [at, one] of candidates.entries()) {
      const decision = decide({
        own: one.user_id === post.user_id && post.props.from_webhook !== "true",
        system,
        reply: post.root_id !== "",
        mentioned: one.mentioned,
        everybody: calls,
        direct,
        following: one.following,
        status: statuses[at]?.status ?? "offline",
        person: one.person,
        channel: one.channel,
      });
      if (!decision.push) continue;
      const about = { user_id: one.user_id, post_id: post.id, channel_id: channel.id, root_id: post.root_id };
      const told = again ? await queries.toldOf(db, one.targets, post.id) : [];
      const targets = one.targets.filter((to) => !told.some((t) => t.session_id === to.session_id && t.way === to.way));
      // What comes late is as old as its message: after an hour it helps nobody any more.
      const time = again ? { create_at: post.create_at } : {};
      await this.#queue(targets, "message", { ...about, ...time, because: decision.because });
    }
  }

  /** An urgent message still waits for an answer: whoever wants nothing at all on their phone gets nothing. */
  async #repeat(post: { id: string; channel_id: string; root_id: string }, userId: string, ways: Way[]) {
    const { db } = this.platform;
    const user = await userStore.byId(db, userId);
    if (!user || user.notify_props.push === "none") return;
    const about = { user_id: userId, post_id: post.id, channel_id: post.channel_id, root_id: post.root_id };
    const targets = await queries.targetsOf(db, userId, ways, Date.now());
    await this.#queue(targets, "message", { ...about, because: "repeated" });
  }

  async #clear(userId: string, channelId: string, thread: string, ways: Way[]): Promise<void> {
    const shown = await store.clear(this.platform.db, userId, channelId, thread);
    const root_id = thread === "all" ? "" : thread;
    const targets = shown.filter(({ way }) => ways.includes(way));
    await this.#queue(targets, "clear", { user_id: userId, channel_id: channelId, root_id });
  }

  /**
   * Writes down that phones are to be told that their session has expired: once, so that the app asks to sign in again
   * instead of falling silent. Only where activity extends sessions: it is for phones that lay unused.
   */
  async noteExpired(now = Date.now()): Promise<void> {
    const { db, config } = this.platform;
    if (!this.enabled || !config.get(sessionSettings.ExtendSessionLengthWithActivity)) return;
    for (;;) {
      const expired = await queries.expired(db, now - EXPIRED_PHONES_KEPT, now, EXPIRED_AT_ONCE);
      for (const { id, user_id } of expired)
        await this.#queue([{ session_id: id, way: "phone" }], "session", { user_id });
      if (expired.length < EXPIRED_AT_ONCE) return;
    }
  }

  /** The number on the app's icon: what clients count as mentions, in channels and, where they are apart, in threads. */
  async badge(userId: string, collapsed: boolean): Promise<number> {
    const { db } = this.platform;
    const rows = await channelQueries.teamUnreads(db, userId);
    if (!collapsed) return rows.reduce((sum, row) => sum + row.mention_count, 0);
    return rows.reduce((sum, row) => sum + row.mention_count_root, await this.deps.threads.mentionsOf(userId));
  }

  async #deliver(row: PushRow): Promise<Delivered> {
    const payload = row.device_id && (await this.#prepare(row));
    if (!payload) return "pointless";
    if ((await this.proxy.send(payload)) === "ok") return "sent";
    await this.deps.sessions.forgetDevice(row.device_id);
    return "gone";
  }

  async #prepare(row: PushRow): Promise<PushPayload | undefined> {
    if (row.kind === "session")
      return { ...this.#frame(row.id, row.device_id, "session"), message: this.#signInAgain() };
    const said = await this.#say(row);
    if (!said) return undefined;
    const { about, badge, collapsed } = said;
    const quiet = row.kind === "message" ? {} : { cont_ava: 1 };
    return { ...this.#frame(row.id, row.device_id, row.kind), ...quiet, ...about, badge, is_crt_enabled: collapsed };
  }

  /** What is to be told now, on phones and in browsers; undefined when it is pointless by now. */
  async #say(row: PushRow): Promise<(Said & { collapsed: boolean }) | undefined> {
    // Whoever is signed out by now hears of no message.
    if (row.expires_at > 0 && row.expires_at <= Date.now()) return undefined;
    const { db, config } = this.platform;
    let about: Partial<PushPayload> = { channel_id: row.channel_id, root_id: row.root_id };
    if (row.kind === "message") {
      const told = await queries.told(db, row.user_id, row.post_id);
      if (!told || told.deleted || (!told.unread && row.because !== "repeated")) return undefined;
      const first = await this.deps.keptOut(row.user_id);
      about = first
        ? withoutContent(told, row.because, row.post_id, first)
        : aboutMessage(told, row.because, config.get(settings.PushNotificationContents), row.post_id);
    }
    const collapsed = await this.deps.threads.collapsedFor(row.user_id);
    return { about, collapsed, badge: await this.badge(row.user_id, collapsed) };
  }

  #signInAgain(): string {
    const site = this.platform.config.get(siteSettings.SiteName);
    return `You are signed out of ${site}. Sign in again to go on being notified.`;
  }

  /** What every notification has; signed, so that the app believes that it comes from this server. */
  #frame(ackId: string, deviceId: string, type: PushPayload["type"]): PushPayload {
    const device = deviceOf(deviceId);
    return {
      ack_id: ackId,
      ...device,
      server_id: this.deps.system.diagnosticId,
      type,
      version: "v2",
      badge: 0,
      is_crt_enabled: true,
      is_id_loaded: false,
      signature: this.deps.system.sign({ ack_id: ackId, device_id: device.device_id }),
    };
  }

  /** Whether notifications reach a device, found out by sending it a silent one: "true", "false" or "unknown". */
  async canNotify(deviceId: string): Promise<string> {
    if (!this.enabled) return "false";
    const known = this.#tried.get(deviceId);
    if (known) return known;
    const minute = Math.floor(Date.now() / MINUTE);
    if (this.#tries.minute !== minute) this.#tries = { minute, count: 0 };
    if (++this.#tries.count > TRIES_A_MINUTE) return "unknown";
    try {
      const answer = await this.proxy.send(this.#frame(newId(), deviceId, "test"), TRY_TIMEOUT);
      const can = answer === "ok" ? "true" : "false";
      this.#tried.set(deviceId, can);
      return can;
    } catch {
      return "unknown";
    }
  }

  /**
   * The whole notification about a message, for a phone that was sent no more than its id. Told are those who are told
   * of the message itself: members of its channel. @throws AppError 404
   */
  async whole(userId: string, postId: string, to: { ack_id: string; platform: string }): Promise<PushNotification> {
    const told = await queries.told(this.platform.db, userId, postId);
    if (!told || told.deleted) throw new AppError("app.post.get.app_error");
    const collapsed = await this.deps.threads.collapsedFor(userId);
    const { signature: _, ...frame } = this.#frame(to.ack_id, "", "message");
    return {
      ...NOTHING_MORE,
      ...frame,
      ...to,
      ...aboutMessage(told, "", "full", postId),
      badge: await this.badge(userId, collapsed),
      is_crt_enabled: collapsed,
    };
  }

  /** A phone says that a notification has arrived; the proxy counts that. */
  async received(userId: string, receipt: { id: string; received_at: number; platform: string; type: string }) {
    if (!this.enabled || !(await store.knows(this.platform.db, receipt.id, userId))) return;
    this.proxy
      .acknowledge({ id: receipt.id, platform: receipt.platform, type: receipt.type, received_at: receipt.received_at })
      .catch((error: Error) => this.platform.log.debug({ reason: error.message }, "push receipt not passed on"));
  }
}
