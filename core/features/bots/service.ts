import type { Static } from "@sinclair/typebox";
import type { BotCreate, BotPatch } from "../../api/bots.js";
import type { UserPatch } from "../../api/users.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import type { AccessTokens } from "../access-tokens/index.js";
import type { FromSystem } from "../posts/index.js";
import { isAdmin, isGuest, roleNames } from "../roles/index.js";
import type { Sessions } from "../sessions/index.js";
import { checkUsername, type UserRow, type Users } from "../users/index.js";
import { botSettings as settings } from "./config.js";
import { botStore } from "./store.js";

export interface BotDeps {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly accessTokens: AccessTokens;
  readonly letters: FromSystem;
}

/** The address of a bot: accounts have one, and nothing must ever be sent to it. */
const addressOf = (username: string) => `${username}@localhost`;

/** Accounts for programs: no password, only access tokens, and somebody who answers for each. */
export class Bots {
  readonly platform: Platform;
  readonly users: Users;

  constructor(readonly deps: BotDeps) {
    this.users = deps.users;
    this.platform = deps.users.platform;
    this.users.leaveHooks.push((tx, userId) => this.#ownerLeft(tx, userId));
  }

  /** A bot the caller may know of. @throws AppError 404 */
  async visibleTo(caller: Caller, id: string, disabled = true): Promise<UserRow> {
    const bot = await this.users.find(id);
    const known = bot && isBot(bot) && (this.#reads(caller, bot) || this.users.managesBot(caller, bot));
    if (!known || (bot.delete_at > 0 && !disabled)) throw notFound("bot");
    return bot;
  }

  #reads(caller: Caller, bot: UserRow): boolean {
    return (
      caller.permissions.has("read_others_bots") ||
      (bot.bot_owner_id === caller.userId && caller.permissions.has("read_bots"))
    );
  }

  /** A bot the caller may change. @throws AppError 403, 404 */
  async managedBy(caller: Caller, id: string): Promise<UserRow> {
    const bot = await this.visibleTo(caller, id);
    if (!this.users.managesBot(caller, bot)) throw forbidden();
    return bot;
  }

  /** Bots by their age, oldest first: everybody's for those who may read them, otherwise the caller's own. */
  list(
    caller: Caller,
    query: { include_deleted?: boolean; only_orphaned?: boolean },
    limit: number,
    offset: number,
  ): Promise<UserRow[]> {
    const ownerId = caller.permissions.has("read_others_bots") ? "" : caller.userId;
    const filter = { ownerId, disabled: query.include_deleted ?? false, orphaned: query.only_orphaned ?? false };
    return botStore.list(this.platform.db, filter, limit, offset);
  }

  /** Makes a bot; the caller answers for it. @throws AppError 400, 403, 501 */
  async create(caller: Caller, input: Static<typeof BotCreate>): Promise<UserRow> {
    if (!this.platform.config.get(settings.EnableBotAccountCreation)) throw new AppError("api.bot.create_disabled");
    // A bot that makes bots would outlive whoever answers for it.
    if (caller.isBot || caller.userId === "") throw forbidden();
    const username = input.username.trim().toLowerCase();
    return this.users.create(
      { username, email: addressOf(username), first_name: input.display_name?.trim() ?? "" },
      "by-admin",
      { passwordless: true, bot: { ownerId: caller.userId, description: input.description?.trim() ?? "" } },
    );
  }

  /** @throws AppError 400 */
  async patch(id: string, patch: Static<typeof BotPatch>): Promise<UserRow> {
    const bot = await this.users.get(id);
    const username = patch.username?.trim().toLowerCase() ?? bot.username;
    if (username !== bot.username) checkUsername(username);
    return this.users.save(id, {
      username,
      email: addressOf(username),
      first_name: patch.display_name?.trim() ?? bot.first_name,
      bot_description: patch.description?.trim() ?? bot.bot_description,
    });
  }

  setActive = (id: string, active: boolean): Promise<UserRow> => this.users.setActive(id, active);

  /** Hands a bot over. @throws AppError 400 when the new owner is a bot, a guest or deactivated; 404 */
  async assign(caller: Caller, id: string, ownerId: string): Promise<UserRow> {
    const owner = await this.users.visibleTo(caller, await this.users.find(ownerId));
    if (owner.is_bot || owner.delete_at > 0 || isGuest(owner)) throw new AppError("api.bot.assign.not_a_person");
    return this.users.save(id, { bot_owner_id: owner.id });
  }

  /** Makes a bot the account of a person. @throws AppError 400, 403, 404 */
  async toPerson(id: string, input: Static<typeof UserPatch>, admin: boolean): Promise<UserRow> {
    const bot = await this.users.find(id);
    if (!bot || !isBot(bot)) throw notFound("bot");
    if (!input.password) throw badBody("password");
    if (!input.email) throw badBody("email");
    const roles = new Set([...roleNames(bot.roles), ...(admin ? ["system_admin"] : [])]);
    // Whoever holds a token of the bot must not act for the person.
    return this.users.toPerson(id, input, [...roles].join(" "), (tx) => this.deps.accessTokens.revokeAllWith(tx, id));
  }

  /**
   * Makes the account of a person a bot the caller answers for. Its password and its sessions end; its access tokens go
   * on, because programs use it with those. @throws AppError 400 for guests, accounts of a directory, the last
   * administrator and oneself; 404
   */
  async fromPerson(caller: Caller, id: string): Promise<UserRow> {
    const user = await this.users.get(id);
    if (caller.userId === "") throw forbidden();
    if (user.is_bot || isGuest(user) || user.auth_service !== "" || user.id === caller.userId)
      throw new AppError("api.bot.from_user.not_possible");
    if (isAdmin(user)) await this.users.keepOneAdmin(id);
    const change = {
      is_bot: true,
      bot_owner_id: caller.userId,
      email: addressOf(user.username),
      password: "",
      mfa_active: false,
      mfa_secret: "",
    };
    // A bot answers for nobody.
    const saved = await this.users.save(id, change, async (tx) => {
      await botStore.handOver(tx, id, caller.userId, Date.now());
      await this.deps.sessions.revokeAllWith(tx, id);
    });
    return saved;
  }

  /** What becomes of the bots of somebody who leaves. */
  async #ownerLeft(tx: Transaction, ownerId: string): Promise<void> {
    const bots = await botStore.ofOwner(tx, ownerId);
    if (bots.length === 0) return;
    const stop = this.platform.config.get(settings.DisableBotsWhenOwnerIsDeactivated);
    if (stop) await botStore.disable(tx, ownerId, Date.now());
    tx.afterCommit(async () => {
      for (const { id } of stop ? bots : []) {
        this.platform.events.emit("user.deactivated", { userId: id });
        await this.users.announce(await this.users.get(id));
      }
      await this.#tellAdmins(ownerId, bots, stop);
    });
  }

  async #tellAdmins(ownerId: string, bots: readonly UserRow[], stopped: boolean): Promise<void> {
    const owner = await this.users.get(ownerId);
    const names = bots.map((bot) => `- @${bot.username}`).join("\n");
    const what = stopped
      ? "so these bots were disabled. Enable those that are still needed, or hand them over to somebody, in the admin console"
      : "but these bots go on. Hand them over to somebody in the admin console, so that somebody answers for them";
    const message = `@${owner.username} was deactivated, ${what}:\n${names}`;
    for (const id of await botStore.admins(this.platform.db)) {
      if (id === ownerId) continue;
      await this.deps.letters
        .write(id, { message })
        .catch((error: Error) => this.platform.log.warn({ reason: error.message }, "administrators not told of bots"));
    }
  }
}

/** The account in whose name the server writes has no owner and is nobody's to manage. */
const isBot = (user: UserRow) => user.is_bot && user.bot_owner_id !== "";
