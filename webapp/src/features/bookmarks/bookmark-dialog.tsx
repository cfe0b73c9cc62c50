import type { ChannelBookmark } from "@mattermost/types/channel_bookmarks";
import type { FileInfo } from "@mattermost/types/files";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconSmile } from "../../../shared/ui/icons.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { config } from "../../lib/config.js";
import { Tabs } from "../../ui/tabs.js";
import { Emoji } from "../emoji/emoji.js";
import { EmojiPopover } from "../emoji/emoji-picker.js";
import { safeHref } from "../markdown/link.js";
import { mayInChannel } from "../permissions/store.js";
import { FileChoice } from "./file-choice.js";
import { addBookmark, addFileBookmark, asAddress, changeBookmark } from "./store.js";
import "../../styles/dialogs.css";

const LONGEST_NAME = 64;

function nameOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
}

/** Adds a link to the top of a channel, or changes a bookmark. */
export function BookmarkDialog({
  channelId,
  bookmark,
  onClose,
}: {
  channelId: string;
  bookmark?: ChannelBookmark | undefined;
  onClose(): void;
}): JSX.Element {
  const [link, setLink] = useState(bookmark?.link_url ?? "");
  const [name, setName] = useState(bookmark?.display_name ?? "");
  const [emoji, setEmoji] = useState(bookmark?.emoji ?? "");
  const [picker, setPicker] = useState<Element | null>(null);
  const [busy, setBusy] = useState(false);
  const [kind, setKind] = useState<"link" | "file">(bookmark?.type === "file" ? "file" : "link");
  const [file, setFile] = useState<FileInfo>();
  const isFile = kind === "file";
  const address = asAddress(link);
  const ownName = isFile ? (file?.name ?? "") : nameOf(address);
  const shownName = (name.trim() || ownName).slice(0, LONGEST_NAME);
  const ready =
    shownName !== "" &&
    (isFile ? bookmark !== undefined || file !== undefined : address !== "" && safeHref(address) !== null);
  const save = async (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    const values = { display_name: shownName, emoji, ...(isFile ? {} : { link_url: address }) };
    const done = bookmark
      ? await changeBookmark(bookmark, values)
      : file && isFile
        ? await addFileBookmark(channelId, { ...values, file_id: file.id })
        : await addBookmark(channelId, { ...values, link_url: address });
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog
      title={bookmark ? "Change bookmark" : "Add a bookmark"}
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!ready} onClick={save}>
            {bookmark ? "Save" : "Add bookmark"}
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={save}>
        {!bookmark && config.value["EnableFileAttachments"] !== "false" && mayInChannel("upload_file", channelId) && (
          <Tabs
            label="What to keep at hand"
            value={kind}
            onSelect={(id) => setKind(id)}
            tabs={[
              { id: "link", label: "Link" },
              { id: "file", label: "File" },
            ]}
          />
        )}
        {isFile && !bookmark && <FileChoice channelId={channelId} file={file} onFile={setFile} />}
        {!isFile && (
          <TextField
            label="Link"
            type="url"
            autofocus
            maxLength={1024}
            placeholder="https://"
            value={link}
            onValue={setLink}
          />
        )}
        <TextField label="Name" maxLength={LONGEST_NAME} placeholder={ownName} value={name} onValue={setName} />
        <div class="settings__actions">
          <Button onClick={(event) => setPicker(event.currentTarget)}>
            {emoji ? <Emoji name={emoji} size={18} /> : <IconSmile size={18} />}
            {emoji ? "Change emoji" : "Add an emoji"}
          </Button>
          {emoji && (
            <Button kind="quiet" onClick={() => setEmoji("")}>
              Remove it
            </Button>
          )}
        </div>
        <button type="submit" hidden />
      </form>
      {picker && <EmojiPopover anchor={picker} onPick={setEmoji} onClose={() => setPicker(null)} />}
    </Dialog>
  );
}
