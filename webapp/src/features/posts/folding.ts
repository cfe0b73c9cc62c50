import type { Post } from "@mattermost/types/posts";
import { nameList, sameDay } from "./grouping.js";

/** Names in a sentence before the rest is a number. */
const MOST_NAMES = 5;

/** Somebody came or went, as a line of the server says. */
interface Coming {
  who: string;
  /** Who did it to them; "" where they did it themselves, or where it is not said. */
  by: string;
  what: "joined" | "added" | "left" | "removed";
  place: "channel" | "team";
}

const TYPE = /^system_(join|add_to|leave|remove_from)_(channel|team)$/;
const WHAT = { join: "joined", add_to: "added", leave: "left", remove_from: "removed" } as const;

function comingOf(post: Post): Coming | undefined {
  const [, how, place] = TYPE.exec(post.type) ?? [];
  if (!how || !place) return undefined;
  const what = WHAT[how as keyof typeof WHAT];
  const { username, addedUsername, removedUsername } = post.props as Record<string, unknown>;
  const who = what === "added" ? addedUsername : what === "removed" ? removedUsername : username;
  if (typeof who !== "string") return undefined;
  const by = what === "added" && typeof username === "string" ? username : "";
  return { who, by, what, place: place as Coming["place"] };
}

/** Whether a line may be told together with others: nobody has done anything with it. */
function folds(post: Post | undefined): post is Post {
  if (!post || post.delete_at > 0 || post.is_pinned || post.reply_count > 0) return false;
  return !post.metadata?.reactions?.length && comingOf(post) !== undefined;
}

/**
 * Takes comings and goings that follow each other on one day as one row, under the first of them. `apart`: messages at
 * which a row begins in any case, as a line or a jump stands there.
 */
export function foldComings(
  ids: readonly string[],
  postOf: (id: string) => Post | undefined,
  apart: readonly (string | undefined)[],
): { keys: readonly string[]; folded: ReadonlyMap<string, readonly string[]> } {
  const keys: string[] = [];
  const folded = new Map<string, string[]>();
  let first: Post | undefined;
  let run: string[] = [];
  for (const id of ids) {
    const post = postOf(id);
    const coming = folds(post) ? post : undefined;
    if (first && coming && !apart.includes(id) && sameDay(first.create_at, coming.create_at)) {
      run.push(id);
      folded.set(first.id, run);
      continue;
    }
    keys.push(id);
    first = coming;
    run = [id];
  }
  return { keys, folded };
}

/** "@anna, @bo and 3 others joined the channel. @cleo left the channel." */
export function tellComings(posts: readonly Post[]): string {
  const groups = new Map<string, Coming & { names: Set<string> }>();
  for (const post of posts) {
    const coming = comingOf(post);
    if (!coming) continue;
    const key = `${coming.what} ${coming.place} ${coming.by}`;
    const group = groups.get(key) ?? { ...coming, names: new Set() };
    groups.set(key, group);
    group.names.add(`@${coming.who}`);
  }
  return [...groups.values()].map(sentence).join(" ");
}

function sentence({ what, place, by, names }: Coming & { names: ReadonlySet<string> }): string {
  const who = nameList([...names], MOST_NAMES);
  const were = names.size === 1 ? "was" : "were";
  if (what === "added") return `${who} ${were} added to the ${place}${by && ` by @${by}`}.`;
  if (what === "removed") return `${who} ${were} removed from the ${place}.`;
  return `${who} ${what} the ${place}.`;
}
