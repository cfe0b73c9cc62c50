import type { Post } from "@mattermost/types/posts";

/** Messages of one author within this time stand together under one name. */
const GROUP_MS = 5 * 60_000;

/** Types of the server's that are drawn like what somebody says. */
const SAID = ["system_ephemeral", "system_auto_responder"];

/** The published types lack this type. */
export const isAutomaticReply = (post: { type: string }) => post.type === "system_auto_responder";

export function isSystem(post: Pick<Post, "type">): boolean {
  return post.type.startsWith("system_") && !SAID.includes(post.type);
}

/** A message someone wrote through a webhook carries its own name and picture. */
export function shownAuthor(post: Post, overrides: { name: boolean; icon: boolean }): { name: string; icon: string } {
  const fromHook = post.props?.from_webhook === "true";
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    name: fromHook && overrides.name ? text(post.props.override_username) : "",
    icon: fromHook && overrides.icon ? text(post.props.override_icon_url) : "",
  };
}

export function sameDay(a: number, b: number): boolean {
  const one = new Date(a);
  const two = new Date(b);
  return (
    one.getFullYear() === two.getFullYear() && one.getMonth() === two.getMonth() && one.getDate() === two.getDate()
  );
}

/** Whether a message continues the one above it, without a name of its own. */
export function continues(post: Post, previous: Post | undefined): boolean {
  if (!previous || previous.user_id !== post.user_id) return false;
  if (isSystem(post) || isSystem(previous) || post.type !== previous.type || previous.delete_at > 0) return false;
  if (post.create_at - previous.create_at > GROUP_MS || !sameDay(post.create_at, previous.create_at)) return false;
  if (post.metadata?.priority?.priority) return false;
  return (
    String(post.props?.override_username ?? "") === String(previous.props?.override_username ?? "") &&
    post.props?.from_webhook === previous.props?.from_webhook
  );
}

/** The day of a separator: "Today", "Yesterday", or the date in the reader's language. */
export function dayLabel(at: number, now: number, locale?: string): string {
  if (sameDay(at, now)) return "Today";
  if (sameDay(at, now - 86_400_000)) return "Yesterday";
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(undefined, options);
    formats.set(key, found);
  }
  return found;
}

/** The time of a message. */
export function clock(at: number, hours24: boolean): string {
  return format(
    `clock${hours24}`,
    hours24
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { hour: "numeric", minute: "2-digit", hour12: true },
  ).format(at);
}

/** Date and time in full, for tooltips. */
export function fullTime(at: number, hours24: boolean): string {
  return format(`full${hours24}`, {
    dateStyle: "full",
    timeStyle: "medium",
    hourCycle: hours24 ? "h23" : "h12",
  } as Intl.DateTimeFormatOptions).format(at);
}

/** How long ago, short: "now", "5 min", "3 h", "2 d", then the date. */
export function ago(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / 1440)} d ago`;
  return format("day", { day: "numeric", month: "short" }).format(at);
}

export interface ReactionGroup {
  name: string;
  userIds: string[];
  mine: boolean;
}

/** Reactions by emoji, in the order in which each emoji was first used. */
export function groupReactions(reactions: Post["metadata"]["reactions"], myId: string): ReactionGroup[] {
  const groups = new Map<string, ReactionGroup>();
  for (const one of [...(reactions ?? [])].sort((a, b) => a.create_at - b.create_at)) {
    const group = groups.get(one.emoji_name) ?? { name: one.emoji_name, userIds: [], mine: false };
    group.userIds.push(one.user_id);
    group.mine ||= one.user_id === myId;
    groups.set(one.emoji_name, group);
  }
  return [...groups.values()];
}

/** "Anna", "Anna and Bo", "Anna, Bo and 3 others". */
export function nameList(names: readonly string[], limit = 12): string {
  if (names.length <= 1) return names[0] ?? "";
  const shown = names.slice(0, limit);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} ${rest === 1 ? "other" : "others"}`;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
