import type { Channel, ChannelMember, ChannelWithTeam } from "../../api/channels.js";
import type { CountedMember, TeamOfChannel } from "./queries.js";
import type { ChannelMemberRow, ChannelRow } from "./store.js";

export function presentChannel(channel: ChannelRow): Channel {
  const { scheme_id, moderated: _, props, ...rest } = channel;
  delete (rest as { total?: number }).total;
  return { ...rest, scheme_id: scheme_id ?? "", props: props ?? {} };
}

export function presentWithTeam(channel: ChannelRow & TeamOfChannel): ChannelWithTeam {
  const { team_display_name, team_name, team_update_at, ...row } = channel;
  return { ...presentChannel(row), team_display_name, team_name, team_update_at };
}

/** Notification settings of a new member: everything as the person has it in general. */
const defaultChannelNotifyProps: Record<string, string> = {
  desktop: "default",
  email: "default",
  push: "default",
  mark_unread: "all",
  ignore_channel_mentions: "default",
  channel_auto_follow_threads: "off",
};

/** How a member is notified of a channel, what they never changed included. */
export const notifyPropsOf = (member: Pick<ChannelMemberRow, "notify_props">): Record<string, string> => ({
  ...defaultChannelNotifyProps,
  ...member.notify_props,
});

/** A membership as clients see it; `roles` are the names of its roles. */
export function presentMember(member: ChannelMemberRow | CountedMember, roles: readonly string[]): ChannelMember {
  const counted = member as Partial<CountedMember>;
  return {
    channel_id: member.channel_id,
    user_id: member.user_id,
    roles: roles.join(" "),
    last_viewed_at: member.last_viewed_at,
    msg_count: member.msg_count,
    mention_count: counted.mention_count ?? 0,
    mention_count_root: counted.mention_count_root ?? 0,
    urgent_mention_count: counted.urgent_mention_count ?? 0,
    msg_count_root: member.msg_count_root,
    notify_props: notifyPropsOf(member),
    last_update_at: member.last_update_at,
    scheme_guest: member.scheme_guest,
    scheme_user: member.scheme_user,
    scheme_admin: member.scheme_admin,
    explicit_roles: member.roles,
  };
}
