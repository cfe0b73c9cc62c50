import type { ChannelCategory } from "@mattermost/types/channel_categories";
import type { ServerChannel } from "@mattermost/types/channels";

/** How a category is sorted when the person has not chosen: people by news, channels by name, the rest by hand. */
export function effectiveSorting(category: Pick<ChannelCategory, "sorting" | "type">): string {
  if (category.sorting) return category.sorting;
  return category.type === "direct_messages" ? "recent" : category.type === "channels" ? "alpha" : "manual";
}

/**
 * Channels in the order a category asks for: by hand (as given), A to Z, or newest message first.
 * Direct messages stand newest first unless the person chose otherwise.
 */
export function sortChannels(
  channels: readonly ServerChannel[],
  category: Pick<ChannelCategory, "sorting" | "type">,
  title: (channel: ServerChannel) => string,
): ServerChannel[] {
  const sorting = effectiveSorting(category);
  if (sorting === "manual") return [...channels];
  if (sorting === "recent") {
    return [...channels].sort(
      (a, b) =>
        (b.last_root_post_at || b.last_post_at || b.create_at) - (a.last_root_post_at || a.last_post_at || a.create_at),
    );
  }
  const names = new Map(channels.map((channel) => [channel.id, title(channel)]));
  return [...channels].sort((a, b) =>
    (names.get(a.id) ?? "").localeCompare(names.get(b.id) ?? "", undefined, { sensitivity: "base", numeric: true }),
  );
}

/** The next id in a direction that `wanted` accepts, going round at the ends; "" if there is none but the current. */
export function neighbour(
  order: readonly string[],
  current: string,
  by: 1 | -1,
  wanted: (id: string) => boolean,
): string {
  const at = order.indexOf(current);
  const start = at < 0 ? (by === 1 ? -1 : order.length) : at;
  for (let i = 1; i <= order.length; i++) {
    const id = order[(((start + by * i) % order.length) + order.length) % order.length] ?? "";
    if (id !== current && wanted(id)) return id;
  }
  return "";
}
