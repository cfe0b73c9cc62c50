import type { Services } from "../../core/edition/contract.js";
import type { AfterSignIn } from "./login.js";
import type { AfterSync } from "./sync.js";

/** Another capability that goes by what the directory says. */
export interface Follower {
  readonly afterSignIn: AfterSignIn;
  readonly afterSync: AfterSync;
}

// By server: capabilities come and go on their own and do not know each other.
const followers = new WeakMap<Services, Follower>();

/** Who goes by the directory of this server, if anybody does. */
export const followerOf = (services: Services) => followers.get(services);

/** Begins to follow; returns the function that ends it. */
export function follow(services: Services, follower: Follower): () => void {
  followers.set(services, follower);
  return () => followers.delete(services);
}
