import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import { IconSmilePlus } from "../../../shared/ui/icons.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { Emoji } from "../emoji/emoji.js";
import { EmojiPopover } from "../emoji/emoji-picker.js";
import { displayName, ensureUsers, myId, user } from "../users/store.js";
import { groupReactions, nameList, type ReactionGroup } from "./grouping.js";
import { PaneContext } from "./pane.js";
import { canReact } from "./permissions.js";
import { react } from "./post-toolbar.js";

const NAMES = 12;

function Who({ group }: { group: ReactionGroup }): JSX.Element {
  const others = group.userIds.filter((id) => id !== myId.value);
  const names = [...(group.mine ? ["You"] : []), ...others.slice(0, NAMES).map((id) => displayName(user(id)))];
  const missing = group.userIds.length - names.length;
  const all = missing > 0 ? [...names, ...Array<string>(missing).fill("")] : names;
  return (
    <>
      {nameList(all, NAMES)} reacted with :{group.name}:
    </>
  );
}

function Pill({ post, group, disabled }: { post: Post; group: ReactionGroup; disabled: boolean }): JSX.Element {
  return (
    <Tooltip text={<Who group={group} />}>
      <button
        type="button"
        class="reaction"
        aria-pressed={group.mine}
        aria-label={`${group.name.replaceAll("_", " ")}, ${group.userIds.length}`}
        disabled={disabled}
        onPointerEnter={() => ensureUsers(group.userIds.slice(0, NAMES))}
        onClick={() => react(post.id, group.name)}
      >
        <Emoji name={group.name} />
        <span class="reaction__count">{group.userIds.length}</span>
      </button>
    </Tooltip>
  );
}

/** The reactions under a message; a click joins or leaves. */
export function PostReactions({ post }: { post: Post }): JSX.Element | null {
  const pane = useContext(PaneContext);
  const [anchor, setAnchor] = useState<Element | null>(null);
  const groups = groupReactions(post.metadata?.reactions, myId.value);
  if (groups.length === 0) return null;
  const allowed = canReact(post) && !pane.readOnly;
  return (
    <div class="reactions">
      {groups.map((group) => (
        <Pill key={group.name} post={post} group={group} disabled={!allowed} />
      ))}
      {allowed && (
        <button
          type="button"
          class="reaction reaction--add"
          aria-label="Add a reaction"
          aria-haspopup="dialog"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <IconSmilePlus size={16} />
        </button>
      )}
      {anchor && (
        <EmojiPopover
          anchor={anchor}
          side="top"
          align="start"
          onPick={(name) => react(post.id, name)}
          onClose={() => setAnchor(null)}
        />
      )}
    </div>
  );
}
