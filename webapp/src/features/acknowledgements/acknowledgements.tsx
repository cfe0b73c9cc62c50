import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { IconCheck } from "../../../shared/ui/icons.js";
import { Popover } from "../../ui/popover.js";
import { PersonRow } from "../users/person-row.js";
import { displayName, ensureUsers, myId, user } from "../users/store.js";
import { acknowledge } from "./store.js";

/** Under a message that asks for it: the button to acknowledge it, and who has done so. */
export function Acknowledgements({ post }: { post: Post }): JSX.Element | null {
  const [shown, setShown] = useState<Element | null>(null);
  if (!post.metadata?.priority?.requested_ack) return null;
  const list = post.metadata.acknowledgements ?? [];
  const mine = list.find((one) => one.user_id === myId.value);
  const own = post.user_id === myId.value;
  const open = (event: MouseEvent) => {
    ensureUsers(list.map((one) => one.user_id));
    setShown(event.currentTarget as Element);
  };
  return (
    <div class="ack">
      {own ? (
        <span class="ack__state">
          <IconCheck size={14} />
          Acknowledgement requested
        </span>
      ) : (
        <button
          type="button"
          class={`ack__button${mine ? " ack__button--done" : ""}`}
          aria-pressed={mine !== undefined}
          onClick={() => void acknowledge(post.id, !mine)}
        >
          <IconCheck size={14} />
          {mine ? "Acknowledged" : "Acknowledge"}
        </button>
      )}
      {list.length > 0 && (
        <button type="button" class="ack__count" aria-haspopup="dialog" onClick={open}>
          {list.length === 1 ? "1 person" : `${list.length} people`}
        </button>
      )}
      {shown && (
        <Popover anchor={shown} label="Who has acknowledged" class="ack__who" onClose={() => setShown(null)}>
          <ul class="pick-list">
            {list.map((one) => {
              const person = user(one.user_id);
              return person ? (
                <PersonRow key={one.user_id} user={person} />
              ) : (
                <li key={one.user_id}>{displayName(person)}</li>
              );
            })}
          </ul>
        </Popover>
      )}
    </div>
  );
}
