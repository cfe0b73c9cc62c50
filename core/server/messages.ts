import { Acknowledgements, acknowledgementRoutes } from "../features/acknowledgements/index.js";
import { AutoReplies } from "../features/auto-replies/index.js";
import { Bookmarks, bookmarkRoutes } from "../features/bookmarks/index.js";
import type { ChannelDoor, Channels } from "../features/channels/index.js";
import type { Files } from "../features/files/index.js";
import type { KeptOut } from "../features/mfa/index.js";
import { ChannelModeration, moderationRoutes } from "../features/moderation/index.js";
import { Moves, moveRoutes, ThreadMoves } from "../features/moves/index.js";
import { PersistentNotifications, persistentNotificationRoutes } from "../features/persistent-notifications/index.js";
import type { FromSystem, Posts } from "../features/posts/index.js";
import { ImageProxy, Previews, previewRoutes } from "../features/previews/index.js";
import { Push, pushRoutes } from "../features/push/index.js";
import { Reminders, reminderRoutes } from "../features/reminders/index.js";
import type { Roles } from "../features/roles/index.js";
import { ScheduledPosts, scheduledPostRoutes } from "../features/scheduled/index.js";
import type { Sessions } from "../features/sessions/index.js";
import type { Statuses } from "../features/statuses/index.js";
import type { System } from "../features/system/index.js";
import type { TeamDoor, Teams } from "../features/teams/index.js";
import type { Threads } from "../features/threads/index.js";
import type { Users } from "../features/users/index.js";
import type { Route } from "../platform/http/route.js";
import type { Platform } from "../platform/platform.js";

export interface MessageDeps {
  readonly platform: Platform;
  readonly roles: Roles;
  readonly users: Users;
  readonly teams: Teams;
  readonly channels: Channels;
  readonly channelDoor: ChannelDoor;
  readonly teamDoor: TeamDoor;
  readonly attachments: Files;
  readonly posts: Posts;
  readonly letters: FromSystem;
  readonly statuses: Statuses;
  readonly system: System;
  readonly sessions: Sessions;
  readonly threads: Threads;
  keptOut(userId: string): Promise<KeptOut>;
}

/** What grows around messages: bookmarks, acknowledgements, previews, messages for later, reminders, moderation. */
export function composeMessages(deps: MessageDeps): {
  routes: Route[];
  push: Push;
  start(): () => Promise<void>;
} {
  const { platform, roles, users, teams, channels, channelDoor, teamDoor, attachments, posts, system } = deps;
  const persistent = new PersistentNotifications(posts, deps.statuses);
  const push = new Push(platform, deps);
  new AutoReplies(platform, deps);
  const acknowledgements = new Acknowledgements(posts);
  const bookmarks = new Bookmarks(platform, attachments);
  const scheduled = new ScheduledPosts(posts, roles);
  const reminders = new Reminders(posts, deps.letters, roles, () => system.siteUrl());
  const previews = new Previews(posts, roles, () => system.siteUrl());
  system.addClientConfig(() => ({ FeatureFlagChannelBookmarks: "true", PostAcknowledgements: "true" }));
  return {
    push,
    routes: [
      ...acknowledgementRoutes(acknowledgements),
      ...bookmarkRoutes(bookmarks, channelDoor),
      ...moderationRoutes(new ChannelModeration(channels, roles), channelDoor),
      ...moveRoutes(new Moves(channels, teams, users, posts), new ThreadMoves(posts), channelDoor, teamDoor),
      ...previewRoutes(previews, new ImageProxy(platform)),
      ...scheduledPostRoutes(scheduled, teamDoor),
      ...reminderRoutes(reminders),
      ...pushRoutes(push, posts),
      ...persistentNotificationRoutes(persistent, channelDoor),
    ],
    /** Begins to send and to ring; returns the function that stops. */
    start() {
      const stops = [scheduled.start(), reminders.start(), persistent.start(), push.start()];
      return async () => {
        previews.stop();
        await Promise.all(stops.map((stop) => stop()));
      };
    },
  };
}
