import type { Static } from "@sinclair/typebox";
import * as api from "../../api/teams.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor, teamStore } from "../teams/index.js";
import { channelQueries } from "./queries.js";
import type { Channels } from "./service.js";

type TeamUnread = Static<typeof api.TeamUnread>;

/** Unread threads of a person in a team, without those of conversations; a later slice counts them. */
export type ThreadUnreads = (
  userId: string,
  teamId: string,
) => Promise<{ threads: number; mentions: number; urgent: number }>;

/** What is unread in each of a person's teams. Conversations belong to no team and are not counted. */
export class TeamUnreads {
  constructor(
    readonly channels: Channels,
    readonly threads: ThreadUnreads,
  ) {}

  /** One for each team, also where nothing is unread. Threads are counted only when they are wanted. */
  async of(userId: string, teamIds: readonly string[], withThreads: boolean): Promise<TeamUnread[]> {
    const { db } = this.channels.platform;
    const rows = await channelQueries.teamUnreads(db, userId, teamIds.length === 1 ? teamIds[0] : "");
    const unreads = teamIds.map(async (teamId) => {
      const row = rows.find((candidate) => candidate.team_id === teamId);
      const thread = withThreads ? await this.threads(userId, teamId) : undefined;
      return {
        team_id: teamId,
        msg_count: row?.msg_count ?? 0,
        mention_count: row?.mention_count ?? 0,
        msg_count_root: row?.msg_count_root ?? 0,
        mention_count_root: row?.mention_count_root ?? 0,
        thread_count: thread?.threads ?? 0,
        thread_mention_count: thread?.mentions ?? 0,
        thread_urgent_mention_count: thread?.urgent ?? 0,
      };
    });
    return Promise.all(unreads);
  }
}

export function teamUnreadRoutes(unreads: TeamUnreads, teamDoor: TeamDoor): Route[] {
  const { db } = unreads.channels.platform;
  const own = self("manage_system");
  return [
    route(api.getTeamsUnread, own, async ({ params, query }) => {
      const teams = await teamStore.ofUser(db, params.user_id);
      const ids = teams.map((team) => team.id).filter((id) => id !== query.exclude_team);
      return ids.length > 0 ? unreads.of(params.user_id, ids, query.include_collapsed_threads === true) : [];
    }),
    route(api.getTeamUnread, [own, inTeam(teamDoor)("view_team")], async ({ params }) => {
      const [unread] = await unreads.of(params.user_id, [params.team_id], true);
      return unread as TeamUnread;
    }),
  ];
}
