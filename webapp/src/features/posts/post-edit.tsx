import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { configNumber } from "../../lib/config.js";
import { TextBox, type TextBoxHandle } from "../composer/text-box.js";
import { PaneContext, stopEditing } from "./pane.js";
import { askDelete } from "./post-menu.js";
import { editPost } from "./store.js";

const touch = () => matchMedia("(pointer: coarse)").matches;

/** A message as an editable text in its place. Nothing is lost when saving fails: the editor stays. */
export function PostEdit({ post }: { post: Post }): JSX.Element {
  const pane = useContext(PaneContext);
  const [value, setValue] = useState(post.message);
  const [busy, setBusy] = useState(false);
  const box = useRef<TextBoxHandle>(null);
  const left = configNumber("MaxPostSize", 16_383) - [...value].length;
  const save = async () => {
    if (busy || left < 0) return;
    const text = value.trim();
    if (text === post.message) return stopEditing();
    if (text === "" && !post.file_ids?.length) return askDelete(post);
    setBusy(true);
    const done = await editPost(post.id, text);
    setBusy(false);
    if (done) stopEditing();
  };
  return (
    <div class="post-edit">
      <div class="post-edit__box">
        <TextBox
          handle={box}
          value={value}
          onValue={setValue}
          onSubmit={() => void save()}
          onEscape={stopEditing}
          channelId={pane.channelId}
          rootId={pane.rootId}
          label="Edit message"
          autofocus
          enterMakesLine={touch()}
          disabled={busy}
        />
      </div>
      <div class="post-edit__foot row">
        <Button small kind="primary" disabled={busy || left < 0} onClick={() => void save()}>
          {busy ? <Spinner small /> : "Save"}
        </Button>
        <Button small kind="quiet" onClick={stopEditing}>
          Cancel
        </Button>
        <span class="small muted">
          {left < 0 ? `${-left} characters too long` : touch() ? "" : "Enter to save, Esc to cancel"}
        </span>
      </div>
    </div>
  );
}
