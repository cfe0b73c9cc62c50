import type { PostAcknowledgement } from "@mattermost/types/posts";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { postsById } from "../posts/state.js";
import { ensureUsers, myId } from "../users/store.js";

/** Notes that somebody has acknowledged a message, or has taken it back. */
export function receiveAcknowledgement(ack: PostAcknowledgement, added: boolean): void {
  postsById.update(ack.post_id, (post) => {
    const others = (post.metadata?.acknowledgements ?? []).filter((one) => one.user_id !== ack.user_id);
    return { ...post, metadata: { ...post.metadata, acknowledgements: added ? [...others, ack] : others } };
  });
  if (added) ensureUsers([ack.user_id]);
}

/** Acknowledges a message, or takes that back. Shown at once, undone if refused. */
export async function acknowledge(postId: string, on: boolean): Promise<void> {
  const ack = { post_id: postId, user_id: myId.peek(), acknowledged_at: Date.now() };
  receiveAcknowledgement(ack, on);
  try {
    if (on) receiveAcknowledgement(await client.acknowledgePost(postId, myId.peek()), true);
    else await client.unacknowledgePost(postId, myId.peek());
  } catch (error) {
    receiveAcknowledgement(ack, !on);
    toast(errorText(error), { error: true });
  }
}
