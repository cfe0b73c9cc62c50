import { forbidden } from "../app-error.js";
import type { AnyCall } from "./call.js";

/** One visible rule of a route: who may call it. `words` is what the generated documentation says. */
export interface Guard {
  readonly words: string;
  /** Whether the call needs a session at all. */
  readonly session: boolean;
  check(call: AnyCall): void | Promise<void>;
}

/** Everybody, also without a session. Each use is on the written list of public endpoints. */
export const anyone = (): Guard => ({ words: "anyone", session: false, check: () => {} });

/** Everybody who is signed in; what they get is limited to what they may see. */
export const signedIn = (): Guard => ({ words: "signed in", session: true, check: () => {} });

/**
 * The person named in the path, or somebody with one of the system permissions. Where these let others change what is
 * that person's, `mayManage` of the people stands behind it.
 */
export const self = (...permissions: string[]): Guard => ({
  words: permissions.length > 0 ? `that person, or ${permissions.join(" or ")}` : "that person",
  session: true,
  check({ caller, params }) {
    if (params.user_id === caller.userId) return;
    if (!permissions.some((permission) => caller.permissions.has(permission))) throw forbidden();
  },
});

/** Somebody with one of the system permissions. */
export const system = (...permissions: string[]): Guard => ({
  words: permissions.join(" or "),
  session: true,
  check(call) {
    if (!permissions.some((permission) => call.caller.permissions.has(permission))) throw forbidden();
  },
});

/** Whoever comes through the local socket, which only the owner of the data folder can open: such callers have no session. */
export const fromThisMachine = (): Guard => ({
  words: "through the local socket",
  session: true,
  check(call) {
    if (call.caller.sessionId !== "") throw forbidden();
  },
});

/** No guests. */
export const notGuest = (): Guard => ({
  words: "not a guest",
  session: true,
  check(call) {
    if (call.caller.isGuest) throw forbidden();
  },
});
