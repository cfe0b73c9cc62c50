import type { ScheduledPost } from "@mattermost/types/schedule_post";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconClock, IconWarning } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { errorText } from "../../lib/client.js";
import { goToChannel } from "../channels/actions.js";
import { channelsById, channelTitle } from "../channels/store.js";
import { takeBack as backToComposer } from "../composer/drafts.js";
import { Markdown } from "../markdown/markdown.js";
import { sendPost } from "../posts/store.js";
import { currentTeamId } from "../teams/store.js";
import { longTime } from "./long-time.js";
import { allScheduled, loadScheduled, reschedule, unschedule } from "./store.js";
import { timeDialog } from "./time-dialog.js";

const REASONS: Record<string, string> = {
  channel_archived: "The channel is archived.",
  channel_not_found: "The channel is gone.",
  no_channel_member: "You are not in the channel any more.",
  no_channel_permission: "You may not write in the channel any more.",
  thread_deleted: "The thread is gone.",
};

/** One's own messages that wait for their time. */
export function ScheduledList(): JSX.Element {
  const [state, setState] = useState({ loading: true, error: "" });
  useEffect(() => {
    loadScheduled(currentTeamId.peek()).then(
      () => setState({ loading: false, error: "" }),
      (error) => setState({ loading: false, error: errorText(error) }),
    );
  }, []);
  const list = allScheduled();
  return (
    <>
      {state.error && <p class="notice notice--error">{state.error}</p>}
      {list.map((post) => (
        <Row key={post.id} post={post} />
      ))}
      {state.loading && list.length === 0 && <Spinner page />}
      {!state.loading && !state.error && list.length === 0 && (
        <div class="empty">
          <IconClock size={40} />
          <h3>Nothing is scheduled</h3>
          <p>The arrow beside the send button leaves a message here until its time has come.</p>
        </div>
      )}
    </>
  );
}

function Row({ post }: { post: ScheduledPost }): JSX.Element {
  const channel = channelsById.get(post.channel_id);
  const files = post.file_ids?.length ?? 0;
  const priority = post.metadata?.priority;
  const move = async () => {
    const at = await timeDialog({ title: "When to send it", confirm: "Schedule", start: post.scheduled_at });
    if (at) await reschedule(post, at);
  };
  const takeBack = async () => {
    if (!(await unschedule(post))) return;
    backToComposer(post.channel_id, post.root_id ?? "", {
      text: post.message,
      files: post.metadata?.files,
      priority,
    });
    goToChannel(post.channel_id);
  };
  const sendNow = async () => {
    if (!(await unschedule(post))) return;
    sendPost({
      channelId: post.channel_id,
      rootId: post.root_id,
      message: post.message,
      fileIds: post.file_ids ?? [],
      ...(post.metadata?.files ? { files: post.metadata.files } : {}),
      ...(priority ? { priority } : {}),
    });
  };
  return (
    <article class="result" aria-label={`Scheduled for ${longTime(post.scheduled_at)}`}>
      <div class="result__where">
        <button type="button" onClick={() => goToChannel(post.channel_id)}>
          {channelTitle(channel) || "A channel you have left"}
        </button>
        {post.root_id && <span>· in a thread</span>}
      </div>
      <div class="result__head">
        <IconClock size={16} />
        <b>{longTime(post.scheduled_at)}</b>
      </div>
      {post.error_code && (
        <p class="notice notice--error">
          <IconWarning size={16} />
          Not sent. {REASONS[post.error_code] ?? "The server could not send it."}
        </p>
      )}
      <div class="result__body">
        {post.message && <Markdown text={post.message} />}
        {files > 0 && <p class="small muted">{files === 1 ? "1 file" : `${files} files`}</p>}
      </div>
      <div class="later__actions">
        <Button small onClick={() => void sendNow()}>
          Send now
        </Button>
        <Button small onClick={() => void move()}>
          Change time
        </Button>
        {files === 0 && (
          <Button small onClick={() => void takeBack()}>
            Edit
          </Button>
        )}
        <Button small kind="quiet" onClick={() => void unschedule(post)}>
          Delete
        </Button>
      </div>
    </article>
  );
}
