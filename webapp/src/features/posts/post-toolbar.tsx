import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import { IconButton } from "../../../shared/ui/button.js";
import { IconEdit, IconMore, IconReply, IconSmilePlus } from "../../../shared/ui/icons.js";
import { Menu } from "../../ui/menu.js";
import { Emoji } from "../emoji/emoji.js";
import { EmojiPopover } from "../emoji/emoji-picker.js";
import { noteUsed, QUICK_EMOJI, recentEmoji } from "../emoji/store.js";
import { isSystem } from "./grouping.js";
import { PaneContext, startEditing } from "./pane.js";
import { canEdit, canReact } from "./permissions.js";
import { postMenu } from "./post-menu.js";
import { toggleReaction } from "./store.js";

const QUICK = 3;

/** The emoji offered for one click: those used last, then the usual ones. */
export function quickEmoji(recent: readonly string[]): string[] {
  return [...new Set([...recent, ...QUICK_EMOJI])].slice(0, QUICK);
}

export function react(postId: string, name: string): void {
  noteUsed(name);
  void toggleReaction(postId, name);
}

/** The small bar at the corner of the message under the pointer. */
export function PostToolbar({ post }: { post: Post }): JSX.Element {
  const pane = useContext(PaneContext);
  const [open, setOpen] = useState<{ what: "emoji" | "menu"; anchor: Element } | null>(null);
  const show = (what: "emoji" | "menu") => (event: MouseEvent) => {
    pane.held.value = post.id;
    setOpen({ what, anchor: event.currentTarget as Element });
  };
  const close = () => {
    if (pane.held.peek() === post.id) pane.held.value = "";
    setOpen(null);
  };
  const mayReact = canReact(post) && !pane.readOnly;
  return (
    <div class="post-toolbar" role="toolbar" aria-label="Message actions">
      {mayReact &&
        quickEmoji(recentEmoji.value).map((name) => (
          <IconButton
            key={name}
            small
            label={`React with ${name.replaceAll("_", " ")}`}
            class="post-toolbar__quick"
            onClick={() => react(post.id, name)}
          >
            <Emoji name={name} size={16} />
          </IconButton>
        ))}
      {mayReact && (
        <IconButton
          small
          label="Add a reaction"
          aria-haspopup="dialog"
          aria-expanded={open?.what === "emoji"}
          onClick={show("emoji")}
        >
          <IconSmilePlus />
        </IconButton>
      )}
      {canEdit(post) && !pane.readOnly && (
        <IconButton small label="Edit" keys="E" onClick={() => startEditing(post.id, pane.where)}>
          <IconEdit />
        </IconButton>
      )}
      {pane.where === "channel" && !isSystem(post) && (
        <IconButton small label="Reply in thread" keys="R" onClick={() => pane.openThread(post.root_id || post.id)}>
          <IconReply />
        </IconButton>
      )}
      <IconButton small label="More" aria-haspopup="menu" aria-expanded={open?.what === "menu"} onClick={show("menu")}>
        <IconMore />
      </IconButton>
      {open?.what === "emoji" && (
        <EmojiPopover anchor={open.anchor} side="bottom" onPick={(name) => react(post.id, name)} onClose={close} />
      )}
      {open?.what === "menu" && (
        <Menu anchor={open.anchor} label="Message actions" align="end" items={postMenu(post, pane)} onClose={close} />
      )}
    </div>
  );
}
