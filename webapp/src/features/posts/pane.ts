import { type Signal, signal } from "@preact/signals";
import { createContext } from "preact";

/** The list a message is drawn in. */
export interface Pane {
  where: "channel" | "thread";
  channelId: string;
  rootId: string;
  /** Nothing may be written (an archived channel). */
  readOnly: boolean;
  /** The message under the pointer or with the focus: it shows its toolbar. */
  active: Signal<string>;
  /** The message whose menu or picker is open: it keeps its toolbar meanwhile. */
  held: Signal<string>;
  openThread(rootId: string): void;
  jump(postId: string): void;
}

export const PaneContext = createContext<Pane>({
  where: "channel",
  channelId: "",
  rootId: "",
  readOnly: true,
  active: signal(""),
  held: signal(""),
  openThread() {},
  jump() {},
});

/** The message that is being edited in place, and in which list. */
export const editing = signal<{ postId: string; where: Pane["where"] } | null>(null);

let returnTo: Element | null = null;

export function startEditing(postId: string, where: Pane["where"]): void {
  returnTo = document.activeElement;
  editing.value = { postId, where };
}

/** Ends editing. The focus goes back where it was: to the composer or the message. */
export function stopEditing(): void {
  const postId = editing.peek()?.postId ?? "";
  editing.value = null;
  const target =
    returnTo?.isConnected && returnTo !== document.body
      ? returnTo
      : document.querySelector(`[data-post="${CSS.escape(postId)}"]`);
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  returnTo = null;
}
