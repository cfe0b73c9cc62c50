import { type Bookmark, type createBookmark, MAX_BOOKMARKS, type updateBookmark } from "../../api/bookmarks.js";
import type { BodyOf } from "../../api/endpoint.js";
import type { FileInfo } from "../../api/files.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import { isId, newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import type { ChannelAccess } from "../channels/index.js";
import { type Files, presentFile } from "../files/index.js";
import { type BookmarkRow, bookmarkStore as store } from "./store.js";

type Input = BodyOf<typeof createBookmark>;
type Patch = BodyOf<typeof updateBookmark>;
type Action = "add" | "edit" | "delete" | "order";

/** Who changes the bookmarks of a channel: members with the permission; in conversations everybody but guests. */
function admit({ channel, isMember, can }: ChannelAccess, action: Action, isGuest: boolean): void {
  if (channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
  const conversation = channel.type === "D" || channel.type === "G";
  const allowed = conversation
    ? isMember && !isGuest
    : can(`${action}_bookmark_${channel.type === "O" ? "public" : "private"}_channel`);
  if (!allowed) throw forbidden();
}

/** Links and files at the top of a channel, in an order its members choose. */
export class Bookmarks {
  constructor(
    readonly platform: Platform,
    readonly files: Files,
  ) {}

  async list(channelId: string, since: number): Promise<Bookmark[]> {
    return this.#presentAll(await store.ofChannel(this.platform.db, channelId, since));
  }

  /** @throws AppError 400, 403 */
  async create(
    by: { userId: string; isGuest: boolean },
    access: ChannelAccess,
    input: Input,
    connectionId: string,
  ): Promise<Bookmark> {
    admit(access, "add", by.isGuest);
    const channelId = access.channel.id;
    const link = input.type === "link";
    if (link ? !isLink(input.link_url ?? "") : input.link_url) throw badBody("link_url");
    if (link ? input.file_id : !isId(input.file_id)) throw badBody("file_id");
    if (input.image_url && !isLink(input.image_url)) throw badBody("image_url");
    const row = await this.platform.db.transaction(async (tx) => {
      await store.lockChannel(tx, channelId);
      const known = await store.ofChannel(tx, channelId);
      if (known.length >= MAX_BOOKMARKS)
        throw new AppError("app.channel.bookmark.limit.app_error", { limit: MAX_BOOKMARKS });
      const made = {
        id: newId(),
        channel_id: channelId,
        owner_id: by.userId,
        file_id: input.file_id ?? "",
        display_name: input.display_name,
        sort_order: known.length,
        link_url: input.link_url ?? "",
        image_url: input.image_url ?? "",
        emoji: emojiName(input.emoji),
        type: input.type,
      };
      await this.#attach(tx, made, by.userId);
      return store.insert(tx, made, Date.now());
    });
    const shown = await this.#present(row);
    this.#tell("channel_bookmark_created", channelId, { bookmark: JSON.stringify(shown) }, connectionId);
    return shown;
  }

  /** @throws AppError 400, 403, 404 */
  async update(
    by: { userId: string; isGuest: boolean },
    access: ChannelAccess,
    id: string,
    patch: Patch,
    connectionId: string,
  ): Promise<{ updated: Bookmark }> {
    admit(access, "edit", by.isGuest);
    const channelId = access.channel.id;
    const row = await this.platform.db.transaction(async (tx) => {
      await store.lockChannel(tx, channelId);
      const before = await store.one(tx, id, channelId);
      if (!before) throw notFound("bookmark");
      const next = changed(before, patch);
      if (next.file_id !== before.file_id) {
        await this.files.removeFromPost(tx, id);
        await this.#attach(tx, next, by.userId);
      }
      return store.update(tx, next, Date.now());
    });
    if (patch.sort_order !== undefined && patch.sort_order !== row.sort_order)
      await this.sort(by, access, id, patch.sort_order, connectionId);
    const updated = await this.#present((await store.one(this.platform.db, id, channelId)) ?? row);
    this.#tell("channel_bookmark_updated", channelId, { bookmarks: JSON.stringify({ updated }) }, connectionId);
    return { updated };
  }

  /** Moves a bookmark to a place; returns those that changed places. @throws AppError 400, 403, 404 */
  async sort(
    by: { isGuest: boolean },
    access: ChannelAccess,
    id: string,
    place: number,
    connectionId: string,
  ): Promise<Bookmark[]> {
    admit(access, "order", by.isGuest);
    const channelId = access.channel.id;
    const moved = await this.platform.db.transaction(async (tx) => {
      await store.lockChannel(tx, channelId);
      const ids = (await store.ofChannel(tx, channelId)).map((row) => row.id);
      if (!ids.includes(id)) throw notFound("bookmark");
      if (place >= ids.length) throw badBody("sort_order");
      const others = ids.filter((other) => other !== id);
      await store.sort(tx, [...others.slice(0, place), id, ...others.slice(place)], Date.now());
      return store.ofChannel(tx, channelId);
    });
    const shown = await this.#presentAll(moved);
    this.#tell("channel_bookmark_sorted", channelId, { bookmarks: JSON.stringify(shown) }, connectionId);
    return shown;
  }

  /** @throws AppError 400, 403, 404 */
  async delete(by: { isGuest: boolean }, access: ChannelAccess, id: string, connectionId: string): Promise<Bookmark> {
    admit(access, "delete", by.isGuest);
    const channelId = access.channel.id;
    const row = await this.platform.db.transaction(async (tx) => {
      await store.lockChannel(tx, channelId);
      if (!(await store.one(tx, id, channelId))) throw notFound("bookmark");
      const now = Date.now();
      const gone = await store.delete(tx, id, now);
      await this.files.removeFromPost(tx, id);
      const rest = await store.ofChannel(tx, channelId);
      await store.sort(
        tx,
        rest.map((other) => other.id),
        now,
      );
      return gone as BookmarkRow;
    });
    const shown = await this.#present(row);
    this.#tell("channel_bookmark_deleted", channelId, { bookmark: JSON.stringify(shown) }, connectionId);
    return shown;
  }

  /** The file of a bookmark belongs to it as that of a message to the message: members of the channel may read it. */
  async #attach(
    tx: Transaction,
    row: Pick<BookmarkRow, "id" | "file_id" | "channel_id">,
    userId: string,
  ): Promise<void> {
    if (!row.file_id) return;
    try {
      await this.files.attach(tx, { fileIds: [row.file_id], userId, postId: row.id, channelId: row.channel_id });
    } catch (error) {
      throw error instanceof AppError ? new AppError("app.channel.bookmark.file.app_error") : error;
    }
  }

  async #present(row: BookmarkRow): Promise<Bookmark> {
    const file = row.file_id && row.delete_at === 0 ? await this.files.live(row.file_id) : undefined;
    const info: FileInfo | undefined = file && { ...presentFile(file), post_id: "" };
    return { ...row, original_id: "", parent_id: "", ...(info ? { file: info } : {}) };
  }

  #presentAll = (rows: readonly BookmarkRow[]) => Promise.all(rows.map((row) => this.#present(row)));

  #tell(event: string, channelId: string, data: Record<string, string>, connectionId: string) {
    this.platform.hub.publish({
      event,
      data,
      broadcast: { channel_id: channelId, omit_connection_id: connectionId },
      audience: { topic: `channel:${channelId}` },
      ...(connectionId ? { omitConnection: connectionId } : {}),
    });
  }
}

/** A row with a patch on it; what does not belong to its type cannot be set. @throws AppError 400 */
function changed(before: BookmarkRow, patch: Patch): BookmarkRow {
  const next = { ...before };
  if (patch.display_name !== undefined) next.display_name = patch.display_name;
  if (patch.emoji !== undefined) next.emoji = emojiName(patch.emoji);
  if (patch.image_url !== undefined) next.image_url = patch.image_url;
  if (patch.link_url !== undefined && patch.link_url !== before.link_url) next.link_url = patch.link_url;
  if (patch.file_id) next.file_id = patch.file_id;
  if (before.type === "link" ? !isLink(next.link_url) : next.link_url) throw badBody("link_url");
  if (before.type === "link" ? next.file_id : !isId(next.file_id)) throw badBody("file_id");
  if (next.image_url && !isLink(next.image_url)) throw badBody("image_url");
  return next;
}

const emojiName = (emoji: string | undefined) => (emoji ?? "").replace(/^:(.*):$/, "$1");

/** Links that clients open when somebody clicks: never programs. */
function isLink(text: string): boolean {
  try {
    return ["http:", "https:", "mailto:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
