import type { Group, GroupChannel, GroupTeam } from "../../core/api/groups.js";
import type { Host } from "../../core/edition/contract.js";
import { AppError, badBody, notFound } from "../../core/platform/app-error.js";
import { newId } from "../../core/platform/ids.js";
import type { Directory } from "../ldap/directory.js";
import { DirectoryError } from "../ldap/errors.js";
import { GroupReader, type RemoteGroup } from "./reader.js";
import { type GroupRow, groupStore, type Kind, type LinkRow } from "./store.js";
import { groupsConfigured } from "./sync.js";

const PATIENCE = 25_000;

export function presentGroup(row: GroupRow, count = false): Group {
  const { synced_at: _, total: __, member_count, scheme_admin, name, ...rest } = row;
  return {
    ...rest,
    name: name ?? "",
    ...(count ? { member_count } : {}),
    ...(scheme_admin === undefined ? {} : { scheme_admin }),
  };
}

export function presentLink(kind: "team", row: LinkRow): GroupTeam;
export function presentLink(kind: "channel", row: LinkRow): GroupChannel;
export function presentLink(kind: Kind, row: LinkRow): GroupTeam | GroupChannel {
  const { group_id, auto_add, scheme_admin, create_at, update_at, delete_at, team_id, team_display_name } = row;
  const link = { group_id, auto_add, scheme_admin, create_at, update_at, delete_at, team_id, team_display_name };
  return kind === "team"
    ? { ...link, team_type: row.team_type, type: "Team" }
    : {
        ...link,
        channel_id: row.place_id,
        channel_display_name: row.display_name,
        channel_type: row.type,
        team_type: row.team_type,
        type: "Channel",
      };
}

/** What administrators do with groups. */
export class GroupDesk {
  constructor(
    readonly host: Host,
    readonly directory: Directory,
  ) {}

  get #db() {
    return this.host.platform.db;
  }

  /** @throws AppError 404 */
  async get(id: string): Promise<GroupRow> {
    const group = await groupStore.byId(this.#db, id);
    if (!group) throw notFound("group");
    return group;
  }

  /** All groups of the directory, by title. @throws AppError 400 that says why they cannot be read */
  async remote(): Promise<RemoteGroup[]> {
    const { options } = this.directory;
    if (!groupsConfigured(options))
      throw new AppError("ent.ldap.test.app_error", { reason: "Set the group id attribute first." });
    try {
      const limits = { within: PATIENCE, signal: this.host.signal };
      const found = await this.directory.using(options, (connection) => new GroupReader(connection).all(), limits);
      return [...found.values()].sort((a, b) => a.title.localeCompare(b.title));
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      throw new AppError("ent.ldap.test.app_error", { reason: error.message }, { cause: error });
    }
  }

  /** A page of the directory's groups, with what is linked. */
  async list(query: { q?: string; is_linked?: boolean; is_configured?: boolean }, limit: number, offset: number) {
    const remote = await this.remote();
    const known = await groupStore.byRemote(
      this.#db,
      remote.map(({ id }) => id),
    );
    const linked = new Map(known.filter((row) => row.delete_at === 0).map((row) => [row.remote_id, row]));
    const term = query.q?.toLowerCase() ?? "";
    const matching = remote.filter((group) => {
      const row = linked.get(group.id);
      return (
        group.title.toLowerCase().includes(term) &&
        (query.is_linked === undefined || query.is_linked === (row !== undefined)) &&
        (query.is_configured === undefined || query.is_configured === (row?.has_syncables ?? false))
      );
    });
    const groups = matching.slice(offset, offset + limit).map((group) => ({
      primary_key: group.id,
      name: group.title,
      mattermost_group_id: linked.get(group.id)?.id ?? null,
      has_syncables: linked.get(group.id)?.has_syncables ?? null,
    }));
    return { count: matching.length, groups };
  }

  /** Links a group of the directory. @throws AppError 404 when it has none of this id */
  async link(remoteId: string): Promise<GroupRow> {
    const remote = (await this.remote()).find((group) => group.id === remoteId);
    if (!remote) throw notFound("group");
    await groupStore.link(this.#db, newId(), remote.title.slice(0, 128), remoteId);
    return (await groupStore.byRemote(this.#db, [remoteId]))[0] as GroupRow;
  }

  /** @throws AppError 404 when it is not linked */
  async unlink(remoteId: string): Promise<void> {
    if (!(await groupStore.unlink(this.#db, remoteId))) throw notFound("group");
  }

  /** @throws AppError 400, 404 */
  async patch(id: string, change: Partial<Pick<Group, "name" | "display_name" | "description" | "allow_reference">>) {
    const group = await this.get(id);
    const name = change.name === undefined ? group.name : change.name.trim().toLowerCase() || null;
    if (name !== null && (!/^[a-z][a-z0-9._-]{1,63}$/.test(name) || ["all", "channel", "here"].includes(name)))
      throw badBody("name");
    if (name !== null && name !== group.name && (await groupStore.nameTaken(this.#db, name, id))) throw badBody("name");
    const next = { ...group, ...change, name };
    if (next.allow_reference && name === null) throw badBody("name");
    await groupStore.update(this.#db, next);
    return this.get(id);
  }

  /** @throws AppError 404 */
  async placeLink(kind: Kind, groupId: string, placeId: string): Promise<LinkRow> {
    await this.get(groupId);
    const link = await groupStore.placeLink(this.#db, kind, groupId, placeId);
    if (!link) throw notFound(`link of the group to the ${kind}`);
    return link;
  }

  /** Gives a group a team or channel, or changes what it does there. @throws AppError 400, 404 */
  async savePlace(
    kind: Kind,
    groupId: string,
    placeId: string,
    change: { auto_add?: boolean; scheme_admin?: boolean },
  ): Promise<LinkRow> {
    await this.get(groupId);
    if (kind === "team") await this.host.services.teams.get(placeId);
    else if (!(await this.host.services.channels.get(placeId)).team_id) throw badBody("channel_id");
    const known = await groupStore.placeLink(this.#db, kind, groupId, placeId);
    const autoAdd = change.auto_add ?? known?.auto_add ?? true;
    const admin = change.scheme_admin ?? known?.scheme_admin ?? false;
    await groupStore.saveLink(this.#db, kind, groupId, placeId, autoAdd, admin);
    return this.placeLink(kind, groupId, placeId);
  }

  /** @throws AppError 404 */
  async dropPlace(kind: Kind, groupId: string, placeId: string): Promise<void> {
    await this.get(groupId);
    if (!(await groupStore.dropLink(this.#db, kind, groupId, placeId)))
      throw notFound(`link of the group to the ${kind}`);
  }
}
