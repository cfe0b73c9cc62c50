import type { ChannelCategory } from "@mattermost/types/channel_categories";
import { CategorySorting } from "@mattermost/types/channel_categories";
import { signal } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { channelsById, channelTitle, isDirect } from "../channels/store.js";
import { fits, insertBefore, placeChannel, stepTarget } from "./arrange.js";
import { categoryName } from "./category-names.js";
import { effectiveSorting, sortChannels } from "./sort.js";
import { categories, patchCategory, putCategoryOrder, putSidebar, sections } from "./store.js";

/** What a screen reader hears of a move. */
export const moveSpoken = signal("");

/** Whether a channel may be put into a category. */
export function takes(category: Pick<ChannelCategory, "type">, channelId: string): boolean {
  const channel = channelsById.peek(channelId);
  return channel !== undefined && fits(category.type, isDirect(channel));
}

const find = (teamId: string, id: string) => categories(teamId).find((one) => one.id === id);

/** The categories with one of them sorted by hand, in the order it has on screen when nothing is hidden. */
function byHand(teamId: string, category: ChannelCategory): ChannelCategory[] {
  const shown = sections(teamId).find((one) => one.category.id === category.id)?.channels ?? [];
  const ids = [...new Set([...category.channel_ids, ...shown.map((channel) => channel.id)])];
  const known = ids.map((id) => channelsById.peek(id)).filter((channel) => channel !== undefined);
  const sorted = sortChannels(known, category, channelTitle).map((channel) => channel.id);
  const next = { ...category, sorting: CategorySorting.Manual, channel_ids: [...new Set([...sorted, ...ids])] };
  return categories(teamId).map((one) => (one.id === category.id ? next : one));
}

/**
 * Puts a channel into a category, before another channel of it or ("") at the end. Where the category sorts its channels
 * by name or by news, the place follows from that; a move within such a category sorts it by hand from then on.
 */
export async function placeInSidebar(
  teamId: string,
  channelId: string,
  target: { categoryId: string; before: string },
): Promise<void> {
  const category = find(teamId, target.categoryId);
  const channel = channelsById.peek(channelId);
  if (!category || !channel || !takes(category, channelId) || target.before === channelId) return;
  const own = sections(teamId).some(
    (one) => one.category.id === category.id && one.channels.some((other) => other.id === channelId),
  );
  const sorted = effectiveSorting(category) !== "manual";
  const list = own && sorted ? byHand(teamId, category) : categories(teamId);
  if (!(await putSidebar(teamId, placeChannel(list, channelId, target)))) return;
  tell(teamId, channelTitle(channel), channelId);
  if (own && sorted) {
    toast(`${categoryName(category)} is sorted by hand now`, {
      action: {
        label: "Undo",
        run: () => void patchCategory(category, { sorting: category.sorting }),
      },
    });
  }
}

function tell(teamId: string, title: string, channelId: string): void {
  const section = sections(teamId).find((one) => one.channels.some((channel) => channel.id === channelId));
  if (!section) return;
  const at = section.channels.findIndex((channel) => channel.id === channelId) + 1;
  moveSpoken.value = `${title}: ${categoryName(section.category)}, ${at} of ${section.channels.length}`;
}

/** Moves a channel one place up (-1) or down (+1) in the sidebar, also into the category above or below. */
export async function stepChannel(teamId: string, channelId: string, step: -1 | 1): Promise<void> {
  const channel = channelsById.peek(channelId);
  if (!channel) return;
  const shown = sections(teamId).map(({ category, channels }) => ({
    id: category.id,
    type: category.type,
    channelIds: channels.map((one) => one.id),
  }));
  const target = stepTarget(shown, channelId, isDirect(channel), step);
  if (target) await placeInSidebar(teamId, channelId, target);
  else moveSpoken.value = `${channelTitle(channel)} is ${step < 0 ? "first" : "last"} already`;
}

/** Puts a category before another one, or ("") at the end. */
export async function placeCategory(teamId: string, id: string, before: string): Promise<void> {
  const order = categories(teamId).map((one) => one.id);
  const next = insertBefore(order, id, before);
  const category = find(teamId, id);
  if (!category || before === id || next.join() === order.join()) return;
  if (!(await putCategoryOrder(teamId, next))) return;
  moveSpoken.value = `${categoryName(category)}: category ${next.indexOf(id) + 1} of ${next.length}`;
}

/** Moves a category one place up (-1) or down (+1). */
export async function stepCategory(category: ChannelCategory, step: -1 | 1): Promise<void> {
  const order = categories(category.team_id).map((one) => one.id);
  const to = order.indexOf(category.id) + step;
  if (to < 0 || to >= order.length) {
    moveSpoken.value = `${categoryName(category)} is ${step < 0 ? "first" : "last"} already`;
    return;
  }
  await placeCategory(category.team_id, category.id, order[step < 0 ? to : to + 1] ?? "");
}
