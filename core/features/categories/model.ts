import type { CategoryChange } from "../../api/categories.js";
import type { CategoryRow, Place } from "./store.js";

/** What the sidebar needs to know of a channel. */
export interface SidebarChannel {
  id: string;
  type: "O" | "P" | "D" | "G";
  display_name: string;
}

/** A person's sidebar of one team as it is kept. */
export interface Kept {
  /** From top to bottom. */
  rows: readonly CategoryRow[];
  /** Where channels were put on purpose, in the order of their category. */
  places: readonly Place[];
  /** The person's channels of the team and all their conversations. */
  channels: readonly SidebarChannel[];
  /** Ids of favourite channels: those with the preference, which alone decides. */
  favourites: ReadonlySet<string>;
}

/** Channel ids by category id. */
export type Contents = Map<string, string[]>;

const isDirect = (channel: SidebarChannel) => channel.type === "D" || channel.type === "G";

/** Whether a channel of this kind may lie in a category; conversations and channels do not mix in the default ones. */
export const fits = (row: Pick<CategoryRow, "type">, channel: SidebarChannel): boolean =>
  row.type === "channels" ? !isDirect(channel) : row.type === "direct_messages" ? isDirect(channel) : true;

/** Where a channel lies while it is no favourite. */
export function homeOf(kept: Kept, channel: SidebarChannel): string {
  const byId = new Map(kept.rows.map((row) => [row.id, row]));
  for (const place of kept.places) {
    const row = place.channel_id === channel.id ? byId.get(place.category_id) : undefined;
    if (row && row.type !== "favorites" && fits(row, channel)) return row.id;
  }
  return defaultOf(kept, isDirect(channel) ? "direct_messages" : "channels");
}

export const defaultOf = (kept: Pick<Kept, "rows">, type: CategoryRow["type"]): string =>
  kept.rows.find((row) => row.type === type)?.id ?? "";

const byName = new Intl.Collator("en", { numeric: true });

/** Puts every channel into exactly one category: first those put there on purpose, then the rest by name. */
export function arrange(kept: Kept): Contents {
  const rows = new Map(kept.rows.map((row) => [row.id, row]));
  const contents: Contents = new Map(kept.rows.map((row) => [row.id, []]));
  const channels = new Map(kept.channels.map((channel) => [channel.id, channel]));
  const favourites = defaultOf(kept, "favorites");
  const placed = new Set<string>();
  for (const { category_id, channel_id } of kept.places) {
    const [row, channel] = [rows.get(category_id), channels.get(channel_id)];
    const belongs =
      row && channel && (row.type === "favorites") === kept.favourites.has(channel_id) && fits(row, channel);
    if (!belongs || placed.has(channel_id)) continue;
    placed.add(channel_id);
    contents.get(category_id)?.push(channel_id);
  }
  const rest = kept.channels.filter((channel) => !placed.has(channel.id));
  for (const channel of rest.sort((a, b) => byName.compare(a.display_name, b.display_name))) {
    const home = isDirect(channel) ? "direct_messages" : "channels";
    contents.get(kept.favourites.has(channel.id) ? favourites : defaultOf(kept, home))?.push(channel.id);
  }
  return contents;
}

/** What a change of categories writes. */
export interface Plan {
  /** Whole new lists of categories. */
  lists: Contents;
  /** Channels that leave their place in `from`; one that is placed elsewhere leaves all places but a favourite's. */
  cleared: { from: string; channelId: string }[];
  star: string[];
  unstar: string[];
}

/** Works out what lists of channels mean: a channel goes where it was named last, and where it was left out it leaves. */
export function plan(kept: Kept, changes: readonly Pick<CategoryChange, "id" | "channel_ids">[]): Plan {
  const before = arrange(kept);
  const channels = new Map(kept.channels.map((channel) => [channel.id, channel]));
  const favourites = defaultOf(kept, "favorites");
  const target = new Map<string, string>();
  const lists: Contents = new Map();
  for (const { id, channel_ids } of changes) {
    const row = kept.rows.find((candidate) => candidate.id === id);
    if (!row || !channel_ids) continue;
    // What is not (or no longer) the person's channel is left out: the client may be a moment behind.
    const ids = [...new Set(channel_ids)].filter(
      (one) => channels.has(one) && fits(row, channels.get(one) as SidebarChannel),
    );
    lists.delete(id);
    lists.set(id, ids);
  }
  for (const [id, ids] of lists) for (const channelId of ids) target.set(channelId, id);
  for (const [id, ids] of lists)
    lists.set(
      id,
      ids.filter((channelId) => target.get(channelId) === id),
    );
  const cleared: Plan["cleared"] = [];
  for (const id of lists.keys()) {
    for (const channelId of before.get(id) ?? [])
      if (target.get(channelId) !== id) cleared.push({ from: id, channelId });
  }
  const wanted = new Set(lists.get(favourites));
  const star = [...wanted].filter((channelId) => !kept.favourites.has(channelId));
  const left = cleared.filter(({ from }) => from === favourites).map(({ channelId }) => channelId);
  const moved = [...target.keys()].filter((channelId) => kept.favourites.has(channelId) && !wanted.has(channelId));
  return { lists, cleared, star, unstar: [...new Set([...left, ...moved])] };
}
