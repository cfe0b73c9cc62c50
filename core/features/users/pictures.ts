import { createHash } from "node:crypto";
import type { ResponseObject } from "@hapi/hapi";
import { AppError } from "../../platform/app-error.js";
import { FileError } from "../../platform/files/index.js";
import { fileSettings } from "../../platform/files/settings.js";
import type { AnyCall } from "../../platform/http/call.js";
import { receivePicture, uploadProblem } from "../../platform/http/picture-form.js";
import { avatar, initialsAvatar } from "../../platform/images/index.js";
import { privacySettings } from "./config.js";
import type { Users } from "./service.js";
import type { UserRow } from "./store.js";

/** Larger files are not pictures of people, whatever the limit of files is. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Pixels on each side: sharp at 128 on screens with double density. */
const SIZE = 256;
const pathOf = (userId: string) => `users/${userId}/profile.png`;

/** The pictures of people: their own, or one drawn from their initials. */
export class Pictures {
  constructor(readonly users: Users) {}

  /** Answers the picture of a person. */
  async answer(call: AnyCall, user: UserRow): Promise<ResponseObject> {
    if (user.last_picture_update === 0) return this.answerInitials(call, user);
    // The address clients ask for holds the time of the last change, so that an old answer is never shown for a new one.
    call.headers["Cache-Control"] = "private, max-age=86400";
    const known = call.toolkit.entity({ etag: `${user.id}-${user.last_picture_update}` });
    if (known) return known;
    try {
      const stream = await this.users.platform.files.read(pathOf(user.id));
      return call.respond(stream).type("image/png").etag(`${user.id}-${user.last_picture_update}`);
    } catch (error) {
      if (error instanceof FileError && error.code === "not_found") return this.answerInitials(call, user);
      throw new AppError("api.context.unavailable.app_error", { dependency: "file storage" }, { cause: error });
    }
  }

  /** Answers the picture drawn from the initials a person is shown with. */
  async answerInitials(call: AnyCall, user: UserRow): Promise<ResponseObject> {
    const fullName = this.users.platform.config.get(privacySettings.ShowFullName)
      ? `${user.first_name} ${user.last_name}`.trim()
      : "";
    const name = fullName || user.nickname || user.username;
    const etag = createHash("sha1").update(`${user.id} ${name}`).digest("base64url");
    call.headers["Cache-Control"] = "private, max-age=300";
    return (
      call.toolkit.entity({ etag }) ??
      call
        .respond(await initialsAvatar(name, user.id))
        .type("image/png")
        .etag(etag)
    );
  }

  /** Takes a picture from a form. @throws AppError 400, 413, 507 */
  async receive(call: AnyCall, userId: string): Promise<void> {
    const { config, files } = this.users.platform;
    const { picture } = await receivePicture(call, files, {
      field: "image",
      maxBytes: Math.min(MAX_BYTES, config.get(fileSettings.MaxFileSize)),
      tooLarge: "api.user.upload_profile_user.too_large.app_error",
      missing: "api.user.upload_profile_user.array.app_error",
    });
    if (!(await this.set(userId, picture))) throw new AppError("api.user.upload_profile_user.decode.app_error");
  }

  /** Sets a picture; false when the bytes are no picture this server can read. @throws AppError 507 */
  async set(userId: string, picture: Buffer): Promise<boolean> {
    const { config, files } = this.users.platform;
    const made = await avatar(picture, SIZE, config.get(fileSettings.MaxImageResolution));
    if (!made) return false;
    try {
      await files.write(pathOf(userId), made);
    } catch (error) {
      throw uploadProblem(error, new AppError("api.user.upload_profile_user.decode.app_error"));
    }
    await this.users.save(userId, { last_picture_update: Date.now() });
    return true;
  }

  /** Goes back to the drawn picture. */
  async remove(userId: string): Promise<void> {
    await this.users.save(userId, { last_picture_update: 0 });
    await this.users.platform.files.remove(pathOf(userId));
  }
}
