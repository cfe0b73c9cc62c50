/**
 * The part of a channel (or of a thread) that the page holds, oldest first. A plain value:
 * every change makes a new one, so drawing code compares by identity.
 */
export interface PostWindow {
  /** Ids of posts the server has confirmed, oldest first. */
  ids: readonly string[];
  /** Pending ids of the person's own posts that are not confirmed yet, in sending order. */
  pendingIds: readonly string[];
  atOldest: boolean;
  /** False while the newest posts are not loaded: then live posts are not appended. */
  atNewest: boolean;
  loading: "" | "initial" | "older" | "newer";
  /** A sentence when the last load failed, else "". */
  error: string;
  /** Id of the first unread post when the channel was opened, "" if there was none. */
  unreadFrom: string;
  /** Posts that came in while the window was not at the newest end, for the "jump to latest" pill. */
  newerCount: number;
}

export const EMPTY_WINDOW: PostWindow = {
  ids: [],
  pendingIds: [],
  atOldest: false,
  atNewest: false,
  loading: "",
  error: "",
  unreadFrom: "",
  newerCount: 0,
};

export interface Placed {
  id: string;
  create_at: number;
}

function before(a: Placed, b: Placed): boolean {
  return a.create_at !== b.create_at ? a.create_at < b.create_at : a.id < b.id;
}

/**
 * Ids with one more, in the order of creation. Almost always the newest, so the search starts
 * at the end. Returns the same array if the id is there already.
 */
export function insertId(
  ids: readonly string[],
  post: Placed,
  at: (id: string) => Placed | undefined,
): readonly string[] {
  let i = ids.length;
  while (i > 0) {
    const id = ids[i - 1] as string;
    if (id === post.id) return ids;
    const other = at(id);
    if (other && before(other, post)) break;
    i--;
  }
  if (ids.includes(post.id)) return ids;
  return [...ids.slice(0, i), post.id, ...ids.slice(i)];
}

/** Joins a page that the server sent (any order) with the ids at hand: sorted, each once. */
export function mergeIds(
  ids: readonly string[],
  page: readonly string[],
  at: (id: string) => Placed | undefined,
): readonly string[] {
  const all = [...new Set([...ids, ...page])];
  return all.sort((a, b) => {
    const one = at(a);
    const two = at(b);
    if (!one || !two) return 0;
    return before(one, two) ? -1 : 1;
  });
}
