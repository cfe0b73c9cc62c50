import { AppError } from "../../platform/app-error.js";
import { statement } from "../../platform/database/database.js";
import { FreshCache } from "../../platform/fresh-cache.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Terms } from "./service.js";

/** How long (ms) an acceptance is believed when no change of it came by. */
const BELIEVE = 10_000;

/** What somebody accepted last. */
interface Acceptance {
  readonly user_id: string;
  readonly id: string;
  readonly at: number;
  readonly is_bot: boolean;
}

const ACCEPTANCE = statement(
  "terms.acceptance",
  "SELECT id AS user_id, terms_of_service_id AS id, terms_of_service_create_at AS at, is_bot FROM users WHERE id = $1",
);

/**
 * Calls that stay open to somebody who must still accept: what apps ask between sign-in and the terms, or they would not
 * get as far as showing them. They tell of which teams and channels there are for oneself, of nobody else and of nothing
 * that was written. The second factor comes before the terms.
 */
const OPEN: readonly string[] = [
  "GET terms_of_service",
  "GET users/{user_id}/terms_of_service",
  "POST users/{user_id}/terms_of_service",
  "GET users/{user_id}",
  "GET users/{user_id}/preferences",
  "GET users/{user_id}/teams",
  "GET users/{user_id}/teams/members",
  "GET users/{user_id}/teams/unread",
  "GET users/{user_id}/teams/{team_id}/channels",
  "GET users/{user_id}/teams/{team_id}/channels/members",
  "GET users/{user_id}/teams/{team_id}/channels/categories",
  "GET users/{user_id}/channels",
  "GET users/{user_id}/channel_members",
  "POST roles/names",
  "PUT users/sessions/device",
  "PUT users/{user_id}/mfa",
  "POST users/{user_id}/mfa/generate",
  "POST courtyard/users/{user_id}/mfa/recovery_codes",
];
const open = new Set(OPEN.map((call) => call.replace(" ", " /api/v4/")));

/** Whether a call is about oneself, or about nobody. */
const ownAffair = (caller: Caller, { user_id: userId }: Record<string, string>) =>
  userId === undefined || userId === caller.userId;

/** Keeps those out who have not accepted the terms in force: their calls are refused, and their sockets hear nothing. */
export class TermsGate {
  readonly #known = new FreshCache<Acceptance>({ max: 20_000, ttl: BELIEVE }, (one) => one.user_id);
  /** Everybody who has opened a socket: events are decided about without a look into the database. */
  readonly #listeners = new Map<string, Acceptance>();

  constructor(readonly terms: Terms) {
    const { events, log } = terms.platform;
    events.on("caches.dropped", () => this.#known.clear());
    events.on("user.changed", ({ userId }) => {
      this.#known.forget(userId);
      if (!this.#listeners.has(userId)) return;
      this.#review(userId).catch((error: Error) =>
        log.warn({ userId, reason: error.message }, "acceptance of terms not read"),
      );
    });
  }

  #settles(acceptance: Acceptance | undefined): boolean {
    const { id, before } = this.terms.inForce();
    if (id === "" || acceptance?.is_bot) return true;
    return acceptance?.id === id && acceptance.at > before;
  }

  #read = (userId: string) => this.terms.platform.db.row<Acceptance>(ACCEPTANCE, [userId]);

  /** Lets somebody who must still accept the terms do only that. @throws AppError 403 */
  admit = async (caller: Caller, call: AnyCall): Promise<void> => {
    // Callers without a session come through the local socket.
    if (this.terms.inForce().id === "" || caller.isBot || caller.sessionId === "") return;
    const { method, route } = call.request;
    if (open.has(`${method.toUpperCase()} ${route.path}`) && ownAffair(caller, call.params)) return;
    if (this.#settles(await this.#known.get(caller.userId, () => this.#read(caller.userId)))) return;
    throw new AppError("api.context.terms_of_service_required.app_error");
  };

  /**
   * Whether somebody is answered nothing until they accept: then nothing of a message may reach them in another way
   * either. Read afresh, so that it holds from the moment terms are put in force.
   */
  async keepsOut(userId: string): Promise<boolean> {
    return this.terms.inForce().id !== "" && !this.#settles(await this.#read(userId));
  }

  /** Learns what somebody accepted who opens a socket. */
  async meet(userId: string): Promise<void> {
    const acceptance = await this.#read(userId);
    if (acceptance) this.#listeners.set(userId, acceptance);
  }

  /** Who hears events, but for those that go to everybody and are about the server itself; null = all. */
  hears = (): ((userId: string) => boolean) | null => {
    if (this.terms.inForce().id === "") return null;
    return (userId) => this.#settles(this.#listeners.get(userId));
  };

  /** Clients load what they missed when they connect anew. */
  async #review(userId: string): Promise<void> {
    const heard = this.#settles(this.#listeners.get(userId));
    await this.meet(userId);
    if (!heard && this.#settles(this.#listeners.get(userId))) this.terms.platform.hub.closeUser(userId);
  }
}
