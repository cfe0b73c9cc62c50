import type { FileInfo } from "../../api/files.js";
import type { Post, PostList, PostMetadata, Priority, Reaction } from "../../api/posts.js";
import type { Queryable } from "../../platform/database/database.js";
import type { PostRow, ReactionRow } from "./store.js";
import { postStore } from "./store.js";

/** Adds to the metadata of messages what a later slice knows of them (acknowledgements, previews, custom emoji). */
export type Decorator = (rows: readonly PostRow[], readerId: string) => Promise<Map<string, Partial<PostMetadata>>>;

export interface PresentDeps {
  db: Queryable;
  filesOf(postIds: readonly string[]): Promise<Map<string, FileInfo[]>>;
  decorators: readonly Decorator[];
}

export function presentReaction(row: ReactionRow): Reaction {
  return {
    user_id: row.user_id,
    post_id: row.post_id,
    emoji_name: row.emoji_name,
    create_at: row.create_at,
    update_at: row.create_at,
    delete_at: 0,
    remote_id: "",
    channel_id: row.channel_id,
  };
}

const emptyMetadata = (): PostMetadata => ({ embeds: [], emojis: [], files: [], images: {}, reactions: [] });

/** A message as clients get it. Deleted ones keep their place but not their text. */
export function presentPost(row: PostRow, metadata: Partial<PostMetadata> = {}): Post {
  const deleted = row.delete_at > 0 && row.original_id === "";
  return {
    id: row.id,
    create_at: row.create_at,
    update_at: row.update_at,
    edit_at: row.edit_at,
    delete_at: row.delete_at,
    is_pinned: row.is_pinned,
    user_id: row.user_id,
    channel_id: row.channel_id,
    root_id: row.root_id,
    original_id: row.original_id,
    message: deleted ? "" : row.message,
    type: row.type,
    props: deleted ? { deleteBy: row.props.deleteBy ?? "" } : shownProps(row.props),
    hashtags: deleted ? "" : row.hashtags,
    file_ids: deleted ? [] : row.file_ids,
    pending_post_id: row.pending_post_id,
    has_reactions: row.has_reactions,
    remote_id: "",
    reply_count: row.reply_count ?? 0,
    last_reply_at: row.last_reply_at ?? 0,
    participants: null,
    ...(row.following === null ? {} : { is_following: row.following }),
    metadata: {
      ...emptyMetadata(),
      ...(row.priority && !deleted ? { priority: row.priority as unknown as Priority } : {}),
      ...metadata,
    },
  };
}

/** Props without what is only for the server: the addresses that the buttons of attachments call. */
function shownProps(props: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(props.attachments)) return props;
  const attachments = props.attachments.map((attachment) => {
    if (!attachment || typeof attachment !== "object" || !Array.isArray(attachment.actions)) return attachment;
    return {
      ...attachment,
      actions: attachment.actions.map(({ integration: _, ...action }: Record<string, unknown>) => action),
    };
  });
  return { ...props, attachments };
}

/**
 * A message without what only the reader it was presented for may see: whether they follow it, and the messages it
 * links to, which others may not be allowed to read. Everything that goes to a whole channel goes through here.
 */
export function forEverybody(post: Post): Post {
  const { is_following: _, ...common } = post;
  const embeds = post.metadata.embeds.filter((embed) => (embed as { type?: string }).type !== "permalink");
  return { ...common, metadata: { ...post.metadata, embeds } };
}

/** Presents messages with their files, reactions and whatever later slices add; asks the database only for what occurs. */
export async function presentPosts(
  deps: PresentDeps,
  rows: readonly PostRow[],
  readerId: string,
  o: { participants?: "ids" | "none" } = {},
): Promise<Post[]> {
  const live = rows.filter((row) => row.delete_at === 0);
  const withFiles = live.filter((row) => row.file_ids.length > 0).map((row) => row.id);
  const withReactions = live.filter((row) => row.has_reactions).map((row) => row.id);
  const [files, reactions, ...extras] = await Promise.all([
    withFiles.length > 0 ? deps.filesOf(withFiles) : new Map<string, FileInfo[]>(),
    withReactions.length > 0 ? postStore.reactions(deps.db, withReactions) : [],
    ...deps.decorators.map((decorate) => decorate(live, readerId)),
  ]);
  const reactionsOf = new Map<string, Reaction[]>();
  for (const row of reactions) {
    const list = reactionsOf.get(row.post_id) ?? [];
    list.push(presentReaction(row));
    reactionsOf.set(row.post_id, list);
  }
  return rows.map((row) => {
    const metadata: Partial<PostMetadata> = Object.assign({}, ...extras.map((extra) => extra.get(row.id)));
    const found = files.get(row.id);
    const reacted = reactionsOf.get(row.id);
    if (found) metadata.files = found;
    if (reacted) metadata.reactions = reacted;
    const post = presentPost(row, metadata);
    if (o.participants === "ids" && row.root_id === "")
      post.participants = (row.participants ?? []).map((id) => ({ id }));
    return post;
  });
}

/** Puts messages into a list; those beyond `order` are there because others refer to them. */
export function asList(
  order: readonly string[],
  posts: readonly Post[],
  ends: { next?: string; prev?: string; hasNext?: boolean } = {},
): PostList {
  return {
    order: [...order],
    posts: Object.fromEntries(posts.map((post) => [post.id, post])),
    next_post_id: ends.next ?? "",
    prev_post_id: ends.prev ?? "",
    has_next: ends.hasNext ?? false,
    first_inaccessible_post_time: 0,
  };
}
