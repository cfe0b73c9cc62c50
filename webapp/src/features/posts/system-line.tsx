import type { Post } from "@mattermost/types/posts";
import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Markdown } from "../markdown/markdown.js";
import { use24Hours } from "../preferences/store.js";
import { tellComings } from "./folding.js";
import { clock } from "./grouping.js";
import { PaneContext } from "./pane.js";
import { PostReactions } from "./post-reactions.js";
import { PostToolbar } from "./post-toolbar.js";
import { postsById } from "./store.js";

/** What the server says about a channel (who came, what changed): one quiet line. */
export function SystemLine({ post, flash, tabIndex }: { post: Post; flash: boolean; tabIndex: number }): JSX.Element {
  const pane = useContext(PaneContext);
  const shown = useComputed(() => pane.active.value === post.id || pane.held.value === post.id);
  return (
    <article
      class={`post post--system${flash ? " post--flash" : ""}`}
      data-post={post.id}
      tabIndex={tabIndex}
      onPointerEnter={(event) => event.pointerType !== "touch" && (pane.active.value = post.id)}
      onPointerLeave={() => pane.active.peek() === post.id && (pane.active.value = "")}
      onFocus={(event) =>
        event.currentTarget.matches(":focus-visible, :has(:focus-visible)") && (pane.active.value = post.id)
      }
    >
      <div class="post__side">
        <span class="post__dot" aria-hidden="true" />
      </div>
      <div class="post__main">
        <div class="post__system">
          <Markdown text={post.message} inline />{" "}
          <span class="post__time">{clock(post.create_at, use24Hours.value)}</span>
        </div>
        <PostReactions post={post} />
      </div>
      {shown.value && <PostToolbar post={post} />}
    </article>
  );
}

/** Many who came or went, in a line; each by themselves when asked. */
export function FoldedLine({ ids, tabIndex }: { ids: readonly string[]; tabIndex: number }): JSX.Element {
  const [open, setOpen] = useState(false);
  const posts = ids.map((id) => postsById.get(id)).filter((post) => post !== undefined);
  const last = posts.at(-1);
  return (
    <article class="post post--system" data-post={ids[0]} tabIndex={tabIndex}>
      <div class="post__side">
        <span class="post__dot" aria-hidden="true" />
      </div>
      <div class="post__main">
        <div class="post__system">
          <Markdown text={tellComings(posts)} inline />{" "}
          <Button small kind="link" class="post__fold" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Show less" : "Show each"}
          </Button>{" "}
          {last && <span class="post__time">{clock(last.create_at, use24Hours.value)}</span>}
        </div>
        {open &&
          posts.map((post) => (
            <div key={post.id} class="post__system">
              <Markdown text={post.message} inline />{" "}
              <span class="post__time">{clock(post.create_at, use24Hours.value)}</span>
            </div>
          ))}
      </div>
    </article>
  );
}
