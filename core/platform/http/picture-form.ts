import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { ErrorId } from "../../api/errors.js";
import { AppError } from "../app-error.js";
import { FormError, receiveForm } from "../files/form.js";
import { FileError, type FileStore } from "../files/index.js";
import type { AnyCall } from "./call.js";

/** What a picture upload may be, and which errors say that it is not. */
export interface PictureRules {
  /** Name of the form field that holds the file. */
  readonly field: string;
  /** Largest file, in bytes. */
  readonly maxBytes: number;
  /** Raised with `limit` when the file is larger. */
  readonly tooLarge: ErrorId;
  /** Raised when the form holds no file in the field. */
  readonly missing: ErrorId;
}

/** Turns what goes wrong with a form or a file into what the client is told; anything else is returned unchanged. */
export function uploadProblem(error: unknown, tooLarge: AppError): unknown {
  if (error instanceof FormError)
    return new AppError("api.file.upload_file.multipart.app_error", { reason: error.message });
  if (!(error instanceof FileError)) return error;
  switch (error.code) {
    case "too_large":
      return tooLarge;
    case "full":
      return new AppError("api.file.upload_file.storage_full.app_error", {}, { cause: error });
    case "aborted":
      return new AppError("api.file.upload_file.multipart.app_error", { reason: "it ended too early" });
    case "unavailable":
      return new AppError("api.context.unavailable.app_error", { dependency: "file storage" }, { cause: error });
    default:
      return error;
  }
}

/**
 * Reads a multipart form with one picture; the route takes its body as a stream. Returns the bytes, not yet looked at,
 * and the text fields. @throws AppError 400, 413, 507
 */
export async function receivePicture(
  call: Pick<AnyCall, "request">,
  files: FileStore,
  rules: PictureRules,
): Promise<{ picture: Buffer; fields: ReadonlyMap<string, string[]> }> {
  const tooLarge = new AppError(rules.tooLarge, { limit: rules.maxBytes });
  try {
    const form = await receiveForm(call.request.payload as Readable, call.request.headers as never, files.spool, {
      maxBytes: rules.maxBytes,
      maxFiles: 1,
    });
    try {
      const file = form.files.find((candidate) => candidate.field === rules.field);
      if (!file || file.content.size === 0) throw new AppError(rules.missing, { name: rules.field });
      return { picture: await readFile(file.content.path), fields: form.fields };
    } finally {
      await form.discard();
    }
  } catch (error) {
    throw uploadProblem(error, tooLarge);
  }
}
