import type { CustomEmoji } from "@mattermost/types/emojis";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, IconButton } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconPlus, IconSearch, IconTrash } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client } from "../../lib/client.js";
import { confirmDialog } from "../../ui/overlay.js";
import { useSearch } from "../channels/use-search.js";
import { displayName, ensureUsers, user } from "../users/store.js";
import { deleteEmoji, listEmoji, mayAddEmoji, mayDeleteEmoji } from "./custom.js";
import { openAddEmoji } from "./open-custom.js";
import { customEmoji } from "./store.js";

/** The emoji that people have made here; one's own can be deleted. */
export function EmojiListDialog({ onClose }: { onClose(): void }): JSX.Element {
  const [term, setTerm] = useState("");
  // Those that are added or deleted meanwhile come and go.
  const { items, loading, error } = useSearch(term, listEmoji, [customEmoji.keys().length]);
  const shown = items.filter((one) => customEmoji.get(one.name)?.id === one.id);
  useEffect(() => ensureUsers([...new Set(items.map((one) => one.creator_id))]), [items]);
  return (
    <Dialog title="Custom emoji" onClose={onClose}>
      <div class="stack">
        <div class="emoji-list__head">
          <div class="input-wrap grow">
            <IconSearch />
            <input
              class="input"
              type="search"
              data-autofocus
              placeholder="Search custom emoji"
              aria-label="Search custom emoji"
              value={term}
              onInput={(event) => setTerm(event.currentTarget.value)}
            />
          </div>
          {mayAddEmoji() && (
            <Button onClick={openAddEmoji}>
              <IconPlus size={16} /> Add
            </Button>
          )}
        </div>
        {error && <p class="notice notice--error">{error}</p>}
        <ul class="emoji-list" aria-label="Custom emoji">
          {shown.map((one) => (
            <Row key={one.id} emoji={one} />
          ))}
        </ul>
        {loading && items.length === 0 && <Spinner />}
        {!loading && !error && shown.length === 0 && (
          <p class="muted">{term.trim() ? "Nothing found." : "Nobody has added an emoji yet."}</p>
        )}
      </div>
    </Dialog>
  );
}

async function askDelete(emoji: CustomEmoji): Promise<void> {
  const text = "Messages and reactions that use it show its name instead. This cannot be undone.";
  if (await confirmDialog({ title: `Delete :${emoji.name}:?`, text, confirm: "Delete emoji", danger: true }))
    await deleteEmoji(emoji);
}

function Row({ emoji }: { emoji: CustomEmoji }): JSX.Element {
  const creator = user(emoji.creator_id);
  return (
    <li class="emoji-list__row">
      <img src={client.getCustomEmojiImageUrl(emoji.id)} alt="" width={32} height={32} loading="lazy" />
      <span class="emoji-list__text">
        <b class="truncate">:{emoji.name}:</b>
        {creator && <small class="muted truncate">by {displayName(creator)}</small>}
      </span>
      {mayDeleteEmoji(emoji) && (
        <IconButton small label={`Delete :${emoji.name}:`} onClick={() => void askDelete(emoji)}>
          <IconTrash size={16} />
        </IconButton>
      )}
    </li>
  );
}
