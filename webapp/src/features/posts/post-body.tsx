import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useContext, useEffect } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconClock, IconRetry, IconWarning } from "../../../shared/ui/icons.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { Acknowledgements } from "../acknowledgements/acknowledgements.js";
import { takeBack } from "../composer/drafts.js";
import { receiveEmoji } from "../emoji/store.js";
import { Attachments } from "../files/attachments.js";
import { Markdown } from "../markdown/markdown.js";
import { use24Hours } from "../preferences/store.js";
import { RepeatMark } from "../urgent/repeat-mark.js";
import { Embeds } from "./embeds.js";
import { FoldedText } from "./folded-text.js";
import { fullTime } from "./grouping.js";
import { openHistory } from "./open-history.js";
import { editing, PaneContext } from "./pane.js";
import { canSeeHistory } from "./permissions.js";
import { PostEdit } from "./post-edit.js";
import { PostReactions } from "./post-reactions.js";
import { cancelPost, cannotSend, failedPosts, isPending, retryPost } from "./store.js";
import { ThreadFooter } from "./thread-footer.js";

function Edited({ post }: { post: Post }): JSX.Element | null {
  if (!post.edit_at) return null;
  return (
    <Tooltip text={fullTime(post.edit_at, use24Hours.value)}>
      {canSeeHistory(post) ? (
        <button type="button" class="post__edited" aria-haspopup="dialog" onClick={() => openHistory(post.id)}>
          edited
        </button>
      ) : (
        <span class="post__edited">edited</span>
      )}
    </Tooltip>
  );
}

/** A message that the server refused: why, and what now. */
function Failed({ post }: { post: Post }): JSX.Element | null {
  const reason = failedPosts.value.get(post.id);
  if (reason === undefined) return null;
  const edit = () => takeBack(post.channel_id, post.root_id, cancelPost(post.id));
  return (
    <div class="post__failed" role="alert">
      <IconWarning size={16} />
      <span>Not sent. {reason}</span>
      <Button small kind="link" onClick={() => retryPost(post.id)}>
        <IconRetry size={14} /> Try again
      </Button>
      <Button small kind="link" onClick={edit}>
        Edit
      </Button>
      <Button small kind="link" onClick={() => void cancelPost(post.id)}>
        Discard
      </Button>
    </div>
  );
}

/** A message that cannot go out at the moment: that it will, and what now. */
function Waiting({ post }: { post: Post }): JSX.Element | null {
  if (!cannotSend.value || failedPosts.value.has(post.id)) return null;
  return (
    <div class="post__waiting">
      <IconClock size={14} />
      <span>Waits for the connection.</span>
      <Button small kind="link" onClick={() => takeBack(post.channel_id, post.root_id, cancelPost(post.id))}>
        Edit
      </Button>
      <Button small kind="link" onClick={() => void cancelPost(post.id)}>
        Discard
      </Button>
    </div>
  );
}

function Text({ post }: { post: Post }): JSX.Element | null {
  if (!post.message) return post.edit_at ? <Edited post={post} /> : null;
  return (
    <div class={`post__text${(post.type as string) === "me" ? " post__text--me" : ""}`}>
      <FoldedText id={post.id} text={post.message}>
        <Markdown text={post.message} images={post.metadata?.images} />
        <Edited post={post} />
      </FoldedText>
    </div>
  );
}

/** Everything of a message but its frame: text, files, embeds, reactions, replies, state. */
export function PostBody({ post }: { post: Post }): JSX.Element {
  const pane = useContext(PaneContext);
  const emojis = post.metadata?.emojis;
  useEffect(() => {
    if (emojis?.length) receiveEmoji(emojis);
  }, [emojis]);
  if (post.delete_at > 0 || post.state === "DELETED") return <p class="post__deleted">This message was deleted.</p>;
  const edit = editing.value;
  if (edit?.postId === post.id && edit.where === pane.where) return <PostEdit post={post} />;
  return (
    <>
      <Text post={post} />
      <Attachments files={post.metadata?.files ?? []} />
      <Embeds post={post} />
      {isPending(post) ? (
        <>
          <Failed post={post} />
          <Waiting post={post} />
        </>
      ) : (
        <>
          <Acknowledgements post={post} />
          <RepeatMark post={post} />
          <PostReactions post={post} />
          <ThreadFooter post={post} />
        </>
      )}
    </>
  );
}
