import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { AppError, badBody, badQuery } from "../../platform/app-error.js";
import {
  cleanFileName,
  FileError,
  FormError,
  type FormFile,
  receiveForm,
  receiveRaw,
} from "../../platform/files/index.js";
import type { AnyCall } from "../../platform/http/call.js";
import { isId } from "../../platform/ids.js";
import { asAppError, type Files, MAX_FILES } from "./service.js";

/** An upload request read to its end. */
interface Intake {
  channelId: string;
  clientIds: string[];
  files: Pick<FormFile, "name" | "content">[];
}

/** How much larger than its files a form may be: its fields and the headers of its parts. */
const FORM_OVERHEAD = 1024 * 1024;

/** Answers `POST /files` in both of its forms. @throws AppError 400, 403, 404, 413, 501, 503, 507 */
export async function takeUpload(
  files: Files,
  call: AnyCall,
): Promise<{ rows: Awaited<ReturnType<Files["keep"]>>; clientIds: string[] }> {
  const query = call.query as { channel_id?: string; filename?: string; client_ids?: string };
  // What is known before the first byte is refused before the first byte.
  if (query.channel_id !== undefined) await files.admitUpload(call.caller, idOf(query.channel_id, badQuery));
  const multipart = /^multipart\//i.test(call.header("content-type"));
  refuseAnnounced(call, multipart ? files.maxBytes * MAX_FILES + FORM_OVERHEAD : files.maxBytes, files.maxBytes);
  let intake: Intake | undefined;
  try {
    intake = multipart ? await readForm(files, call, query.channel_id) : await readRaw(files, call, query);
    if (query.channel_id === undefined) await files.admitUpload(call.caller, intake.channelId);
    const { channelId } = intake;
    const arrivals = intake.files.map((file) => ({ ...file, userId: call.caller.userId, channelId }));
    return { rows: await files.keep(arrivals), clientIds: intake.clientIds };
  } catch (error) {
    if (error instanceof FormError)
      throw new AppError("api.file.upload_file.multipart.app_error", { reason: error.message });
    throw asAppError(error, files.maxBytes);
  } finally {
    await Promise.all(intake?.files.map((file) => file.content.discard()) ?? []);
  }
}

async function readForm(files: Files, call: AnyCall, given: string | undefined): Promise<Intake> {
  const { spool } = files.platform.files;
  const limits = { maxBytes: files.maxBytes, maxFiles: MAX_FILES };
  const form = await receiveForm(bodyOf(call), call.request.raw.req.headers, spool, limits);
  try {
    const channelId = given ?? idOf(form.fields.get("channel_id")?.[0], badBody);
    const clientIds = form.fields.get("client_ids") ?? [];
    if (form.files.length === 0) throw badBody("files");
    if (clientIds.length > 0 && clientIds.length !== form.files.length) throw badBody("client_ids");
    return { channelId, clientIds, files: form.files };
  } catch (error) {
    await form.discard();
    throw error;
  }
}

async function readRaw(
  files: Files,
  call: AnyCall,
  query: { channel_id?: string; filename?: string; client_ids?: string },
): Promise<Intake> {
  const channelId = idOf(query.channel_id, badQuery);
  if (!query.filename) throw badQuery("filename");
  const content = await receiveRaw(bodyOf(call), files.platform.files.spool, files.maxBytes);
  const clientIds = query.client_ids ? [query.client_ids] : [];
  return { channelId, clientIds, files: [{ name: cleanFileName(query.filename), content }] };
}

/** The body as it comes; its route reads bodies as streams. */
export function bodyOf(call: AnyCall): Readable {
  return (call.request.payload as Readable | null) ?? (call.request.raw.req as IncomingMessage);
}

/** Refuses a body that says itself that it is too large. @throws AppError 413 */
export function refuseAnnounced(call: AnyCall, most: number, limit: number): void {
  if (Number(call.header("content-length") || 0) > most) throw asAppError(new FileError("too_large", ""), limit);
}

function idOf(given: string | undefined, bad: (name: string) => AppError): string {
  if (!isId(given)) throw bad("channel_id");
  return given;
}
