import { signal } from "@preact/signals";

/** What stands in the right-hand pane. */
export type Pane =
  | { kind: "thread"; rootId: string; channelId: string; focusPostId?: string }
  | { kind: "search" }
  | { kind: "members" }
  | { kind: "info" }
  | { kind: "pinned" }
  | { kind: "saved" }
  | { kind: "mentions" }
  | { kind: "later" }
  | { kind: "drafts" }
  | { kind: "files" };

export const pane = signal<Pane | undefined>(undefined);
/** On narrow screens: is the sidebar drawer open? */
export const drawerOpen = signal(false);

/** Opens a pane, or closes it if the same one is open. */
export function togglePane(kind: Exclude<Pane["kind"], "thread">): void {
  pane.value = pane.peek()?.kind === kind ? undefined : ({ kind } as Pane);
}

/** Shows a thread in the right-hand pane. */
export function showThread(channelId: string, rootId: string, focusPostId?: string): void {
  pane.value = { kind: "thread", rootId, channelId, ...(focusPostId ? { focusPostId } : {}) };
}
