import type { Thread } from "../../api/threads.js";
import type { User } from "../../api/users.js";
import { badQuery, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import { type Posts, postStore, presentPosts } from "../posts/index.js";
import type { Users } from "../users/index.js";
import { threadQueries as queries, type ThreadListOptions, type ThreadRow } from "./queries.js";

const DEFAULT_PAGE = 30;
const MAX_PAGE = 200;

export interface ThreadPage {
  before?: string;
  after?: string;
  since?: number;
  perPage?: number;
  unread?: boolean;
  deleted?: boolean;
  extended?: boolean;
  totalsOnly?: boolean;
  threadsOnly?: boolean;
  excludeDirect?: boolean;
}

/** Threads from the side of those who follow them: the inbox, what is unread, following. */
export class Threads {
  readonly platform: Platform;

  constructor(
    readonly posts: Posts,
    readonly users: Users,
    /** Whether replies are gathered in threads, as the setting says. */
    readonly rule: () => string,
  ) {
    this.platform = posts.platform;
    this.platform.events.on("post.created", ({ post, mentioned }) => {
      if (!post.root_id) return;
      this.#tellFollowers(post.root_id, post.channel_id, { author: post.user_id, mentioned: new Set(mentioned) }).catch(
        (error: Error) => this.platform.log.warn({ reason: error.message }, "followers of a thread not told"),
      );
    });
  }

  /** The reader's threads of a team with totals. @throws AppError 400 for an unknown cursor */
  async list(caller: Caller, userId: string, teamId: string, page: ThreadPage) {
    const { db } = this.platform;
    const excludeDirect = page.excludeDirect ?? false;
    const options: ThreadListOptions = {
      teamId,
      excludeDirect,
      deleted: page.deleted ?? false,
      unread: page.unread ?? false,
      since: page.since ?? 0,
      before: await this.#cursor("before", userId, page.before),
      after: await this.#cursor("after", userId, page.after),
      limit: Math.min(page.perPage || DEFAULT_PAGE, MAX_PAGE),
    };
    const [rows, totals] = await Promise.all([
      page.totalsOnly ? [] : queries.list(db, userId, options),
      page.threadsOnly
        ? { total: 0, total_unread_threads: 0, total_unread_mentions: 0, total_unread_urgent_mentions: 0 }
        : queries.totals(db, userId, teamId, excludeDirect),
    ]);
    return { ...totals, threads: await this.present(rows, caller, page.extended ?? false) };
  }

  async #cursor(name: string, userId: string, postId: string | undefined) {
    if (!postId) return undefined;
    const cursor = await queries.cursor(this.platform.db, userId, postId);
    if (!cursor) throw badQuery(name);
    return cursor;
  }

  /** Presents threads with their first messages; `extended` gives participants as whole profiles. */
  async present(
    rows: readonly ThreadRow[],
    caller: Pick<Caller, "userId"> & Partial<Caller>,
    extended: boolean,
  ): Promise<Thread[]> {
    if (rows.length === 0) return [];
    const roots = await postStore.byIds(
      this.platform.db,
      caller.userId,
      rows.map((row) => row.post_id),
    );
    const posts = new Map(
      (await presentPosts(this.posts.presenting, roots, caller.userId)).map((post) => [post.id, post]),
    );
    const people = extended ? await this.#profiles(rows, caller as Caller) : new Map<string, User>();
    return rows.flatMap((row) => {
      const post = posts.get(row.post_id);
      if (!post) return [];
      return {
        id: row.post_id,
        reply_count: row.reply_count,
        last_reply_at: row.last_reply_at,
        last_viewed_at: row.last_viewed,
        participants: row.participants.map((id) => people.get(id) ?? { id }),
        post,
        unread_replies: row.unread_replies,
        unread_mentions: row.unread_mentions,
        is_urgent: row.unread_urgent > 0,
        is_following: row.following,
        delete_at: row.delete_at,
      };
    });
  }

  async #profiles(rows: readonly ThreadRow[], caller: Caller): Promise<Map<string, User>> {
    const found = await this.users.byIds([...new Set(rows.flatMap((row) => row.participants))]);
    return new Map(found.map((user) => [user.id, this.users.present(user, caller)]));
  }

  /** A thread the person follows. @throws AppError 404 */
  async followed(caller: Caller, userId: string, threadId: string, extended = false): Promise<Thread> {
    const row = await queries.one(this.platform.db, userId, threadId);
    if (!row?.following) throw notFound("thread");
    return (await this.present([row], caller, extended))[0] as Thread;
  }

  mentionCounts = async (userId: string, teamId: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await queries.mentionsByChannel(this.platform.db, userId, teamId)).map((row) => [row.channel_id, row.n]),
    );

  totals = (userId: string, teamId: string) => queries.totals(this.platform.db, userId, teamId, true);

  /** Mentions in all threads a person follows that they have not read. */
  mentionsOf = (userId: string) => queries.mentionsOf(this.platform.db, userId);

  /** What of a person's threads in a team is unread, without those of conversations. */
  unreadOf = async (userId: string, teamId: string) => {
    const totals = await this.totals(userId, teamId);
    return {
      threads: totals.total_unread_threads,
      mentions: totals.total_unread_mentions,
      urgent: totals.total_unread_urgent_mentions,
    };
  };

  /** Follows a thread or stops following it. @throws AppError 404 for a message the caller may not read */
  async setFollowing(caller: Caller, userId: string, threadId: string, following: boolean): Promise<void> {
    const { post } = await this.posts.visibleTo(caller, threadId);
    const rootId = post.root_id || post.id;
    const seen = post.last_reply_at || post.create_at;
    await queries.follow(this.platform.db, userId, rootId, following, seen, Date.now());
    this.platform.events.emit("badge.changed", { userId });
    this.#tell(
      userId,
      "thread_follow_changed",
      { thread_id: rootId, state: following, reply_count: post.reply_count ?? 0 },
      { channel_id: post.channel_id },
    );
  }

  /** Marks a thread as read up to a time (ms). @throws AppError 404 */
  async read(caller: Caller, userId: string, threadId: string, until: number): Promise<Thread> {
    const { db } = this.platform;
    const before = await queries.one(db, userId, threadId);
    if (!before || !(await queries.read(db, userId, threadId, until, Date.now()))) throw notFound("thread");
    const thread = await this.followed(caller, userId, threadId);
    this.#tell(
      userId,
      "thread_read_changed",
      {
        thread_id: threadId,
        timestamp: until,
        unread_mentions: thread.unread_mentions,
        unread_replies: thread.unread_replies,
        previous_unread_mentions: before.unread_mentions,
        previous_unread_replies: before.unread_replies,
        channel_id: before.channel_id,
      },
      { channel_id: before.channel_id, team_id: before.team_id },
    );
    this.platform.events.emit("thread.read", { userId, rootId: threadId, channelId: before.channel_id });
    return thread;
  }

  /** Marks a thread as unread from one of its messages on; the person follows it from then on. @throws AppError 404 */
  async setUnread(caller: Caller, userId: string, threadId: string, postId: string): Promise<Thread> {
    const { post } = await this.posts.visibleTo(caller, postId);
    if (post.id !== threadId && post.root_id !== threadId) throw notFound("thread");
    await queries.follow(this.platform.db, userId, threadId, true, 0, Date.now());
    return this.read(caller, userId, threadId, post.create_at - 1);
  }

  /** Whether a person's clients gather replies in threads: what the setting leaves open, they choose. */
  async collapsedFor(userId: string): Promise<boolean> {
    const rule = this.rule();
    if (rule === "always_on" || rule === "disabled") return rule === "always_on";
    const chosen = await queries.collapsed(this.platform.db, userId);
    return chosen === undefined ? rule === "default_on" : chosen === "on" || chosen === "true";
  }

  /**
   * Somebody has looked at channels. Where threads are not collapsed, because the client cannot or the person does not
   * want to, they have seen the replies as well.
   */
  async looked(userId: string, channelIds: readonly string[], collapsed: boolean): Promise<void> {
    if (collapsed && (await this.collapsedFor(userId))) return;
    const now = Date.now();
    const read = await queries.readInChannels(this.platform.db, userId, channelIds, now);
    for (const channelId of new Set(read.map((row) => row.channel_id)))
      this.#tell(userId, "thread_read_changed", { timestamp: now }, { channel_id: channelId });
    for (const row of read)
      this.platform.events.emit("thread.read", { userId, rootId: row.post_id, channelId: row.channel_id });
  }

  /** Marks all threads of a team, and of direct conversations, as read. */
  async readAll(userId: string, teamId: string): Promise<void> {
    const now = Date.now();
    await queries.readAll(this.platform.db, userId, teamId, now);
    this.#tell(userId, "thread_read_changed", { timestamp: now }, { team_id: teamId });
    this.platform.events.emit("badge.changed", { userId });
  }

  #tell(
    userId: string,
    event: string,
    data: Record<string, unknown>,
    broadcast: { channel_id?: string; team_id?: string } = {},
  ) {
    this.platform.hub.publish({
      event,
      data,
      broadcast: { user_id: userId, ...broadcast },
      audience: { users: [userId] },
    });
  }

  /** Tells those followers of a thread who are here how it stands for each of them. */
  async #tellFollowers(rootId: string, channelId: string, reply: { author: string; mentioned: ReadonlySet<string> }) {
    const here = this.platform.hub.onlineIn(`channel:${channelId}`);
    if (here.length === 0) return;
    const rows = await queries.ofFollowers(this.platform.db, rootId, here);
    if (rows.length === 0) return;
    const [first] = await this.present([rows[0] as ThreadRow], { userId: (rows[0] as ThreadRow).user_id }, false);
    if (!first) return;
    const { is_following: _, ...post } = first.post;
    for (const row of rows) {
      const counts = row.user_id !== reply.author && row.unread_replies > 0 ? 1 : 0;
      const conversation = row.channel_type === "D" || row.channel_type === "G";
      const called = counts && (conversation || reply.mentioned.has(row.user_id)) ? 1 : 0;
      const thread = {
        ...first,
        post,
        last_viewed_at: row.last_viewed,
        unread_replies: row.unread_replies,
        unread_mentions: row.unread_mentions,
        is_urgent: row.unread_urgent > 0,
      };
      this.#tell(
        row.user_id,
        "thread_updated",
        {
          thread: JSON.stringify(thread),
          previous_unread_replies: row.unread_replies - counts,
          previous_unread_mentions: Math.max(0, row.unread_mentions - called),
        },
        { team_id: row.team_id, channel_id: channelId },
      );
    }
  }
}
