import { AppError, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { ChannelRow } from "../channels/index.js";
import { type PostAccess, type Posts, postStore } from "../posts/index.js";
import { userStore } from "../users/index.js";
import { moveStore as store, type ThreadPost } from "./store.js";

/** Longer threads stay where they are: each of their messages is written anew. */
const LONGEST = 500;

const refuse = (reason: string) => new AppError("api.post.move_thread.app_error", { reason });

/**
 * Threads that move to another channel. Their messages are written anew there, under their authors' names and with
 * what hangs on them, and then deleted here: so clients that were away learn of both. A move that was interrupted
 * goes on when it is asked for again.
 */
export class ThreadMoves {
  constructor(readonly posts: Posts) {}

  /** @throws AppError 400, 403, 404 */
  async move(caller: Caller, { post, access }: PostAccess, channelId: string): Promise<void> {
    const { db } = this.posts.platform;
    const root = post.root_id ? (await this.posts.visibleTo(caller, post.root_id)).post : post;
    const target = await this.posts.door.enter(caller, channelId);
    if (target.channel.id === access.channel.id) throw refuse("It is in this channel already.");
    if (root.type.startsWith("system_")) throw refuse("Messages of the system stay where they are.");
    if (access.channel.delete_at > 0 || target.channel.delete_at > 0)
      throw new AppError("api.channel.update_channel.deleted.app_error");
    if (!target.can("create_post")) throw forbidden();
    const thread = await store.thread(db, root.id, LONGEST + 1);
    if (thread.length > LONGEST) throw refuse(`It has more than ${LONGEST} messages.`);
    const own = thread.every((one) => one.user_id === caller.userId);
    if (!access.can(own ? "delete_post" : "delete_others_posts")) throw forbidden();
    await this.#copy(thread, target.channel);
    await this.posts.remove(root, caller.userId);
  }

  async #copy(thread: readonly ThreadPost[], channel: ChannelRow): Promise<void> {
    const { db } = this.posts.platform;
    const names = new Map(
      (await userStore.byIds(db, [...new Set(thread.map((one) => one.user_id))])).map((user) => [
        user.id,
        user.username,
      ]),
    );
    let rootId = "";
    for (const one of thread) {
      const copyId = await this.#write(one, channel, rootId, names.get(one.user_id) ?? "");
      rootId ||= copyId;
      if (await store.carry(db, one.id, copyId, channel.id)) await this.posts.tellChanged(copyId, "");
    }
  }

  /** Writes the copy of a message, or finds the one an interrupted move has written; returns its id. */
  async #write(one: ThreadPost, channel: ChannelRow, rootId: string, senderName: string): Promise<string> {
    const pendingId = `move:${one.id}:${channel.id}`;
    const written = await this.posts.createAs({
      channel,
      userId: one.user_id,
      message: one.message,
      type: one.type,
      rootId,
      props: one.props,
      fileIds: one.file_ids,
      priority: one.priority,
      pendingId,
      senderName,
    });
    const id = written?.id ?? (await postStore.byPending(this.posts.platform.db, one.user_id, pendingId))?.id;
    if (!id) throw new AppError("store.conflict.app_error", { what: "thread" });
    return id;
  }
}
