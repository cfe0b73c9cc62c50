import { useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { IconButton } from "../../../shared/ui/button.js";
import { IconAt, IconEye, IconPaperclip, IconSmile } from "../../../shared/ui/icons.js";
import { config, configNumber } from "../../lib/config.js";
import { dialogOpen } from "../../ui/overlay.js";
import { channelsById, teammateId } from "../channels/store.js";
import { EmojiPopover } from "../emoji/emoji-picker.js";
import { formatSize } from "../files/format.js";
import type { UploadTray } from "../files/uploads.js";
import { Markdown } from "../markdown/markdown.js";
import { mayInChannel } from "../permissions/store.js";
import { startEditing } from "../posts/pane.js";
import { type NewPost, sendPost } from "../posts/store.js";
import { preference } from "../preferences/store.js";
import { longTime } from "../scheduled/long-time.js";
import { schedule } from "../scheduled/store.js";
import { confirmRepeat } from "../urgent/confirm-repeat.js";
import { mayRepeat } from "../urgent/store.js";
import { displayName, user } from "../users/store.js";
import { draftKey, draftOf, keepDraft, onReplaced } from "./drafts.js";
import { useDropZone } from "./drop-zone.js";
import { insertText } from "./format-text.js";
import { OtherLine } from "./other-line.js";
import { PriorityButton, PriorityLine } from "./priority-button.js";
import { ScheduledLine } from "./scheduled-line.js";
import { SendButton } from "./send-button.js";
import { confirmEveryone, isCommand, lastOwnPost, runCommand, typingSignal } from "./sending.js";
import { TextBox, type TextBoxHandle } from "./text-box.js";
import { FormatToolbar } from "./toolbar.js";
import { admit, localPicture, trayOf } from "./trays.js";
import { TypingLine } from "./typing-line.js";
import { UploadTrayView } from "./upload-tray.js";

export interface ComposerProps {
  channelId: string;
  rootId?: string;
  placeholder: string;
  autofocus?: boolean;
}

const FILES_PER_MESSAGE = 10;
const COUNT_FROM = 500;
const FORMAT_KEY = "courtyard.composer.format";

/** Where messages are written. What stands in it is kept as a draft until it is sent. */
export function Composer(props: ComposerProps): JSX.Element {
  const channel = channelsById.get(props.channelId);
  const archived = channel?.delete_at;
  const partner = channel?.type === "D" ? user(teammateId(channel)) : undefined;
  if (archived) return <p class="composer-closed">This channel is archived. Nothing more can be written here.</p>;
  if (partner?.delete_at)
    return <p class="composer-closed">{displayName(partner)} is deactivated and reads nothing any more.</p>;
  if (!mayInChannel("create_post", props.channelId) && !mayInChannel("create_post_public", props.channelId))
    return <p class="composer-closed">You can read this channel, but not write here.</p>;
  return <Writing key={draftKey(props.channelId, props.rootId)} {...props} />;
}

const coarse = () => matchMedia("(pointer: coarse)").matches;

function remembered(): boolean {
  try {
    return localStorage.getItem(FORMAT_KEY) === "1";
  } catch {
    return false;
  }
}

/** Typing anywhere on the page goes into the channel's composer. */
function useTypeAnywhere(enabled: boolean, box: RefObject<TextBoxHandle | null>): void {
  useEffect(() => {
    if (!enabled || coarse()) return;
    const key = (event: KeyboardEvent) => {
      if (
        event.key.length !== 1 ||
        event.key === " " ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        document.activeElement !== document.body ||
        dialogOpen()
      )
        return;
      box.current?.focus();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, [enabled]);
}

/** The text and files of this place, kept as its draft. */
function useDraft(key: string, tray: UploadTray) {
  const [value, setValue] = useState(() => draftOf(key)?.message ?? "");
  const [priority, setPriority] = useState(() => draftOf(key)?.priority);
  const items = tray.items.value;
  const done = useMemo(() => items.map((item) => item.info).filter((info) => info !== undefined), [items]);
  useEffect(() => keepDraft(key, value, done, priority), [key, value, done, priority]);
  useEffect(
    () =>
      onReplaced((place, draft) => {
        if (place !== key) return;
        setValue(draft?.message ?? "");
        setPriority(draft?.priority);
      }),
    [key],
  );
  return { value, setValue, priority, setPriority };
}

function useSend(
  props: ComposerProps,
  value: string,
  setValue: (text: string) => void,
  tray: UploadTray,
  draft: ReturnType<typeof useDraft>,
) {
  const { channelId, rootId = "" } = props;
  const left = configNumber("MaxPostSize", 16_383) - [...value].length;
  const waiting = useSignal(false);
  const items = tray.items.value;
  const failed = items.some((item) => item.state === "failed");
  const ready = left >= 0 && !failed && (value.trim() !== "" || items.length > 0);

  const post = (text: string) => {
    const files = tray.take();
    try {
      const priority = draft.priority && { priority: draft.priority as NonNullable<NewPost["priority"]> };
      sendPost({ channelId, rootId, message: text, fileIds: files.map((file) => file.id), files, ...priority });
      setValue("");
      draft.setPriority(undefined);
    } catch {
      tray.restore(files);
      toast("You are signed out. Your text is kept.", { error: true });
    }
  };
  const confirmed = (text: string) =>
    draft.priority?.persistent_notifications && !rootId && mayRepeat()
      ? confirmRepeat(text, channelId)
      : confirmEveryone(text, channelId);
  const later = async (at: number) => {
    const text = value.trimEnd();
    if (!ready || tray.busy || !(await confirmed(text))) return;
    const files = tray.take();
    const fileIds = files.map((file) => file.id);
    if (!(await schedule({ channelId, rootId, message: text, fileIds, priority: draft.priority }, at)))
      return tray.restore(files);
    setValue("");
    draft.setPriority(undefined);
    toast(`Scheduled for ${longTime(at)}`);
  };
  const command = async (text: string) => {
    setValue("");
    const result = await runCommand(text, channelId, rootId);
    if (result === "failed") setValue(text);
    if (result === "unknown") {
      setValue(text);
      toast(`There is no command ${text.split(/\s/)[0]}.`, {
        error: true,
        action: { label: "Send as a message", run: () => post(text) },
      });
    }
  };
  const submit = async () => {
    if (!ready) return;
    if (tray.busy) {
      waiting.value = true;
      return;
    }
    waiting.value = false;
    const text = value.trimEnd();
    if (items.length === 0 && isCommand(text)) return command(text);
    if (await confirmed(text)) post(text);
  };
  useEffect(() => {
    if (waiting.value && !items.some((item) => item.state === "sending" || item.state === "waiting")) void submit();
  }, [items]);
  return {
    submit: () => void submit(),
    later: (at: number) => void later(at),
    ready,
    left,
    waiting: waiting.value && items.length > 0,
  };
}

function useFiles(tray: UploadTray, channelId: string): { enabled: boolean; add(files: readonly File[]): void } {
  const enabled = config.value["EnableFileAttachments"] !== "false" && mayInChannel("upload_file", channelId);
  const bytes = configNumber("MaxFileSize", 100 * 1024 * 1024);
  const add = useCallback(
    (files: readonly File[]) => {
      const checked = admit(files, tray.items.peek().length, { count: FILES_PER_MESSAGE, bytes }, formatSize);
      if (checked.problem) toast(checked.problem, { error: true });
      tray.add(checked.files, localPicture);
    },
    [tray, bytes],
  );
  return { enabled, add };
}

function pastedFiles(event: ClipboardEvent): File[] {
  const data = event.clipboardData;
  // A copied table is offered as text and as a picture: people want the text.
  if (!data || data.files.length === 0 || data.types.includes("text/plain")) return [];
  return [...data.files].map((file) =>
    file.name === "image.png"
      ? new File([file], `Pasted ${new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".")}.png`, {
          type: file.type,
        })
      : file,
  );
}

function Counter({ left }: { left: number }): JSX.Element | null {
  if (left > COUNT_FROM) return null;
  return (
    <span class={`composer__count${left < 0 ? " composer__count--over" : ""}`} role="status">
      {left < 0 ? `${-left} too many` : left}
    </span>
  );
}

function Writing(props: ComposerProps): JSX.Element {
  const { channelId, rootId = "" } = props;
  const root = useRef<HTMLFormElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const box = useRef<TextBoxHandle>(null);
  const tray = trayOf(channelId, rootId);
  const draft = useDraft(draftKey(channelId, rootId), tray);
  const { value, setValue } = draft;
  const [format, setFormat] = useState(remembered);
  const [preview, setPreview] = useState(false);
  const [picker, setPicker] = useState<Element | null>(null);
  const sender = useSend(
    props,
    value,
    (text) => {
      setValue(text);
      setPreview(false);
    },
    tray,
    draft,
  );
  const files = useFiles(tray, channelId);
  const typing = useMemo(() => typingSignal(channelId, rootId), [channelId, rootId]);
  useDropZone(root, files.enabled, files.add);
  useTypeAnywhere(!rootId, box);

  const change = (text: string) => {
    setValue(text);
    if (text.trim() !== "" && !text.startsWith("/")) typing();
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = files.enabled ? pastedFiles(event) : [];
    const el = box.current?.element();
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (pasted.length > 0) files.add(pasted);
    else if (
      el &&
      el.selectionStart !== el.selectionEnd &&
      /^https?:\/\/\S+$/.test(text) &&
      !/^https?:\/\//.test(el.value.slice(el.selectionStart, el.selectionEnd))
    ) {
      box.current?.apply((edit) => insertText(edit, `[${edit.value.slice(edit.start, edit.end)}](${text})`));
    } else return;
    event.preventDefault();
  };
  const editLast = () => {
    const id = lastOwnPost(channelId, rootId);
    if (id) startEditing(id, rootId ? "thread" : "channel");
  };
  const toggleFormat = () => {
    setFormat(!format);
    try {
      localStorage.setItem(FORMAT_KEY, format ? "0" : "1");
    } catch {
      // Only forgotten on the next visit.
    }
  };
  const keepFocus = (event: PointerEvent) => event.preventDefault();
  return (
    <form
      ref={root}
      class="composer"
      aria-label={props.placeholder}
      onSubmit={(event) => {
        event.preventDefault();
        sender.submit();
      }}
    >
      <div class="composer__box">
        {format && <FormatToolbar disabled={preview} apply={(edit) => box.current?.apply(edit)} />}
        <OtherLine place={draftKey(channelId, rootId)} />
        <PriorityLine value={draft.priority} onValue={draft.setPriority} />
        {preview ? (
          <div class="composer__preview" tabIndex={0} role="region" aria-label="Preview">
            {value.trim() ? <Markdown text={value} /> : <span class="muted">Nothing to show yet.</span>}
          </div>
        ) : (
          <TextBox
            handle={box}
            value={value}
            onValue={change}
            onSubmit={sender.submit}
            onUp={editLast}
            onPaste={paste}
            channelId={channelId}
            rootId={rootId}
            label={props.placeholder}
            placeholder={props.placeholder}
            autofocus={props.autofocus && !coarse()}
            enterMakesLine={coarse() || preference("advanced_settings", "send_on_ctrl_enter") === "true"}
          />
        )}
        <UploadTrayView tray={tray} />
        <div class="composer__row">
          {files.enabled && (
            <>
              <input
                ref={chooser}
                type="file"
                multiple
                hidden
                tabIndex={-1}
                aria-hidden="true"
                onChange={(event) => {
                  files.add([...(event.currentTarget.files ?? [])]);
                  event.currentTarget.value = "";
                  box.current?.focus();
                }}
              />
              <IconButton small label="Attach files" onClick={() => chooser.current?.click()}>
                <IconPaperclip />
              </IconButton>
            </>
          )}
          <IconButton
            small
            label="Emoji"
            aria-haspopup="dialog"
            aria-expanded={picker !== null}
            onClick={(event) => setPicker(event.currentTarget)}
          >
            <IconSmile />
          </IconButton>
          <IconButton
            small
            label="Mention someone"
            disabled={preview}
            onPointerDown={keepFocus}
            onClick={() =>
              box.current?.apply((edit) =>
                insertText(edit, /(?:^|\s)$/.test(edit.value.slice(0, edit.start)) ? "@" : " @"),
              )
            }
          >
            <IconAt />
          </IconButton>
          <IconButton small label="Formatting" pressed={format} onPointerDown={keepFocus} onClick={toggleFormat}>
            <span class="composer__aa" aria-hidden="true">
              Aa
            </span>
          </IconButton>
          {!rootId && <PriorityButton value={draft.priority} onValue={draft.setPriority} />}
          {value.trim() !== "" && (
            <IconButton
              small
              label={preview ? "Back to writing" : "Preview"}
              pressed={preview}
              onClick={() => {
                setPreview(!preview);
                if (preview) requestAnimationFrame(() => box.current?.focus());
              }}
            >
              <IconEye />
            </IconButton>
          )}
          <span class="grow" />
          {sender.waiting && <span class="small muted truncate">Sent when the upload is done</span>}
          <Counter left={sender.left} />
          <SendButton ready={sender.ready} onLater={sender.later} />
        </div>
      </div>
      <ScheduledLine channelId={channelId} rootId={rootId} />
      <TypingLine channelId={channelId} rootId={rootId} />
      {picker && (
        <EmojiPopover
          anchor={picker}
          side="top"
          align="start"
          onPick={(name) => {
            setPreview(false);
            requestAnimationFrame(() => box.current?.apply((edit) => insertText(edit, `:${name}: `)));
          }}
          onClose={() => setPicker(null)}
        />
      )}
    </form>
  );
}
