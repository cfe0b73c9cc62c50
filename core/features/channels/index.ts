import type { JoinReason } from "./service.js";
import type { ChannelRow } from "./store.js";

declare module "../../platform/events.js" {
  interface DomainEvents {
    "channel.member.added": { channelId: string; userId: string; by: string; reason: JoinReason };
    "channel.member.removed": { channelId: string; userId: string; by: string; reason: "left" | "removed" | "team" };
    "channel.member.changed": { channelId: string; userId: string };
    /** Somebody has looked at channels. */
    "channel.read": { userId: string; channelIds: readonly string[] };
    "channel.changed": { channelId: string; before: ChannelRow; after: ChannelRow; by: string };
  }
}

export {
  type ChannelAccess,
  ChannelDoor,
  channelOf,
  channelRoles,
  inChannel,
  managing,
  mayRead,
  readsChannel,
} from "./access.js";
export { notifyPropsOf, presentChannel } from "./present.js";
export { type CountedMember, channelQueries } from "./queries.js";
export { channelRoutes } from "./routes.js";
export {
  type ChannelHooks,
  Channels,
  checkedChannelName,
  defaultChannelNames,
  type JoinReason,
  MAIN_CHANNEL,
} from "./service.js";
export { type ChannelMemberRow, type ChannelRow, channelStore } from "./store.js";
export { TeamUnreads, type ThreadUnreads, teamUnreadRoutes } from "./team-unreads.js";
