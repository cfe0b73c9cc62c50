import type { Emoji } from "../../api/emoji.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import { FileError } from "../../platform/files/index.js";
import { fileSettings } from "../../platform/files/settings.js";
import type { Caller } from "../../platform/http/caller.js";
import { uploadProblem } from "../../platform/http/picture-form.js";
import { newId } from "../../platform/ids.js";
import { emojiImage } from "../../platform/images/index.js";
import type { Platform } from "../../platform/platform.js";
import { emojiStore } from "./store.js";
import { isSystemEmoji } from "./system.js";

/** Custom emoji a server can have: clients load all of them. */
const MAX_EMOJI = 6_000;
const MAX_FOUND = 100;
const pathOf = (id: string) => `emoji/${id}/image`;

/** Emoji that people have added. */
export class CustomEmoji {
  constructor(readonly platform: Platform) {}

  /** Whether a message or reaction can show an emoji of this name: one of the standard, or one added here. */
  async exists(name: string): Promise<boolean> {
    return isSystemEmoji(name) || (await emojiStore.byNames(this.platform.db, [name])).length > 0;
  }

  /** @throws AppError 404 */
  async get(id: string): Promise<Emoji> {
    const emoji = await emojiStore.byId(this.platform.db, id);
    if (!emoji) throw notFound("emoji");
    return emoji;
  }

  byNames = (names: readonly string[]) => emojiStore.byNames(this.platform.db, names);
  page = (byName: boolean, page: { limit: number; offset: number }) =>
    emojiStore.page(this.platform.db, byName, page.limit, page.offset);
  search = (term: string, prefixOnly: boolean) =>
    emojiStore.search(this.platform.db, term.trim().toLowerCase(), prefixOnly, MAX_FOUND);

  /** Adds an emoji and tells everybody. @throws AppError 400, 507 */
  async add(name: string, picture: Buffer, creatorId: string): Promise<Emoji> {
    const { config, db, files, hub } = this.platform;
    // Names of the standard keep their meaning.
    if (isSystemEmoji(name)) throw badBody("name");
    if ((await emojiStore.byNames(db, [name])).length > 0)
      throw new AppError("api.emoji.create.duplicate.app_error", { name });
    if ((await emojiStore.count(db)) >= MAX_EMOJI)
      throw new AppError("api.emoji.create.limit.app_error", { limit: MAX_EMOJI });
    const made = await emojiImage(picture, config.get(fileSettings.MaxImageResolution));
    if (!made) throw new AppError("api.emoji.upload.image.app_error");
    const id = newId();
    try {
      await files.write(pathOf(id), made.data);
    } catch (error) {
      throw uploadProblem(error, new AppError("api.emoji.upload.image.app_error"));
    }
    let emoji: Emoji;
    try {
      emoji = await emojiStore.insert(db, { id, create_at: Date.now(), creator_id: creatorId, name });
    } catch (error) {
      await this.#removeFile(id);
      throw error;
    }
    hub.publish({ event: "emoji_added", data: { emoji: JSON.stringify(emoji) }, audience: { everyone: true } });
    return emoji;
  }

  /** The picture of an emoji, as a stream. @throws AppError 404, 503 */
  async image(emoji: Emoji) {
    try {
      return await this.platform.files.read(pathOf(emoji.id));
    } catch (error) {
      if (error instanceof FileError && error.code === "not_found") throw notFound("picture");
      throw new AppError("api.context.unavailable.app_error", { dependency: "file storage" }, { cause: error });
    }
  }

  /** Deletes an emoji: its creator, or somebody who may delete those of others. @throws AppError 403, 404 */
  async delete(id: string, caller: Caller): Promise<void> {
    const emoji = await this.get(id);
    const needed = emoji.creator_id === caller.userId ? "delete_emojis" : "delete_others_emojis";
    if (!caller.permissions.has(needed)) throw forbidden();
    if (!(await emojiStore.delete(this.platform.db, id, Date.now()))) throw notFound("emoji");
    await this.#removeFile(id);
  }

  /** A file that stays behind harms nobody: nothing leads to it any more. */
  async #removeFile(id: string) {
    await this.platform.files
      .removeFolder(`emoji/${id}`)
      .catch((error: Error) =>
        this.platform.log.warn({ reason: error.message, id }, "picture of an emoji not removed"),
      );
  }
}
