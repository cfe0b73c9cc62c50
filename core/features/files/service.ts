import type { FileInfo } from "../../api/files.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Queryable, Transaction } from "../../platform/database/database.js";
import { FileError, fileSettings } from "../../platform/files/index.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import type { ChannelDoor } from "../channels/index.js";
import { type Arrival, discardStored, storeArrival } from "./keep.js";
import { presentFile } from "./present.js";
import { type FileRow, fileStore } from "./store.js";

export const MAX_FILES = 10;

/** Files of messages: kept from their upload on, attached by a message, read by whoever may read its channel. */
export class Files {
  constructor(
    readonly platform: Platform,
    readonly channels: ChannelDoor,
  ) {}

  /** Refuses uploads where files are switched off or the channel is not the caller's to fill. @throws AppError 400, 403, 404, 501 */
  async admitUpload(caller: Caller, channelId: string): Promise<void> {
    if (!this.platform.config.get(fileSettings.EnableFileAttachments)) {
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Attaching files" });
    }
    const access = await this.channels.enter(caller, channelId);
    if (!access.can("upload_file")) throw forbidden();
    if (access.channel.delete_at > 0) throw new AppError("api.post.create_post.can_not_post_to_deleted.error");
  }

  /** Keeps arrived files, all or none of them. @throws AppError 400, 503, 507 */
  async keep(arrivals: readonly Arrival[], alsoIn?: (tx: Transaction) => Promise<void>): Promise<FileRow[]> {
    const rows: FileRow[] = [];
    try {
      for (const arrival of arrivals) {
        if (arrival.content.size === 0) throw new AppError("api.file.upload_file.empty.app_error");
        rows.push(await storeArrival(this.platform, arrival));
      }
      await this.platform.db.transaction(async (tx) => {
        for (const row of rows) await fileStore.insert(tx, row);
        await alsoIn?.(tx);
      });
      return rows;
    } catch (error) {
      await Promise.all(rows.map((row) => discardStored(this.platform.files, row)));
      throw asAppError(error, this.maxBytes);
    }
  }

  /** Largest file, in bytes. */
  get maxBytes(): number {
    return this.platform.config.get(fileSettings.MaxFileSize);
  }

  /**
   * A file the caller may read: their own, or one of a message in a channel they may read. Unknown, deleted and hidden
   * files give one answer. @throws AppError 404
   */
  async visibleTo(caller: Caller, id: string): Promise<FileRow> {
    const row = await fileStore.live(this.platform.db, id);
    if (!row) throw notFound("file");
    const visible =
      row.post_id === "" ? row.user_id === caller.userId : await this.channels.mayRead(caller, row.channel_id);
    if (!visible) throw notFound("file");
    return row;
  }

  /** A file as long as it is to be seen by anybody at all. */
  live = (id: string) => fileStore.live(this.platform.db, id);

  /** Whether the caller may hand the file to people outside. */
  async mayLink(caller: Caller, row: FileRow): Promise<boolean> {
    return (await this.channels.look(caller, row.channel_id))?.can("get_public_link") ?? false;
  }

  /** The files of a message the caller may read. @throws AppError 404 */
  async ofPost(caller: Caller, postId: string): Promise<FileInfo[]> {
    const channelId = await fileStore.channelOfPost(this.platform.db, postId);
    if (channelId === undefined || !(await this.channels.mayRead(caller, channelId))) {
      throw new AppError("app.post.get.app_error");
    }
    return (await fileStore.ofPosts(this.platform.db, [postId])).map(presentFile);
  }

  /**
   * Gives files to a message, in the message's own transaction. They must be the author's and in no other message.
   * Returns them in the order of the ids. @throws AppError 400
   */
  async attach(
    tx: Queryable,
    to: { fileIds: readonly string[]; userId: string; postId: string; channelId: string },
  ): Promise<FileInfo[]> {
    const ids = [...new Set(to.fileIds)];
    if (ids.length === 0) return [];
    if (ids.length > MAX_FILES) throw badBody("file_ids");
    const rows = await fileStore.attach(tx, ids, to.userId, to.postId, to.channelId, Date.now());
    const byId = new Map(rows.map((row) => [row.id, presentFile(row)]));
    if (byId.size !== ids.length) throw new AppError("api.post.create_post.file.app_error");
    return ids.map((id) => byId.get(id) as FileInfo);
  }

  /** Takes the files of a message away from every reader; `keep` names those that stay (an edit). */
  async removeFromPost(tx: Queryable, postId: string, keep: readonly string[] = []): Promise<void> {
    await fileStore.deleteOfPost(tx, postId, keep, Date.now());
  }

  /** The files of messages by message id, each list in the order its message names them. No access is checked. */
  async forPosts(postIds: readonly string[], db: Queryable = this.platform.db): Promise<Map<string, FileInfo[]>> {
    const found = new Map<string, FileInfo[]>();
    if (postIds.length === 0) return found;
    for (const row of await fileStore.ofPosts(db, postIds)) {
      const list = found.get(row.post_id) ?? [];
      list.push(presentFile(row));
      found.set(row.post_id, list);
    }
    return found;
  }
}

/** What went wrong with the bytes of a file, in terms of the API. */
export function asAppError(error: unknown, limit: number): unknown {
  if (!(error instanceof FileError)) return error;
  switch (error.code) {
    case "too_large":
      return new AppError("api.file.upload_file.too_large.app_error", { limit });
    case "full":
      return new AppError("api.file.upload_file.storage_full.app_error", {}, { cause: error });
    case "aborted":
      return new AppError("api.file.upload_file.multipart.app_error", { reason: "it ended too early" });
    case "not_found":
      return notFound("file");
    default:
      return new AppError("api.context.unavailable.app_error", { dependency: "file storage" }, { cause: error });
  }
}
