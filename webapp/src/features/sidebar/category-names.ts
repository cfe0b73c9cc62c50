import type { ChannelCategory } from "@mattermost/types/channel_categories";

const NAMES: Partial<Record<ChannelCategory["type"], string>> = {
  favorites: "Favourites",
  channels: "Channels",
  direct_messages: "Direct messages",
};

/** What a category is called: the default ones have a name in the language of the app. */
export function categoryName(category: ChannelCategory): string {
  return NAMES[category.type] ?? category.display_name;
}
