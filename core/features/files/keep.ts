import { AppError } from "../../platform/app-error.js";
import { extensionOf, type FileStore, fileSettings, mimeTypeOf, type SpooledFile } from "../../platform/files/index.js";
import { newId } from "../../platform/ids.js";
import { formatOf, inspect, type Renditions, renditions } from "../../platform/images/index.js";
import type { Platform } from "../../platform/platform.js";
import type { FileRow } from "./store.js";

/** A file that has arrived and is welcome. */
export interface Arrival {
  userId: string;
  channelId: string;
  name: string;
  content: SpooledFile;
}

/**
 * Stores the bytes of an arrived file with its pictures, and returns its row, which is not yet in the database.
 * Whoever cannot keep the row calls `discardStored`. @throws AppError 400 for a picture with too many pixels; FileError
 */
export async function storeArrival(platform: Platform, arrival: Arrival): Promise<FileRow> {
  const { content, name } = arrival;
  const now = Date.now();
  const id = newId(now);
  // Nothing of the path comes from the sender.
  const folder = `${new Date(now).toISOString().slice(0, 10).replaceAll("-", "")}/${arrival.channelId}/${id}`;
  const made = await picturesOf(platform, content);
  const row: FileRow = {
    id,
    user_id: arrival.userId,
    post_id: "",
    channel_id: arrival.channelId,
    create_at: now,
    update_at: now,
    delete_at: 0,
    path: `${folder}/original`,
    thumbnail_path: "",
    preview_path: "",
    name,
    extension: extensionOf(name),
    size: content.size,
    mime_type: await mimeTypeOf(name, content.head),
    width: made?.info.width ?? 0,
    height: made?.info.height ?? 0,
    has_preview_image: false,
    mini_preview: made?.miniPreview.toString("base64") ?? null,
    archived: false,
  };
  try {
    await platform.files.adopt(row.path, content);
    if (made) await storePictures(platform.files, folder, row, made);
  } catch (error) {
    await discardStored(platform.files, row);
    throw error;
  }
  return row;
}

/** Removes the bytes of a file that could not be kept. Never throws. */
export async function discardStored(files: FileStore, row: FileRow): Promise<void> {
  await files.removeFolder(row.path.replace(/\/[^/]+$/, "")).catch(() => undefined);
}

async function picturesOf(platform: Platform, content: SpooledFile): Promise<Renditions | null> {
  if (formatOf(content.head) === null) return null;
  const limit = platform.config.get(fileSettings.MaxImageResolution);
  // Refused, not kept as an unknown file: every reader's own program would have to decode it.
  if ((await inspect(content.path, limit))?.tooLarge) {
    throw new AppError("api.file.upload_file.large_image.app_error", { limit });
  }
  return renditions(content.path, content.size, limit);
}

async function storePictures(files: FileStore, folder: string, row: FileRow, made: Renditions): Promise<void> {
  row.thumbnail_path = `${folder}/thumbnail.jpg`;
  await files.write(row.thumbnail_path, made.thumbnail.data);
  // Animations have no preview: it would stand still, and clients would show it instead.
  if (made.info.frames > 1 && made.preview === null) return;
  row.has_preview_image = true;
  row.preview_path = row.path;
  if (made.preview === null) return;
  row.preview_path = `${folder}/preview.${made.preview.mimeType === "image/png" ? "png" : "jpg"}`;
  await files.write(row.preview_path, made.preview.data);
}
