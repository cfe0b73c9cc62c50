import { LRUCache } from "lru-cache";
import { forbidden, notFound } from "../../platform/app-error.js";
import { type Queryable, statement } from "../../platform/database/database.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Guard } from "../../platform/http/guards.js";
import type { Platform } from "../../platform/platform.js";
import { type Roles, roleNames } from "../roles/index.js";
import { teamRoles } from "../teams/index.js";
import type { ChannelMemberRow, ChannelRow } from "./store.js";

/** A channel together with what a caller may do in it. Its counters may be some seconds old. */
export interface ChannelAccess {
  readonly channel: ChannelRow;
  /** Whether the caller is a member; rights of others come from their team or the whole system. */
  readonly isMember: boolean;
  can(permission: string): boolean;
  /** Whether the moderation of the channel takes a permission from the caller that members have elsewhere. */
  denies(permission: string): boolean;
}

type Membership = Pick<ChannelMemberRow, "roles" | "scheme_admin" | "scheme_guest" | "scheme_user" | "scheme_id">;

/** The role names a membership of a channel stands for: those of the scheme that holds there. */
export function channelRoles({ schemes }: Roles, member: Membership): string[] {
  const names = roleNames(member.roles);
  if (member.scheme_guest) names.push(schemes.roleFor("channel_guest", member.scheme_id));
  if (member.scheme_user) names.push(schemes.roleFor("channel_user", member.scheme_id));
  if (member.scheme_admin) names.push(schemes.roleFor("channel_admin", member.scheme_id));
  return names;
}

/**
 * The same with the names clients see: members of a moderated channel have roles of that channel's own, so that clients
 * know what is switched off for them. Those who administer the channel keep everything.
 */
export function shownChannelRoles(
  roles: Roles,
  member: Membership & Pick<ChannelMemberRow, "channel_id" | "moderated">,
): string[] {
  const names = channelRoles(roles, member);
  if (!member.moderated || member.scheme_admin) return names;
  return names.map((name) => {
    const kind = roles.schemes.plain(name);
    return kind === "channel_user" || kind === "channel_guest" ? `${kind}_${member.channel_id}` : name;
  });
}

interface Standing {
  channel: ChannelRow;
  member: Membership | null;
  teamRoles: string[] | null;
  /** Permissions that moderation takes from this member. */
  denied: ReadonlySet<string>;
}

const STANDING = statement(
  "channels.standing",
  `SELECT to_jsonb(c) AS channel,
     CASE WHEN m.user_id IS NULL THEN NULL ELSE jsonb_build_object('roles', m.roles, 'scheme_admin', m.scheme_admin, 'scheme_user', m.scheme_user, 'scheme_guest', m.scheme_guest, 'scheme_id', coalesce(c.scheme_id, p.scheme_id)) END AS member,
     to_jsonb(t) || jsonb_build_object('scheme_id', p.scheme_id) AS team_member, CASE WHEN m.scheme_admin THEN NULL WHEN m.scheme_guest THEN o.denied_guests ELSE o.denied_members END AS denied
   FROM channels c
   LEFT JOIN channel_members m ON m.channel_id = c.id AND m.user_id = $2
   LEFT JOIN team_members t ON t.team_id = c.team_id AND t.user_id = $2 AND t.delete_at = 0
   LEFT JOIN teams p ON p.id = c.team_id
   LEFT JOIN channel_moderations o ON o.channel_id = c.id
   WHERE c.id = $1`,
);

/** How long (ms) a standing is believed when no change of it came by; changes made on this server clear it at once. */
const BELIEVE = 10_000;

/** Looks channels up through what a caller may see. */
export class ChannelDoor {
  readonly #cache = new LRUCache<string, Standing>({ max: 20_000, ttl: BELIEVE });
  /** Counts changes of standings: what was read before one and arrives after it is not kept, nobody would forget it. */
  #changes = 0;

  constructor(
    readonly platform: Platform,
    readonly roles: Roles,
  ) {
    const { events } = platform;
    const one = ({ channelId, userId }: { channelId: string; userId: string }) => {
      this.#changes++;
      this.#cache.delete(`${channelId} ${userId}`);
    };
    events.on("caches.dropped", () => this.#forget(() => true));
    events.on("channel.member.added", one);
    events.on("channel.member.removed", one);
    events.on("channel.member.changed", one);
    events.on("channel.changed", ({ channelId }) => this.#forget((key) => key.startsWith(channelId)));
    events.on("scheme.changed", ({ teamId, channelId }) => {
      this.#forget((_, { channel }) => channel.id === channelId || channel.team_id === teamId);
    });
    for (const name of ["team.member.added", "team.member.removed", "team.member.changed"] as const) {
      events.on(name, ({ userId }: { userId: string }) => this.#forget((key) => key.endsWith(userId)));
    }
  }

  #forget(matches: (key: string, standing: Standing) => boolean) {
    this.#changes++;
    for (const [key, standing] of this.#cache.entries()) if (matches(key, standing)) this.#cache.delete(key);
  }

  async #standing(channelId: string, userId: string, db: Queryable): Promise<Standing | undefined> {
    const key = `${channelId} ${userId}`;
    const known = this.#cache.get(key);
    if (known) return known;
    const asked = this.#changes;
    const row = await db.row<{
      channel: ChannelRow;
      member: Standing["member"];
      team_member: Parameters<typeof teamRoles>[1] | null;
      denied: string[] | null;
    }>(STANDING, [channelId, userId]);
    if (!row) return undefined;
    const standing = {
      channel: row.channel,
      member: row.member,
      teamRoles: row.team_member ? teamRoles(this.roles, row.team_member) : null,
      denied: new Set(row.denied ?? []),
    };
    if (this.#changes === asked) this.#cache.set(key, standing);
    return standing;
  }

  /**
   * A channel the caller may see, with their rights in it; undefined when it does not exist or is hidden from them.
   * Members have the rights of their channel and team roles; others have those of their team only in public channels.
   * Whoever administers the system sees every channel.
   */
  async look(caller: Caller, channelId: string): Promise<ChannelAccess | undefined> {
    const standing = await this.#standing(channelId, caller.userId, this.platform.db);
    if (!standing) return undefined;
    const { channel, member } = standing;
    const team =
      standing.teamRoles && (member || channel.type === "O") ? this.roles.permissionsOf(standing.teamRoles) : undefined;
    const own = member ? this.roles.permissionsOf(channelRoles(this.roles, member)) : undefined;
    const inTeam = channel.team_id === "" || standing.teamRoles !== null;
    const elsewhere = (permission: string) => caller.permissions.has(permission) || (team?.has(permission) ?? false);
    const denies = (permission: string) =>
      !elsewhere(permission) && (own?.has(permission) ?? false) && standing.denied.has(permission);
    const can = (permission: string) =>
      elsewhere(permission) || ((own?.has(permission) ?? false) && !standing.denied.has(permission));
    const visible =
      caller.permissions.has("manage_system") ||
      (member && inTeam) ||
      (channel.type === "O" && (team?.has("read_public_channel") ?? false));
    return visible ? { channel, isMember: member !== null, can, denies } : undefined;
  }

  /** Like `look`. @throws AppError 404 */
  async enter(caller: Caller, channelId: string): Promise<ChannelAccess> {
    const access = await this.look(caller, channelId);
    if (!access) throw notFound("channel");
    return access;
  }

  /** Whether the caller may read what is written in a channel. */
  async mayRead(caller: Caller, channelId: string): Promise<boolean> {
    const access = await this.look(caller, channelId);
    return access !== undefined && mayRead(access);
  }
}

/** Members read their channels; members of the team read public ones. */
export const mayRead = (access: ChannelAccess): boolean =>
  access.can("read_channel_content") ||
  access.can("read_channel") ||
  (access.channel.type === "O" && access.can("read_public_channel"));

const KEY = Symbol("channel");

/** The channel the guard of this call let the caller into. */
export const channelOf = (call: { once<T>(key: unknown, make: () => T): T }): ChannelAccess =>
  call.once<ChannelAccess>(KEY, () => {
    throw new Error("This route has no channel guard.");
  });

function guard(words: string, door: ChannelDoor, param: string, allows: (access: ChannelAccess) => boolean): Guard {
  return {
    words,
    session: true,
    async check(call: AnyCall) {
      const access = await door.enter(call.caller, call.params[param] as string);
      if (!allows(access)) throw forbidden();
      call.once(KEY, () => access);
    },
  };
}

/** Those who have a permission in the channel named in the path; for others who may not see it, it does not exist. */
export const inChannel =
  (door: ChannelDoor, param = "channel_id") =>
  (...permissions: string[]): Guard =>
    guard(`in the channel: ${permissions.join(" or ")}`, door, param, (access) =>
      permissions.some((permission) => access.can(permission)),
    );

/** Those who may read the channel named in the path. */
export const readsChannel = (door: ChannelDoor, param = "channel_id"): Guard =>
  guard("may read the channel", door, param, mayRead);

/** Which permission a change of a channel needs: public and private channels have their own. */
export const managing = (access: ChannelAccess, what: "properties" | "members"): boolean =>
  access.channel.type === "O"
    ? access.can(`manage_public_channel_${what}`)
    : access.channel.type === "P"
      ? access.can(`manage_private_channel_${what}`)
      : access.isMember;
