import type { ChannelCategory } from "@mattermost/types/channel_categories";
import { promptDialog } from "../../ui/overlay.js";
import { createCategory } from "./store.js";

const NAMES: Partial<Record<ChannelCategory["type"], string>> = {
  favorites: "Favourites",
  channels: "Channels",
  direct_messages: "Direct messages",
};

export function categoryName(category: ChannelCategory): string {
  return NAMES[category.type] ?? category.display_name;
}

/** Asks for a name and makes a category, with a first channel if one is given. */
export async function newCategory(teamId: string, channelIds: string[] = []): Promise<void> {
  const name = await promptDialog({ title: "New category", label: "Name", confirm: "Create", maxLength: 64 });
  if (name) await createCategory(teamId, name, channelIds);
}
