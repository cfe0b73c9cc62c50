import type { FileInfo } from "@mattermost/types/files";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconFile } from "../../../shared/ui/icons.js";
import { configNumber } from "../../lib/config.js";
import { formatSize } from "../files/format.js";
import { httpTransport } from "../files/http-transport.js";
import { transfer } from "../files/transfer.js";

interface Props {
  channelId: string;
  /** The file that is on the server by now. */
  file: FileInfo | undefined;
  onFile(file: FileInfo | undefined): void;
}

/** Chooses a file and brings it to the server. */
export function FileChoice({ channelId, file, onFile }: Props): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController | null>(null);
  const [state, setState] = useState({ name: "", share: 0, busy: false, error: "" });
  useEffect(() => () => stop.current?.abort(new DOMException("cancelled", "AbortError")), []);
  const upload = async (chosen: File | undefined) => {
    if (!chosen) return;
    onFile(undefined);
    const { name } = chosen;
    const most = configNumber("MaxFileSize", 100 * 1024 * 1024);
    const refused = chosen.size > most ? `It is larger than ${formatSize(most)}.` : chosen.size ? "" : "It is empty.";
    if (refused) return setState({ name, share: 0, busy: false, error: refused });
    const mine = new AbortController();
    stop.current = mine;
    setState({ name, share: 0, busy: true, error: "" });
    const job = { channelId, file: chosen, clientId: `b${Date.now().toString(36)}` };
    try {
      onFile(await transfer(httpTransport, job, (share) => setState((old) => ({ ...old, share })), mine.signal));
      setState({ name, share: 1, busy: false, error: "" });
    } catch (error) {
      if (mine.signal.aborted) return;
      setState({ name, share: 0, busy: false, error: error instanceof Error ? error.message : "The upload failed." });
    }
  };
  return (
    <div class="field">
      <span class="field__label">File</span>
      <input
        ref={chooser}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          void upload(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <Button disabled={state.busy} onClick={() => chooser.current?.click()}>
        <IconFile size={16} /> {file ? "Another file" : "Choose a file"}
      </Button>
      {state.busy && <progress max={1} value={state.share} aria-label={`Uploading ${state.name}`} />}
      {file && (
        <span class="small muted truncate">
          {file.name}, {formatSize(file.size)}
        </span>
      )}
      {state.error && (
        <span class="field__error" role="alert">
          {state.name}: {state.error}
        </span>
      )}
    </div>
  );
}
