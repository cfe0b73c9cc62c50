import type { ResponseObject } from "@hapi/hapi";
import { AppError } from "../../platform/app-error.js";
import { parseRange, safeHeaders } from "../../platform/files/index.js";
import type { AnyCall } from "../../platform/http/call.js";
import { asAppError, type Files } from "./service.js";
import type { FileRow } from "./store.js";

export type Variant = "original" | "thumbnail" | "preview";

interface Part {
  path: string;
  name: string;
  mimeType: string;
  /** Bytes; undefined when only the store knows. */
  size: number | undefined;
}

/** Answers with the bytes of a file or of one of its pictures. @throws AppError 404, 503 */
export async function serveFile(files: Files, call: AnyCall, row: FileRow, variant: Variant): Promise<ResponseObject> {
  const part = partOf(row, variant);
  if (!part) throw new AppError("api.file.get_file.no_preview.app_error");
  // What lies at a path never changes, so the name of the part is the best entity tag.
  const etag = `${row.id}-${variant}`;
  const unchanged = call.toolkit.entity({ etag });
  if (unchanged) return unchanged;
  try {
    return await withBytes(files, call, part, etag);
  } catch (error) {
    throw asAppError(error, files.maxBytes);
  }
}

async function withBytes(files: Files, call: AnyCall, part: Part, etag: string): Promise<ResponseObject> {
  const store = files.platform.files;
  const size = part.size ?? (await store.stat(part.path))?.size ?? 0;
  const fresh = call.header("if-range") === "" || call.header("if-range") === `"${etag}"`;
  const range = fresh ? parseRange(call.header("range"), size) : null;
  if (range === "unsatisfiable") return call.respond("").code(416).header("Content-Range", `bytes */${size}`);
  const length = range ? range.end - range.start + 1 : size;
  const stream = await store.read(part.path, range ?? undefined);
  // Sent as it is: compressing costs much for what is compressed already, loses the length, and breaks ranges.
  (call.request.info as { acceptEncoding: string }).acceptEncoding = "identity";
  const response = call.respond(stream).code(range ? 206 : 200);
  response.etag(etag).bytes(length).header("Accept-Ranges", "bytes");
  if (range) response.header("Content-Range", `bytes ${range.start}-${range.end}/${size}`);
  const download = /^(1|true)$/i.test(String(call.query.download ?? ""));
  for (const [name, value] of Object.entries(safeHeaders(part, { download }))) response.header(name, value);
  return response;
}

function partOf(row: FileRow, variant: Variant): Part | null {
  if (variant === "original" || (variant === "preview" && row.preview_path === row.path && row.preview_path !== "")) {
    return { path: row.path, name: row.name, mimeType: row.mime_type, size: row.size };
  }
  const path = variant === "thumbnail" ? row.thumbnail_path : row.preview_path;
  if (path === "") return null;
  const png = path.endsWith(".png");
  const name = `${row.name.replace(/\.[^.]*$/, "")}_${variant}.${png ? "png" : "jpg"}`;
  return { path, name, mimeType: png ? "image/png" : "image/jpeg", size: undefined };
}
