import type { Caller } from "../../platform/http/caller.js";
import { emailSettings as settings } from "../../platform/mail/index.js";
import type { Platform } from "../../platform/platform.js";
import type { ChannelDoor } from "../channels/index.js";
import type { KeptOut } from "../mfa/index.js";
import type { Statuses } from "../statuses/index.js";
import { siteSettings } from "../system/index.js";
import { actingAs, type UserRow, type Users } from "../users/index.js";
import { letterOf } from "./letter.js";
import { noticeQueries as queries, type Told, type Waiting } from "./queries.js";
import type { Unsubscribe } from "./unsubscribe.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Somebody who did nothing for this long is away, ms. */
const AWAY = 5 * MINUTE;
/** How long messages are gathered where the person chose nothing, seconds. */
const GATHER = 900;
/** A message can be committed a little later than its time says: the last minutes are looked at again. */
const OVERLAP = 2 * MINUTE;
/** After a longer pause older messages are left out. */
const LONGEST_PAUSE = 12 * HOUR;
/** Somebody who seems to be there all the time and reads nothing is not written to after this. */
const TOO_OLD = 24 * HOUR;
const PAGE = 500;
const KIND = "messages";

export interface NoticeDeps {
  readonly statuses: Statuses;
  readonly channelDoor: ChannelDoor;
  readonly unsubscribe: Unsubscribe;
  /** What somebody must do first before they may read anything. */
  keptOut(userId: string): Promise<KeptOut>;
}

/** Tells people by mail of messages meant for them that came while they were away. */
export class Notices {
  constructor(
    readonly platform: Platform,
    readonly users: Users,
    readonly deps: NoticeDeps,
    readonly now: () => number = Date.now,
  ) {
    const { jobs, mails, config } = platform;
    mails.define<{ post_ids: string[] }>(KIND, {
      subject: "Messages that came while away",
      prepare: ({ userId, data }) => this.#prepare(userId, data.post_ids),
    });
    const every = () => (this.#enabled ? { every: config.get(settings.EmailBatchingInterval) * 1000 } : undefined);
    jobs.define(
      "message_mails",
      {
        title: "Tells people by mail of messages that came while they were away",
        schedule: every,
        quiet: true,
        timeout: 300,
        retry: { limit: 0, delay: 1 },
      },
      (run) => this.run(run.signal),
    );
  }

  get #enabled(): boolean {
    const { config, mails } = this.platform;
    return mails.canSend && config.get(settings.SendEmailNotifications);
  }

  /** One round: notes new messages, then writes to those who have been away long enough. Can be repeated at any time. */
  async run(signal?: AbortSignal): Promise<{ mails: number }> {
    await this.#collect();
    let mails = 0;
    for (let after = ""; ; ) {
      const page = await queries.waiting(this.platform.db, after, PAGE);
      const statuses = await this.deps.statuses.of(page.map((one) => one.user_id));
      for (const [at, waiting] of page.entries()) {
        signal?.throwIfAborted();
        const { status, last_activity_at: active } = statuses[at] as { status: string; last_activity_at: number };
        if (await this.#settle(waiting, status === "online", active)) mails++;
      }
      if (page.length < PAGE) break;
      after = (page.at(-1) as Waiting).user_id;
    }
    await queries.sweep(this.platform.db, this.now() - TOO_OLD);
    return { mails };
  }

  async #collect(): Promise<void> {
    const { db, config } = this.platform;
    const confirmed = config.get(settings.RequireEmailVerification);
    await db.transaction(async (tx) => {
      const now = this.now();
      const cursor = await queries.lockCursor(tx);
      const from = Math.max((cursor ?? now) - OVERLAP, now - LONGEST_PAUSE);
      if (cursor !== undefined)
        await queries.collect(tx, from, now, config.get(siteSettings.MaxNotificationsPerChannel), confirmed);
      await queries.keepCursor(tx, now);
    });
  }

  /** Decides about the messages that wait for a person; true when a mail goes out. */
  async #settle(waiting: Waiting, online: boolean, active: number): Promise<boolean> {
    const { db, mails } = this.platform;
    const now = this.now();
    // Whoever did something after a message came has seen that there is one.
    const seen = active >= waiting.first;
    if (seen) await queries.settle(db, waiting.user_id, active, now);
    if (active >= waiting.last) return false;
    const first = seen ? active : waiting.first;
    if (online) {
      if (now - first > TOO_OLD) await queries.settle(db, waiting.user_id, now, now);
      return false;
    }
    if (now - active < AWAY || now - first < this.#gather(waiting.interval)) return false;
    const user = await this.users.find(waiting.user_id);
    await db.transaction(async (tx) => {
      const postIds = await queries.settle(tx, waiting.user_id, now, now);
      if (user && postIds.length > 0)
        await mails.queue(KIND, { to: user.email, userId: user.id, data: { post_ids: postIds.slice(-200) } }, tx);
    });
    return true;
  }

  /** How long messages are gathered for a person, ms. */
  #gather(chosen: string | null): number {
    if (!this.platform.config.get(settings.EnableEmailBatching)) return 0;
    const seconds = chosen === null || !/^\d{1,6}$/.test(chosen) ? GATHER : Number(chosen);
    // Clients write "at once" as 30 seconds.
    return seconds <= 30 ? 0 : Math.min(seconds, 86_400) * 1000;
  }

  /** Looks again, when the mail is being sent, at what the person may still be told. */
  async #prepare(userId: string, postIds: readonly string[]) {
    const user = await this.users.find(userId);
    const wanted =
      user && user.delete_at === 0 && !user.is_bot && this.platform.config.get(settings.SendEmailNotifications);
    const messages = wanted ? await this.#readable(user, await queries.told(this.platform.db, userId, postIds)) : [];
    if (!user || messages.length === 0) return undefined;
    return { to: { name: user.username, address: user.email }, write: () => this.#letter(user, messages) };
  }

  /** Those of several messages that stand where the person may read now. */
  async #readable(user: UserRow, messages: readonly Told[]): Promise<Told[]> {
    const caller: Caller = actingAs(user, this.users.roles);
    const readable: Told[] = [];
    for (const message of messages)
      if (await this.deps.channelDoor.mayRead(caller, message.channel_id)) readable.push(message);
    return readable;
  }

  async #letter(user: UserRow, messages: readonly Told[]) {
    const { mails, config } = this.platform;
    const link = await this.deps.unsubscribe.linkFor(user.id);
    const full = config.get(settings.EmailNotificationContentsType) === "full";
    const first = await this.deps.keptOut(user.id);
    return {
      ...letterOf(messages, {
        user,
        site: mails.options.site(),
        siteName: mails.options.siteName(),
        full,
        first,
        unsubscribe: link,
      }),
      headers: {
        "List-Unsubscribe": `<${link}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        Precedence: "bulk",
      },
    };
  }
}
