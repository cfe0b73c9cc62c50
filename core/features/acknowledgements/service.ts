import { type Acknowledgement, UNDO_WITHIN } from "../../api/acknowledgements.js";
import type { PostMetadata } from "../../api/posts.js";
import { AppError } from "../../platform/app-error.js";
import type { Platform } from "../../platform/platform.js";
import { steadyNow } from "../../platform/steady-time.js";
import { type PostAccess, type PostRow, type Posts, postStore } from "../posts/index.js";
import { acknowledgementStore as store } from "./store.js";

const asksForIt = (post: PostRow) => post.priority?.requested_ack === true;

/** Who has acknowledged the messages that ask for it. */
export class Acknowledgements {
  readonly platform: Platform;

  constructor(readonly posts: Posts) {
    this.platform = posts.platform;
    posts.decorators.push((rows) => this.#decorate(rows));
  }

  /** Acknowledges a message; a second time changes nothing. @throws AppError 400, 403 */
  async add(userId: string, { post, access }: PostAccess): Promise<Acknowledgement> {
    this.#admit({ post, access });
    const { db } = this.platform;
    const added = await db.transaction(async (tx) => {
      const row = await store.add(tx, post.id, userId, Date.now());
      if (row) await postStore.touch(tx, post.id, steadyNow());
      return row;
    });
    const row = added ?? (await store.one(db, post.id, userId));
    if (!row) throw new AppError("store.conflict.app_error", { what: "acknowledgement" });
    if (added) this.#tell("post_acknowledgement_added", added, post.channel_id);
    return row;
  }

  /** Takes an acknowledgement back; one that is not there is no error. @throws AppError 400, 403 when it is too late */
  async remove(userId: string, { post, access }: PostAccess): Promise<void> {
    this.#admit({ post, access });
    const { db } = this.platform;
    const removed = await db.transaction(async (tx) => {
      const row = await store.remove(tx, post.id, userId, Date.now() - UNDO_WITHIN);
      if (row) await postStore.touch(tx, post.id, steadyNow());
      return row;
    });
    if (removed) return this.#tell("post_acknowledgement_removed", { ...removed, acknowledged_at: 0 }, post.channel_id);
    if (await store.one(db, post.id, userId)) {
      throw new AppError("app.acknowledgement.delete.deadline.app_error", { minutes: UNDO_WITHIN / 60_000 });
    }
  }

  #admit({ post, access }: PostAccess): void {
    if (!asksForIt(post)) throw new AppError("app.acknowledgement.not_requested.app_error");
    if (access.channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
  }

  async #decorate(rows: readonly PostRow[]): Promise<Map<string, Partial<PostMetadata>>> {
    const lists = new Map<string, Acknowledgement[]>(rows.filter(asksForIt).map((row) => [row.id, []]));
    if (lists.size > 0) {
      for (const row of await store.ofPosts(this.platform.db, [...lists.keys()])) lists.get(row.post_id)?.push(row);
    }
    return new Map([...lists].map(([id, acknowledgements]) => [id, { acknowledgements }]));
  }

  #tell(
    event: "post_acknowledgement_added" | "post_acknowledgement_removed",
    acknowledgement: Acknowledgement,
    channelId: string,
  ) {
    this.platform.hub.publish({
      event,
      data: { acknowledgement: JSON.stringify(acknowledgement) },
      broadcast: { channel_id: channelId },
      audience: { topic: `channel:${channelId}` },
    });
  }
}
