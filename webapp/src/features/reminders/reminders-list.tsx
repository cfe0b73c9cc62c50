import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Reminder } from "../../../../core/api/reminders.js";
import { Button } from "../../../shared/ui/button.js";
import { IconBell } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { errorText } from "../../lib/client.js";
import { fetchPost, postsById } from "../posts/store.js";
import { longTime } from "../scheduled/long-time.js";
import { PostResult } from "../search/result.js";
import { ensureUsers } from "../users/store.js";
import { openReminder } from "./open-reminder.js";
import { REPEATS } from "./reminder-dialog.js";
import { forgetReminder, loadReminders, remindersByPost } from "./store.js";

/** The reminders one has set, the next first, each with its message. */
export function RemindersList(): JSX.Element {
  const [state, setState] = useState({ loading: true, error: "" });
  useEffect(() => {
    const load = async () => {
      const list = await loadReminders();
      const posts = await Promise.all(list.map((one) => fetchPost(one.post_id)));
      ensureUsers(posts.map((post) => (post && postsById.peek(post.id)?.user_id) ?? ""));
    };
    load().then(
      () => setState({ loading: false, error: "" }),
      (error) => setState({ loading: false, error: errorText(error) }),
    );
  }, []);
  const list = remindersByPost.values().sort((a, b) => a.target_time - b.target_time);
  if (state.loading) return <Spinner page />;
  return (
    <>
      {state.error && <p class="notice notice--error">{state.error}</p>}
      {list.map((one) => (
        <Row key={one.post_id} reminder={one} />
      ))}
      {!state.error && list.length === 0 && (
        <div class="empty">
          <IconBell size={40} />
          <h3>No reminders</h3>
          <p>The menu of each message can bring it back to you at a time of your choice.</p>
        </div>
      )}
    </>
  );
}

function Row({ reminder }: { reminder: Reminder }): JSX.Element {
  const post = postsById.get(reminder.post_id);
  const repeat = reminder.recurrence && REPEATS.find(([value]) => value === reminder.recurrence)?.[1];
  return (
    <section class="later" aria-label={`Reminder: ${longTime(reminder.target_time * 1000)}`}>
      <div class="later__when">
        <IconBell size={16} />
        <b>{longTime(reminder.target_time * 1000)}</b>
        {repeat && <span class="muted">· {repeat}</span>}
        <span class="grow" />
        <Button small onClick={() => openReminder(reminder.post_id)}>
          Change
        </Button>
        <Button small kind="quiet" onClick={() => void forgetReminder(reminder.post_id)}>
          Forget
        </Button>
      </div>
      {post && !post.delete_at ? <PostResult post={post} /> : <p class="muted small">The message cannot be shown.</p>}
    </section>
  );
}
