import type { Post, PostList } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconAt, IconBookmark, IconPin } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client, errorText } from "../../lib/client.js";
import { postsById, putList } from "../posts/store.js";
import { isSaved } from "../preferences/store.js";
import { ensureUsers, me, myId } from "../users/store.js";
import { mentionTerms } from "./mention-terms.js";
import { PostResult } from "./result.js";
import "../../styles/search.css";

export type PostsKind = "pinned" | "saved" | "mentions";
const PAGE = 40;

function load(kind: PostsKind, channelId: string, page: number): Promise<PostList> {
  if (kind === "pinned") return client.getPinnedPosts(channelId);
  if (kind === "saved") return client.getFlaggedPosts(myId.peek(), "", "", page, PAGE);
  const terms = mentionTerms(me.peek());
  return client.searchPostsWithParams("", {
    terms,
    is_or_search: true,
    include_deleted_channels: true,
    time_zone_offset: -new Date().getTimezoneOffset() * 60,
    page,
    per_page: PAGE,
  });
}

const EMPTY = {
  pinned: {
    icon: <IconPin size={40} />,
    title: "Nothing is pinned",
    text: "Pin a message to keep it at hand for everyone in the channel.",
  },
  saved: {
    icon: <IconBookmark size={40} />,
    title: "Nothing is saved",
    text: "Save a message to come back to it. Only you see this list.",
  },
  mentions: { icon: <IconAt size={40} />, title: "No mentions yet", text: "Messages that mention you appear here." },
} as const;

/** A list of messages from many places. */
export function PostsPane({ kind, channelId }: { kind: PostsKind; channelId: string }): JSX.Element {
  const [ids, setIds] = useState<readonly string[]>([]);
  const [pages, setPages] = useState(1);
  const [state, setState] = useState({ loading: true, error: "", complete: false });
  useEffect(() => {
    let current = true;
    setState((old) => ({ ...old, loading: true, error: "" }));
    load(kind, channelId, pages - 1).then(
      (list) => {
        if (!current) return;
        const order = putList(list);
        ensureUsers(order.map((id) => list.posts[id]?.user_id ?? ""));
        setIds((old) => [...new Set([...(pages > 1 ? old : []), ...order])]);
        setState({ loading: false, error: "", complete: kind === "pinned" || order.length < PAGE });
      },
      (error) => current && setState({ loading: false, error: errorText(error), complete: true }),
    );
    return () => {
      current = false;
    };
  }, [pages]);
  const shown = ids
    .map((id) => postsById.get(id))
    .filter(
      (post): post is Post =>
        post !== undefined &&
        !post.delete_at &&
        (kind !== "pinned" || post.is_pinned) &&
        (kind !== "saved" || isSaved(post.id)),
    );
  const empty = EMPTY[kind];
  return (
    <div class="results">
      {state.error && <p class="notice notice--error">{state.error}</p>}
      {shown.map((post) => (
        <PostResult key={post.id} post={post} />
      ))}
      {state.loading && <Spinner page />}
      {!state.loading && !state.error && shown.length === 0 && (
        <div class="empty">
          {empty.icon}
          <h3>{empty.title}</h3>
          <p>{empty.text}</p>
        </div>
      )}
      {!state.loading && !state.complete && (
        <div class="results__more">
          <Button small onClick={() => setPages(pages + 1)}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
