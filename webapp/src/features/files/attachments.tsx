import type { FileInfo } from "@mattermost/types/files";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { IconArchive, IconCode, IconDownload, IconFile, IconImage, IconList } from "../../../shared/ui/icons.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import {
  downloadUrl,
  type FileKind,
  fileKind,
  fileUrl,
  fitInside,
  formatSize,
  opensInTab,
  pictureUrl,
} from "./format.js";
import { openLightbox } from "./lightbox.js";
import { PublicLinkButton } from "./public-link.js";

const MAX_WIDTH = 480;
const MAX_HEIGHT = 340;

export function FileIcon({ kind, size = 22 }: { kind: FileKind; size?: number }): JSX.Element {
  const icons: Partial<Record<FileKind, JSX.Element>> = {
    image: <IconImage size={size} />,
    archive: <IconArchive size={size} />,
    code: <IconCode size={size} />,
    text: <IconList size={size} />,
  };
  return <span class={`file-icon file-icon--${kind}`}>{icons[kind] ?? <IconFile size={size} />}</span>;
}

/** One file as a card: opens or downloads. */
export function FileCard({ file }: { file: FileInfo }): JSX.Element {
  const kind = fileKind(file);
  const inTab = opensInTab(file);
  return (
    <div class="file-card">
      <a
        class="file-card__main"
        href={inTab ? fileUrl(file.id) : downloadUrl(file.id)}
        target={inTab ? "_blank" : undefined}
        rel="noopener"
        download={inTab ? undefined : file.name}
      >
        <FileIcon kind={kind} />
        <span class="file-card__text">
          <span class="file-card__name truncate" title={file.name}>
            {file.name}
          </span>
          <span class="small muted">
            {[file.extension.toUpperCase(), formatSize(file.size)].filter(Boolean).join(" · ")}
          </span>
        </span>
      </a>
      <PublicLinkButton small file={file} />
      <Tooltip text="Download">
        <a
          class="icon-btn icon-btn--small"
          href={downloadUrl(file.id)}
          download={file.name}
          aria-label={`Download ${file.name}`}
        >
          <IconDownload />
        </a>
      </Tooltip>
    </div>
  );
}

function Picture({ file, single, onOpen }: { file: FileInfo; single: boolean; onOpen(): void }): JSX.Element {
  const [broken, setBroken] = useState(false);
  if (broken) return <FileCard file={file} />;
  // The room is kept before the picture arrives, so that nothing jumps.
  const size = single ? fitInside(file.width, file.height, MAX_WIDTH, MAX_HEIGHT) : { width: 160, height: 160 };
  return (
    <button
      type="button"
      class={`file-picture${single ? "" : " file-picture--tile"}`}
      aria-label={`Open ${file.name}`}
      onClick={onOpen}
    >
      <img
        src={pictureUrl(file)}
        alt={file.name}
        width={size.width}
        height={size.height}
        loading="lazy"
        decoding="async"
        draggable={false}
        onError={() => setBroken(true)}
      />
    </button>
  );
}

function Player({ file }: { file: FileInfo }): JSX.Element {
  const [broken, setBroken] = useState(false);
  if (broken) return <FileCard file={file} />;
  const common = {
    src: fileUrl(file.id),
    controls: true,
    preload: "metadata" as const,
    "aria-label": file.name,
    onError: () => setBroken(true),
  };
  return (
    <figure class="file-player">
      {fileKind(file) === "video" ? <video {...common} class="file-video" /> : <audio {...common} class="file-audio" />}
      <figcaption class="small muted truncate">
        {file.name} · {formatSize(file.size)}
      </figcaption>
    </figure>
  );
}

/** The files of a message: pictures in a grid, players, and cards for the rest. */
export function Attachments({ files }: { files: readonly FileInfo[] }): JSX.Element | null {
  if (files.length === 0) return null;
  const pictures = files.filter((file) => fileKind(file) === "image");
  const players = files.filter((file) => fileKind(file) === "video" || fileKind(file) === "audio");
  const others = files.filter((file) => !pictures.includes(file) && !players.includes(file));
  return (
    <div class="attachments">
      {pictures.length > 0 && (
        <div class="file-pictures">
          {pictures.map((file, i) => (
            <Picture
              key={file.id}
              file={file}
              single={pictures.length === 1}
              onOpen={() => openLightbox(pictures, i)}
            />
          ))}
        </div>
      )}
      {players.map((file) => (
        <Player key={file.id} file={file} />
      ))}
      {others.length > 0 && (
        <div class="file-cards">
          {others.map((file) => (
            <FileCard key={file.id} file={file} />
          ))}
        </div>
      )}
    </div>
  );
}
