import type { FileInfo } from "@mattermost/types/files";

export type FileKind =
  | "image"
  | "video"
  | "audio"
  | "pdf"
  | "text"
  | "code"
  | "archive"
  | "document"
  | "sheet"
  | "slides"
  | "other";

const BY_EXTENSION: Record<string, FileKind> = {};
function name(kind: FileKind, extensions: string): void {
  for (const extension of extensions.split(" ")) BY_EXTENSION[extension] = kind;
}
name("pdf", "pdf");
name("text", "txt md log csv rtf");
name(
  "code",
  "c h cpp cs css go html java js json jsx kt lua php pl py rb rs scala sh sql swift toml ts tsx xml yaml yml diff patch",
);
name("archive", "zip tar gz tgz bz2 xz 7z rar");
name("document", "doc docx odt pages");
name("sheet", "xls xlsx ods numbers");
name("slides", "ppt pptx odp key");

type Named = Pick<FileInfo, "extension" | "mime_type">;

/** What a file is for people: how it is drawn and which icon it gets. */
export function fileKind(file: Named): FileKind {
  const [type, subtype = ""] = file.mime_type.split(/[/;]/);
  // Vector pictures can carry script; they are offered as a download only.
  if (type === "image" && !/svg/.test(subtype)) return "image";
  if (type === "video" || type === "audio") return type;
  return BY_EXTENSION[file.extension.toLowerCase()] ?? (type === "text" ? "text" : "other");
}

/** A size for people: "12 KB", "3.4 MB". Powers of 1024, as file managers do. */
export function formatSize(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  if (bytes === 1) return "1 byte";
  const text = unit === 0 || value >= 9.95 ? Math.round(value).toString() : value.toFixed(1);
  return `${text} ${units[unit]}`;
}

/** The size, in px, of a picture inside a box; small ones are not enlarged. */
export function fitInside(
  width: number,
  height: number,
  maxWidth: number,
  maxHeight: number,
): { width: number; height: number } {
  if (!(width > 0) || !(height > 0)) return { width: maxWidth, height: maxHeight };
  const scale = Math.min(1, maxWidth / width, maxHeight / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Whether a browser tab shows the file itself; the server sends other kinds to be saved. */
export function opensInTab(file: Named): boolean {
  return file.mime_type === "application/pdf" || /^text\/plain(?:;|$)/.test(file.mime_type);
}

export const fileUrl = (id: string) => `/api/v4/files/${id}`;
export const downloadUrl = (id: string) => `/api/v4/files/${id}?download=1`;

/** The address of the picture to show for an image file; animations come as they are. */
export function pictureUrl(file: Pick<FileInfo, "id" | "has_preview_image" | "mime_type">): string {
  return file.has_preview_image && file.mime_type !== "image/gif"
    ? `/api/v4/files/${file.id}/preview`
    : fileUrl(file.id);
}
