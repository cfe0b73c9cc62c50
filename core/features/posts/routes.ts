import { OK, pageOf } from "../../api/common.js";
import type { Post } from "../../api/posts.js";
import * as api from "../../api/posts.js";
import { AppError, badQuery, forbidden, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { self, signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { newId } from "../../platform/ids.js";
import { type ChannelDoor, channelQueries, notifyPropsOf, readsChannel } from "../channels/index.js";
import { teamStore } from "../teams/index.js";
import type { Users } from "../users/index.js";
import { postOf, readsPost } from "./guards.js";
import { asList, presentPost, presentPosts } from "./present.js";
import { type ListOptions, postQueries as queries, type Slice } from "./queries.js";
import type { Posts } from "./service.js";
import { type PostRow, postStore } from "./store.js";

type Flags = { skipFetchThreads?: boolean; collapsedThreads?: boolean; collapsedThreadsExtended?: boolean };

export function postRoutes(posts: Posts, door: ChannelDoor, users: Users): Route[] {
  const shower = new Shower(posts, users);
  return [...writeRoutes(posts, door), ...oneRoutes(posts, shower), ...listRoutes(posts, door, shower)];
}

/** Presents messages as a list of them asks for it. */
class Shower {
  constructor(
    readonly posts: Posts,
    readonly users: Users,
  ) {}

  /** Where threads are collapsed, their first messages name who takes part: by ids, or as whole profiles. */
  async show(caller: Caller, rows: readonly PostRow[], flags: Flags): Promise<Post[]> {
    const participants = flags.collapsedThreads ? "ids" : "none";
    const shown = await presentPosts(this.posts.presenting, rows, caller.userId, { participants });
    if (!flags.collapsedThreads || !flags.collapsedThreadsExtended) return shown;
    const ids = [...new Set(rows.flatMap((row) => (row.root_id ? [] : (row.participants ?? []))))];
    if (ids.length === 0) return shown;
    const found = await this.users.byIds(ids);
    const people = new Map(found.map((user) => [user.id, this.users.present(user, caller)]));
    const profile = (one: unknown) => people.get((one as { id: string }).id) ?? one;
    return shown.map((post) => ({ ...post, participants: post.participants?.map(profile) ?? null }));
  }
}

function writeRoutes(posts: Posts, door: ChannelDoor): Route[] {
  const reads = readsPost(posts);
  return [
    route(api.createPost, signedIn(), (call) => posts.create(call.caller, call.body, call.connectionId)),
    route(api.createEphemeral, signedIn(), async ({ caller, body }) => {
      const access = await door.enter(caller, body.post.channel_id);
      if (!caller.permissions.has("create_post_ephemeral") && !caller.permissions.has("manage_system"))
        throw forbidden();
      const now = Date.now();
      const shown = presentPost({
        id: newId(),
        create_at: now,
        update_at: now,
        edit_at: 0,
        delete_at: 0,
        user_id: caller.userId,
        channel_id: access.channel.id,
        root_id: "",
        original_id: "",
        message: body.post.message ?? "",
        type: "system_ephemeral",
        props: body.post.props ?? {},
        hashtags: "",
        file_ids: [],
        pending_post_id: "",
        is_pinned: false,
        has_reactions: false,
        priority: null,
        reply_count: 0,
        last_reply_at: 0,
        participants: null,
        following: null,
      });
      posts.platform.hub.publish({
        event: "ephemeral_message",
        data: { post: JSON.stringify(shown) },
        broadcast: { user_id: body.user_id, channel_id: access.channel.id },
        audience: { users: [body.user_id] },
      });
      return shown;
    }),
    route(api.updatePost, reads, ({ caller, params, body }) => posts.edit(caller, params.post_id, body)),
    route(api.patchPost, reads, ({ caller, params, body }) => posts.edit(caller, params.post_id, body)),
    route(api.deletePost, reads, async ({ caller, params }) => {
      await posts.delete(caller, params.post_id);
      return OK;
    }),
    route(api.pinPost, reads, async ({ caller, params }) => {
      await posts.setPinned(caller, params.post_id, true);
      return OK;
    }),
    route(api.unpinPost, reads, async ({ caller, params }) => {
      await posts.setPinned(caller, params.post_id, false);
      return OK;
    }),
    route(api.restoreVersion, reads, ({ caller, params }) =>
      posts.restore(caller, params.post_id, params.restore_version_id),
    ),
  ];
}

function oneRoutes(posts: Posts, shower: Shower): Route[] {
  const { db } = posts.platform;
  const reads = readsPost(posts);
  return [
    route(
      api.getPost,
      signedIn(),
      async ({ caller, params, query }) => {
        const deleted = query.include_deleted === true && caller.permissions.has("manage_system");
        const { post } = await posts.visibleTo(caller, params.post_id, { deleted });
        return posts.present(post, caller.userId);
      },
      { etag: true },
    ),
    route(api.getPostsByIds, signedIn(), async ({ caller, body }) =>
      presentPosts(posts.presenting, await posts.allVisibleTo(caller, body), caller.userId),
    ),
    route(api.getEditHistory, reads, ({ caller, params }) => posts.versions(caller, params.post_id)),
    route(api.getPostInfo, reads, async (call) => {
      const { channel, isMember } = postOf(call).access;
      const [team, member] = channel.team_id
        ? await Promise.all([
            teamStore.byId(db, channel.team_id),
            teamStore.member(db, channel.team_id, call.caller.userId),
          ])
        : [undefined, undefined];
      return {
        channel_id: channel.id,
        channel_type: channel.type,
        channel_display_name: channel.display_name,
        has_joined_channel: isMember,
        team_id: channel.team_id,
        team_type: team?.type ?? "",
        team_display_name: team?.display_name ?? "",
        has_joined_team: member !== undefined && member.delete_at === 0,
      };
    }),
    route(api.getThread, reads, async (call) => thread(shower, call.caller, postOf(call).post, call.query)),
    route(api.setUnread, [self(), reads], async (call) => {
      const { post, access } = postOf(call);
      if (!(await postStore.setUnread(db, call.params.user_id, post.id, Date.now()))) throw notFound("membership");
      const member = await channelQueries.counted(db, call.params.user_id, post.channel_id);
      if (!member) throw notFound("membership");
      // The counts are those of what is read: clients set the membership to them.
      const unread = {
        team_id: access.channel.team_id,
        channel_id: post.channel_id,
        msg_count: member.msg_count,
        msg_count_root: member.msg_count_root,
        mention_count: member.mention_count,
        mention_count_root: member.mention_count_root,
        urgent_mention_count: member.urgent_mention_count,
        last_viewed_at: member.last_viewed_at,
      };
      posts.platform.hub.publish({
        event: "post_unread",
        data: { ...unread, post_id: post.id },
        broadcast: { user_id: call.params.user_id, channel_id: post.channel_id, team_id: access.channel.team_id },
        audience: { users: [call.params.user_id] },
      });
      posts.platform.events.emit("badge.changed", { userId: call.params.user_id });
      return { ...unread, user_id: call.params.user_id, notify_props: notifyPropsOf(member) };
    }),
  ];
}

/** A thread: all of it, or a page from a reply up or down. */
async function thread(
  shower: Shower,
  caller: Caller,
  post: PostRow,
  query: {
    perPage?: number;
    fromPost?: string;
    fromCreateAt?: number;
    direction?: string;
    updatesOnly?: boolean;
    fromUpdateAt?: number;
  } & Flags,
) {
  const { posts } = shower;
  const { db } = posts.platform;
  const rootId = post.root_id || post.id;
  const root = post.root_id ? (await posts.visibleTo(caller, rootId)).post : post;
  const all = !query.perPage;
  const limit = Math.min(query.perPage || 10_000, all ? 10_000 : 200);
  const up = query.direction === "up";
  const from = query.fromCreateAt
    ? { create_at: query.fromCreateAt, id: query.fromPost || (up ? "" : "~") }
    : undefined;
  const found =
    query.fromUpdateAt && (query.updatesOnly || !query.fromCreateAt)
      ? await queries.repliesChanged(db, caller.userId, rootId, query.fromUpdateAt, limit + 1)
      : await queries.replies(db, caller.userId, rootId, { up, from, limit: limit + 1 });
  const replies = found.slice(0, limit);
  const shown = await shower.show(caller, [root, ...replies], query);
  return asList(
    shown.map((one) => one.id),
    shown,
    { hasNext: found.length > limit },
  );
}

function listRoutes(posts: Posts, door: ChannelDoor, shower: Shower): Route[] {
  const { db } = posts.platform;
  const reads = readsChannel(door);
  const options = (caller: Caller, channelId: string, query: Flags & { include_deleted?: boolean }): ListOptions => ({
    readerId: caller.userId,
    channelId,
    collapsed: query.collapsedThreads === true,
    deleted: query.include_deleted === true && caller.permissions.has("manage_system"),
  });
  /** Presents a slice; the roots of replies in it come along, so that clients can show what they answer. */
  const show = async (caller: Caller, { rows, next, prev }: Slice, query: Flags) => {
    const present = new Set(rows.map((row) => row.id));
    const missing = [...new Set(rows.flatMap((row) => (row.root_id && !present.has(row.root_id) ? row.root_id : [])))];
    const roots = missing.length > 0 ? await postStore.byIds(db, caller.userId, missing) : [];
    const shown = await shower.show(caller, [...rows, ...roots], query);
    return asList(
      rows.map((row) => row.id),
      shown,
      { next, prev },
    );
  };
  const anchorOf = async (name: string, id: string, channelId: string) => {
    const anchor = await queries.anchor(db, id, channelId);
    if (!anchor) throw badQuery(name);
    return anchor;
  };
  return [
    route(
      api.getChannelPosts,
      reads,
      async ({ caller, params, query }) => {
        const o = options(caller, params.channel_id, query);
        const { limit, offset } = pageOf(query);
        if (query.since) {
          const rows = await queries.since(db, o, query.since);
          rows.sort((a, b) => b.create_at - a.create_at || (a.id < b.id ? 1 : -1));
          return show(caller, { rows, next: "", prev: "" }, query);
        }
        if (query.before)
          return show(
            caller,
            await queries.before(db, o, await anchorOf("before", query.before, o.channelId), limit, query.page),
            query,
          );
        if (query.after)
          return show(
            caller,
            await queries.after(db, o, await anchorOf("after", query.after, o.channelId), limit, query.page),
            query,
          );
        return show(caller, await queries.page(db, o, limit, offset), query);
      },
      { etag: true },
    ),
    route(api.getUnreadPosts, [self(), reads], async ({ caller, params, query }) => {
      const o = options(caller, params.channel_id, query);
      const member = await channelQueries.counted(db, params.user_id, params.channel_id);
      const limits = { before: query.limit_before ?? 60, after: query.limit_after ?? 60 };
      const slice = await queries.around(db, o, member?.last_viewed_at ?? 0, limits);
      const unread = slice.rows.length > 0 && (slice.rows[0] as PostRow).create_at > (member?.last_viewed_at ?? 0);
      return show(caller, unread ? slice : { ...(await queries.newest(db, o, limits.before || 60)), next: "" }, query);
    }),
    route(api.getPinned, reads, async ({ caller, params }) =>
      show(caller, { rows: await queries.pinned(db, caller.userId, params.channel_id), next: "", prev: "" }, {}),
    ),
    route(api.getFlagged, self(), async ({ caller, params, query }) => {
      const { limit, offset } = pageOf(query);
      if (query.channel_id && !(await door.mayRead(caller, query.channel_id)))
        throw new AppError("store.not_found.app_error", { what: "channel" });
      const rows = await queries.flagged(
        db,
        params.user_id,
        query.team_id ?? "",
        query.channel_id ?? "",
        limit,
        offset,
      );
      return show(caller, { rows, next: "", prev: "" }, {});
    }),
  ];
}
