import type { ServerChannel } from "@mattermost/types/channels";
import type { UserProfile } from "@mattermost/types/users";
import type { ComponentChildren } from "preact";
import { client } from "../../lib/client.js";
import { channelsById, isDirect, membershipsById } from "../channels/store.js";
import { findCustomEmoji, skinTone } from "../emoji/store.js";
import { loadEmojiTable, searchEmoji, tonedName, withTone } from "../emoji/table.js";
import { currentTeamId } from "../teams/store.js";
import { displayName, receiveUsers } from "../users/store.js";
import type { Trigger } from "./trigger.js";

/** One line of the completion popup. */
export interface Suggestion {
  id: string;
  /** What is put into the text. */
  insert: string;
  label: string;
  hint: string;
  /** Lines are put under headings where this changes. */
  group: string;
  user?: UserProfile;
  emoji?: { unicode: string } | { url: string };
  icon?: ComponentChildren;
}

const LIMIT = 12;

function person(user: UserProfile, group: string): Suggestion {
  const name = displayName(user, "full_name");
  const nickname = user.nickname ? ` (${user.nickname})` : "";
  return {
    id: user.id,
    insert: `@${user.username}`,
    label: `@${user.username}`,
    hint: name === user.username ? (user.is_bot ? "bot" : "") : name + nickname,
    group,
    user,
  };
}

const EVERYONE: readonly [name: string, hint: string][] = [
  ["channel", "Notifies everyone in this channel"],
  ["all", "Notifies everyone in this channel"],
  ["here", "Notifies everyone in this channel who is online"],
];

async function people(query: string, channelId: string): Promise<Suggestion[]> {
  const answer = await client.autocompleteUsers(query.toLowerCase(), currentTeamId.peek(), channelId, { limit: 25 });
  const outside = answer.out_of_channel ?? [];
  receiveUsers([...answer.users, ...outside]);
  const special = EVERYONE.filter(([name]) => query !== "" && name.startsWith(query.toLowerCase())).map(
    ([name, hint]) => ({ id: name, insert: `@${name}`, label: `@${name}`, hint, group: "Everyone" }),
  );
  return [
    ...answer.users.slice(0, LIMIT).map((one) => person(one, "In this channel")),
    ...special,
    ...outside.slice(0, 6).map((one) => person(one, "Not in this channel")),
  ];
}

function channelLine(channel: ServerChannel, group: string): Suggestion {
  return { id: channel.id, insert: `~${channel.name}`, label: channel.display_name, hint: `~${channel.name}`, group };
}

function matches(channel: ServerChannel, query: string): boolean {
  const wanted = query.toLowerCase();
  return (
    channel.name.startsWith(wanted) ||
    channel.display_name
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted)) ||
    channel.display_name.toLowerCase().startsWith(wanted)
  );
}

async function channels(query: string): Promise<Suggestion[]> {
  const teamId = currentTeamId.peek();
  const mine: ServerChannel[] = [];
  for (const id of channelsById.keys()) {
    const channel = channelsById.peek(id);
    if (
      channel &&
      channel.team_id === teamId &&
      !isDirect(channel) &&
      !channel.delete_at &&
      membershipsById.peek(id) &&
      matches(channel, query)
    )
      mine.push(channel);
  }
  mine.sort((a, b) => a.display_name.localeCompare(b.display_name));
  const others = query.length > 0 ? await client.autocompleteChannels(teamId, query).catch(() => []) : [];
  const known = new Set(mine.map((channel) => channel.id));
  return [
    ...mine.slice(0, LIMIT).map((channel) => channelLine(channel, "Your channels")),
    ...others
      .filter((channel) => !known.has(channel.id) && channel.type === "O" && !channel.delete_at)
      .slice(0, 6)
      .map((channel) => channelLine(channel as ServerChannel, "Other channels")),
  ];
}

async function emoji(query: string): Promise<Suggestion[]> {
  const [table, custom] = await Promise.all([loadEmojiTable(), findCustomEmoji(query.toLowerCase())]);
  const own = custom.slice(0, 5).map((one) => ({
    id: one.id,
    insert: `:${one.name}:`,
    label: `:${one.name}:`,
    hint: "",
    group: "",
    emoji: { url: client.getCustomEmojiImageUrl(one.id) },
  }));
  const standard = searchEmoji(table, query, LIMIT).map((one) => {
    const name = tonedName(one, skinTone.peek());
    return {
      id: name,
      insert: `:${name}:`,
      label: `:${name}:`,
      hint: "",
      group: "",
      emoji: { unicode: withTone(one, skinTone.peek()) },
    };
  });
  return [...own, ...standard];
}

async function commands(trigger: Trigger, channelId: string, rootId: string): Promise<Suggestion[]> {
  const found = await client.getCommandAutocompleteSuggestionsList(`/${trigger.query}`, currentTeamId.peek(), {
    channel_id: channelId,
    root_id: rootId,
    team_id: currentTeamId.peek(),
  });
  return found.slice(0, LIMIT).map((one) => {
    const text = one.Complete.startsWith("/") ? one.Complete : `/${one.Complete}`;
    return {
      id: text,
      insert: text.trimEnd(),
      label: `/${one.Suggestion.replace(/^\//, "")}${one.Hint ? ` ${one.Hint}` : ""}`,
      hint: one.Description,
      group: "Commands",
    };
  });
}

/** What may complete a trigger, best first. Empty when the server cannot be asked. */
export async function suggestionsFor(trigger: Trigger, channelId: string, rootId: string): Promise<Suggestion[]> {
  try {
    if (trigger.kind === "user") return await people(trigger.query, channelId);
    if (trigger.kind === "channel") return await channels(trigger.query);
    if (trigger.kind === "emoji") return await emoji(trigger.query);
    return await commands(trigger, channelId, rootId);
  } catch {
    return [];
  }
}
