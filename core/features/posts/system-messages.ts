import { setTimeout as pause } from "node:timers/promises";
import type { Platform } from "../../platform/platform.js";
import { type ChannelRow, type Channels, channelStore, MAIN_CHANNEL } from "../channels/index.js";
import { type UserRow, userStore } from "../users/index.js";
import type { Posts } from "./service.js";

type Line = { message: string; type: string; props: Record<string, unknown> };

/** How long (ms) a message waits for the lines before it: many may come at once, or the database be slow. */
const PATIENCE = 2_000;

/**
 * Writes into channels what happens to them: who comes and goes, what is renamed, archived, converted. It is written in
 * the background, but in each channel in the order in which it happened.
 */
export function writeSystemMessages(platform: Platform, posts: Posts, { hooks }: Channels): void {
  const { db, events, log } = platform;
  /** The last line under way in each channel. */
  const last = new Map<string, Promise<void>>();
  const inTurn = (channelId: string, work: () => Promise<void>) => {
    const done = (last.get(channelId) ?? Promise.resolve())
      .then(work)
      .catch((error: Error) => log.warn({ reason: error.message }, "system message not written"))
      .finally(() => {
        if (last.get(channelId) === done) last.delete(channelId);
      });
    last.set(channelId, done);
    return done;
  };
  // Whoever comes and writes at once stands below the line that tells of it.
  posts.beforeCreate.push(async ({ channel_id: channelId }) => {
    const line = last.get(channelId);
    if (line) await Promise.race([line, pause(PATIENCE, undefined, { ref: false })]);
  });
  const write = async (channel: ChannelRow | undefined, userId: string, line: Line) => {
    if (channel && channel.type !== "D" && channel.type !== "G") await posts.createAs({ channel, userId, ...line });
  };
  const people = async (userId: string, by: string): Promise<[UserRow | undefined, UserRow | undefined]> =>
    Promise.all([userStore.byId(db, userId), userStore.byId(db, by)]);

  events.on("channel.member.added", ({ channelId, userId, by, reason }) => {
    if (reason === "made" || reason === "conversation") return;
    inTurn(channelId, async () => {
      const channel = await channelStore.byId(db, channelId);
      const [user, actor] = await people(userId, by);
      // Of the channels everybody is in, the main one is enough.
      if (!user || !actor || (reason === "team" && channel?.name !== MAIN_CHANNEL)) return;
      await write(channel, by, joinLine(user, actor, reason));
    });
  });

  events.on("channel.member.removed", ({ channelId, userId, by, reason }) => {
    inTurn(channelId, async () => {
      const channel = await channelStore.byId(db, channelId);
      const [user, actor] = await people(userId, by);
      if (!user || !actor || (reason === "team" && channel?.name !== MAIN_CHANNEL)) return;
      await write(channel, by, leaveLine(user, actor, reason));
    });
  });

  // Nothing can be written where it would tell of it afterwards.
  hooks.archiving.push((channel, by) =>
    inTurn(channel.id, async () => {
      const actor = await userStore.byId(db, by);
      if (!actor) return;
      const { username } = actor;
      const message = `@${username} archived the channel.`;
      await write(channel, by, { message, type: "system_channel_deleted", props: { username } });
    }),
  );

  events.on("channel.changed", ({ before, after, by }) => {
    inTurn(after.id, async () => {
      const actor = await userStore.byId(db, by);
      if (!actor) return;
      for (const line of changeLines(before, after, actor)) await write(after, by, line);
    });
  });
}

function joinLine(user: UserRow, actor: UserRow, reason: "joined" | "added" | "team"): Line {
  const self = user.id === actor.id;
  const props = self
    ? { username: user.username }
    : { username: actor.username, userId: actor.id, addedUsername: user.username, addedUserId: user.id };
  if (reason === "team") {
    return self
      ? { message: `@${user.username} joined the team.`, type: "system_join_team", props }
      : {
          message: `@${user.username} was added to the team by @${actor.username}.`,
          type: "system_add_to_team",
          props,
        };
  }
  return self
    ? { message: `@${user.username} joined the channel.`, type: "system_join_channel", props }
    : {
        message: `@${user.username} was added to the channel by @${actor.username}.`,
        type: "system_add_to_channel",
        props,
      };
}

function leaveLine(user: UserRow, actor: UserRow, reason: "left" | "removed" | "team"): Line {
  if (reason === "removed") {
    const props = { removedUserId: user.id, removedUsername: user.username };
    return {
      message: `@${user.username} was removed from the channel.`,
      type: "system_remove_from_channel",
      props,
    };
  }
  const type = reason === "team" ? "system_leave_team" : "system_leave_channel";
  const place = reason === "team" ? "team" : "channel";
  return {
    message: `@${user.username} left the ${place}.`,
    type,
    props: { username: user.username, by: actor.username },
  };
}

function changeLines(before: ChannelRow, after: ChannelRow, actor: UserRow): Line[] {
  const lines: Line[] = [];
  const who = `@${actor.username}`;
  const username = actor.username;
  if (before.display_name !== after.display_name) {
    lines.push({
      message: `${who} renamed the channel from ${before.display_name} to ${after.display_name}.`,
      type: "system_displayname_change",
      props: { username, old_displayname: before.display_name, new_displayname: after.display_name },
    });
  }
  if (before.header !== after.header) {
    const message = after.header
      ? `${who} changed the channel header to: ${after.header}`
      : `${who} removed the channel header (was: ${before.header}).`;
    lines.push({
      message,
      type: "system_header_change",
      props: { username, old_header: before.header, new_header: after.header },
    });
  }
  if (before.purpose !== after.purpose) {
    const message = after.purpose
      ? `${who} changed the channel purpose to: ${after.purpose}`
      : `${who} removed the channel purpose.`;
    lines.push({
      message,
      type: "system_purpose_change",
      props: { username, old_purpose: before.purpose, new_purpose: after.purpose },
    });
  }
  if (before.type !== after.type) {
    const kind = after.type === "O" ? "public" : "private";
    lines.push({
      message: `${who} made the channel ${kind}.`,
      type: "system_change_chan_privacy",
      props: { username, channel_type: after.type },
    });
  }
  if (before.delete_at > 0 && after.delete_at === 0)
    lines.push({ message: `${who} restored the channel.`, type: "system_channel_restored", props: { username } });
  return lines;
}
