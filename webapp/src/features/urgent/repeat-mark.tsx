import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { RepeatState } from "../../../../core/api/persistent-notifications.js";
import { Button } from "../../../shared/ui/button.js";
import { IconBell } from "../../../shared/ui/icons.js";
import { nameList } from "../posts/grouping.js";
import { displayName, ensureUsers, myId, user } from "../users/store.js";
import { endRepeat, repeatState } from "./store.js";

/** After this time (ms) a message repeats nothing any more, whatever happened. */
const LONGEST = 12 * 3_600_000;
/** Looks a little after the server did, ms. */
const AFTER = 5_000;

/** Asks how the repetition stands: now, after every answer, and when the next notification has gone out. */
function useRepeatState(post: Post): [RepeatState | undefined, () => void] {
  const [state, setState] = useState<RepeatState>();
  const [round, setRound] = useState(0);
  const answers = [
    post.metadata?.acknowledgements?.length ?? 0,
    post.metadata?.reactions?.length ?? 0,
    post.reply_count,
    post.edit_at,
  ].join();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    void repeatState(post.id).then((next) => {
      if (gone || !next) return;
      setState(next);
      ensureUsers(next.waiting.map((one) => one.user_id));
      const at = Math.min(...next.waiting.map((one) => one.next_at));
      if (next.waiting.length > 0)
        timer = setTimeout(() => setRound((old) => old + 1), Math.max(AFTER, at - Date.now() + AFTER));
    });
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [post.id, answers, round]);
  return [state, () => setRound((old) => old + 1)];
}

function Running({ post }: { post: Post }): JSX.Element | null {
  const [state, again] = useRepeatState(post);
  const [busy, setBusy] = useState(false);
  if (!state || state.waiting.length === 0) return null;
  const names = state.waiting.map((one) => displayName(user(one.user_id)));
  const stop = async () => {
    setBusy(true);
    await endRepeat(post.id);
    setBusy(false);
    again();
  };
  return (
    <div class="ack" role="status">
      <span class="ack__state">
        <IconBell size={14} />
        Notifying {nameList(names, 5)} every {state.interval_minutes} minutes until{" "}
        {names.length === 1 ? "there is an answer" : "they answer"}
      </span>
      <Button small kind="link" busy={busy} onClick={() => void stop()}>
        Stop
      </Button>
    </div>
  );
}

/** Under one's own urgent message: whom it still notifies again and again, and the way to end that. */
export function RepeatMark({ post }: { post: Post }): JSX.Element | null {
  const running =
    post.metadata?.priority?.persistent_notifications === true &&
    post.user_id === myId.value &&
    Date.now() - post.create_at < LONGEST;
  return running ? <Running post={post} /> : null;
}
