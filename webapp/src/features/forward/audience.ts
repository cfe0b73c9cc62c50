import type { ServerChannel } from "@mattermost/types/channels";
import { client } from "../../lib/client.js";
import type { Target } from "../channels/channel-search.js";
import { isDirect, teammateId } from "../channels/store.js";
import { teamsById } from "../teams/store.js";
import { displayName, ensureUsers, myId, user } from "../users/store.js";

/** The people of larger channels are not compared one by one. */
const MOST = 200;

/** Ids of who would read it there, or undefined if they are too many to compare. */
async function readersOf(target: Target): Promise<string[] | undefined> {
  if (target.kind === "person") return [target.person.id];
  const { channel } = target;
  if (channel.type === "D") return [teammateId(channel, myId.peek())];
  const members = await client.getChannelMembers(channel.id, 0, MOST);
  return members.length < MOST ? members.map((member) => member.user_id) : undefined;
}

/** Those of some people who may read what stands in a channel. */
async function mayRead(source: ServerChannel, userIds: string[]): Promise<Set<string>> {
  const members =
    source.type === "O"
      ? (await client.getTeamMembersByIds(source.team_id, userIds)).filter((member) => !member.delete_at)
      : await client.getChannelMembersByIds(source.id, userIds);
  return new Set(members.map((member) => member.user_id));
}

function originOf(source: ServerChannel): string {
  if (source.type === "O") return `the team ${teamsById.peek(source.team_id)?.display_name ?? "it was written in"}`;
  return isDirect(source) ? "the conversation" : `the private channel ${source.display_name}`;
}

/**
 * Why a message of a channel must not be forwarded somewhere, or "": there, people would be pointed to what they cannot
 * read. (The server shows the text only to those who can.) @throws the client's error
 */
export async function refusal(source: ServerChannel, target: Target): Promise<string> {
  const channel = target.kind === "channel" ? target.channel : undefined;
  if (channel?.id === source.id) return "";
  // Whoever is in the team may read its public channels.
  if (source.type === "O" && channel && channel.team_id === source.team_id) return "";
  const where = originOf(source);
  if (channel?.type === "O")
    return `Anyone in ${teamsById.peek(channel.team_id)?.display_name ?? "the team"} can read ${channel.display_name}, but this message is only for those in ${where}.`;
  const readers = await readersOf(target);
  if (!readers) return `This message is only for those in ${where}, and too many people are there to compare.`;
  const others = readers.filter((id) => id !== myId.peek());
  if (others.length === 0) return "";
  const allowed = await mayRead(source, others);
  const strangers = others.filter((id) => !allowed.has(id));
  const [first] = strangers;
  if (!first) return "";
  ensureUsers([first]);
  const name = target.kind === "person" ? displayName(target.person) : displayName(user(first)) || "Somebody there";
  const more = strangers.length - 1;
  const who = more === 0 ? name : `${name} and ${more === 1 ? "1 other" : `${more} others`}`;
  return `${who} cannot read this message: it is only for those in ${where}.`;
}
