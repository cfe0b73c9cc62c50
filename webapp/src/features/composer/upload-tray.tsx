import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import { IconClose, IconRetry } from "../../../shared/ui/icons.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { FileIcon } from "../files/attachments.js";
import { fileKind, formatSize, pictureUrl } from "../files/format.js";
import type { Upload, UploadTray } from "../files/uploads.js";

function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1) : "";
}

function Face({ upload }: { upload: Upload }): JSX.Element {
  const kind = fileKind({ extension: extensionOf(upload.name), mime_type: upload.type || "application/octet-stream" });
  const src = upload.picture ?? (upload.info && kind === "image" ? pictureUrl(upload.info) : undefined);
  return src ? <img class="tray-item__picture" src={src} alt="" width={40} height={40} /> : <FileIcon kind={kind} />;
}

function status(upload: Upload): string {
  if (upload.state === "failed") return upload.error;
  if (upload.state === "done") return formatSize(upload.size);
  if (upload.state === "waiting") return "Waiting";
  return `${Math.floor(upload.progress * 100)} % of ${formatSize(upload.size)}`;
}

function Item({ upload, tray }: { upload: Upload; tray: UploadTray }): JSX.Element {
  const busy = upload.state === "sending" || upload.state === "waiting";
  return (
    <li class={`tray-item tray-item--${upload.state}`}>
      <Face upload={upload} />
      <span class="tray-item__text">
        <span class="truncate tray-item__name" title={upload.name}>
          {upload.name}
        </span>
        <Tooltip text={upload.error}>
          <span class="small truncate tray-item__status">{status(upload)}</span>
        </Tooltip>
      </span>
      {upload.state === "failed" && (
        <IconButton small label={`Try again: ${upload.name}`} onClick={() => tray.retry(upload.clientId)}>
          <IconRetry size={16} />
        </IconButton>
      )}
      <IconButton
        small
        label={`${busy ? "Cancel" : "Remove"} ${upload.name}`}
        onClick={() => tray.remove(upload.clientId)}
      >
        <IconClose size={16} />
      </IconButton>
      {busy && (
        <progress class="tray-item__bar" max={1} value={upload.progress} aria-label={`Uploading ${upload.name}`} />
      )}
    </li>
  );
}

/** The files of a message that is being written. */
export function UploadTrayView({ tray }: { tray: UploadTray }): JSX.Element | null {
  const items = tray.items.value;
  if (items.length === 0) return null;
  return (
    <ul class="tray" aria-label="Files to send">
      {items.map((upload) => (
        <Item key={upload.clientId} upload={upload} tray={tray} />
      ))}
    </ul>
  );
}
