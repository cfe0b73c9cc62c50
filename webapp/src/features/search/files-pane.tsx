import type { ServerChannel } from "@mattermost/types/channels";
import type { FileInfo } from "@mattermost/types/files";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconFile } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client, errorText } from "../../lib/client.js";
import { channelSlug, isDirect } from "../channels/store.js";
import { currentTeamId } from "../teams/store.js";
import { FileResult } from "./result.js";
import "../../styles/search.css";

const PAGE = 30;

/** The files of one channel, newest first. */
export function FilesPane({ channel }: { channel: ServerChannel }): JSX.Element {
  const [items, setItems] = useState<FileInfo[]>([]);
  const [page, setPage] = useState(0);
  const [state, setState] = useState({ loading: true, error: "", complete: false });
  useEffect(() => {
    let current = true;
    setState((old) => ({ ...old, loading: true }));
    const terms = `in:${isDirect(channel) ? channelSlug(channel) : channel.name}`;
    client
      .searchFilesWithParams(currentTeamId.peek(), {
        terms,
        is_or_search: false,
        include_deleted_channels: true,
        page,
        per_page: PAGE,
      })
      .then(
        (list) => {
          if (!current) return;
          const infos = (list.file_infos ?? {}) as unknown as Record<string, FileInfo>;
          const order = list.order ?? [];
          setItems((old) => [
            ...old,
            ...order.map((id) => infos[id]).filter((one): one is FileInfo => one !== undefined),
          ]);
          setState({ loading: false, error: "", complete: order.length < PAGE });
        },
        (error) => current && setState({ loading: false, error: errorText(error), complete: true }),
      );
    return () => {
      current = false;
    };
  }, [page]);
  return (
    <div class="results">
      {state.error && <p class="notice notice--error">{state.error}</p>}
      {items.map((file) => (
        <FileResult key={file.id} file={file} />
      ))}
      {state.loading && <Spinner page />}
      {!state.loading && !state.error && items.length === 0 && (
        <div class="empty">
          <IconFile size={40} />
          <h3>No files yet</h3>
          <p>Files sent in this channel appear here.</p>
        </div>
      )}
      {!state.loading && !state.complete && (
        <div class="results__more">
          <Button small onClick={() => setPage(page + 1)}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
