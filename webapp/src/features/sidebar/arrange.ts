import type { ChannelCategory } from "@mattermost/types/channel_categories";

/** The list without `id`, and with it before `before`; at the end when that is "" or not there. */
export function insertBefore(list: readonly string[], id: string, before: string): string[] {
  const rest = list.filter((one) => one !== id);
  const at = before ? rest.indexOf(before) : -1;
  rest.splice(at < 0 ? rest.length : at, 0, id);
  return rest;
}

/** Categories with a channel put into one of them before another channel; those that did not change stay the same objects. */
export function placeChannel(
  list: readonly ChannelCategory[],
  channelId: string,
  target: { categoryId: string; before: string },
): ChannelCategory[] {
  return list.map((one) => {
    if (one.id === target.categoryId)
      return { ...one, channel_ids: insertBefore(one.channel_ids, channelId, target.before) };
    if (!one.channel_ids.includes(channelId)) return one;
    return { ...one, channel_ids: one.channel_ids.filter((id) => id !== channelId) };
  });
}

/** Whether a channel may lie in a category of a type: conversations and channels do not mix in the default ones. */
export function fits(type: ChannelCategory["type"], direct: boolean): boolean {
  return type === "channels" ? !direct : type === "direct_messages" ? direct : true;
}

/** A category with the channels it shows, in their order on screen. */
export interface Shown {
  id: string;
  type: ChannelCategory["type"];
  channelIds: readonly string[];
}

/**
 * Where a channel stands after a step up (-1) or down (+1) in the sidebar: among its neighbours, or at the near end of
 * the next category that takes it. Undefined at the ends of the sidebar.
 */
export function stepTarget(
  shown: readonly Shown[],
  channelId: string,
  direct: boolean,
  step: -1 | 1,
): { categoryId: string; before: string } | undefined {
  const at = shown.findIndex((one) => one.channelIds.includes(channelId));
  const here = shown[at];
  if (!here) return undefined;
  const index = here.channelIds.indexOf(channelId);
  const to = index + step;
  if (to >= 0 && to < here.channelIds.length)
    return { categoryId: here.id, before: here.channelIds[step < 0 ? to : to + 1] ?? "" };
  for (let i = at + step; i >= 0 && i < shown.length; i += step) {
    const next = shown[i];
    if (next && fits(next.type, direct))
      return { categoryId: next.id, before: step > 0 ? (next.channelIds[0] ?? "") : "" };
  }
  return undefined;
}
