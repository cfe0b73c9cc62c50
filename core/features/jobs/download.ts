import type { ResponseObject } from "@hapi/hapi";
import { AppError, forbidden, notFound } from "../../platform/app-error.js";
import { FileError, type FileStore, safeHeaders } from "../../platform/files/index.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { JobOptions, JobRecord } from "../../platform/jobs/index.js";

/** Answers the file a job has made. @throws AppError 403, 404, 503 */
export async function answerFile(
  files: FileStore,
  call: AnyCall,
  job: JobRecord,
  { download }: JobOptions,
): Promise<ResponseObject> {
  if (!download) throw notFound("file");
  const { permissions } = call.caller;
  if (![...download.permissions, "manage_system"].some((permission) => permissions.has(permission))) throw forbidden();
  if (job.status !== "success") throw notFound("file");
  const file = download.file(job);
  try {
    const response = call.respond(await files.read(file.path));
    for (const [name, value] of Object.entries(safeHeaders(file, { download: true }))) response.header(name, value);
    return response.header("Cache-Control", "no-store");
  } catch (error) {
    if (error instanceof FileError && error.code === "not_found") throw notFound("file");
    throw new AppError("api.context.unavailable.app_error", { dependency: "file storage" }, { cause: error });
  }
}
