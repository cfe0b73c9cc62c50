import type { GuestExpiry } from "../../api/guests.js";
import { AppError, badBody, forbidden } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import { DueLoop } from "../../platform/due-loop.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import { type Channels, channelStore, defaultChannelNames } from "../channels/index.js";
import { isGuest } from "../roles/index.js";
import type { Login, Sessions } from "../sessions/index.js";
import type { TeamMemberRow, Teams } from "../teams/index.js";
import type { UserRow, Users } from "../users/index.js";
import { guestSettings } from "./config.js";
import { guestStore } from "./store.js";

/** How often (ms) guests are looked for whose time is over. */
const LOOK = 60_000;

export interface GuestDeps {
  readonly users: Users;
  readonly teams: Teams;
  readonly channels: Channels;
  readonly sessions: Sessions;
  readonly login: Login;
  readonly audits: Audits;
}

/** Guests: who is one, when they cease to be welcome, and what changes when somebody becomes one or a member. */
export class Guests {
  constructor(
    readonly platform: Platform,
    readonly deps: GuestDeps,
  ) {
    deps.users.guestHooks.push((tx, userId, guest) => this.#turn(tx, userId, guest));
    deps.login.checks.push((user) => this.#checkLogin(user));
    deps.sessions.vetoes.push((caller) => caller.isGuest && !this.enabled);
    platform.config.onChange(() => {
      this.signOutIfOff().catch((error: Error) =>
        platform.log.warn({ reason: error.message }, "guests stay signed in"),
      );
    });
  }

  get enabled(): boolean {
    return this.platform.config.get(guestSettings.Enable);
  }

  /** Whether guests without a password can sign in by a link that is mailed to them. */
  get signInByLink(): boolean {
    return this.enabled && this.platform.config.get(guestSettings.EnableGuestMagicLink);
  }

  #checkLogin(user: UserRow) {
    if (!isGuest(user)) return;
    if (!this.enabled) throw new AppError("api.user.login.guest_accounts.disabled.app_error");
    if (user.guest_expires_at > 0 && user.guest_expires_at <= Date.now())
      throw new AppError("api.user.login.inactive.app_error");
  }

  /** Makes a guest a member. @throws AppError 404, 501 when they are none */
  async promote(caller: Caller, userId: string, ip: string): Promise<void> {
    const user = await this.deps.users.get(userId);
    if (!isGuest(user)) throw new AppError("api.user.promote_guest_to_user.no_guest.app_error");
    await this.deps.users.setRoles(userId, "system_user");
    await guestStore.setExpiry(this.platform.db, userId, 0);
    await this.deps.audits.record({ caller, ip, action: "user.promote", object: userId });
  }

  /** Makes a member a guest. @throws AppError 400 (domain, last administrator), 403, 404, 501 */
  async demote(caller: Caller, userId: string, ip: string): Promise<void> {
    if (!this.enabled) throw new AppError("api.context.feature_disabled.app_error", { feature: "Guest accounts" });
    const user = await this.deps.users.get(userId);
    if (isGuest(user)) throw new AppError("api.user.demote_user_to_guest.already_guest.app_error");
    if (user.is_bot) throw forbidden();
    this.checkDomain(user.email);
    await this.deps.users.setRoles(userId, "system_guest");
    await this.deps.audits.record({ caller, ip, action: "user.demote", object: userId });
  }

  /** @throws AppError 400 when an address is not of the domains allowed for guests. */
  checkDomain(email: string): void {
    const allowed = this.platform.config.get(guestSettings.RestrictCreationToDomains).toLowerCase();
    const domains = allowed.split(/[\s,@]+/).filter(Boolean);
    if (domains.length > 0 && !domains.some((domain) => email.endsWith(`@${domain}`)))
      throw new AppError("api.user.create_user.accepted_domain.app_error", { domains: domains.join(", ") });
  }

  /** Memberships follow the role, in its transaction; then everybody concerned is told. */
  async #turn(tx: Transaction, userId: string, guest: boolean): Promise<void> {
    const teams = await guestStore.turnTeams(tx, userId, guest);
    const channels = await guestStore.turnChannels(tx, userId, guest, Date.now());
    tx.afterCommit(() => this.#tell(userId, teams, channels, guest));
  }

  async #tell(userId: string, teams: readonly TeamMemberRow[], channelIds: readonly string[], guest: boolean) {
    for (const member of teams) {
      this.platform.events.emit("team.member.changed", { teamId: member.team_id, userId });
      this.deps.teams.tellMember(member);
    }
    for (const channelId of channelIds) await this.deps.channels.tellMember(channelId, userId);
    if (!guest) for (const { team_id } of teams) await this.#joinDefaults(team_id, userId);
  }

  async #joinDefaults(teamId: string, userId: string) {
    for (const name of defaultChannelNames) {
      const channel = await channelStore.byName(this.platform.db, teamId, name);
      if (channel && channel.delete_at === 0) await this.deps.channels.add(channel, [userId], userId, "team");
    }
  }

  async #guest(userId: string): Promise<UserRow> {
    const user = await this.deps.users.get(userId);
    if (!isGuest(user)) throw new AppError("api.user.promote_guest_to_user.no_guest.app_error");
    return user;
  }

  /** When the account of a guest ends by itself. @throws AppError 404, 501 when they are no guest */
  async expiry(userId: string): Promise<GuestExpiry> {
    await this.#guest(userId);
    return { user_id: userId, expires_at: await guestStore.expiry(this.platform.db, userId) };
  }

  /** @throws AppError 400 for a time that is over, 404, 501 when they are no guest */
  async setExpiry(caller: Caller, userId: string, at: number, ip: string): Promise<GuestExpiry> {
    if (at > 0 && at <= Date.now()) throw badBody("expires_at");
    await this.#guest(userId);
    await guestStore.setExpiry(this.platform.db, userId, at);
    const extra = { expires_at: at };
    await this.deps.audits.record({ caller, ip, action: "user.guest_expiry", object: userId, extra });
    return { user_id: userId, expires_at: at };
  }

  /** Deactivates guests whose time is over; says whether there may be more. */
  async endExpired(now = Date.now()): Promise<boolean> {
    const due = await guestStore.expired(this.platform.db, now);
    for (const userId of due) {
      await this.deps.users.setActive(userId, false);
      // Whoever is activated again stays, until a new end is set.
      await guestStore.setExpiry(this.platform.db, userId, 0);
      await this.deps.audits.record({ action: "user.guest_expired", object: userId });
    }
    return due.length === 100;
  }

  /** Ends the sessions of all guests when there shall be none. */
  async signOutIfOff(): Promise<void> {
    if (this.enabled) return;
    const guests = await guestStore.signedIn(this.platform.db);
    // They are let in no more already; nothing shall reach the last of them while the first ones' sessions are removed.
    for (const userId of guests) this.platform.hub.closeUser(userId);
    for (const userId of guests) await this.deps.sessions.revokeAll(userId);
  }

  /** Begins to look for guests whose time is over; returns the function that stops. */
  start(): () => Promise<void> {
    return new DueLoop("guest expiry", LOOK, () => this.endExpired(), this.platform.log).start();
  }
}
