import { client } from "../../lib/client.js";
import { channelsById, isDirect, membershipsById } from "../channels/store.js";
import { currentTeamId } from "../teams/store.js";
import { displayName, receiveUsers } from "../users/store.js";

/** What may stand after an operator that names a person or a channel. */
export interface Offer {
  /** What is put after the colon. */
  value: string;
  label: string;
  hint: string;
}

const MOST = 6;

/** The word that is being written after `from:` or `in:`, at the end of the text; undefined elsewhere. */
export function operatorAtEnd(text: string): { operator: "from" | "in"; query: string; start: number } | undefined {
  const found = /(?:^|\s)-?(from|in):\s?([@~]?)([^\s"]*)$/i.exec(text);
  if (!found) return undefined;
  const query = found[3] ?? "";
  const operator = found[1]?.toLowerCase() === "from" ? "from" : "in";
  return { operator, query: query.toLowerCase(), start: text.length - query.length - (found[2]?.length ?? 0) };
}

async function people(query: string): Promise<Offer[]> {
  const answer = await client.autocompleteUsers(query, currentTeamId.peek(), "", { limit: MOST });
  receiveUsers(answer.users);
  return answer.users.slice(0, MOST).map((one) => {
    const name = displayName(one, "full_name");
    return { value: one.username, label: name, hint: name === one.username ? "" : `@${one.username}` };
  });
}

function channels(query: string): Offer[] {
  const mine = channelsById.keys().flatMap((id) => {
    const channel = channelsById.peek(id);
    const here = channel && channel.team_id === currentTeamId.peek() && membershipsById.peek(id) && !isDirect(channel);
    return here ? [channel] : [];
  });
  const rank = (name: string) => (name.startsWith(query) ? 0 : name.includes(query) ? 1 : 2);
  return mine
    .map((channel) => ({ channel, rank: Math.min(rank(channel.display_name.toLowerCase()), rank(channel.name)) }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank || a.channel.display_name.localeCompare(b.channel.display_name))
    .slice(0, MOST)
    .map(({ channel }) => ({ value: channel.name, label: channel.display_name, hint: `~${channel.name}` }));
}

/** Offers for what is being written; none when the server is not reached. */
export async function offersFor(text: string): Promise<Offer[]> {
  const at = operatorAtEnd(text);
  if (!at) return [];
  return at.operator === "in" ? channels(at.query) : people(at.query).catch(() => []);
}

/** The text with an offer taken. */
export function withOffer(text: string, value: string): string {
  const at = operatorAtEnd(text);
  return at ? `${text.slice(0, at.start)}${value} ` : text;
}
