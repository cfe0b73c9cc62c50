import { AppError, badBody, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import { type ChannelRow, type Channels, checkedChannelName, MAIN_CHANNEL } from "../channels/index.js";
import type { Posts } from "../posts/index.js";
import type { TeamRow, Teams } from "../teams/index.js";
import type { Users } from "../users/index.js";
import { moveStore as store } from "./store.js";

/** Channels that change their team, and group messages that become channels. */
export class Moves {
  readonly platform: Platform;

  constructor(
    readonly channels: Channels,
    readonly teams: Teams,
    readonly users: Users,
    readonly posts: Posts,
  ) {
    this.platform = channels.platform;
  }

  commonTeams = (channelId: string): Promise<TeamRow[]> => store.commonTeams(this.platform.db, channelId);

  /** Moves a channel to another team. Who is not in that team leaves the channel, if `force` allows it. @throws AppError 400 */
  async move(caller: Caller, channel: ChannelRow, team: TeamRow, force: boolean): Promise<ChannelRow> {
    const refuse = (reason: string) => new AppError("api.channel.move_channel.app_error", { reason });
    if (channel.type === "D" || channel.type === "G") throw new AppError("api.channel.update_channel.direct.app_error");
    if (channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
    if (channel.name === MAIN_CHANNEL) throw new AppError("api.channel.convert.not_allowed.app_error");
    if (team.delete_at > 0) throw refuse("The team is archived.");
    if (team.id === channel.team_id) throw refuse("It is in this team already.");
    const outsiders = await store.outsiders(this.platform.db, channel.id, team.id);
    if (!force && outsiders.some(({ gone }) => !gone)) throw refuse("Some of its members are not in that team.");
    for (const { user_id: userId } of outsiders) await this.channels.remove(channel, userId, caller.userId);
    const after = await this.channels.save(channel, { team_id: team.id }, caller.userId);
    await store.follow(this.platform.db, channel.id, team.id);
    await this.#say(
      after,
      caller,
      `@${caller.username} moved the channel to the team ${team.display_name}.`,
      "system_generic",
    );
    return after;
  }

  /** Makes a group message a private channel; whoever does it administers it. @throws AppError 400, 404 */
  async convert(
    caller: Caller,
    channel: ChannelRow,
    teamId: string,
    to: { name: string; display_name: string },
  ): Promise<ChannelRow> {
    if (channel.type !== "G") throw new AppError("api.channel.convert.not_allowed.app_error");
    const member = await this.channels.member(channel.id, caller.userId);
    if (!member || member.scheme_guest) throw notFound("channel");
    const team = (await this.commonTeams(channel.id)).find((one) => one.id === teamId);
    if (!team) throw badBody("team_id");
    const displayName = to.display_name.trim();
    if (!displayName) throw badBody("display_name");
    const change = {
      type: "P" as const,
      team_id: teamId,
      name: checkedChannelName(to.name),
      display_name: displayName,
    };
    const after = await this.channels.save(channel, change, caller.userId);
    // Deactivated people stay out: they would be members of a channel whose team they are not in.
    for (const { user_id: userId } of await store.outsiders(this.platform.db, channel.id, teamId))
      await this.channels.remove(after, userId, caller.userId);
    await store.follow(this.platform.db, channel.id, teamId);
    await this.channels.setSchemeRoles(channel.id, caller.userId, { scheme_admin: true });
    this.platform.hub.publish({
      event: "channel_converted",
      data: { channel_id: channel.id },
      broadcast: { channel_id: channel.id },
      audience: { topic: `channel:${channel.id}` },
    });
    await this.#say(
      after,
      caller,
      `@${caller.username} made this group message a private channel.`,
      "system_gm_to_channel",
    );
    return after;
  }

  #say(channel: ChannelRow, caller: Caller, message: string, type: string): Promise<unknown> {
    return this.posts.createAs({ channel, userId: caller.userId, message, type, props: { username: caller.username } });
  }
}
