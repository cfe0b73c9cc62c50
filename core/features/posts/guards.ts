import { forbidden } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Guard } from "../../platform/http/guards.js";
import type { PostAccess, Posts } from "./service.js";

export const PostDoorKey = Symbol("post");

/** The message the guard of this call let the caller read. */
export const postOf = (call: { once<T>(key: unknown, make: () => T): T }): PostAccess =>
  call.once<PostAccess>(PostDoorKey, () => {
    throw new Error("This route has no post guard.");
  });

/** Those who may read the message named in the path; for others it does not exist. */
export const readsPost = (posts: Posts, param = "post_id"): Guard => ({
  words: "may read the message",
  session: true,
  async check(call: AnyCall) {
    const found = await posts.visibleTo(call.caller, call.params[param] as string);
    call.once(PostDoorKey, () => found);
  },
});

/** Those who may read the message and have a permission in its channel. */
export const inPost = (posts: Posts, ...permissions: string[]): Guard => ({
  words: `in the channel of the message: ${permissions.join(" or ")}`,
  session: true,
  async check(call: AnyCall) {
    await readsPost(posts).check(call);
    if (!permissions.some((permission) => postOf(call).access.can(permission))) throw forbidden();
  },
});
