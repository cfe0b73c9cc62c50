import type { ServerChannel } from "@mattermost/types/channels";
import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { errorText } from "../../lib/client.js";
import { config, configNumber } from "../../lib/config.js";
import { permalinkUrl } from "../../lib/routes.js";
import { Avatar } from "../../ui/avatar.js";
import { directWith, goToChannel } from "../channels/actions.js";
import { ChannelSearch, type Target } from "../channels/channel-search.js";
import { channelsById, channelTitle } from "../channels/store.js";
import { Markdown } from "../markdown/markdown.js";
import { mayInChannel } from "../permissions/store.js";
import { postsById, sendPost } from "../posts/store.js";
import { shortTime } from "../search/dates.js";
import { ChannelIcon } from "../sidebar/channel-row.js";
import { teamsById } from "../teams/store.js";
import { displayName, user } from "../users/store.js";
import { refusal } from "./audience.js";
import "../../styles/dialogs.css";

/** The link under which the server shows the message to whoever may read it. */
function linkOf(post: Post, source: ServerChannel): string {
  const site = config.peek()["SiteURL"] || location.origin;
  return `${site.replace(/\/+$/, "")}${permalinkUrl(teamsById.peek(source.team_id)?.name ?? "_redirect", post.id)}`;
}

const nameOf = (target: Target): string =>
  target.kind === "person" ? displayName(target.person) : channelTitle(target.channel);

/** Sends a link to a message, which its readers see as a quotation, somewhere else. */
export function ForwardDialog({ postId, onClose }: { postId: string; onClose(): void }): JSX.Element | null {
  const post = postsById.get(postId);
  const source = channelsById.get(post?.channel_id ?? "");
  const [target, setTarget] = useState<Target>();
  if (!post || !source) return null;
  return target ? (
    <Compose post={post} source={source} target={target} onBack={() => setTarget(undefined)} onClose={onClose} />
  ) : (
    <Dialog title="Forward to" onClose={onClose}>
      <ChannelSearch joinedOnly onPick={setTarget} />
    </Dialog>
  );
}

/** What stands against forwarding: "" for nothing, undefined while that is being found out. */
function useProblem(source: ServerChannel, target: Target): string | undefined {
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let current = true;
    const answer = (text: string) => current && setProblem(text);
    refusal(source, target).then(answer, (error) => answer(errorText(error)));
    return () => {
      current = false;
    };
  }, [source.id, target]);
  const closed =
    target.kind === "channel" &&
    !mayInChannel("create_post", target.channel.id) &&
    !mayInChannel("create_post_public", target.channel.id);
  return closed ? "You may not write there." : problem;
}

interface ComposeProps {
  post: Post;
  source: ServerChannel;
  target: Target;
  onBack(): void;
  onClose(): void;
}

function Compose({ post, source, target, onBack, onClose }: ComposeProps): JSX.Element {
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const problem = useProblem(source, target);
  const link = linkOf(post, source);
  const ready = problem === "" && !busy;
  const send = async (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    const channel = target.kind === "person" ? await directWith(target.person.id) : target.channel;
    setBusy(false);
    if (!channel) return;
    sendPost({ channelId: channel.id, message: [comment.trim(), link].filter(Boolean).join("\n\n") });
    toast(`Forwarded to ${nameOf(target)}`, { action: { label: "Show", run: () => goToChannel(channel.id) } });
    onClose();
  };
  return (
    <Dialog
      title="Forward a message"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!ready} onClick={send}>
            Forward
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={send}>
        <div class="forward__to">
          {target.kind === "person" ? (
            <Avatar user={target.person} size={24} />
          ) : (
            <ChannelIcon channel={target.channel} />
          )}
          <b class="truncate grow">{nameOf(target)}</b>
          <Button small onClick={onBack}>
            Change
          </Button>
        </div>
        {problem === undefined && <Spinner />}
        {problem && (
          <p class="notice notice--error" role="alert">
            {problem}
          </p>
        )}
        <label class="field">
          <span class="field__label">Comment (optional)</span>
          <textarea
            class="input"
            rows={3}
            data-autofocus
            maxLength={configNumber("MaxPostSize", 16_383) - link.length - 2}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        </label>
        <Quote post={post} source={source} />
      </form>
    </Dialog>
  );
}

function Quote({ post, source }: { post: Post; source: ServerChannel }): JSX.Element {
  const author = user(post.user_id);
  const files = post.file_ids?.length ?? 0;
  return (
    <blockquote class="forward__quote" dir="auto" aria-label="The message">
      <div class="forward__head">
        <Avatar user={author} size={20} />
        <b class="truncate">{displayName(author)}</b>
        <span class="small muted truncate">
          {channelTitle(source)} · {shortTime(post.create_at)}
        </span>
      </div>
      {post.message && <Markdown text={post.message} />}
      {files > 0 && <p class="small muted">{files === 1 ? "1 file" : `${files} files`}</p>}
    </blockquote>
  );
}
