import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import { FreshCache } from "../../platform/fresh-cache.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import { hashOfSecret, newId, newSecret } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { isGuest, type Roles, roleNames } from "../roles/index.js";
import type { Users } from "../users/index.js";
import { accessTokenSettings as settings } from "./config.js";
import { type AccessTokenRow, accessTokenStore, type LiveToken } from "./store.js";

const DAY = 86_400_000;
/** How long (ms) a token is believed without asking the database again; revoking clears it at once. */
const BELIEVE = 30_000;
/** How exactly (ms) the last use is written down. */
const NOTE_USE = 3_600_000;

/** Tokens one person may have. */
const MAX_TOKENS = 500;

/** Calls that only read although their method says otherwise: look-ups with a list of ids or a term. */
const READING_POST =
  /\/(ids|search|usernames|names|status\/ids|search_archived|group_channels|ids\/reactions|member_count)$/;

/** A call that makes something although its method says otherwise: a link for the public. */
const MAKING_GET = /\/files\/\{file_id\}\/link$/;

/** Tokens with which programs act for a person. */
export class AccessTokens {
  readonly platform: Platform;
  readonly #cache = new FreshCache<LiveToken>({ max: 5_000, ttl: BELIEVE }, (token) => token.user_id);
  /** Tokens for reading only, by id, as far as they were used. */
  readonly #readers = new Set<string>();

  constructor(
    readonly users: Users,
    readonly roles: Roles,
  ) {
    this.platform = users.platform;
    const forget = ({ userId }: { userId: string }) => this.#cache.forget(userId);
    this.platform.events.on("user.changed", forget);
    this.platform.events.on("caches.dropped", () => this.#cache.clear());
    this.platform.events.on("user.deactivated", ({ userId }) => {
      forget({ userId });
      this.platform.hub.closeUser(userId);
    });
  }

  /** Finds who a token acts for; null when it is unknown, off, expired, or tokens are switched off. */
  find = async (token: string): Promise<Caller | null> => {
    const hash = hashOfSecret(token);
    const now = Date.now();
    const found = await this.#cache.get(hash, () => accessTokenStore.byHash(this.platform.db, hash, now));
    if (!found || (found.expires_at > 0 && found.expires_at <= now) || !this.#allows(found)) return null;
    if (now - found.last_used_at > NOTE_USE) this.#noteUse(found, now);
    if (found.scope.includes("read")) this.#readers.add(found.id);
    const roles = roleNames(found.roles);
    return {
      userId: found.user_id,
      sessionId: found.id,
      expiresAt: found.expires_at,
      username: found.username,
      roles,
      permissions: this.roles.permissionsOf(roles),
      isBot: found.is_bot,
      isGuest: isGuest(found),
      csrf: "",
      hasSecondFactor: found.second_factor,
      kind: "token",
    };
  };

  /** Those among some tokens that let somebody in. */
  alive = (ids: readonly string[]): Promise<string[]> => accessTokenStore.alive(this.platform.db, ids, Date.now());

  /** Bots have nothing but their tokens; whether people may have some is a setting. */
  #allows(owner: { is_bot: boolean }): boolean {
    return owner.is_bot || this.platform.config.get(settings.EnableUserAccessTokens);
  }

  #noteUse(token: LiveToken, now: number) {
    token.last_used_at = now;
    accessTokenStore
      .used(this.platform.db, token.id, now)
      .catch((error: Error) => this.platform.log.warn({ reason: error.message }, "use of an access token not noted"));
  }

  /** Keeps tokens for reading to reading. @throws AppError 403 */
  admit = (caller: Caller, call: AnyCall): void => {
    if (caller.kind !== "token" || !this.#readers.has(caller.sessionId)) return;
    const { method, route } = call.request;
    const reads = method === "get" || method === "head" || (method === "post" && READING_POST.test(route.path));
    if (!reads || MAKING_GET.test(route.path)) throw forbidden();
  };

  /** Keeps tokens for reading to it also in what is asked over a socket. @throws AppError 403 */
  admitWrite(tokenId: string): void {
    if (this.#readers.has(tokenId)) throw forbidden();
  }

  /** Makes a token; only here it can be read. @throws AppError 400, 403, 404, 501 */
  async create(caller: Caller, userId: string, input: { description: string; expires_at?: number; scope?: string[] }) {
    // A token must not make a token that lives longer or may do more than itself.
    if (caller.kind !== "session") throw forbidden();
    const user = await this.users.get(userId);
    if (!this.#allows(user))
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Personal access tokens" });
    if (user.delete_at > 0) throw notFound("person");
    const now = Date.now();
    const most = this.platform.config.get(settings.MaximumUserAccessTokenDays);
    const expires = input.expires_at ?? 0;
    if ((expires !== 0 && expires <= now) || (most > 0 && (expires === 0 || expires > now + most * DAY)))
      throw badBody("expires_at");
    if ((await accessTokenStore.count(this.platform.db, userId)) >= MAX_TOKENS)
      throw new AppError("app.user_access_token.limit.app_error", { limit: MAX_TOKENS });
    const token = newSecret();
    const row: AccessTokenRow = {
      id: newId(),
      user_id: userId,
      description: input.description,
      is_active: true,
      create_at: now,
      expires_at: expires,
      last_used_at: 0,
      scope: input.scope ?? [],
    };
    await accessTokenStore.insert(this.platform.db, row, hashOfSecret(token));
    return { ...row, token };
  }

  /** A token the caller may know of: one of an account they manage. @throws AppError 404 */
  async visibleTo(caller: Caller, id: string): Promise<AccessTokenRow> {
    const row = await accessTokenStore.byId(this.platform.db, id);
    const owner = row && (await this.users.find(row.user_id));
    if (!owner || !this.users.manages(caller, owner)) throw notFound("access token");
    return row;
  }

  async revoke(caller: Caller, id: string): Promise<void> {
    const row = await this.visibleTo(caller, id);
    await accessTokenStore.delete(this.platform.db, row.id);
    this.#end(row);
  }

  /** Deletes all tokens of an account together with what ends them. */
  async revokeAllWith(tx: Transaction, userId: string): Promise<void> {
    const ended = await accessTokenStore.deleteOfUser(tx, userId);
    tx.afterCommit(() => {
      for (const row of ended) this.#end(row);
    });
  }

  async setActive(caller: Caller, id: string, active: boolean): Promise<void> {
    const row = await this.visibleTo(caller, id);
    await accessTokenStore.setActive(this.platform.db, row.id, active);
    if (!active) this.#end(row);
  }

  #end({ id, user_id }: Pick<AccessTokenRow, "id" | "user_id">) {
    this.#cache.forget(user_id);
    this.platform.hub.closeSession(id);
  }
}
