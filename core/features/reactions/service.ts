import type { Reaction } from "../../api/posts.js";
import { AppError, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import { steadyNow } from "../../platform/steady-time.js";
import { type PostAccess, type Posts, presentReaction } from "../posts/index.js";
import { reactionStore } from "./store.js";

/** Reactions to messages: at most a number of different ones each, only with emoji that exist. */
export class Reactions {
  readonly platform: Platform;

  constructor(
    readonly posts: Posts,
    readonly emojiExists: (name: string) => Promise<boolean>,
    readonly limit: () => number,
  ) {
    this.platform = posts.platform;
  }

  /** Adds the caller's reaction; one that is there already is answered as it is. @throws AppError 400, 403, 404 */
  async add(caller: Caller, { post, access }: PostAccess, name: string): Promise<Reaction> {
    if (!access.can("add_reaction")) throw forbidden();
    if (access.channel.delete_at > 0) throw new AppError("api.reaction.save.archived_channel.app_error");
    if (!(await this.emojiExists(name))) throw new AppError("api.reaction.save.emoji.app_error", { name });
    const { db } = this.platform;
    const limit = this.limit();
    const added = await db.transaction((tx) => reactionStore.add(tx, post.id, caller.userId, name, limit, steadyNow()));
    if (!added) {
      const known = await reactionStore.one(db, post.id, caller.userId, name);
      if (!known) throw new AppError("api.reaction.save.limit.app_error", { limit });
      return presentReaction(known);
    }
    this.#tell("reaction_added", presentReaction(added));
    return presentReaction(added);
  }

  /** Takes the caller's reaction back; nothing happens when there is none. @throws AppError 403, 404 */
  async remove(caller: Caller, { post, access }: PostAccess, userId: string, name: string): Promise<void> {
    if (!access.can(userId === caller.userId ? "remove_reaction" : "remove_others_reactions")) throw forbidden();
    if (access.channel.delete_at > 0) throw new AppError("api.reaction.save.archived_channel.app_error");
    const removed = await this.platform.db.transaction(async (tx) => {
      const row = await reactionStore.remove(tx, post.id, userId, name);
      if (row) await reactionStore.settle(tx, post.id, steadyNow());
      return row;
    });
    if (removed) this.#tell("reaction_removed", presentReaction(removed));
  }

  #tell(event: "reaction_added" | "reaction_removed", reaction: Reaction) {
    const channelId = reaction.channel_id;
    this.platform.hub.publish({
      event,
      data: { reaction: JSON.stringify(reaction) },
      broadcast: { channel_id: channelId },
      audience: { topic: `channel:${channelId}` },
    });
  }
}
