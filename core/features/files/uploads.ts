import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import type { UploadSession } from "../../api/files.js";
import { AppError, notFound } from "../../platform/app-error.js";
import { cleanFileName, type SpooledFile } from "../../platform/files/index.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import { asAppError, type Files } from "./service.js";
import type { FileRow } from "./store.js";
import { type UploadRow, uploadStore } from "./upload-store.js";

const MAX_UNFINISHED = 100;
const MAX_PIECES = 10_000;
const HOUR_MS = 60 * 60 * 1000;
/** An upload nobody has finished in this time is given up. */
const GIVE_UP_MS = 7 * 24 * HOUR_MS;

/**
 * Uploads that continue after a broken connection. Each request's bytes become a piece in the file store, so that the
 * next request may reach any node; the last one joins them.
 */
export class Uploads {
  readonly #busy = new Set<string>();

  constructor(private readonly files: Files) {}

  /** @throws AppError 400, 403, 404, 413, 501 */
  async create(
    caller: Caller,
    given: { channel_id: string; filename: string; file_size: number },
  ): Promise<UploadSession> {
    const { db } = this.files.platform;
    if (given.file_size > this.files.maxBytes) {
      throw new AppError("api.file.upload_file.too_large.app_error", { limit: this.files.maxBytes });
    }
    await this.files.admitUpload(caller, given.channel_id);
    if ((await uploadStore.ofUser(db, caller.userId)).length >= MAX_UNFINISHED) {
      throw new AppError("api.file.upload_file.too_many.app_error", { limit: MAX_UNFINISHED });
    }
    const now = Date.now();
    const row: UploadRow = {
      id: newId(now),
      type: "attachment",
      create_at: now,
      user_id: caller.userId,
      channel_id: given.channel_id,
      filename: cleanFileName(given.filename),
      path: "",
      file_size: given.file_size,
      file_offset: 0,
    };
    await uploadStore.insert(db, row);
    return presentUpload(row);
  }

  /** One of the caller's own uploads. @throws AppError 404 */
  async get(caller: Caller, id: string): Promise<UploadSession> {
    return presentUpload(await this.#own(caller, id));
  }

  async ofUser(userId: string): Promise<UploadSession[]> {
    return (await uploadStore.ofUser(this.files.platform.db, userId)).map(presentUpload);
  }

  /**
   * Takes the next piece; what arrived before a connection broke is kept. Returns the file when it is complete, else
   * null. @throws AppError 400 when somebody else is sending it or there is more than was announced, 403, 404, 503, 507
   */
  async send(caller: Caller, id: string, body: Readable): Promise<FileRow | null> {
    const upload = await this.#own(caller, id);
    await this.files.admitUpload(caller, upload.channel_id);
    if (this.#busy.has(id)) throw new AppError("api.file.upload.offset.app_error");
    this.#busy.add(id);
    try {
      // Read again: another request may have ended while this one asked for admission.
      const current = await this.#own(caller, id);
      const after = current.file_offset < current.file_size ? await this.#take(current, body) : current;
      return after.file_offset < after.file_size ? null : await this.#finish(after);
    } catch (error) {
      throw asAppError(error, this.files.maxBytes);
    } finally {
      this.#busy.delete(id);
    }
  }

  /** Gives up uploads that nobody has finished in a week; returns how many. */
  async giveUpOld(now = Date.now()): Promise<number> {
    const old = await uploadStore.olderThan(this.files.platform.db, now - GIVE_UP_MS);
    for (const upload of old) {
      if (await uploadStore.remove(this.files.platform.db, upload.id)) await this.#removePieces(upload);
    }
    return old.length;
  }

  /** Clears away what was given up, now and every hour; returns the function that ends it. Safe on many nodes. */
  startHousekeeping(): () => void {
    const { files, log } = this.files.platform;
    const clean = () =>
      Promise.all([this.giveUpOld(), files.spool.clean()]).catch((error) =>
        log.warn({ err: error }, "old uploads could not be cleared away"),
      );
    const timer = setInterval(clean, HOUR_MS);
    timer.unref();
    void clean();
    return () => clearInterval(timer);
  }

  async #own(caller: Caller, id: string): Promise<UploadRow> {
    const row = await uploadStore.byId(this.files.platform.db, id, caller.userId);
    if (!row) throw notFound("upload");
    return row;
  }

  async #take(upload: UploadRow, body: Readable): Promise<UploadRow> {
    const { db, files } = this.files.platform;
    if (upload.path.split(" ").length >= MAX_PIECES) throw new AppError("api.file.upload.offset.app_error");
    const content = await this.#receive(upload, body);
    if (content.size === 0) {
      await content.discard();
      return upload;
    }
    const piece = `${upload.file_offset}-${randomBytes(6).toString("hex")}`;
    await files.adopt(pathOf(upload, piece), content);
    const after = await uploadStore.advance(db, upload.id, upload.file_offset, content.size, piece);
    if (after) return after;
    await files.remove(pathOf(upload, piece));
    throw new AppError("api.file.upload.offset.app_error");
  }

  async #receive(upload: UploadRow, body: Readable): Promise<SpooledFile> {
    const left = upload.file_size - upload.file_offset;
    try {
      return await this.files.platform.files.spool.receive(Readable.from(untilCut(body)), { maxBytes: left });
    } catch (error) {
      if ((error as { code?: string }).code !== "too_large") throw error;
      throw new AppError("api.file.upload.offset.app_error");
    }
  }

  async #finish(upload: UploadRow): Promise<FileRow> {
    const { files, db } = this.files.platform;
    const pieces = this.#pieces(upload);
    const content = await files.spool.receive(Readable.from(pieces), { maxBytes: upload.file_size });
    try {
      const arrival = { userId: upload.user_id, channelId: upload.channel_id, name: upload.filename, content };
      const [row] = await this.files.keep([arrival], async (tx) => {
        // Two nodes that finish at the same moment make one file.
        if (!(await uploadStore.remove(tx, upload.id))) throw notFound("upload");
      });
      await this.#removePieces(upload);
      return row as FileRow;
    } catch (error) {
      // A picture that is refused will be refused again; any other failure may pass.
      if (error instanceof AppError && error.status === 400 && (await uploadStore.remove(db, upload.id))) {
        await this.#removePieces(upload);
      }
      throw error;
    } finally {
      await content.discard();
    }
  }

  async *#pieces(upload: UploadRow): AsyncGenerator<Buffer> {
    for (const piece of upload.path.split(" ")) yield* await this.files.platform.files.read(pathOf(upload, piece));
  }

  async #removePieces(upload: UploadRow): Promise<void> {
    const { files, log } = this.files.platform;
    await files
      .removeFolder(folderOf(upload))
      .catch((error) => log.warn({ err: error, upload: upload.id }, "pieces of an upload stay in the file store"));
  }
}

const folderOf = (upload: UploadRow) => `uploads/${upload.id}`;
const pathOf = (upload: UploadRow, piece: string) => `${folderOf(upload)}/${piece}`;

/** The bytes of a stream up to its end or to where it was cut off. */
async function* untilCut(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch {
    // What has come is worth keeping; the sender asks for the offset and goes on from there.
  }
}

function presentUpload(row: UploadRow): UploadSession {
  const { id, type, create_at, user_id, channel_id, filename, file_size, file_offset } = row;
  return { id, type, create_at, user_id, channel_id, filename, file_size, file_offset };
}
