import type { FileInfo } from "../../api/files.js";
import type { FileRow } from "./store.js";

/** What clients learn of a file: never where its bytes lie. */
export function presentFile(row: FileRow): FileInfo {
  return {
    id: row.id,
    user_id: row.user_id,
    post_id: row.post_id,
    channel_id: row.channel_id,
    create_at: row.create_at,
    update_at: row.update_at,
    delete_at: row.delete_at,
    name: row.name,
    extension: row.extension,
    size: row.size,
    mime_type: row.mime_type,
    width: row.width,
    height: row.height,
    has_preview_image: row.has_preview_image,
    mini_preview: row.mini_preview,
    remote_id: "",
    archived: row.archived,
  };
}
