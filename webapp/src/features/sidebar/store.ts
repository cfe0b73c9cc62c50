import {
  CategorySorting,
  type ChannelCategory,
  type OrderedChannelCategories,
} from "@mattermost/types/channel_categories";
import type { ServerChannel } from "@mattermost/types/channels";
import { signal } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import {
  channelsById,
  channelTitle,
  currentChannelId,
  isDirect,
  membershipsById,
  teammateId,
  unreadOf,
} from "../channels/store.js";
import { preference } from "../preferences/store.js";
import { myId } from "../users/store.js";
import { placeChannel } from "./arrange.js";
import { changeSidebar, receiveNews } from "./changes.js";
import { sortChannels } from "./sort.js";

/** Categories by team id, in the order of the sidebar. */
const categoriesByTeam = new SignalMap<ChannelCategory[]>();
/** Show only what is unread. */
export const unreadFilter = signal(false);

export function categories(teamId: string): ChannelCategory[] {
  return categoriesByTeam.get(teamId) ?? [];
}

/** The sidebar while the server has not told the person's own categories: channels, then people. */
function plainCategories(teamId: string): ChannelCategory[] {
  const plain = (type: ChannelCategory["type"]): ChannelCategory => ({
    id: `${type}_${myId.peek()}_${teamId}`,
    user_id: myId.peek(),
    team_id: teamId,
    type,
    display_name: "",
    sorting: CategorySorting.Default,
    channel_ids: [],
    muted: false,
    collapsed: false,
  });
  return [plain("channels"), plain("direct_messages")];
}

function receive(teamId: string, answer: OrderedChannelCategories): void {
  const byId = new Map(answer.categories.map((one) => [one.id, one]));
  const ordered = answer.order.map((id) => byId.get(id)).filter((one) => one !== undefined);
  const rest = answer.categories.filter((one) => !answer.order.includes(one.id));
  categoriesByTeam.set(teamId, [...ordered, ...rest]);
}

export async function loadCategories(teamId: string): Promise<void> {
  receive(teamId, await client.getChannelCategories(myId.peek(), teamId));
}

function putCategories(list: readonly ChannelCategory[]): void {
  for (const one of list) {
    categoriesByTeam.update(one.team_id, (old) => {
      const taken = new Set(one.channel_ids);
      return old.map((other) =>
        other.id === one.id ? one : { ...other, channel_ids: other.channel_ids.filter((id) => !taken.has(id)) },
      );
    });
  }
}

const inOrder = (list: readonly ChannelCategory[], order: readonly string[]) =>
  [...list].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));

function putOrder(teamId: string, order: readonly string[]): void {
  categoriesByTeam.update(teamId, (old) => inOrder(old, order));
}

/** News of categories, from this device or another one. */
export function receiveCategories(list: readonly ChannelCategory[]): void {
  const [first] = list;
  if (first) receiveNews(first.team_id, () => putCategories(list));
}

export function receiveCategoryOrder(teamId: string, order: readonly string[]): void {
  receiveNews(teamId, () => putOrder(teamId, order));
}

/** True if the person hid this conversation (the preference both Mattermost clients use). */
function hidden(channel: ServerChannel): boolean {
  if (channel.type === "D") return preference("direct_channel_show", teammateId(channel)) === "false";
  if (channel.type === "G") return preference("group_channel_show", channel.id) === "false";
  return false;
}

export interface Section {
  category: ChannelCategory;
  channels: ServerChannel[];
}

/** The sidebar of a team: each category with the channels to show, sorted. Followed. */
export function sections(teamId: string): Section[] {
  const known = categories(teamId);
  const list = known.length > 0 ? known : plainCategories(teamId);
  const placed = new Set(list.flatMap((one) => one.channel_ids));
  const strays = membershipsById.keys().filter((id) => {
    const channel = channelsById.get(id);
    return channel && !placed.has(id) && (channel.team_id === teamId || channel.team_id === "");
  });
  return list.map((category) => {
    const extra = strays.filter((id) => {
      const channel = channelsById.get(id);
      return channel
        ? isDirect(channel) === (category.type === "direct_messages") &&
            (category.type === "direct_messages" || category.type === "channels")
        : false;
    });
    return { category, channels: shown(category, [...category.channel_ids, ...extra]) };
  });
}

function shown(category: ChannelCategory, ids: readonly string[]): ServerChannel[] {
  const found: ServerChannel[] = [];
  for (const id of ids) {
    const channel = channelsById.get(id);
    if (!channel || !membershipsById.get(id) || (channel.delete_at && id !== currentChannelId.value)) continue;
    const { unread } = unreadOf(id);
    if (hidden(channel) && !unread && id !== currentChannelId.value) continue;
    if (unreadFilter.value && !unread && id !== currentChannelId.value) continue;
    found.push(channel);
  }
  return sortChannels(found, category, (channel) => channelTitle(channel));
}

/** Ids of all channels as they stand in the sidebar, for Alt+Up and Alt+Down. */
export function sidebarOrder(teamId: string): string[] {
  return sections(teamId).flatMap((section) => section.channels.map((channel) => channel.id));
}

async function attempt(teamId: string, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    await loadCategories(teamId).catch(() => {});
    return false;
  }
}

const portsOf = (teamId: string) => ({
  read: () => categoriesByTeam.peek(teamId) ?? [],
  show: (list: ChannelCategory[]) => categoriesByTeam.set(teamId, list),
  reload: () => loadCategories(teamId),
});

/** Changes a category's own fields: collapsed, muted, sorting, display_name. Which channels are in it stays. */
export function patchCategory(category: ChannelCategory, change: Partial<ChannelCategory>): Promise<boolean> {
  const list = categoriesByTeam.peek(category.team_id) ?? [];
  const now = { ...(list.find((one) => one.id === category.id) ?? category), ...change };
  const next = list.map((one) => (one.id === category.id ? now : one));
  const { channel_ids: _, ...fields } = now;
  return changeSidebar(
    category.team_id,
    portsOf(category.team_id),
    next,
    () => client.updateChannelCategory(myId.peek(), category.team_id, fields as ChannelCategory),
    (answer) => putCategories([answer]),
  );
}

/** Replaces a team's categories by others: those that are new objects are sent. */
export function putSidebar(teamId: string, next: ChannelCategory[]): Promise<boolean> {
  const old = categoriesByTeam.peek(teamId) ?? [];
  const changed = next.filter((one) => !old.includes(one));
  if (changed.length === 0) return Promise.resolve(true);
  return changeSidebar(
    teamId,
    portsOf(teamId),
    next,
    () => client.updateChannelCategories(myId.peek(), teamId, changed),
    putCategories,
  );
}

/** Puts the categories of a team in another order. */
export function putCategoryOrder(teamId: string, order: string[]): Promise<boolean> {
  return changeSidebar(
    teamId,
    portsOf(teamId),
    inOrder(categoriesByTeam.peek(teamId) ?? [], order),
    () => client.updateChannelCategoryOrder(myId.peek(), teamId, order),
    (answer) => putOrder(teamId, answer),
  );
}

/** Puts a channel at the top of another category. */
export function moveChannel(teamId: string, channelId: string, categoryId: string): Promise<boolean> {
  const list = categoriesByTeam.peek(teamId) ?? [];
  const before = list.find((one) => one.id === categoryId)?.channel_ids.find((id) => id !== channelId) ?? "";
  return putSidebar(teamId, placeChannel(list, channelId, { categoryId, before }));
}

/** Stars a channel, or puts it back where channels of its kind are. */
export function setFavorite(teamId: string, channelId: string, favorite: boolean): Promise<boolean> {
  const channel = channelsById.peek(channelId);
  const home = channel && isDirect(channel) ? "direct_messages" : "channels";
  const target = (categoriesByTeam.peek(teamId) ?? []).find((one) => one.type === (favorite ? "favorites" : home));
  return target ? moveChannel(teamId, channelId, target.id) : Promise.resolve(false);
}

export function isFavorite(teamId: string, channelId: string): boolean {
  return categories(teamId).some((one) => one.type === "favorites" && one.channel_ids.includes(channelId));
}

/** Makes a category, optionally with a first channel in it. */
export function createCategory(teamId: string, name: string, channelIds: string[] = []): Promise<boolean> {
  return attempt(teamId, async () => {
    await client.createChannelCategory(myId.peek(), teamId, {
      user_id: myId.peek(),
      team_id: teamId,
      display_name: name,
      channel_ids: channelIds,
    });
    await loadCategories(teamId);
  });
}

/** Deletes a custom category; its channels go back to where they came from. */
export function deleteCategory(category: ChannelCategory): Promise<boolean> {
  return attempt(category.team_id, async () => {
    await client.deleteChannelCategory(myId.peek(), category.team_id, category.id);
    await loadCategories(category.team_id);
  });
}
