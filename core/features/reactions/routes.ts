import { OK } from "../../api/common.js";
import * as api from "../../api/posts.js";
import { forbidden } from "../../platform/app-error.js";
import { signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { postOf, postStore, presentReaction, readsPost } from "../posts/index.js";
import type { Reactions } from "./service.js";

export function reactionRoutes(reactions: Reactions): Route[] {
  const { posts } = reactions;
  const { db } = posts.platform;
  const reads = readsPost(posts);
  return [
    route(api.addReaction, signedIn(), async ({ caller, body }) => {
      if (body.user_id && body.user_id !== caller.userId) throw forbidden();
      return reactions.add(caller, await posts.visibleTo(caller, body.post_id), body.emoji_name);
    }),
    route(api.removeReaction, reads, async (call) => {
      await reactions.remove(call.caller, postOf(call), call.params.user_id, call.params.emoji_name);
      return OK;
    }),
    route(api.getReactions, reads, async ({ params }) =>
      (await postStore.reactions(db, [params.post_id])).map(presentReaction),
    ),
    route(api.getReactionsOfPosts, signedIn(), async ({ caller, body }) => {
      const readable = (await posts.allVisibleTo(caller, body)).map((post) => post.id);
      const rows = await postStore.reactions(db, readable);
      return Object.fromEntries(
        readable.map((id) => [id, rows.filter((row) => row.post_id === id).map(presentReaction)]),
      );
    }),
  ];
}
