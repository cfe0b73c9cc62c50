import type { ChannelMember } from "../../api/channels.js";
import { AppError, badBody, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { isGuest, type MembershipKinds, membershipRoles, ofOtherKind, type Roles } from "../roles/index.js";
import { GroupConstraint, type TeamRow, type Teams, teamDirectory } from "../teams/index.js";
import type { Users } from "../users/index.js";
import { shownChannelRoles } from "./access.js";
import { Conversations } from "./conversations.js";
import { checkedNotifyProps } from "./notify.js";
import { presentChannel, presentMember } from "./present.js";
import { type CountedMember, channelQueries } from "./queries.js";
import { type ChannelMemberRow, type ChannelRow, channelStore } from "./store.js";

/** The channel everybody of a team is in, by the address clients expect. */
export const MAIN_CHANNEL = "town-square";
const DEFAULT_CHANNELS = [
  { name: MAIN_CHANNEL, display_name: "Town Square" },
  { name: "off-topic", display_name: "Off-Topic" },
];
/** The names of the channels every team begins with. */
export const defaultChannelNames = DEFAULT_CHANNELS.map(({ name }) => name);

/** Why somebody is in a channel now; decides whether and how it is announced there. */
export type JoinReason = "joined" | "added" | "team" | "made" | "conversation";

/** What later slices do before a call on a channel is answered. */
export interface ChannelHooks {
  /** Before a channel is archived: the last chance to write in it. */
  archiving: ((channel: ChannelRow, by: string) => Promise<void>)[];
  /** Somebody has looked at channels; `collapsed`: in a client that can keep replies out of them. */
  looked: ((userId: string, channelIds: readonly string[], collapsed: boolean) => Promise<void>)[];
}

/** Channels, direct and group messages, and who is in them. */
export class Channels {
  readonly #conversations: Conversations;
  readonly constraint: GroupConstraint;
  readonly hooks: ChannelHooks = { archiving: [], looked: [] };

  constructor(
    readonly platform: Platform,
    readonly roles: Roles,
    readonly users: Users,
    readonly teams: Teams,
    readonly limits: { maxPerTeam: () => number; directOnlyInTeam: () => boolean },
  ) {
    this.constraint = new GroupConstraint(platform.db, "channel");
    this.#conversations = new Conversations({
      platform,
      users,
      limits,
      insert: (tx, row) => this.#insert(tx, row),
      add: (tx, channel, userIds, how) => this.#add(tx, channel, userIds, how),
    });
    teams.hooks.created.push((tx, team, creatorId) => this.#makeDefaults(tx, team, creatorId));
    teams.hooks.joined.push((tx, team, userId, how) => this.#joinDefaults(tx, team, userId, how));
    teams.hooks.left.push((tx, team, userId) => this.#leaveTeam(tx, team, userId));
  }

  /** @throws AppError 404 */
  async get(id: string): Promise<ChannelRow> {
    const channel = await channelStore.byId(this.platform.db, id);
    if (!channel) throw notFound("channel");
    return channel;
  }

  member = (channelId: string, userId: string) => channelStore.member(this.platform.db, channelId, userId);
  memberIds = (channelId: string) => channelStore.memberIds(this.platform.db, channelId);
  topicsOf = (userId: string) => channelStore.topicsOf(this.platform.db, userId);

  async #makeDefaults(tx: Transaction, team: TeamRow, creatorId: string) {
    for (const channel of DEFAULT_CHANNELS)
      await this.#insert(tx, { ...channel, team_id: team.id, type: "O", creator_id: creatorId });
  }

  async #joinDefaults(
    tx: Transaction,
    team: TeamRow,
    userId: string,
    how: { guest: boolean; admin: boolean; by: string },
  ) {
    if (how.guest) return;
    for (const { name } of DEFAULT_CHANNELS) {
      const channel = await channelStore.byName(tx, team.id, name);
      if (channel && channel.delete_at === 0)
        await this.#add(tx, channel, [userId], { by: how.by, reason: "team", admin: how.admin });
    }
  }

  async #leaveTeam(tx: Transaction, team: TeamRow, userId: string) {
    for (const channelId of await channelStore.removeFromTeam(tx, team.id, userId, Date.now())) {
      tx.afterCommit(() => this.#gone(channelId, userId, userId, "team"));
    }
  }

  #insert(tx: Transaction, row: Partial<ChannelRow>): Promise<ChannelRow> {
    const now = Date.now();
    return channelStore.insert(tx, { id: newId(), create_at: now, update_at: now, extra_update_at: now, ...row });
  }

  /** Makes a public or private channel; its maker administers it. @throws AppError 400 */
  async create(
    input: { team_id: string; type: "O" | "P"; name: string; display_name: string; header?: string; purpose?: string },
    creatorId: string,
  ): Promise<ChannelRow> {
    const name = checkedChannelName(input.name);
    const displayName = checkedDisplayName(input.display_name);
    if ((await channelStore.countInTeam(this.platform.db, input.team_id)) >= this.limits.maxPerTeam())
      throw badBody("team_id");
    const channel = await this.platform.db.transaction(async (tx) => {
      const made = await this.#insert(tx, {
        team_id: input.team_id,
        type: input.type,
        name,
        display_name: displayName,
        header: input.header ?? "",
        purpose: input.purpose ?? "",
        creator_id: creatorId,
      });
      await this.#add(tx, made, [creatorId], { by: creatorId, reason: "made", admin: true });
      return made;
    });
    const data = { channel_id: channel.id, team_id: channel.team_id };
    // Public channels appear in everybody's directory; private ones only for those who are in them.
    const audience = channel.type === "O" ? { topic: teamDirectory(channel.team_id) } : { users: [creatorId] };
    this.platform.hub.publish({
      event: "channel_created",
      data,
      broadcast: channel.type === "O" ? { team_id: channel.team_id } : { user_id: creatorId },
      audience,
    });
    return channel;
  }

  /** The direct messages of two people (or of one with themselves), made when they are first wanted. @throws AppError 400, 403 */
  direct = (caller: Caller, otherIds: readonly string[]): Promise<ChannelRow> =>
    this.#conversations.direct(caller, otherIds);

  /** The group message of 3 to 8 people with the caller, made when it is first wanted. @throws AppError 400 */
  group = (caller: Caller, otherIds: readonly string[]): Promise<ChannelRow> =>
    this.#conversations.group(caller, otherIds);

  /** Changes a channel and tells its members. @throws AppError 400, 404 */
  async update(
    channel: ChannelRow,
    input: { name?: string; display_name?: string; header?: string; purpose?: string; group_constrained?: boolean },
    by: string,
  ): Promise<ChannelRow> {
    const change: Partial<ChannelRow> = {};
    if (input.group_constrained !== undefined) change.group_constrained = input.group_constrained;
    const conversation = channel.type === "D" || channel.type === "G";
    if (input.header !== undefined) change.header = input.header;
    if (
      conversation &&
      ((input.name && input.name !== channel.name) ||
        (input.display_name && input.display_name !== channel.display_name))
    ) {
      throw new AppError("api.channel.update_channel.direct.app_error");
    }
    if (!conversation) {
      if (input.name !== undefined && input.name !== channel.name) {
        if (channel.name === MAIN_CHANNEL) throw badBody("name");
        change.name = checkedChannelName(input.name);
      }
      if (input.display_name !== undefined) change.display_name = checkedDisplayName(input.display_name);
      if (input.purpose !== undefined) change.purpose = input.purpose;
    }
    return this.#save(channel, change, by);
  }

  async #save(
    channel: ChannelRow,
    change: Partial<ChannelRow>,
    by: string,
    event: "channel_updated" | null = "channel_updated",
  ): Promise<ChannelRow> {
    const after = await channelStore.update(this.platform.db, channel.id, { ...change, update_at: Date.now() });
    if (!after) throw notFound("channel");
    this.platform.events.emit("channel.changed", { channelId: channel.id, before: channel, after, by });
    if (event) this.#publish(event, after, { channel: JSON.stringify(presentChannel(after)) });
    return after;
  }

  /** Writes a change and tells the members; what it means has been checked by whoever makes it. @throws AppError 400, 404 */
  save = (channel: ChannelRow, change: Partial<ChannelRow>, by: string): Promise<ChannelRow> =>
    this.#save(channel, change, by);

  #publish(event: string, channel: ChannelRow, data: Record<string, unknown>) {
    this.platform.hub.publish({
      event,
      data,
      broadcast: { channel_id: channel.id },
      audience: { topic: `channel:${channel.id}` },
    });
  }

  /** Archives a channel: it is read-only until somebody restores it. @throws AppError 400 for the main channel */
  async archive(channel: ChannelRow, by: string): Promise<void> {
    if (channel.name === MAIN_CHANNEL && channel.type === "O")
      throw new AppError("api.channel.leave.default.app_error", { name: channel.display_name });
    if (channel.type === "D" || channel.type === "G") throw new AppError("api.channel.leave.direct.app_error");
    if (channel.delete_at > 0) throw new AppError("api.channel.delete_channel.deleted.app_error");
    for (const hook of this.hooks.archiving) await hook(channel, by);
    const after = await this.#save(channel, { delete_at: Date.now() }, by, null);
    const audience =
      channel.type === "O"
        ? { topics: [teamDirectory(channel.team_id), `channel:${channel.id}`] }
        : { topic: `channel:${channel.id}` };
    this.platform.hub.publish({
      event: "channel_deleted",
      data: { channel_id: channel.id, delete_at: after.delete_at },
      broadcast: { team_id: channel.team_id },
      audience,
    });
  }

  /** @throws AppError 400 when it is not archived. */
  async restore(channel: ChannelRow, by: string): Promise<ChannelRow> {
    if (channel.delete_at === 0) throw new AppError("api.channel.restore_channel.restored.app_error");
    const after = await this.#save(channel, { delete_at: 0 }, by, null);
    const audience =
      channel.type === "O"
        ? { topics: [teamDirectory(channel.team_id), `channel:${channel.id}`] }
        : { topic: `channel:${channel.id}` };
    this.platform.hub.publish({
      event: "channel_restored",
      data: { channel_id: channel.id },
      broadcast: { team_id: channel.team_id },
      audience,
    });
    return after;
  }

  /** Makes a channel public or private. @throws AppError 400 for the main channel and for conversations */
  async setPrivacy(channel: ChannelRow, type: "O" | "P", by: string): Promise<ChannelRow> {
    if (!["O", "P"].includes(channel.type) || channel.name === MAIN_CHANNEL)
      throw new AppError("api.channel.convert.not_allowed.app_error");
    const after = await this.#save(channel, { type }, by);
    this.#publish("channel_converted", after, { channel_id: channel.id });
    return after;
  }

  /** Adds people to a channel; those who are in it already stay as they are. @throws AppError 400, 404 */
  async add(
    channel: ChannelRow,
    userIds: readonly string[],
    by: string,
    reason: JoinReason,
  ): Promise<ChannelMemberRow[]> {
    if (channel.type === "D" || channel.type === "G") throw new AppError("api.channel.update_channel.direct.app_error");
    if (channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
    for (const userId of userIds) {
      const member = await this.teams.member(channel.team_id, userId);
      if (!member || member.delete_at > 0) throw new AppError("api.channel.add_user.to.channel.failed.app_error");
    }
    await this.constraint.admit(channel, userIds);
    await this.platform.db.transaction((tx) => this.#add(tx, channel, userIds, { by, reason }));
    return channelQueries.countedOfChannel(this.platform.db, channel.id, userIds);
  }

  async #add(
    tx: Transaction,
    channel: ChannelRow,
    userIds: readonly string[],
    how: { by: string; reason: JoinReason; admin?: boolean },
  ): Promise<void> {
    const users = await this.users.byIds(userIds);
    const guests = users.filter(isGuest).map((user) => user.id);
    const others = userIds.filter((id) => !guests.includes(id));
    const now = Date.now();
    const added = [
      ...(others.length > 0 ? await channelStore.add(tx, channel.id, others, now, { admin: how.admin }) : []),
      ...(guests.length > 0 ? await channelStore.add(tx, channel.id, guests, now, { guest: true }) : []),
    ];
    tx.afterCommit(() => {
      for (const { user_id: userId } of added) {
        this.platform.hub.subscribe(userId, `channel:${channel.id}`);
        this.platform.events.emit("channel.member.added", {
          channelId: channel.id,
          userId,
          by: how.by,
          reason: how.reason,
        });
        if (how.reason === "conversation" || how.reason === "made") continue;
        this.#publish("user_added", channel, { user_id: userId, team_id: channel.team_id });
      }
    });
  }

  /** Takes a person out of a channel. @throws AppError 400, 404 */
  async remove(channel: ChannelRow, userId: string, by: string): Promise<void> {
    if (channel.type === "D" || channel.type === "G") throw new AppError("api.channel.leave.direct.app_error");
    const member = await this.member(channel.id, userId);
    if (!member) throw notFound("membership");
    if (channel.name === MAIN_CHANNEL && !member.scheme_guest)
      throw new AppError("api.channel.leave.default.app_error", { name: channel.display_name });
    await this.platform.db.transaction(async (tx) => {
      if (await channelStore.remove(tx, channel.id, userId, Date.now()))
        tx.afterCommit(() => this.#gone(channel.id, userId, by, by === userId ? "left" : "removed"));
    });
  }

  #gone(channelId: string, userId: string, by: string, reason: "left" | "removed" | "team") {
    const { hub, events } = this.platform;
    // First the door, then the word: nothing written from here on reaches the one who left.
    hub.unsubscribe(userId, `channel:${channelId}`);
    events.emit("channel.member.removed", { channelId, userId, by, reason });
    hub.publish({
      event: "user_removed",
      data: { user_id: userId, remover_id: by },
      broadcast: { channel_id: channelId },
      audience: { topic: `channel:${channelId}` },
    });
    hub.publish({
      event: "user_removed",
      data: { channel_id: channelId, remover_id: by },
      broadcast: { user_id: userId },
      audience: { users: [userId] },
    });
  }

  /** Sets the roles of a member by name. @throws AppError 400, 404 */
  async setRoles(channelId: string, userId: string, roles: string): Promise<void> {
    const read = membershipRoles(this.roles, "channel", roles);
    await this.#saveMember({ channel_id: channelId, user_id: userId, ...read });
  }

  /** Makes a member administrator of the channel, or not. @throws AppError 400, 404 */
  async setSchemeRoles(channelId: string, userId: string, change: Partial<MembershipKinds>): Promise<void> {
    const member = await this.member(channelId, userId);
    if (!member) throw notFound("membership");
    await this.#saveMember(ofOtherKind(member, change));
  }

  async #saveMember(
    next: Pick<ChannelMemberRow, "channel_id" | "user_id" | "roles" | "scheme_admin" | "scheme_user" | "scheme_guest">,
  ) {
    if (!(await channelStore.setRoles(this.platform.db, next, Date.now()))) throw notFound("membership");
    await this.tellMember(next.channel_id, next.user_id);
  }

  /** Changes how a member is notified. @throws AppError 400, 404 */
  async setNotifyProps(channelId: string, userId: string, input: Record<string, unknown>): Promise<void> {
    const props = checkedNotifyProps(input);
    if (!(await channelStore.setNotify(this.platform.db, channelId, userId, props, Date.now())))
      throw notFound("membership");
    await this.tellMember(channelId, userId);
  }

  /** Opens the door of a channel anew for a member, and tells them what their membership is now. */
  async tellMember(channelId: string, userId: string): Promise<void> {
    this.platform.events.emit("channel.member.changed", { channelId, userId });
    const member = await channelQueries.counted(this.platform.db, userId, channelId);
    if (member) this.#tell(member);
  }

  /** Tells those members of a channel who are here what their memberships are now. */
  async tellMembers(channelId: string): Promise<void> {
    const { db, hub } = this.platform;
    const here = hub.onlineIn(`channel:${channelId}`);
    for (const member of await channelQueries.countedOfChannel(db, channelId, here)) this.#tell(member);
  }

  #tell(member: CountedMember) {
    const { user_id } = member;
    const data = { channelMember: JSON.stringify(this.presentMember(member)) };
    this.platform.hub.publish({
      event: "channel_member_updated",
      data,
      broadcast: { user_id },
      audience: { users: [user_id] },
    });
  }

  /** A membership as clients see it. */
  presentMember = (member: ChannelMemberRow | CountedMember): ChannelMember =>
    presentMember(member, shownChannelRoles(this.roles, member));

  /**
   * Marks channels as read up to their last message; returns until when each is read (ms), and tells the person's other
   * clients. A client that does not collapse threads has shown their replies too.
   */
  async read(
    userId: string,
    channelIds: readonly string[],
    { connectionId = "", collapsed = true } = {},
  ): Promise<Record<string, number>> {
    const ids = [...new Set(channelIds.filter(Boolean))];
    if (ids.length === 0) return {};
    const rows = await channelQueries.read(this.platform.db, userId, ids, Date.now());
    const times = Object.fromEntries(rows.map((row) => [row.channel_id, row.last_viewed_at]));
    if (rows.length > 0) {
      for (const hook of this.hooks.looked) await hook(userId, Object.keys(times), collapsed);
      this.platform.hub.publish({
        event: "multiple_channels_viewed",
        data: { channel_times: times },
        broadcast: { user_id: userId },
        audience: { users: [userId] },
        omitConnection: connectionId || undefined,
        droppable: true,
      });
      this.platform.events.emit("channel.read", { userId, channelIds: Object.keys(times) });
    }
    return times;
  }
}

/** A channel's address as it is stored. @throws AppError 400 */
export function checkedChannelName(name: string): string {
  const checked = name.trim().toLowerCase();
  // Two ids joined by __ are the address of a direct conversation.
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(checked) || /^[a-z0-9]{26}__[a-z0-9]{26}$/.test(checked))
    throw new AppError("model.channel.is_valid.name.app_error");
  return checked;
}

function checkedDisplayName(name: string): string {
  const checked = name.trim();
  if (!checked || checked.length > 64) throw badBody("display_name");
  return checked;
}
