import type { Session } from "../../api/sessions.js";
import { AppError, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import { FreshCache } from "../../platform/fresh-cache.js";
import type { Caller } from "../../platform/http/caller.js";
import { hashOfSecret, newId, newSecret } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { isGuest, type Roles, roleNames } from "../roles/index.js";
import { type UserRow, userStore } from "../users/index.js";
import { sessionSettings as settings } from "./config.js";
import { type LiveSession, type SessionRow, sessionStore } from "./store.js";

/** Sessions one account may have at a time; the one unused for longest makes room. */
const MAX_PER_USER = 500;
/** A session in use is written down again after this long (ms), not at every request. */
const TOUCH_EVERY = 60_000;
/** How long (ms) a session is believed without asking the database again. Revoking clears it at once. */
const BELIEVE = 30_000;
const HOUR = 3_600_000;
/** How long (ms) the session of a phone is kept after it has expired, so that the phone can be told. */
export const EXPIRED_PHONES_KEPT = 24 * HOUR;

export interface Device {
  deviceId: string;
  platform: string;
  os: string;
  browser: string;
  mobile: boolean;
}

/** A way to find callers other than by session tokens (personal access tokens, bots). */
export interface OtherTokens {
  /** Who a token acts for; null when it is none of these. */
  find(token: string): Promise<Caller | null>;
  /** Those among the session ids of callers that still let somebody in. */
  alive(sessionIds: readonly string[]): Promise<string[]>;
}

/** Sign-ins: making, finding, extending and revoking them. */
export class Sessions {
  readonly #cache = new FreshCache<{ session: LiveSession; caller: Caller }>(
    { max: 20_000, ttl: BELIEVE },
    ({ session }) => session.user_id,
  );
  readonly otherTokens: OtherTokens[] = [];
  /** Who is not let in now, whatever token they have. */
  readonly vetoes: ((caller: Caller) => boolean)[] = [];

  constructor(
    readonly platform: Platform,
    readonly roles: Roles,
  ) {
    const forget = ({ userId }: { userId: string }) => this.#cache.forget(userId);
    platform.events.on("user.changed", forget);
    // An account that is deactivated lets nobody in, whether or not its sessions are gone from the database yet.
    platform.events.on("user.deactivated", ({ userId }) => {
      this.revokeAll(userId).catch((error: Error) =>
        platform.log.warn({ reason: error.message }, "sessions of a deactivated account not removed"),
      );
    });
    platform.events.on("role.changed", () => this.#cache.clear());
    platform.events.on("caches.dropped", () => this.#cache.clear());
  }

  /** Finds who a token belongs to; null when it is unknown, expired or revoked. */
  authenticate = async (token: string): Promise<Caller | null> => {
    const caller = await this.#find(token);
    return caller && !this.vetoes.some((refuses) => refuses(caller)) ? caller : null;
  };

  async #find(token: string): Promise<Caller | null> {
    const hash = hashOfSecret(token);
    const now = Date.now();
    const known = await this.#cache.get(hash, async () => {
      const session = await sessionStore.byToken(this.platform.db, hash, now);
      return session && { session, caller: this.#callerOf(session) };
    });
    if (!known) return this.#askOthers(token);
    const { session } = known;
    if (session.expires_at > 0 && session.expires_at <= now) return null;
    if (now - session.last_activity_at > TOUCH_EVERY) this.#touch(session, now);
    return known.caller;
  }

  async #askOthers(token: string): Promise<Caller | null> {
    for (const tokens of this.otherTokens) {
      const caller = await tokens.find(token);
      if (caller) return caller;
    }
    return null;
  }

  #callerOf(session: LiveSession): Caller {
    const roles = roleNames(session.roles);
    return {
      userId: session.user_id,
      sessionId: session.id,
      expiresAt: session.expires_at,
      username: session.username,
      roles,
      permissions: this.roles.permissionsOf(roles),
      isBot: session.is_bot,
      isGuest: isGuest(session),
      csrf: session.csrf,
      hasSecondFactor: session.second_factor,
      kind: session.is_oauth ? "oauth" : "session",
    };
  }

  #touch(session: LiveSession, now: number) {
    session.last_activity_at = now;
    const length = this.#length(session.device_id !== "");
    if (session.expires_at > 0 && this.platform.config.get(settings.ExtendSessionLengthWithActivity))
      session.expires_at = now + length;
    sessionStore
      .touch(this.platform.db, session.id, now, session.expires_at)
      .catch((error: Error) => this.platform.log.warn({ reason: error.message }, "session not touched"));
  }

  /** Milliseconds a session lasts. */
  #length(mobile: boolean): number {
    const { config } = this.platform;
    return config.get(mobile ? settings.SessionLengthMobileInHours : settings.SessionLengthWebInHours) * HOUR;
  }

  /**
   * Starts a session; returns it with its token, which nobody can read again later.
   * @throws AppError 401 when the account has changed since it was proved
   */
  async create(user: UserRow, device: Device): Promise<{ token: string; session: SessionRow }> {
    const now = Date.now();
    const token = newSecret();
    const session: SessionRow = {
      id: newId(),
      user_id: user.id,
      create_at: now,
      expires_at: now + this.#length(device.mobile || device.deviceId !== ""),
      last_activity_at: now,
      device_id: device.deviceId,
      is_oauth: false,
      csrf: newSecret(),
      props: {
        platform: device.platform,
        os: device.os,
        browser: device.browser,
        isMobile: String(device.mobile),
        is_guest: String(isGuest(user)),
      },
    };
    const dropped = await this.platform.db.transaction(async (tx) => {
      const { last_password_update } = user;
      const row = { ...session, token_hash: hashOfSecret(token), last_password_update };
      if (!(await sessionStore.insert(tx, row))) throw new AppError("api.context.session_expired.app_error");
      await userStore.clearFailures(tx, user.id, now);
      const sameDevice = device.deviceId
        ? await sessionStore.deleteOfDevice(tx, user.id, device.deviceId, session.id)
        : [];
      return [...sameDevice, ...(await sessionStore.deleteSurplus(tx, user.id, MAX_PER_USER))];
    });
    for (const id of dropped) this.#ended(id, user.id);
    return { token, session };
  }

  /** The live sessions of a person, last used first, without their tokens. */
  async list(userId: string, roles: string): Promise<Session[]> {
    const rows = await sessionStore.ofUser(this.platform.db, userId, Date.now());
    return rows.map(({ csrf: _, ...row }) => ({ ...row, token: "" as const, roles, team_members: [] }));
  }

  /** Ends one session of a person. @throws AppError 404 */
  async revoke(userId: string, sessionId: string): Promise<void> {
    if (!(await this.end(userId, sessionId))) throw notFound("session");
  }

  /** The same; false when there is none (any more). */
  async end(userId: string, sessionId: string): Promise<boolean> {
    const found = await sessionStore.delete(this.platform.db, sessionId, userId);
    if (found) this.#ended(sessionId, userId);
    return found;
  }

  /** Ends all sessions of a person, but for one that may stay. */
  async revokeAll(userId: string, except = ""): Promise<void> {
    for (const id of await sessionStore.deleteOfUser(this.platform.db, userId, except)) this.#ended(id, userId);
  }

  /** The same together with what ends them: a crash must not leave the one without the other. */
  async revokeAllWith(tx: Transaction, userId: string, except = ""): Promise<void> {
    await sessionStore.lockUser(tx, userId);
    const ended = await sessionStore.deleteOfUser(tx, userId, except);
    tx.afterCommit(() => {
      for (const id of ended) this.#ended(id, userId);
    });
  }

  /** Ends the sessions of everybody. */
  async revokeEverybody(): Promise<void> {
    for (const { id, user_id } of await sessionStore.deleteAll(this.platform.db)) this.#ended(id, user_id);
  }

  /** Notes the phone a session is on, which gives it the length of mobile sessions. Returns the new expiry (ms). */
  async attachDevice(caller: Caller, deviceId: string, props: Record<string, string>): Promise<number> {
    const expiresAt = Date.now() + this.#length(true);
    await sessionStore.setDevice(this.platform.db, caller.sessionId, deviceId, expiresAt, props);
    for (const id of await sessionStore.deleteOfDevice(this.platform.db, caller.userId, deviceId, caller.sessionId))
      this.#ended(id, caller.userId);
    this.#cache.forget(caller.userId);
    return expiresAt;
  }

  /** Keeps what an app says of its device with the session, which stays as it is otherwise. */
  async noteOfDevice(caller: Caller, props: Record<string, string>): Promise<void> {
    await sessionStore.setProps(this.platform.db, caller.sessionId, props);
    this.#cache.forget(caller.userId);
  }

  /** A device does not exist any more for those who notify it; its sessions go on. */
  async forgetDevice(deviceId: string): Promise<void> {
    for (const row of await sessionStore.forgetDevice(this.platform.db, deviceId)) this.#cache.forget(row.user_id);
  }

  /** Closes the sockets of sessions that are over in the database without this server having been told. */
  async closeEnded(): Promise<void> {
    const open = this.platform.hub.sessions();
    const ids = open.map(({ sessionId }) => sessionId);
    const own = sessionStore.alive(this.platform.db, ids, Date.now());
    const alive = new Set((await Promise.all([own, ...this.otherTokens.map((tokens) => tokens.alive(ids))])).flat());
    for (const { sessionId, userId } of open) if (!alive.has(sessionId)) this.#ended(sessionId, userId);
  }

  /** Removes what has expired; run now and then. */
  sweep = (now = Date.now()) => sessionStore.deleteExpired(this.platform.db, now, now - EXPIRED_PHONES_KEPT);

  #ended(sessionId: string, userId: string) {
    this.#cache.forget(userId);
    this.platform.hub.closeSession(sessionId);
    this.platform.events.emit("session.revoked", { sessionId, userId });
  }
}
