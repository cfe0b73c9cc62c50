import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconRetry } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client, errorText } from "../../lib/client.js";
import { use24Hours } from "../preferences/store.js";
import { longTime } from "../scheduled/long-time.js";
import { diff } from "./diff.js";
import { fullTime } from "./grouping.js";
import { canEdit } from "./permissions.js";
import { postsById, restoreVersion } from "./store.js";

/** A message as it stood before each of its edits, and what each of them changed. */
export function HistoryDialog({ postId, onClose }: { postId: string; onClose(): void }): JSX.Element {
  const post = postsById.get(postId);
  const [state, setState] = useState<{ versions: Post[]; loading: boolean; error: string }>({
    versions: [],
    loading: true,
    error: "",
  });
  useEffect(() => {
    client.getPostEditHistory(postId).then(
      (versions) => setState({ versions, loading: false, error: "" }),
      (error) => setState({ versions: [], loading: false, error: errorText(error) }),
    );
  }, [postId, post?.edit_at]);
  const restore = async (version: Post) => {
    if (!(await restoreVersion(postId, version.id))) return;
    toast("Version restored");
    onClose();
  };
  const all = post ? [post, ...state.versions] : state.versions;
  return (
    <Dialog title="Edit history" onClose={onClose}>
      {state.error && <p class="notice notice--error">{state.error}</p>}
      {state.loading && <Spinner page />}
      {!state.loading &&
        all.map((version, i) => (
          <Version
            key={version.id}
            version={version}
            before={all[i + 1]}
            current={version === post}
            onRestore={post && version !== post && canEdit(post) ? () => restore(version) : undefined}
          />
        ))}
    </Dialog>
  );
}

interface VersionProps {
  version: Post;
  before: Post | undefined;
  current: boolean;
  onRestore: (() => Promise<void>) | undefined;
}

function Version({ version, before, current, onRestore }: VersionProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const at = version.edit_at || version.create_at;
  const time = longTime(at);
  const label = current ? "Now" : before ? "Earlier" : "At first";
  const restore = async () => {
    setBusy(true);
    await onRestore?.();
    setBusy(false);
  };
  return (
    <article class="version" aria-label={`${label}, ${time}`}>
      <div class="version__head">
        <b>{label}</b>
        <time class="small muted" title={fullTime(at, use24Hours.value)}>
          {time}
        </time>
        <span class="grow" />
        {onRestore && (
          <Button small busy={busy} onClick={() => void restore()}>
            <IconRetry size={14} /> Restore this version
          </Button>
        )}
      </div>
      <Text from={before?.message} to={version.message} />
    </article>
  );
}

const WORDS = { added: "added:", removed: "removed:" };

function Text({ from, to }: { from: string | undefined; to: string }): JSX.Element {
  if (from === undefined) return <p class="version__text">{to || <span class="muted">No text</span>}</p>;
  if (from === to) return <p class="version__text muted">The text is the same; something else was changed.</p>;
  return (
    <p class="version__text">
      {diff(from, to).map(({ kind, text }, i) => {
        if (kind === "same") return text;
        const Mark = kind === "added" ? "ins" : "del";
        return (
          <Mark key={i}>
            <span class="visually-hidden"> {WORDS[kind]} </span>
            {text}
          </Mark>
        );
      })}
    </p>
  );
}
