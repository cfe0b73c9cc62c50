import type { Static } from "@sinclair/typebox";
import type { Post, PostCreate } from "../../api/posts.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { steadyNow } from "../../platform/steady-time.js";
import { searchVector } from "../../platform/text/search-vector.js";
import type { ChannelAccess, ChannelDoor, ChannelRow } from "../channels/index.js";
import { mayRead } from "../channels/index.js";
import type { Files } from "../files/index.js";
import { announcePost, followersHere, type Posted } from "./announce.js";
import { checkMessage, checkProps, personProps } from "./policy.js";
import { type Decorator, forEverybody, type PresentDeps, presentPost, presentPosts } from "./present.js";
import { isSilent } from "./silent.js";
import { type PostRow, postStore } from "./store.js";
import { TextReader, type WordSettings } from "./words.js";
import { type NewPost, PostWriter, type Written } from "./writer.js";

/** A message the server writes itself, or lets a machine write: not checked against a person's rights. */
export interface MachinePost {
  channel: ChannelRow;
  userId: string;
  message: string;
  type?: string;
  rootId?: string;
  props?: Record<string, unknown>;
  mentions?: boolean;
  /** Makes it written once, however often it is tried. */
  pendingId?: string;
  /** Files that are in the message already, or are its author's own. */
  fileIds?: readonly string[];
  priority?: Record<string, unknown> | null;
  /** The name of whoever writes, for notifications; default: the one in the props. */
  senderName?: string;
}

export interface PostSettings extends WordSettings {
  autoFollow(): boolean;
  editSeconds(): number;
}

/** A message together with what the caller may do in its channel. */
export interface PostAccess {
  readonly post: PostRow;
  readonly access: ChannelAccess;
}

/** Messages: writing, editing, deleting, reading one. */
export class Posts {
  readonly writer: PostWriter;
  readonly texts: TextReader;
  readonly decorators: Decorator[] = [];
  /** Checks later slices make before a message is written, such as channel moderation. They throw to refuse. */
  readonly beforeCreate: ((post: NewPost, access: ChannelAccess, caller: Caller) => Promise<void> | void)[] = [];
  /** The newest announcement of each channel that is under way. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    readonly platform: Platform,
    readonly door: ChannelDoor,
    readonly files: Files,
    readonly settings: PostSettings,
  ) {
    this.writer = new PostWriter(platform.db, settings.autoFollow);
    this.texts = new TextReader(platform, settings);
  }

  get presenting(): PresentDeps {
    return { db: this.platform.db, filesOf: (ids) => this.files.forPosts(ids), decorators: this.decorators };
  }

  async present(row: PostRow, readerId: string): Promise<Post> {
    return (await presentPosts(this.presenting, [row], readerId))[0] as Post;
  }

  /** A message the caller may read. Unknown, hidden and (unless asked for) deleted ones give one answer. @throws AppError 404 */
  async visibleTo(caller: Caller, id: string, o: { deleted?: boolean } = {}): Promise<PostAccess> {
    const [post] = await postStore.byIds(this.platform.db, caller.userId, [id]);
    const access =
      post && (post.delete_at === 0 || o.deleted) ? await this.door.look(caller, post.channel_id) : undefined;
    if (!post || !access || !mayRead(access)) throw new AppError("app.post.get.app_error");
    return { post, access };
  }

  /** Those of several messages the caller may read now, in the order of the ids. */
  async allVisibleTo(caller: Caller, ids: readonly string[]): Promise<PostRow[]> {
    const rows = new Map((await postStore.byIds(this.platform.db, caller.userId, ids)).map((row) => [row.id, row]));
    const readable: PostRow[] = [];
    for (const id of ids) {
      const row = rows.get(id);
      if (row && row.delete_at === 0 && (await this.door.mayRead(caller, row.channel_id))) readable.push(row);
    }
    return readable;
  }

  /** Writes a person's message. The same pending id again gives the message that was written first. @throws AppError 400, 403, 404 */
  async create(caller: Caller, input: Static<typeof PostCreate>, connectionId = ""): Promise<Post> {
    const { post, access } = await this.#admitted(caller, input);
    const written = await this.writer.write(post);
    if (!written) return this.#explain(post, access);
    return this.#finish(post, written, access.channel, caller.username, connectionId);
  }

  /**
   * Whether a message could be written as it is, by every rule there is, without writing it: for those that are to be
   * written later. @throws AppError 400, 403, 404 as `create` does
   */
  async check(caller: Caller, input: Static<typeof PostCreate>): Promise<void> {
    await this.#admitted(caller, input);
  }

  async #admitted(caller: Caller, input: Static<typeof PostCreate>): Promise<{ post: NewPost; access: ChannelAccess }> {
    const access = await this.door.enter(caller, input.channel_id);
    if (access.denies("create_post")) throw new AppError("api.post.create_post.town_square_read_only");
    if (!access.can("create_post") && !(access.channel.type === "O" && access.can("create_post_public")))
      throw forbidden();
    const post = await this.#prepare(caller, access, input);
    for (const check of this.beforeCreate) await check(post, access, caller);
    return { post, access };
  }

  async #prepare(caller: Caller, access: ChannelAccess, input: Static<typeof PostCreate>): Promise<NewPost> {
    const message = input.message ?? "";
    const fileIds = [...new Set(input.file_ids ?? [])];
    const props = personProps(input.props ?? {}, caller);
    checkMessage(message);
    checkProps(props);
    if (message.trim() === "" && fileIds.length === 0 && !Array.isArray(props.attachments))
      throw new AppError("api.post.create_post.empty.app_error");
    // What begins with system_ is the server's own; clients may not pretend.
    const type = input.type ?? "";
    if (!/^(custom_[\w-]*|me|slack_attachment|reminder)?$/.test(type)) throw badBody("type");
    if (access.channel.delete_at > 0) throw new AppError("api.post.create_post.can_not_post_to_deleted.error");
    if (fileIds.length > 10) throw badBody("file_ids");
    if (fileIds.length > 0 && !(await this.#filesFit(fileIds, caller.userId, input)))
      throw new AppError("api.post.create_post.file.app_error");
    const priority = input.metadata?.priority;
    return {
      ...(await this.texts.read(message, access.channel.id, access.can)),
      id: newId(),
      user_id: caller.userId,
      channel_id: access.channel.id,
      root_id: input.root_id ?? "",
      message,
      type,
      props,
      file_ids: fileIds,
      pending_post_id: input.pending_post_id ?? "",
      priority: priority && !input.root_id && (priority.priority || priority.requested_ack) ? { ...priority } : null,
      silent: false,
      must_be_member: !caller.permissions.has("manage_system") && !caller.permissions.has("create_post_public"),
      reads: !caller.isBot,
      repeat_to: [],
      repeat_after: 0,
    };
  }

  async #filesFit(
    ids: string[],
    userId: string,
    input: { pending_post_id?: string; channel_id: string },
  ): Promise<boolean> {
    if ((await postStore.freeFiles(this.platform.db, ids, userId, input.channel_id)) === ids.length) return true;
    // A message sent again finds its files taken by its first copy.
    return (
      input.pending_post_id !== undefined &&
      (await postStore.byPending(this.platform.db, userId, input.pending_post_id)) !== undefined
    );
  }

  /** Why a message was not written: it is there already, or what it needs is gone. */
  async #explain(post: NewPost, access: ChannelAccess): Promise<Post> {
    const { db } = this.platform;
    const first = post.pending_post_id ? await postStore.byPending(db, post.user_id, post.pending_post_id) : undefined;
    // A key of a message elsewhere opens no channel that its author may have left since.
    if (first && first.channel_id !== access.channel.id) throw badBody("pending_post_id");
    if (first) return this.present(first, post.user_id);
    if (post.root_id) {
      const [root] = await postStore.byIds(db, post.user_id, [post.root_id]);
      if (!root || root.delete_at > 0 || root.root_id || root.channel_id !== access.channel.id)
        throw new AppError("api.post.create_post.root_id.app_error");
    }
    throw access.channel.type === "O" ? forbidden() : notFound("channel");
  }

  async #finish(
    post: NewPost,
    written: Written,
    channel: ChannelRow,
    senderName: string,
    connectionId: string,
  ): Promise<Post> {
    const row: PostRow = {
      id: post.id,
      create_at: written.at,
      update_at: written.at,
      edit_at: 0,
      delete_at: 0,
      user_id: post.user_id,
      channel_id: post.channel_id,
      root_id: post.root_id,
      original_id: "",
      message: post.message,
      type: post.type,
      props: post.props,
      hashtags: post.hashtags,
      file_ids: [...post.file_ids],
      pending_post_id: post.pending_post_id,
      is_pinned: false,
      has_reactions: false,
      priority: post.priority,
      reply_count: written.reply_count,
      last_reply_at: written.last_reply_at,
      participants: written.participants,
      following: post.root_id ? true : null,
    };
    const presenting = Promise.all([this.present(row, post.user_id), followersHere(this.platform, post)]);
    return this.#inTurn(channel.id, presenting, (shown, followers) => {
      const posted: Posted = {
        // Listeners act for others than the author.
        post: { ...forEverybody(shown), is_following: shown.is_following },
        channel,
        senderName,
        mentioned: written.mentioned,
        everybody: post.everybody,
        followers,
        connectionId,
      };
      announcePost(this.platform.hub, posted);
      this.platform.events.emit("post.created", { ...posted, silent: post.silent, people: post.reads });
    });
  }

  /** Announces the messages of a channel in the order in which they were written, though some take longer to present. */
  async #inTurn(
    channelId: string,
    presenting: Promise<[Post, string[]]>,
    announce: (shown: Post, followers: string[]) => void,
  ): Promise<Post> {
    const before = this.#turns.get(channelId);
    const turn = (async () => {
      const [shown, followers] = await presenting;
      await before?.catch(() => {});
      announce(shown, followers);
      return shown;
    })();
    this.#turns.set(channelId, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(channelId) === turn) this.#turns.delete(channelId);
    }
  }

  /** Writes a message of the server or of a machine; undefined when the channel is archived or it was written before. */
  async createAs(input: MachinePost): Promise<Post | undefined> {
    const props = input.props ?? {};
    const type = input.type ?? "";
    const words = input.mentions
      ? await this.texts.read(input.message, input.channel.id, () => true)
      : this.texts.readSilently(input.message, type);
    const post: NewPost = {
      ...words,
      id: newId(),
      user_id: input.userId,
      channel_id: input.channel.id,
      root_id: input.rootId ?? "",
      message: input.message,
      type,
      props,
      file_ids: input.fileIds ?? [],
      pending_post_id: input.pendingId ?? "",
      priority: input.priority ?? null,
      silent: isSilent(type),
      must_be_member: false,
      reads: false,
      repeat_to: [],
      repeat_after: 0,
    };
    const written = await this.writer.write(post);
    return written && this.#finish(post, written, input.channel, input.senderName ?? String(props.username ?? ""), "");
  }

  /** Edits a message; its earlier version is kept. @throws AppError 400, 403, 404, 409 */
  async edit(
    caller: Caller,
    id: string,
    input: { message?: string; file_ids?: string[]; props?: Record<string, unknown>; is_pinned?: boolean },
  ): Promise<Post> {
    const { post, access } = await this.visibleTo(caller, id);
    if (post.type.startsWith("system_")) throw new AppError("api.post.update_post.system_message.app_error");
    const own = post.user_id === caller.userId;
    if (!access.can(own ? "edit_post" : "edit_others_posts")) throw forbidden();
    const limit = this.settings.editSeconds();
    if (limit >= 0 && Date.now() - post.create_at > limit * 1000)
      throw new AppError("api.post.update_post.permissions_time_limit.app_error", { seconds: limit });
    if (access.channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
    const next = { ...post };
    if (input.message !== undefined) next.message = input.message;
    if (input.props !== undefined) next.props = personProps(input.props, caller, post.props);
    if (input.is_pinned !== undefined) next.is_pinned = input.is_pinned;
    if (input.file_ids !== undefined) next.file_ids = [...new Set(input.file_ids)];
    checkMessage(next.message);
    checkProps(next.props);
    if (next.message.trim() === "" && next.file_ids.length === 0 && !Array.isArray(next.props.attachments))
      throw new AppError("api.post.create_post.empty.app_error");
    return this.#save(caller, post, next);
  }

  async #save(caller: Caller, post: PostRow, next: PostRow): Promise<Post> {
    const { db } = this.platform;
    next.hashtags = this.texts.hashtags(next.message);
    const added = next.file_ids.filter((fileId) => !post.file_ids.includes(fileId));
    const edited = next.message !== post.message || added.length > 0 || next.file_ids.length !== post.file_ids.length;
    await db.transaction(async (tx) => {
      const now = steadyNow();
      if (!(await postStore.lock(tx, post.id))) throw new AppError("api.post.update_post.conflict.app_error");
      if (edited) await postStore.keepVersion(tx, post.id, newId(), now);
      if (next.file_ids.length < post.file_ids.length + added.length)
        await this.files.removeFromPost(tx, post.id, next.file_ids);
      await this.files.attach(tx, {
        fileIds: added,
        userId: caller.userId,
        postId: post.id,
        channelId: post.channel_id,
      });
      await postStore.edit(tx, next, searchVector(next.message), edited, now);
    });
    return this.tellChanged(post.id, caller.userId);
  }

  /** Sends the present state of a message to its channel; returns it as the reader sees it. @throws AppError 404 */
  async tellChanged(id: string, readerId: string): Promise<Post> {
    const [row] = await postStore.byIds(this.platform.db, readerId, [id]);
    if (!row) throw new AppError("app.post.get.app_error");
    const shown = await this.present(row, readerId);
    this.platform.hub.publish({
      event: "post_edited",
      data: { post: JSON.stringify(forEverybody(shown)) },
      broadcast: { channel_id: row.channel_id },
      audience: { topic: `channel:${row.channel_id}` },
    });
    this.platform.events.emit("post.changed", { postId: id, channelId: row.channel_id });
    return shown;
  }

  /** Deletes a message with its replies. @throws AppError 403, 404 */
  async delete(caller: Caller, id: string): Promise<void> {
    const { post, access } = await this.visibleTo(caller, id);
    const own = post.user_id === caller.userId;
    if (!access.can(own ? "delete_post" : "delete_others_posts")) throw forbidden();
    await this.remove(post, caller.userId);
  }

  /** Deletes a message with its replies, whoever wrote it, and tells its channel. */
  async remove(post: PostRow, by: string): Promise<void> {
    const now = steadyNow();
    const ids = await this.platform.db.transaction(async (tx) => {
      const deleted = await postStore.delete(tx, post, now, by);
      for (const id of deleted) await this.files.removeFromPost(tx, id);
      if (post.root_id) await postStore.recountThread(tx, post.root_id);
      else await postStore.deleteThread(tx, post.id, now);
      if (post.root_id) await postStore.touch(tx, post.root_id, now);
      return deleted;
    });
    if (ids.length === 0) throw new AppError("app.post.get.app_error");
    const shown = presentPost({ ...post, delete_at: now, update_at: now });
    this.platform.hub.publish({
      event: "post_deleted",
      data: { post: JSON.stringify(shown), delete_by: by },
      broadcast: { channel_id: post.channel_id },
      audience: { topic: `channel:${post.channel_id}` },
    });
    this.platform.events.emit("post.deleted", {
      postId: post.id,
      postIds: ids,
      channelId: post.channel_id,
      rootId: post.root_id,
    });
  }

  /** Pins a message to its channel or takes it off, and says so there. @throws AppError 400, 404 */
  async setPinned(caller: Caller, id: string, pinned: boolean): Promise<void> {
    const { post, access } = await this.visibleTo(caller, id);
    if (!access.isMember && !access.can("manage_system")) throw forbidden();
    if (access.channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
    if (await postStore.setPinned(this.platform.db, post.id, pinned, steadyNow()))
      await this.tellChanged(post.id, caller.userId);
  }

  /** The earlier versions of a message, newest first, for its author (and for whoever manages the system). @throws AppError 403, 404 */
  async versions(caller: Caller, id: string): Promise<Post[]> {
    const { post } = await this.visibleTo(caller, id);
    if (post.user_id !== caller.userId && !caller.permissions.has("manage_system")) throw forbidden();
    return (await postStore.versions(this.platform.db, id)).map((row) => presentPost(row));
  }

  /** Makes an earlier version of a message its text again. @throws AppError 403, 404 */
  async restore(caller: Caller, id: string, versionId: string): Promise<Post> {
    const { post } = await this.visibleTo(caller, id);
    if (post.user_id !== caller.userId) throw forbidden();
    const version = (await postStore.versions(this.platform.db, id)).find((row) => row.id === versionId);
    if (!version) throw notFound("version");
    return this.edit(caller, id, { message: version.message });
  }
}
