import type { RepeatState } from "../../api/persistent-notifications.js";
import { AppError, forbidden } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import { DueLoop } from "../../platform/due-loop.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import type { ChannelAccess } from "../channels/index.js";
import { channelStore } from "../channels/index.js";
import { callsIn, forEverybody, type NewPost, type PostAccess, type Posts, postStore } from "../posts/index.js";
import type { Statuses } from "../statuses/index.js";
import { userStore } from "../users/index.js";
import { persistentSettings as settings } from "./config.js";
import { type RepeatRow, repeatStore as store, type WaitingRow } from "./store.js";

const MINUTE = 60_000;
/** An urgent message older than this is not urgent any more, ms: whoever did not want to be disturbed is not told then. */
const LONGEST = 12 * 60 * MINUTE;
const LOOK_EVERY = 2_000;
const AT_ONCE = 50;

/**
 * Notifies the people an urgent message mentions again and again, until each of them has answered. What is still to be
 * done is kept with the message: it survives a stop, each time is counted by one server only, and the next time is set
 * from the last one, so that nothing comes in a burst after a pause.
 */
export class PersistentNotifications {
  readonly platform: Platform;
  readonly #loop: DueLoop;

  constructor(
    readonly posts: Posts,
    readonly statuses: Statuses,
    readonly now: () => number = Date.now,
  ) {
    this.platform = posts.platform;
    posts.beforeCreate.push((post, access, caller) => this.#admit(post, access, caller));
    this.#loop = new DueLoop(
      "persistent notifications",
      LOOK_EVERY,
      async () => (await this.repeatDue()) === AT_ONCE,
      this.platform.log,
    );
  }

  /** Begins to look for what is due; returns the function that stops. */
  start = () => this.#loop.start();

  get #interval(): number {
    return this.platform.config.get(settings.PersistentNotificationIntervalMinutes) * MINUTE;
  }

  /**
   * Whom a message would notify again and again. Nobody when the server does not do that, or nobody is mentioned.
   * @throws AppError 400 when it calls everybody or too many, 403 for guests who may not
   */
  async recipients(caller: Caller, access: ChannelAccess, message: string): Promise<string[]> {
    const { config, db } = this.platform;
    if (!config.get(settings.AllowPersistentNotifications)) return [];
    if (caller.isGuest && !config.get(settings.AllowPersistentNotificationsForGuests))
      throw new AppError("api.post.post_priority.persistent_notification_guest.request_error");
    const conversation = access.channel.type === "D" || access.channel.type === "G";
    const calls = callsIn(message);
    if (!conversation && (calls.everybody || calls.here))
      throw new AppError("api.post.post_priority.persistent_notification_everybody.request_error");
    const names = conversation ? "all" : await this.posts.texts.namesIn(message, access.channel.id, access.can);
    const found = await store.recipients(db, access.channel.id, caller.userId, names);
    const limit = config.get(settings.PersistentNotificationMaxRecipients);
    if (found.length > limit) {
      const params = { limit, count: found.length };
      throw new AppError("api.post.post_priority.max_recipients_persistent_notification_post.request_error", params);
    }
    return found;
  }

  /** A wish that cannot mean anything (not urgent, a reply, nobody mentioned) is taken off the message; broken rules refuse it. */
  async #admit(post: NewPost, access: ChannelAccess, caller: Caller): Promise<void> {
    const { priority } = post;
    if (!priority?.persistent_notifications) return;
    const found = priority.priority === "urgent" ? await this.recipients(caller, access, post.message) : [];
    if (found.length > 0) {
      post.repeat_to = found;
      post.repeat_after = this.#interval;
    } else {
      const { persistent_notifications: _, ...rest } = priority;
      post.priority = rest;
    }
  }

  /** Who has not answered a message yet, for its author. @throws AppError 403 */
  async state(caller: Caller, { post }: PostAccess): Promise<RepeatState> {
    if (post.user_id !== caller.userId) throw forbidden();
    const { config, db } = this.platform;
    const rows = config.get(settings.AllowPersistentNotifications) ? await store.waiting(db, [post.id]) : [];
    const waiting: WaitingRow[] = [];
    for (const row of rows) if (await this.#stillMentioned(row)) waiting.push(row);
    return {
      waiting: waiting.map(({ user_id, sent, next_at }) => ({ user_id, sent, next_at })),
      interval_minutes: config.get(settings.PersistentNotificationIntervalMinutes),
      max_count: config.get(settings.PersistentNotificationMaxCount),
    };
  }

  /** The author says that it is enough. @throws AppError 403 */
  async end(caller: Caller, { post }: PostAccess): Promise<void> {
    if (post.user_id !== caller.userId) throw forbidden();
    await store.endPost(this.platform.db, post.id);
  }

  /** Notifies those whose time has come, a number at once; returns how many were looked at. */
  async repeatDue(): Promise<number> {
    return this.platform.db.transaction(async (tx) => {
      const due = await store.takeDue(tx, this.now(), AT_ONCE);
      if (due.length === 0) return 0;
      const waiting = new Map(
        (await store.waiting(tx, [...new Set(due.map((row) => row.post_id))])).map((row) => [keyOf(row), row]),
      );
      const statuses = await this.statuses.of(due.map((row) => row.user_id));
      for (const [at, row] of due.entries()) {
        await this.#repeat(tx, row, waiting.get(keyOf(row)), statuses[at]?.status === "dnd");
      }
      return due.length;
    });
  }

  async #repeat(tx: Transaction, row: RepeatRow, waiting: WaitingRow | undefined, disturbing: boolean): Promise<void> {
    const { config } = this.platform;
    const now = this.now();
    const max = config.get(settings.PersistentNotificationMaxCount);
    const over = !waiting || row.sent >= max || now - waiting.create_at > LONGEST;
    if (over || !config.get(settings.AllowPersistentNotifications) || !(await this.#stillMentioned(waiting)))
      return void (await store.end(tx, row));
    const next = now + this.#interval;
    // Who does not want to be disturbed loses nothing: their number of times begins when they are back.
    if (disturbing) return void (await store.putOff(tx, row, next));
    await (row.sent + 1 >= max ? store.end(tx, row) : store.sent(tx, row, next));
    const tell = await this.#prepare(tx, row);
    tx.afterCommit(tell);
  }

  /** Whether the text, as it is after an edit, still mentions the person. */
  async #stillMentioned(row: WaitingRow): Promise<boolean> {
    if (row.conversation || !row.edited) return true;
    return (await this.posts.texts.namesIn(row.message, row.channel_id, () => true)).includes(row.username);
  }

  async #prepare(tx: Transaction, { post_id: postId, user_id: userId }: RepeatRow): Promise<() => void> {
    const [row] = await postStore.byIds(tx, userId, [postId]);
    const channel = row && (await channelStore.byId(tx, row.channel_id));
    const author = row && (await userStore.byId(tx, row.user_id));
    if (!row || !channel || !author) return () => {};
    const post = forEverybody(await this.posts.present(row, userId));
    return () => {
      this.platform.hub.publish({
        event: "persistent_notification_triggered",
        data: {
          post: JSON.stringify(post),
          channel_type: channel.type,
          channel_display_name: channel.type === "D" ? `@${author.username}` : channel.display_name,
          channel_name: channel.name,
          sender_name: `@${author.username}`,
          team_id: channel.team_id,
          // Whom else a message notifies is theirs to know.
          recipients: [userId],
        },
        broadcast: { channel_id: channel.id, user_id: userId },
        audience: { users: [userId] },
      });
      this.platform.events.emit("post.repeated", { post, channel, senderName: author.username, userId });
    };
  }
}

const keyOf = (row: RepeatRow) => `${row.post_id} ${row.user_id}`;
