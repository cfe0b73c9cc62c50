import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { IconEdit } from "../../../shared/ui/icons.js";
import { configFlag, configNumber } from "../../lib/config.js";
import { pane, showThread } from "../../lib/panes.js";
import { MenuButton } from "../../ui/menu.js";
import { goToChannel } from "../channels/actions.js";
import { channelsById, channelTitle, currentChannelId } from "../channels/store.js";
import { changeDraft } from "../composer/drafts.js";
import { confirmEveryone, isCommand } from "../composer/sending.js";
import { Attachments } from "../files/attachments.js";
import { Markdown } from "../markdown/markdown.js";
import { mayInChannel } from "../permissions/store.js";
import { fetchPost, type NewPost, post, sendPost } from "../posts/store.js";
import { longTime, nearTime } from "../scheduled/long-time.js";
import { schedule } from "../scheduled/store.js";
import { timeDialog } from "../scheduled/time-dialog.js";
import { sendingTimes } from "../scheduled/times.js";
import { shortTime } from "../search/dates.js";
import { currentTeamId } from "../teams/store.js";
import { confirmRepeat } from "../urgent/confirm-repeat.js";
import { mayRepeat } from "../urgent/store.js";
import { displayName, user } from "../users/store.js";
import { draftsOf, type PlacedDraft } from "./list.js";
import "../../styles/search.css";

/** What one has begun to write, here or on another device. */
export function DraftsPane(): JSX.Element {
  const list = draftsOf(currentTeamId.value);
  return (
    <div class="results">
      {list.map((one) => (
        <Row key={one.key} placed={one} />
      ))}
      {list.length === 0 && (
        <div class="empty">
          <IconEdit size={40} />
          <h3>No drafts</h3>
          <p>
            What you begin to write and do not send is kept here
            {configFlag("AllowSyncedDrafts") ? ", on all your devices." : "."}
          </p>
        </div>
      )}
    </div>
  );
}

const NARROW = "(max-width: 767px)";

/** Shows the place, where the draft stands in the composer. */
function openPlace({ channelId, rootId }: PlacedDraft): void {
  // There the pane would cover the composer.
  if (!rootId && matchMedia(NARROW).matches) pane.value = undefined;
  whenIn(channelId, () => {
    if (rootId) showThread(channelId, rootId);
    else requestAnimationFrame(() => document.querySelector<HTMLElement>(".channel-body textarea")?.focus());
  });
  goToChannel(channelId);
}

/** Runs `act` in the channel if that is the next one shown. */
function whenIn(channelId: string, act: () => void): void {
  const start = currentChannelId.peek();
  if (start === channelId) return act();
  const stop = currentChannelId.subscribe((now) => {
    if (now === start) return;
    queueMicrotask(() => {
      stop();
      if (now === channelId) act();
    });
  });
}

function confirmed({ draft, channelId, rootId }: PlacedDraft): Promise<boolean> {
  return draft.priority?.persistent_notifications && !rootId && mayRepeat()
    ? confirmRepeat(draft.message, channelId)
    : confirmEveryone(draft.message, channelId);
}

async function send(placed: PlacedDraft): Promise<void> {
  if (!(await confirmed(placed))) return;
  const { key, draft, channelId, rootId } = placed;
  sendPost({
    channelId,
    rootId,
    message: draft.message.trimEnd(),
    fileIds: draft.files.map((file) => file.id),
    files: draft.files,
    ...(draft.priority ? { priority: draft.priority as NonNullable<NewPost["priority"]> } : {}),
  });
  changeDraft(key, undefined);
  toast(`Sent to ${channelTitle(channelsById.peek(channelId))}`);
}

async function later(placed: PlacedDraft, at: number | undefined): Promise<void> {
  if (!at || !(await confirmed(placed))) return;
  const { key, draft, channelId, rootId } = placed;
  const message = draft.message.trimEnd();
  const fileIds = draft.files.map((file) => file.id);
  if (!(await schedule({ channelId, rootId, message, fileIds, priority: draft.priority }, at))) return;
  changeDraft(key, undefined);
  toast(`Scheduled for ${longTime(at)}`);
}

function discard({ key, draft }: PlacedDraft): void {
  changeDraft(key, undefined);
  toast("Draft deleted", { action: { label: "Undo", run: () => changeDraft(key, draft) } });
}

/** Why a draft cannot be sent as it is, or "". */
function obstacle({ draft, channelId }: PlacedDraft): string {
  if (channelsById.get(channelId)?.delete_at) return "The channel is archived.";
  if (!mayInChannel("create_post", channelId) && !mayInChannel("create_post_public", channelId))
    return "You may not write in the channel any more.";
  if ([...draft.message].length > configNumber("MaxPostSize", 16_383)) return "It is too long to be sent.";
  return "";
}

function ThreadOf({ rootId }: { rootId: string }): JSX.Element {
  useEffect(() => void fetchPost(rootId), [rootId]);
  const root = post(rootId);
  return <span class="truncate">· reply to {root ? displayName(user(root.user_id)) : "a thread"}</span>;
}

function Row({ placed }: { placed: PlacedDraft }): JSX.Element {
  const { draft, channelId, rootId } = placed;
  const title = channelTitle(channelsById.get(channelId));
  const problem = obstacle(placed);
  const level = draft.priority?.priority;
  return (
    <article class="result" aria-label={`Draft in ${title}`}>
      <div class="result__where">
        <button type="button" class="truncate" onClick={() => openPlace(placed)}>
          {title}
        </button>
        {rootId && <ThreadOf rootId={rootId} />}
        <time class="result__when" dateTime={new Date(draft.updatedAt).toISOString()}>
          {shortTime(draft.updatedAt)}
        </time>
      </div>
      {level && <span class={`tag post__priority post__priority--${level}`}>{level}</span>}
      <div class="result__body draft__body">
        {draft.message && <Markdown text={draft.message} />}
        {draft.files.length > 0 && <Attachments files={draft.files} />}
      </div>
      {problem && <p class="notice">{problem}</p>}
      <div class="later__actions">
        <Button small onClick={() => openPlace(placed)}>
          Edit
        </Button>
        {!problem && !isCommand(draft.message) && <SendButtons placed={placed} />}
        <Button small kind="quiet" onClick={() => discard(placed)}>
          Delete
        </Button>
      </div>
    </article>
  );
}

function SendButtons({ placed }: { placed: PlacedDraft }): JSX.Element {
  const choose = async () => later(placed, await timeDialog({ title: "When to send it", confirm: "Schedule" }));
  return (
    <>
      <Button small onClick={() => void send(placed)}>
        Send
      </Button>
      {configFlag("ScheduledPosts") && (
        <MenuButton
          label="Send later"
          items={() => [
            ...sendingTimes(Date.now()).map((time) => ({
              label: time.label,
              hint: nearTime(time.at),
              onSelect: () => void later(placed, time.at),
            })),
            { label: "Another time…", onSelect: () => void choose() },
          ]}
          button={(props) => (
            <Button small {...props}>
              Schedule
            </Button>
          )}
        />
      )}
    </>
  );
}
