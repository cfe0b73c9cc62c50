import type { ResponseObject } from "@hapi/hapi";
import { AppError, notFound } from "../../platform/app-error.js";
import { FileError } from "../../platform/files/index.js";
import { fileSettings } from "../../platform/files/settings.js";
import type { AnyCall } from "../../platform/http/call.js";
import { receivePicture, uploadProblem } from "../../platform/http/picture-form.js";
import { newId } from "../../platform/ids.js";
import { pictureWithin } from "../../platform/images/index.js";
import type { Platform } from "../../platform/platform.js";
import { brandStore } from "./store.js";

/** Larger files are no pictures for a sign-in page, whatever the limit of files is. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Pixels on each side: sharp on half a screen with double density. */
const SIZE = 1200;
const pathOf = (file: string) => `brand/${file}`;

/** The picture an organisation shows to people before they sign in. */
export class Brand {
  constructor(readonly platform: Platform) {}

  /** Answers the picture. @throws AppError 404, 503 */
  async answer(call: AnyCall): Promise<ResponseObject> {
    const { db, files } = this.platform;
    const file = await brandStore.file(db);
    if (!file) throw notFound("picture");
    // Its address is always the same, so clients ask each time whether they have the newest one.
    call.headers["Cache-Control"] = "no-cache";
    const known = call.toolkit.entity({ etag: file });
    if (known) return known;
    try {
      const stream = await files.read(pathOf(file));
      return call
        .respond(stream)
        .type(file.endsWith(".png") ? "image/png" : "image/jpeg")
        .etag(file);
    } catch (error) {
      if (error instanceof FileError && error.code === "not_found") throw notFound("picture");
      throw new AppError("api.context.unavailable.app_error", { dependency: "file storage" }, { cause: error });
    }
  }

  /** Takes a picture from a form, and shows it from now on. @throws AppError 400, 413, 507 */
  async receive(call: AnyCall): Promise<void> {
    const { config, db, files } = this.platform;
    const { picture } = await receivePicture(call, files, {
      field: "image",
      maxBytes: Math.min(MAX_BYTES, config.get(fileSettings.MaxFileSize)),
      tooLarge: "api.admin.upload_brand_image.too_large.app_error",
      missing: "api.admin.upload_brand_image.no_file.app_error",
    });
    const made = await pictureWithin(picture, SIZE, SIZE, config.get(fileSettings.MaxImageResolution));
    if (!made) throw new AppError("brand.save_brand_image.decode.app_error");
    const file = `${newId()}.${made.mimeType === "image/png" ? "png" : "jpg"}`;
    try {
      await files.write(pathOf(file), made.data);
    } catch (error) {
      throw uploadProblem(error, new AppError("brand.save_brand_image.decode.app_error"));
    }
    await this.#forget(await db.transaction((tx) => brandStore.setFile(tx, file)));
  }

  /** Takes the picture away. @throws AppError 404 when there is none */
  async remove(): Promise<void> {
    const former = await brandStore.clear(this.platform.db);
    if (!former) throw notFound("picture");
    await this.#forget(former);
  }

  /** A file that stays behind harms nobody: nothing leads to it any more. */
  async #forget(file: string | undefined): Promise<void> {
    if (!file) return;
    const { files, log } = this.platform;
    await files
      .remove(pathOf(file))
      .catch((error: Error) => log.warn({ reason: error.message, file }, "former brand picture not removed"));
  }
}
