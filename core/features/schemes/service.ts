import type { BodyOf } from "../../api/endpoint.js";
import type { Permission } from "../../api/permissions.js";
import { type createScheme, type patchScheme, type Scheme, type SchemeKind, schemeKinds } from "../../api/schemes.js";
import { AppError, badBody, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Audits } from "../audit/index.js";
import type { Channels } from "../channels/index.js";
import { type Roles, roleStore, type SchemeRow, schemeStore } from "../roles/index.js";
import { presentTeam, type Teams, teamStore } from "../teams/index.js";
import { placeStore } from "./store.js";

/** Who does something, and from where: for the record. */
export interface Doer {
  readonly caller: Caller;
  readonly ip: string;
}

/** A scheme as clients see it; kinds of roles it does not have are ''. */
export function presentScheme({ roles, ...row }: SchemeRow): Scheme {
  const role = (kind: SchemeKind) => roles[kind] ?? "";
  return {
    ...row,
    default_team_admin_role: role("team_admin"),
    default_team_user_role: role("team_user"),
    default_team_guest_role: role("team_guest"),
    default_channel_admin_role: role("channel_admin"),
    default_channel_user_role: role("channel_user"),
    default_channel_guest_role: role("channel_guest"),
    default_playbook_admin_role: "",
    default_playbook_member_role: "",
    default_run_admin_role: "",
    default_run_member_role: "",
  };
}

/**
 * Schemes: teams and channels with permissions of their own. A team's scheme replaces the roles in the team and in its
 * channels; a channel's scheme replaces those of the channel. What is moderated in a channel stays denied under both.
 */
export class SchemeDesk {
  constructor(
    readonly roles: Roles,
    readonly teams: Teams,
    readonly channels: Channels,
    readonly audits: Audits,
  ) {}

  get #db() {
    return this.roles.platform.db;
  }

  list(scope: string, limit: number, offset: number): SchemeRow[] {
    const all = this.roles.schemes.all().filter((scheme) => !scope || scheme.scope === scope);
    return all.slice(offset, offset + limit);
  }

  /** @throws AppError 404 */
  get(id: string): SchemeRow {
    const scheme = this.roles.schemes.byId(id);
    if (!scheme) throw notFound("scheme");
    return scheme;
  }

  /** Makes a scheme whose roles permit what the roles everybody knows permit now. @throws AppError 400 */
  async create({ caller, ip }: Doer, body: BodyOf<typeof createScheme>): Promise<SchemeRow> {
    const id = newId();
    const displayName = (body.display_name ?? body.name ?? "").trim();
    if (!displayName) throw badBody("display_name");
    const now = Date.now();
    const roles = Object.fromEntries(schemeKinds[body.scope].map((kind) => [kind, newId()])) as SchemeRow["roles"];
    await this.#db.transaction(async (tx) => {
      for (const [kind, name] of Object.entries(roles)) {
        const known = this.roles.byName(kind);
        await roleStore.insert(tx, {
          id: newId(),
          name,
          displayName: `${kind.replace("_", " ")} of ${displayName}`,
          permissions: (known?.permissions ?? []) as Permission[],
          schemeManaged: true,
          builtIn: false,
          now,
        });
      }
      await schemeStore.insert(tx, {
        id,
        name: body.name ?? id,
        display_name: displayName,
        description: body.description?.trim() ?? "",
        scope: body.scope,
        roles,
        create_at: now,
      });
      await this.audits.record({ caller, ip, action: "schemes.create", object: id }, tx);
    });
    await this.roles.reload();
    return this.get(id);
  }

  /** @throws AppError 400, 404 */
  async patch({ caller, ip }: Doer, id: string, change: BodyOf<typeof patchScheme>): Promise<SchemeRow> {
    const next = { ...this.get(id), ...change };
    if (!next.display_name.trim()) throw badBody("display_name");
    await this.#db.transaction(async (tx) => {
      if (!(await schemeStore.update(tx, next, Date.now()))) throw notFound("scheme");
      await this.audits.record({ caller, ip, action: "schemes.patch", object: id }, tx);
    });
    await this.roles.schemes.load();
    return this.get(id);
  }

  /** Deletes a scheme; where it was used, what holds for everybody holds again. @throws AppError 404 */
  async delete({ caller, ip }: Doer, id: string): Promise<void> {
    const scheme = this.get(id);
    const left = await this.#db.transaction(async (tx) => {
      const places = await placeStore.leave(tx, id);
      if (!(await schemeStore.delete(tx, scheme, Date.now()))) throw notFound("scheme");
      const extra = { teams: places.teams.length, channels: places.channels.length };
      await this.audits.record({ caller, ip, action: "schemes.delete", object: id, extra }, tx);
      return places;
    });
    await this.roles.reload();
    for (const teamId of left.teams) await this.#teamChanged(teamId);
    for (const channelId of left.channels) await this.#channelChanged(channelId);
  }

  /** @throws AppError 400 when the scheme is not made for such places, 404 */
  #choice(id: string, scope: SchemeRow["scope"]): string | null {
    if (id === "") return null;
    if (this.get(id).scope !== scope) throw new AppError("app.scheme.scope.app_error", { place: scope });
    return id;
  }

  /** Gives a team a scheme; '' = none. @throws AppError 400, 404 */
  async setTeam({ caller, ip }: Doer, teamId: string, id: string): Promise<void> {
    await this.teams.get(teamId);
    await teamStore.update(this.#db, teamId, { scheme_id: this.#choice(id, "team"), update_at: Date.now() });
    await this.audits.record({ caller, ip, action: "teams.scheme", object: teamId, extra: { scheme_id: id } });
    await this.#teamChanged(teamId);
  }

  /** Gives a channel a scheme of its own; '' = that of its team. @throws AppError 400, 404 */
  async setChannel({ caller, ip }: Doer, channelId: string, id: string): Promise<void> {
    const channel = await this.channels.get(channelId);
    if (channel.type === "D" || channel.type === "G") throw new AppError("api.channel.update_channel.direct.app_error");
    await this.channels.save(channel, { scheme_id: this.#choice(id, "channel") }, caller.userId);
    await this.audits.record({ caller, ip, action: "channels.scheme", object: channelId, extra: { scheme_id: id } });
    await this.#channelChanged(channelId);
  }

  /** Opens the doors of a team anew and tells its members what they may do now. */
  async #teamChanged(teamId: string): Promise<void> {
    const { events, hub } = this.roles.platform;
    events.emit("scheme.changed", { teamId });
    const topic = `team:${teamId}`;
    const team = await this.teams.get(teamId);
    const data = { team: JSON.stringify(presentTeam(team, () => false)) };
    hub.publish({ event: "update_team_scheme", data, broadcast: { team_id: teamId }, audience: { topic } });
    for (const member of await teamStore.membersByIds(this.#db, teamId, hub.onlineIn(topic)))
      this.teams.tellMember(member);
    // One word a channel: sending every member each of their memberships would be members times channels.
    for (const channelId of await placeStore.channelsOfTeam(this.#db, teamId)) this.#tellChannel(channelId);
  }

  async #channelChanged(channelId: string): Promise<void> {
    this.roles.platform.events.emit("scheme.changed", { channelId });
    this.#tellChannel(channelId);
    await this.channels.tellMembers(channelId);
  }

  #tellChannel(channelId: string) {
    const broadcast = { channel_id: channelId };
    const audience = { topic: `channel:${channelId}` };
    this.roles.platform.hub.publish({ event: "channel_scheme_updated", data: {}, broadcast, audience });
  }
}
