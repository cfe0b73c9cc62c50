import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconImage } from "../../../shared/ui/icons.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { errorText } from "../../lib/client.js";
import { addEmoji, nameProblem, nameTaken, PICTURE_TYPES, pictureProblem } from "./custom.js";

const WAIT_MS = 250;

/** Asks the server, a moment after the last key, whether a name is free: "free", "asking", or a sentence why not. */
function useNameCheck(name: string): string {
  const [answer, setAnswer] = useState({ name: "", text: "" });
  const problem = nameProblem(name);
  useEffect(() => {
    if (!name || problem) return;
    let current = true;
    const tell = (text: string) => current && setAnswer({ name, text });
    // If it cannot be asked now, adding will say so.
    const timer = setTimeout(() => nameTaken(name).then(tell, () => tell("")), WAIT_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name, problem]);
  if (problem) return problem;
  if (answer.name !== name) return "asking";
  return answer.text || "free";
}

/** A chosen picture's address, for showing it. */
function usePicture(file: File | undefined): string {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!file) return setUrl("");
    const next = URL.createObjectURL(file);
    setUrl(next);
    return () => URL.revokeObjectURL(next);
  }, [file]);
  return url;
}

const baseName = (file: File) =>
  file.name
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9_+-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);

/** Adds an emoji that everybody can use: a name and a picture. */
export function AddEmojiDialog({ onClose }: { onClose(): void }): JSX.Element {
  const [name, setName] = useState("");
  const [file, setFile] = useState<File>();
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const check = useNameCheck(name);
  const picture = usePicture(file);
  const ready = name !== "" && check === "free" && file !== undefined;
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    const problem = pictureProblem(chosen);
    setError(problem);
    setFile(problem ? undefined : chosen);
    if (!problem && !name) setName(baseName(chosen));
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError("");
    try {
      await addEmoji(name, file);
      toast(`:${name}: was added`);
      onClose();
    } catch (reason) {
      setError(errorText(reason));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Add an emoji"
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!ready} onClick={save}>
            Add emoji
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={save}>
        <div class="new-emoji">
          <span class="new-emoji__picture">
            {picture ? <img src={picture} alt="Your emoji" /> : <IconImage size={28} />}
          </span>
          <div class="stack">
            <input
              ref={chooser}
              type="file"
              accept={PICTURE_TYPES}
              hidden
              tabIndex={-1}
              aria-hidden="true"
              onChange={(event) => {
                choose(event.currentTarget.files?.[0]);
                event.currentTarget.value = "";
              }}
            />
            <Button onClick={() => chooser.current?.click()}>{file ? "Another picture" : "Choose a picture"}</Button>
            <span class="small muted">PNG, JPEG, GIF or WebP, at most 1 MB</span>
          </div>
        </div>
        {error && (
          <p class="notice notice--error" role="alert">
            {error}
          </p>
        )}
        <TextField
          label="Name"
          autofocus
          maxLength={64}
          placeholder="party_cat"
          value={name}
          onValue={(value) => setName(value.trim().replace(/^:|:$/g, ""))}
          error={check === "free" || check === "asking" ? undefined : check}
          hint={name && check === "free" ? `:${name}: is free.` : "People write it between colons."}
        />
        {picture && name && (
          <p class="new-emoji__sample" aria-hidden="true">
            In a message it looks like this <img src={picture} alt="" /> and so on.
          </p>
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
