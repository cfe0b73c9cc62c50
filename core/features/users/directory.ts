import { pageOf } from "../../api/common.js";
import type { BodyOf, QueryOf } from "../../api/endpoint.js";
import type * as api from "../../api/users.js";
import { AppError, badBody, badQuery, forbidden, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { isId } from "../../platform/ids.js";
import { privacySettings } from "./config.js";
import { countPeople, findPeople, listPeople, type PeopleFilter, type Sort, sorts } from "./queries.js";
import type { Users } from "./service.js";
import type { UserRow } from "./store.js";

/** Whether a caller may see who is in a team or a channel; false as well for those that do not exist. */
export interface Sight {
  mayViewTeam(caller: Caller, teamId: string): Promise<boolean>;
  mayViewChannel(caller: Caller, channelId: string): Promise<boolean>;
}

const split = (text: string | undefined) =>
  (text ?? "")
    .split(",")
    .map((role) => role.trim())
    .filter(Boolean);

/** Lists of people, each limited to those the caller may know of. */
export class Directory {
  constructor(
    readonly users: Users,
    readonly sight: Sight,
  ) {}

  /** @throws AppError 400, 403, 404 */
  async list(caller: Caller, query: QueryOf<typeof api.listUsers>): Promise<UserRow[]> {
    if (query.sort && !sorts.includes(query.sort as Sort)) throw badQuery("sort");
    if (query.active && query.inactive) throw badQuery("inactive");
    if (query.team_roles && !query.in_team) throw badQuery("team_roles");
    if (query.channel_roles && !query.in_channel) throw badQuery("channel_roles");
    if (query.in_group) throw notFound("group");
    if (query.abac_match_only) throw new AppError("api.license_error");
    if (query.cursor_id && query.sort) throw badQuery("cursor_id");
    const filter: PeopleFilter = {
      inTeam: query.in_team,
      notInTeam: query.not_in_team,
      inChannel: query.in_channel,
      notInChannel: query.not_in_channel,
      withoutTeam: query.without_team,
      active: query.active ? true : query.inactive ? false : undefined,
      role: query.role,
      roles: split(query.roles),
      teamRoles: split(query.team_roles),
      channelRoles: split(query.channel_roles),
      sort: (query.sort ?? "") as Sort,
    };
    if (!query.cursor_id) return this.#find(caller, filter, pageOf(query));
    const last = await this.users.visibleTo(caller, await this.users.find(query.cursor_id));
    return this.#find(caller, { ...filter, after: last.username }, pageOf({ ...query, page: 0 }));
  }

  /** How many people pass a filter. @throws AppError 400, 403 */
  async count(caller: Caller, query: QueryOf<typeof api.getFilteredUserStats>): Promise<number> {
    if (query.team_roles && !query.in_team) throw badQuery("team_roles");
    if (query.channel_roles && !query.in_channel) throw badQuery("channel_roles");
    const filter: PeopleFilter = {
      inTeam: query.in_team,
      inChannel: query.in_channel,
      active: query.include_deleted ? undefined : true,
      bots: query.include_bots ? undefined : false,
      roles: split(query.roles),
      teamRoles: split(query.team_roles),
      channelRoles: split(query.channel_roles),
    };
    await this.#checkPlaces(caller, filter);
    return countPeople(this.users.platform.db, filter);
  }

  /** People whose names begin like the term. @throws AppError 400, 403 */
  async search(caller: Caller, body: BodyOf<typeof api.searchUsers>): Promise<UserRow[]> {
    if (!body.term?.trim()) throw badBody("term");
    for (const name of ["team_id", "not_in_team_id", "in_channel_id", "not_in_channel_id"] as const) {
      if (body[name] && !isId(body[name])) throw badBody(name);
    }
    const filter: PeopleFilter = {
      term: body.term,
      inTeam: body.team_id,
      notInTeam: body.not_in_team_id,
      inChannel: body.in_channel_id,
      notInChannel: body.not_in_channel_id,
      withoutTeam: body.without_team,
      active: body.allow_inactive ? undefined : true,
      role: body.role,
      roles: body.roles,
    };
    return this.#find(caller, filter, { limit: body.limit || 100, offset: 0 });
  }

  /** People for a name being typed: the members of the channel, and apart from them the others of the team. */
  async autocomplete(
    caller: Caller,
    query: QueryOf<typeof api.autocompleteUsers>,
  ): Promise<{ inside: UserRow[]; outside?: UserRow[] }> {
    const inTeam = query.in_team || query.team_id;
    const inChannel = query.in_channel || query.channel_id;
    if (inTeam && !isId(inTeam)) throw badQuery("in_team");
    if (inChannel && !isId(inChannel)) throw badQuery("in_channel");
    const page = { limit: query.limit || 100, offset: 0 };
    const common: PeopleFilter = { term: query.name, active: true };
    if (!inChannel) return { inside: await this.#find(caller, { ...common, inTeam }, page) };
    const inside = await this.#find(caller, { ...common, inChannel }, page);
    if (!inTeam) return { inside };
    return { inside, outside: await this.#find(caller, { ...common, inTeam, notInChannel: inChannel }, page) };
  }

  async #find(caller: Caller, filter: PeopleFilter, page: { limit: number; offset: number }): Promise<UserRow[]> {
    await this.#checkPlaces(caller, filter);
    const { config, db } = this.users.platform;
    const all = caller.permissions.has("edit_other_users");
    const shown: PeopleFilter = {
      ...filter,
      knownTo: caller.isGuest ? caller.userId : undefined,
      // Nobody is found by what the reader must not see.
      byFullName: all || config.get(privacySettings.ShowFullName),
      byEmail: all || config.get(privacySettings.ShowEmailAddress),
    };
    return filter.term === undefined ? listPeople(db, shown, page) : findPeople(db, shown, page.limit);
  }

  async #checkPlaces(caller: Caller, filter: PeopleFilter) {
    if (filter.withoutTeam && !caller.permissions.has("list_users_without_team")) throw forbidden();
    for (const team of [filter.inTeam, filter.notInTeam])
      if (team && !(await this.sight.mayViewTeam(caller, team))) throw forbidden();
    for (const channel of [filter.inChannel, filter.notInChannel]) {
      if (channel && !(await this.sight.mayViewChannel(caller, channel))) throw forbidden();
    }
  }
}
