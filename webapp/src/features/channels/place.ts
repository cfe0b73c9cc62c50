import type { ServerChannel } from "@mattermost/types/channels";
import type { Team } from "@mattermost/types/teams";
import { batch, signal } from "@preact/signals";
import { client, errorText, statusOf } from "../../lib/client.js";
import { navigate } from "../../lib/navigation.js";
import { pane, showThread } from "../../lib/panes.js";
import { channelUrl, type Route, teamUrl } from "../../lib/routes.js";
import { fetchPost, openChannel, trimChannels } from "../posts/store.js";
import { ensureTeam, loadOtherTeams } from "../teams/load.js";
import {
  currentTeam,
  currentTeamId,
  lastChannelId,
  lastTeamId,
  myTeams,
  rememberPlace,
  teamsById,
} from "../teams/store.js";
import { myId, receiveUsers, usersById } from "../users/store.js";
import { channelPath, joinChannel } from "./actions.js";
import { visited } from "./reading.js";
import {
  channelByName,
  channelsById,
  currentChannelId,
  fetchChannel,
  isDirect,
  membershipsById,
  unreadOf,
} from "./store.js";

/** What the middle of the page shows. */
export type Place =
  | { kind: "loading" }
  | { kind: "channel"; channelId: string; focusPostId: string }
  | { kind: "preview"; channel: ServerChannel }
  | { kind: "threads"; threadId: string }
  | { kind: "missing"; title: string; text: string };

export const place = signal<Place>({ kind: "loading" });
let turn = 0;
let backgroundStarted = false;

/** Shows what an address stands for. A later call makes an earlier one void. */
export async function show(route: Route): Promise<void> {
  const mine = ++turn;
  const current = () => mine === turn;
  if (route.page === "root") return showHome();
  if (!("team" in route))
    return missing("There is no such page", "The address may be mistyped, or from another place.");
  const team = route.team
    ? myTeams.peek().find((one) => one.name === route.team)
    : (currentTeam.peek() ?? myTeams.peek()[0]);
  if (!team) return missing("You are not in this team", "It may not exist, or you need an invitation to it.");
  if (currentTeamId.peek() !== team.id) {
    batch(() => {
      currentTeamId.value = team.id;
      pane.value = undefined;
      place.value = { kind: "loading" };
    });
  }
  try {
    await ensureTeam(team.id);
    if (!current()) return;
    await showIn(team, route, current);
  } catch (error) {
    if (current()) missing("This page could not be loaded", errorText(error));
  }
  if (!backgroundStarted) {
    backgroundStarted = true;
    setTimeout(() => void loadOtherTeams(), 1500);
  }
}

function missing(title: string, text: string): void {
  batch(() => {
    currentChannelId.value = "";
    place.value = { kind: "missing", title, text };
  });
}

function showHome(): void {
  const teams = myTeams.peek();
  const team = teams.find((one) => one.id === lastTeamId()) ?? teams[0];
  navigate(team ? teamUrl(team.name) : "/select_team", true);
}

async function showIn(team: Team, route: Route, current: () => boolean): Promise<void> {
  if (route.page === "team") return showDefault(team);
  if (route.page === "threads") {
    batch(() => {
      currentChannelId.value = "";
      place.value = { kind: "threads", threadId: route.threadId };
      if (pane.peek()?.kind === "thread") pane.value = undefined;
    });
    return;
  }
  if (route.page === "permalink") return showPost(team, route.postId, current);
  const channel =
    route.page === "channel"
      ? await findChannel(team, route.channel)
      : route.page === "messages"
        ? await findConversation(team, route.who)
        : undefined;
  if (!current()) return;
  if (!channel) return missing("There is nothing here", "This channel does not exist, or you are not a member of it.");
  if (!membershipsById.peek(channel.id)) {
    batch(() => {
      currentChannelId.value = "";
      place.value = { kind: "preview", channel };
    });
    return;
  }
  enterChannel(team, channel, "");
}

function showDefault(team: Team): void {
  const last = channelsById.peek(lastChannelId(team.id));
  if (last && membershipsById.peek(last.id) && !last.delete_at) return navigate(channelPath(last), true);
  const square = channelByName(team.id, "town-square");
  const any =
    square ??
    channelsById
      .values()
      .find((channel) => channel.team_id === team.id && membershipsById.peek(channel.id) && !channel.delete_at);
  navigate(channelUrl(team.name, any?.name ?? "town-square"), true);
}

/** Shows a channel one is a member of. */
export function enterChannel(team: Team, channel: ServerChannel, focusPostId: string): void {
  const changed = currentChannelId.peek() !== channel.id;
  const unread = unreadOf(channel.id).unread;
  batch(() => {
    currentChannelId.value = channel.id;
    place.value = { kind: "channel", channelId: channel.id, focusPostId };
    if (changed && pane.peek()?.kind === "thread") pane.value = undefined;
  });
  rememberPlace(team.id, channel.id);
  void openChannel(channel.id, focusPostId ? { focusPostId } : { unread });
  visited(channel.id);
  if (changed) trimChannels(channel.id);
}

async function findChannel(team: Team, name: string): Promise<ServerChannel | undefined> {
  const known = channelByName(team.id, name);
  if (known) return known;
  try {
    const found = await client.getChannelByName(team.id, name, true);
    channelsById.set(found.id, found);
    return found;
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
    throw error;
  }
}

async function findConversation(team: Team, who: string): Promise<ServerChannel | undefined> {
  if (!who.startsWith("@")) return findChannel(team, who);
  const username = who.slice(1).toLowerCase();
  let person = usersById.values().find((one) => one.username === username);
  if (!person) {
    try {
      person = await client.getUserByUsername(username);
      receiveUsers([person]);
    } catch (error) {
      if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
      throw error;
    }
  }
  const known = channelByName("", [myId.peek(), person.id].sort().join("__"));
  if (known && membershipsById.peek(known.id)) return known;
  const made = await client.createDirectChannel([myId.peek(), person.id]);
  return fetchChannel(made.id);
}

/** Shows a message where it was written; a reply opens its thread beside the root. */
async function showPost(team: Team, postId: string, current: () => boolean): Promise<void> {
  const post = await fetchPost(postId);
  const channel = post ? (channelsById.peek(post.channel_id) ?? (await fetchChannel(post.channel_id))) : undefined;
  if (!current()) return;
  if (!post || !channel)
    return missing(
      "This message cannot be shown",
      "It may have been deleted, or it is in a channel that you are not a member of.",
    );
  const home = channel.team_id && channel.team_id !== team.id ? teamsById.peek(channel.team_id) : team;
  if (home && home.id !== team.id) {
    currentTeamId.value = home.id;
    await ensureTeam(home.id);
    if (!current()) return;
  }
  enterChannel(home ?? team, channel, post.root_id || post.id);
  if (post.root_id) showThread(channel.id, post.root_id, post.id);
}

/** Joins the public channel that is being looked at. */
export async function joinPreviewed(channel: ServerChannel): Promise<void> {
  const team = currentTeam.peek();
  if (team && (await joinChannel(channel)) && !isDirect(channel))
    enterChannel(team, channelsById.peek(channel.id) ?? channel, "");
}
