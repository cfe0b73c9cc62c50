/** Listeners for custom emoji that somebody adds while the page is open. */
type Emoji = { id: string; name: string };
const listeners = new Set<(emoji: Emoji) => void>();

export function addLiveEmoji(emoji: Emoji): void {
  for (const listener of listeners) listener(emoji);
}

/** Called for each new custom emoji. Returns the way to stop. */
export function onLiveEmoji(listener: (emoji: Emoji) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
