import type { Static } from "@sinclair/typebox";
import type { User, UserCreate, UserPatch } from "../../api/users.js";
import type { ProfileOwner } from "../../edition/ports/profile-owner.js";
import { type Seats, seats as seatsPort } from "../../edition/ports/seats.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { isAdmin, isGuest, type Roles, roleNames } from "../roles/index.js";
import { guessSettings, localizationSettings, teamAccessSettings } from "./config.js";
import { ProfileLocks } from "./locks.js";
import { checkPassword, hashPassword, passwordFits } from "./passwords.js";
import {
  checkDomain,
  checkEmail,
  checkMap,
  checkUsername,
  defaultNotifyProps,
  defaultTimezone,
  keywordsOf,
} from "./policy.js";
import { presentUser, type View, viewOf } from "./present.js";
import { type UserRow, userStore } from "./store.js";

/** How somebody came to the sign-up form; decides whether an account may be created. */
export type Admission = "open" | "invited" | "guest" | "by-admin";

/** What is decided about an account by whoever has it made. */
export interface NewAccount {
  readonly authService?: string;
  readonly authData?: string;
  /** It is for a program; who answers for it, and what it is for. */
  readonly bot?: { readonly ownerId: string; readonly description: string };
  readonly roles?: string;
  readonly guestExpiresAt?: number;
  /** It has no password; its mailbox lets its owner in. */
  readonly passwordless?: boolean;
}

/** Heard by everybody but guests. */
const PEOPLE_TOPIC = "people";

/** Administrators are managed by those who may manage the system only. */
const isBeyond = (user: UserRow, caller: Caller) => isAdmin(user) && !caller.permissions.has("manage_system");

/** Accounts and profiles. */
export class Users {
  #anyAccount = false;
  readonly locks: ProfileLocks;
  /** What follows in the same transaction when a member becomes a guest or the other way round. */
  readonly guestHooks: ((tx: Transaction, userId: string, guest: boolean) => Promise<void>)[] = [];
  /** What follows in the same transaction when somebody leaves for good or until later. */
  readonly leaveHooks: ((tx: Transaction, userId: string) => Promise<void>)[] = [];

  constructor(
    readonly platform: Platform,
    readonly roles: Roles,
    /** Whether there is room for one more person. */
    readonly seats: () => Seats = () => seatsPort.community as Seats,
    /** Where profiles come from that are not kept up here. */
    owners: () => readonly ProfileOwner[] = () => [],
  ) {
    this.locks = new ProfileLocks(platform.db, owners);
  }

  /** Whether nobody has an account yet, so that the first-run wizard opens. */
  async isEmpty(): Promise<boolean> {
    this.#anyAccount ||= await userStore.anyAccount(this.platform.db);
    return !this.#anyAccount;
  }

  /** Everybody was erased: the next who signs up is the first again. */
  forgetThatThereAreAccounts(): void {
    this.#anyAccount = false;
  }

  /** @throws AppError 404 */
  async get(id: string): Promise<UserRow> {
    const user = await userStore.byId(this.platform.db, id);
    if (!user) throw notFound("person");
    return user;
  }

  find = (id: string) => userStore.byId(this.platform.db, id);
  byIds = (ids: readonly string[], since?: number) => userStore.byIds(this.platform.db, ids, since);
  byUsernames = (names: readonly string[]) =>
    userStore.byUsernames(
      this.platform.db,
      names.map((name) => name.toLowerCase()),
    );

  /**
   * A person the caller may know of: guests know those they share a channel with. Unknown and hidden give one answer.
   * @throws AppError 404
   */
  async visibleTo(caller: Caller, user: UserRow | undefined): Promise<UserRow> {
    const hidden =
      caller.isGuest &&
      user &&
      user.id !== caller.userId &&
      !(await userStore.sees(this.platform.db, caller.userId, user.id));
    if (!user || hidden) throw notFound("person");
    return user;
  }

  /** Those of several people the caller may know of. */
  async allVisibleTo(caller: Caller, users: UserRow[]): Promise<UserRow[]> {
    if (!caller.isGuest) return users;
    const known = new Set([caller.userId, ...(await userStore.knownTo(this.platform.db, caller.userId))]);
    return users.filter((user) => known.has(user.id));
  }

  present(user: UserRow, reader: Caller | null, view: View = viewOf(reader, user)): User {
    return presentUser(this.platform.config, user, view);
  }

  /** Creates an account. The first person on a server becomes its administrator. @throws AppError 400, 403, 501 */
  async create(input: Static<typeof UserCreate>, admission: Admission, options: NewAccount = {}): Promise<UserRow> {
    const username = input.username.trim().toLowerCase();
    const email = input.email.trim().toLowerCase();
    checkUsername(username);
    checkEmail(email);
    checkMap("props", input.props);
    checkMap("notify_props", input.notify_props);
    const password = input.password ?? "";
    const typed = !options.authService && !options.passwordless;
    if (typed) checkPassword(this.platform.config, password);
    const hash = typed ? await hashPassword(password) : "";
    const now = Date.now();
    const user = await this.platform.db.transaction(async (tx) => {
      await userStore.lockFirst(tx);
      const first = !options.bot && !(await userStore.anyAccount(tx));
      if (!first) this.#admit(admission, email);
      if (!options.bot) await this.seats().admit(() => userStore.countActive(tx));
      const row = await userStore.insert(tx, {
        id: newId(),
        create_at: now,
        update_at: now,
        username,
        email,
        password: hash,
        auth_service: options.authService ?? "",
        auth_data: options.authData ?? null,
        nickname: input.nickname ?? "",
        first_name: input.first_name ?? "",
        last_name: input.last_name ?? "",
        position: input.position ?? "",
        roles: first ? "system_admin system_user" : (options.roles ?? "system_user"),
        props: input.props ?? {},
        notify_props: { ...defaultNotifyProps, ...input.notify_props },
        timezone: { ...defaultTimezone, ...stringly(input.timezone) },
        locale: input.locale || this.platform.config.get(localizationSettings.DefaultClientLocale),
        last_password_update: now,
        email_verified: false,
        guest_expires_at: options.guestExpiresAt ?? 0,
        is_bot: options.bot !== undefined,
        bot_owner_id: options.bot?.ownerId ?? "",
        bot_description: options.bot?.description ?? "",
      });
      await userStore.setKeywords(tx, row.id, keywordsOf(row));
      return row;
    });
    if (!user.is_bot) this.#anyAccount = true;
    this.platform.events.emit("user.created", { userId: user.id });
    this.platform.hub.publish({ event: "new_user", data: { user_id: user.id }, audience: { topic: PEOPLE_TOPIC } });
    return user;
  }

  #admit(admission: Admission, email: string) {
    const { config } = this.platform;
    if (admission === "by-admin") return;
    if (!config.get(teamAccessSettings.EnableUserCreation))
      throw new AppError("api.user.create_user.disabled.app_error");
    if (admission === "open" && !config.get(teamAccessSettings.EnableOpenServer))
      throw new AppError("api.user.create_user.no_open_server");
    // The domains of guests are another setting; whoever invited them looked at it.
    if (admission !== "guest") checkDomain(config, email);
  }

  /** Changes parts of a profile. Somebody who changes their own e-mail address proves it with their password. */
  async patch(id: string, patch: Static<typeof UserPatch>, caller: Caller): Promise<UserRow> {
    const user = await this.get(id);
    const change = this.#changeOf(user, patch);
    const changed = Object.entries(change).filter(([key, value]) => value !== user[key as keyof UserRow]);
    await this.locks.check(
      user,
      changed.map(([key]) => key),
      caller,
    );
    if (change.email && change.email !== user.email && caller.userId === id) await this.#prove(user, patch.password);
    const saved = await this.save(id, change);
    if (saved.email !== user.email) this.platform.events.emit("user.email.changed", { userId: id, before: user.email });
    return saved;
  }

  /**
   * Whether the rank of an account lets somebody else manage it who may manage people: nobody changes what is a system
   * administrator's but themselves and other administrators. Asked by the guard `mayManage`. @throws AppError 403, 404
   */
  async assertMayManage(caller: Caller, userId: string): Promise<void> {
    if (caller.userId !== userId && isBeyond(await this.get(userId), caller)) throw forbidden();
  }

  /** Nobody gives somebody a role that permits what they may not do themselves. @throws AppError 403, 404 */
  async assertMayGive(caller: Caller, userId: string, roles: string): Promise<void> {
    if (caller.permissions.has("manage_system")) return;
    const held = roleNames((await this.get(userId)).roles);
    const given = this.roles.permissionsOf(roleNames(roles).filter((name) => !held.includes(name)));
    if ([...given].some((permission) => !caller.permissions.has(permission))) throw forbidden();
  }

  #changeOf(user: UserRow, patch: Static<typeof UserPatch>): Partial<UserRow> {
    const change: Partial<UserRow> = {};
    for (const key of ["nickname", "first_name", "last_name", "position", "locale"] as const) {
      if (patch[key] !== undefined) change[key] = patch[key];
    }
    if (patch.username !== undefined) {
      change.username = patch.username.trim().toLowerCase();
      if (change.username !== user.username) checkUsername(change.username);
    }
    if (patch.email !== undefined) {
      change.email = patch.email.trim().toLowerCase();
      if (change.email !== user.email) {
        checkEmail(change.email);
        change.email_verified = false;
      }
    }
    checkMap("props", patch.props);
    checkMap("notify_props", patch.notify_props);
    if (patch.props) change.props = { ...user.props, ...patch.props };
    if (patch.notify_props) change.notify_props = { ...user.notify_props, ...patch.notify_props };
    if (patch.timezone) change.timezone = { ...user.timezone, ...stringly(patch.timezone) };
    return change;
  }

  /** Writes a change of a profile, and what belongs to it, and tells those who may see it. @throws AppError 404, 400 */
  async save(id: string, change: Partial<UserRow>, also?: (tx: Transaction) => Promise<void>): Promise<UserRow> {
    const user = await this.platform.db.transaction(async (tx) => {
      await also?.(tx);
      const row = await userStore.update(tx, id, { ...change, update_at: Date.now() });
      if (!row) throw notFound("person");
      if (change.username || change.first_name !== undefined || change.notify_props)
        await userStore.setKeywords(tx, id, keywordsOf(row));
      return row;
    });
    await this.announce(user);
    return user;
  }

  /**
   * Whether somebody may manage a bot: their own, or everybody's; one that administers the server only who does so too.
   * The account in whose name the server writes is nobody's.
   */
  managesBot(caller: Caller, user: UserRow): boolean {
    if (!user.is_bot || user.bot_owner_id === "") return false;
    if (isBeyond(user, caller)) return false;
    return caller.permissions.has(user.bot_owner_id === caller.userId ? "manage_bots" : "manage_others_bots");
  }

  /** Whether somebody may manage an account: their own, a bot they manage, anybody's as far as its rank lets them. */
  manages(caller: Caller, user: UserRow): boolean {
    if (caller.userId === user.id || this.managesBot(caller, user)) return true;
    return caller.permissions.has("edit_other_users") && !isBeyond(user, caller);
  }

  /** Tells clients that a profile changed. */
  async announce(user: UserRow): Promise<void> {
    const { config, events } = this.platform;
    events.emit("user.changed", { userId: user.id });
    const of = (view: View) => ({ user: presentUser(config, user, view) });
    await this.publishProfile(user.id, { event: "user_updated", own: of("own"), shown: of("other") });
  }

  /**
   * Publishes what has to do with a profile: the person hears all of it, the others what they may see, and guests only
   * of those they share a channel with. `shown`: undefined when there is nothing for others to see.
   */
  async publishProfile(
    userId: string,
    { event, own, shown }: { event: string; own: Record<string, unknown>; shown?: Record<string, unknown> },
  ): Promise<void> {
    const { db, hub } = this.platform;
    hub.publish({ event, data: own, audience: { users: [userId] } });
    if (!shown) return;
    hub.publish({ event, data: shown, audience: { topic: PEOPLE_TOPIC }, omitUsers: [userId] });
    const guests = await userStore.guestsWhoSee(db, userId);
    if (guests.length > 0) hub.publish({ event, data: shown, audience: { users: guests } });
  }

  /** What a person hears that has to do with people: guests do not hear of everybody. */
  async topicsOf(userId: string): Promise<string[]> {
    const user = await this.find(userId);
    return user && !isGuest(user) ? [PEOPLE_TOPIC] : [];
  }

  /** Changes a password, and does `also` with it. @throws AppError 400 when the current one is wrong or the new one too weak. */
  async changePassword(
    id: string,
    input: { current?: string; next: string },
    caller: Caller,
    also: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const user = await this.get(id);
    if (user.auth_service)
      throw new AppError("api.user.update_password.oauth.app_error", { service: user.auth_service });
    if (caller.userId === id) await this.#prove(user, input.current);
    await this.setPassword(id, input.next, also);
  }

  /**
   * Has somebody repeat their password. Whoever found a session open must not guess it either: wrong ones count as they
   * do at sign-in, before they are checked. @throws AppError 400 for a wrong one, 401 when there were too many
   */
  async #prove(user: UserRow, password = ""): Promise<void> {
    const { db, config } = this.platform;
    if (!(await userStore.countFailure(db, user.id, config.get(guessSettings.MaximumLoginAttempts))))
      throw new AppError("api.user.check_user_login_attempts.too_many.app_error");
    if (!(await passwordFits(password, user.password)))
      throw new AppError("api.user.update_password.incorrect.app_error");
    await userStore.uncountFailure(db, user.id);
  }

  /** Sets a password whatever it was, and does `also` with it. @throws AppError 400 when it is too weak. */
  async setPassword(id: string, password: string, also: (tx: Transaction) => Promise<void>): Promise<void> {
    checkPassword(this.platform.config, password);
    const change = { password: await hashPassword(password), last_password_update: Date.now(), failed_attempts: 0 };
    await this.save(id, change, also);
    this.platform.events.emit("user.password.changed", { userId: id });
  }

  /** Sets system-wide roles. The last administrator stays one. @throws AppError 400 */
  async setRoles(id: string, roles: string): Promise<UserRow> {
    const names = [...new Set(roleNames(roles))];
    if (names.length === 0 || names.some((name) => !this.roles.byName(name))) throw badBody("roles");
    const user = await this.get(id);
    if (isAdmin(user) && !names.includes("system_admin")) await this.keepOneAdmin(id);
    const guest = names.includes("system_guest");
    const turns = isGuest(user) !== guest;
    const saved = await this.save(id, { roles: names.join(" ") }, async (tx) => {
      if (turns) for (const hook of this.guestHooks) await hook(tx, id, guest);
    });
    if (turns) await this.platform.hub.reloadTopics(id);
    this.platform.hub.publish({
      event: "user_role_updated",
      data: { user_id: id, roles: saved.roles },
      audience: { users: [id] },
    });
    return saved;
  }

  /**
   * Makes a bot the account of a person, who takes a seat. @throws AppError 400 for a weak password and bad or taken
   * names, 403 without a seat
   */
  async toPerson(
    id: string,
    input: Static<typeof UserPatch>,
    roles: string,
    also: (tx: Transaction) => Promise<void>,
  ): Promise<UserRow> {
    const bot = await this.get(id);
    checkPassword(this.platform.config, input.password ?? "");
    const change: Partial<UserRow> = {
      ...this.#changeOf(bot, input),
      roles,
      is_bot: false,
      bot_owner_id: "",
      bot_description: "",
      password: await hashPassword(input.password ?? ""),
      last_password_update: Date.now(),
    };
    return this.save(id, change, async (tx) => {
      await userStore.lockFirst(tx);
      await this.seats().admit(() => userStore.countActive(tx));
      await also(tx);
    });
  }

  /** @throws AppError 400 when there is no other administrator */
  async keepOneAdmin(id: string): Promise<void> {
    if ((await userStore.otherAdmins(this.platform.db, id)) === 0)
      throw new AppError("api.user.update_active.last_admin.app_error");
  }

  async #reactivate(user: UserRow): Promise<UserRow> {
    if (user.delete_at === 0) return user;
    const saved = await this.platform.db.transaction(async (tx) => {
      // As in `create`: two people must not take the same last seat.
      await userStore.lockFirst(tx);
      if (!user.is_bot) await this.seats().admit(() => userStore.countActive(tx));
      return (await userStore.update(tx, user.id, { delete_at: 0, update_at: Date.now() })) as UserRow;
    });
    await this.announce(saved);
    return saved;
  }

  /** Does in a transaction what follows when somebody leaves. Once it is committed they are signed out before all else. */
  async left(tx: Transaction, userId: string): Promise<void> {
    tx.afterCommit(() => this.platform.events.emit("user.deactivated", { userId }));
    for (const hook of this.leaveHooks) await hook(tx, userId);
  }

  #deactivate(user: UserRow): Promise<UserRow> {
    return this.save(user.id, { delete_at: user.delete_at || Date.now() }, async (tx) => {
      if (user.delete_at === 0) await this.left(tx, user.id);
    });
  }

  /** Deactivates or reactivates an account. @throws AppError 400 for the last administrator. */
  async setActive(id: string, active: boolean): Promise<UserRow> {
    const user = await this.get(id);
    if (!active && isAdmin(user)) await this.keepOneAdmin(id);
    const saved = await (active ? this.#reactivate(user) : this.#deactivate(user));
    this.platform.hub.publish({ event: "user_activation_status_change", data: {}, audience: { everyone: true } });
    return saved;
  }
}

function stringly(timezone: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(timezone ?? {}).map(([key, value]) => [key, String(value)]));
}
