import { type Pane, startEditing } from "./pane.js";
import { canDelete, canEdit } from "./permissions.js";
import { askDelete } from "./post-menu.js";
import { postsById } from "./store.js";

function focusRow(list: Element, key: string): void {
  // The row may be drawn only now that it was scrolled into view.
  requestAnimationFrame(() =>
    list.querySelector<HTMLElement>(`[data-post="${CSS.escape(key)}"]`)?.focus({ preventScroll: true }),
  );
}

/**
 * Keys in the list of messages, while a message itself has the focus: arrows, Home and End move,
 * R replies, E edits, Delete deletes, Enter opens the thread.
 */
export function rowKeys(event: KeyboardEvent, keys: readonly string[], pane: Pane, go: (key: string) => void): void {
  const row = event.target as HTMLElement;
  const id = row.dataset["post"];
  if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
  const post = postsById.peek(id);
  const at = keys.indexOf(id);
  const moves: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: keys.length - 1 };
  const target = moves[event.key];
  const acts: Record<string, (() => void) | false | undefined> = {
    r: post && pane.where === "channel" && (() => pane.openThread(post.root_id || post.id)),
    Enter: post && pane.where === "channel" && (() => pane.openThread(post.root_id || post.id)),
    e: post && canEdit(post) && (() => startEditing(id, pane.where)),
    Delete: post && canDelete(post) && (() => void askDelete(post)),
  };
  const act = acts[event.key];
  if (target !== undefined && at >= 0) {
    const key = keys[Math.min(keys.length - 1, Math.max(0, target))];
    if (!key) return;
    event.preventDefault();
    go(key);
    focusRow(event.currentTarget as Element, key);
  } else if (act) {
    event.preventDefault();
    act();
  }
}
