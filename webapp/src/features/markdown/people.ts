import type { ServerChannel } from "@mattermost/types/channels";
import type { UserProfile } from "@mattermost/types/users";
import { client } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { channelByName, receiveChannel } from "../channels/store.js";
import { search } from "../search/store.js";
import { currentTeamId } from "../teams/store.js";
import { receiveUsers, usersById } from "../users/store.js";

/** Searches for a hashtag and shows what was found. */
export function searchHashtag(tag: string): void {
  void search(`#${tag}`);
}

const NOBODY = "-";
/** User ids by user name, as far as anybody asked; "-" for names nobody has. */
const idsByName = new SignalMap<string>();
const wanted = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function known(name: string): string | undefined {
  for (const id of usersById.keys()) if (usersById.peek(id)?.username === name) return id;
  return undefined;
}

async function fetchWanted(): Promise<void> {
  timer = undefined;
  const names = [...wanted].slice(0, 100);
  for (const name of names) wanted.delete(name);
  if (wanted.size > 0) schedule();
  try {
    const found = await client.getProfilesByUsernames(names);
    receiveUsers(found);
    for (const one of found) idsByName.set(one.username, one.id);
    for (const name of names) if (!idsByName.peek(name)) idsByName.set(name, NOBODY);
  } catch {
    // Stays plain text until the name is drawn again.
  }
}

function schedule(): void {
  if (timer === undefined) timer = setTimeout(() => void fetchWanted(), 30);
}

function personNamed(name: string): UserProfile | undefined {
  let id = idsByName.get(name);
  const profile = id && id !== NOBODY ? usersById.get(id) : undefined;
  if (profile?.username === name) return profile;
  if (id === NOBODY) return undefined;
  id = known(name);
  if (id) {
    idsByName.set(name, id);
    return usersById.get(id);
  }
  wanted.add(name);
  schedule();
  return undefined;
}

/**
 * The person that `@written` names, and what follows the name: "@anna." is anna and a full stop.
 * Followed; unknown names are asked for once.
 */
export function mentioned(written: string): { profile: UserProfile; rest: string } | undefined {
  const name = written.toLowerCase();
  const profile = personNamed(name);
  if (profile) return { profile, rest: "" };
  const short = name.replace(/[._-]+$/, "");
  if (short === name || short === "") return undefined;
  const other = personNamed(short);
  return other && { profile: other, rest: written.slice(short.length) };
}

const askedChannels = new Set<string>();

/** The channel of this team that `~name` stands for. Followed; public ones one is not in are asked for once. */
export function linkedChannel(name: string): ServerChannel | undefined {
  const teamId = currentTeamId.value;
  const found = channelByName(teamId, name.toLowerCase());
  const key = `${teamId}/${name}`;
  if (!found && teamId && !askedChannels.has(key)) {
    askedChannels.add(key);
    client.getChannelByName(teamId, name.toLowerCase()).then(receiveChannel as (channel: unknown) => void, () => {});
  }
  return found;
}
