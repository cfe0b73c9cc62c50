import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { FileError, type Spool, type SpooledFile } from "./storage.js";

const HEAD_BYTES = 4100;
/** A file nobody has adopted after this time was left by a crash. */
const LEFTOVER_MS = 24 * 60 * 60 * 1000;

/** Receives content into a folder of the local disk, in files no other process guesses or follows. */
export class LocalSpool implements Spool {
  constructor(private readonly folder: string) {}

  async receive(content: Readable | Buffer, options: { maxBytes?: number } = {}): Promise<SpooledFile> {
    const path = join(this.folder, `${Date.now()}-${randomBytes(12).toString("hex")}`);
    let file: FileHandle | undefined;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      file = await open(path, "wx", 0o600);
      const received = await copyInto(file, content, options.maxBytes ?? Number.POSITIVE_INFINITY);
      await file.sync();
      await file.close();
      return { path, ...received, discard: () => rm(path, { force: true }).catch(() => undefined) };
    } catch (error) {
      await file?.close().catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
      throw asWriteError(error);
    }
  }

  async clean(now = Date.now()): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      const info = await stat(path).catch(() => undefined);
      if (!info?.isFile() || now - info.mtimeMs < LEFTOVER_MS) continue;
      await rm(path, { force: true });
      removed++;
    }
    return removed;
  }
}

async function copyInto(file: FileHandle, content: Readable | Buffer, maxBytes: number) {
  const hash = createHash("sha256");
  const head: Buffer[] = [];
  let size = 0;
  for await (const chunk of Buffer.isBuffer(content) ? [content] : whole(content)) {
    if (size < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - size));
    size += chunk.length;
    if (size > maxBytes) throw new FileError("too_large", `The content is larger than ${maxBytes} bytes.`);
    hash.update(chunk);
    await writeAll(file, chunk);
  }
  return { size, sha256: hash.digest("hex"), head: Buffer.concat(head) };
}

/** `FileHandle.write` may write less than asked, for instance when the disk fills up. */
async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, done);
    done += bytesWritten;
  }
}

/** The chunks of a stream; a stream that ends before its sender said so is an error, not a short file. */
async function* whole(stream: Readable): AsyncGenerator<Buffer> {
  try {
    // The source is left open on failure: over it the sender is still to be answered.
    for await (const chunk of stream.iterator({ destroyOnReturn: false }))
      yield typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
  } catch (error) {
    // An error the sender raised on purpose passes; anything else means that the connection was cut.
    if (error instanceof FileError || isSystemError(error, "ENOSPC")) throw error;
    throw new FileError("aborted", "The content ended before it was complete.", { cause: error });
  }
  if (stream.destroyed && !stream.readableEnded) throw new FileError("aborted", "The content was cut short.");
  // A part of a form that a limit has cut ends normally; the parser only leaves this mark.
  if ((stream as { truncated?: boolean }).truncated)
    throw new FileError("too_large", "The content was cut at a limit.");
}

export function isSystemError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? "");
}

/** The same while writing, where a missing folder is a fault of the storage and no missing file. */
export function asWriteError(error: unknown): unknown {
  const known = asFileError(error);
  if (!(known instanceof FileError && known.code === "not_found")) return known;
  return new FileError("unavailable", "The file storage cannot be written to.", { cause: known.cause });
}

/** Turns an error of the operating system into one a caller can act on. */
export function asFileError(error: unknown): unknown {
  if (isSystemError(error, "ENOSPC", "EDQUOT")) {
    return new FileError("full", "There is no space left in the file storage.", { cause: error });
  }
  if (isSystemError(error, "ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENAMETOOLONG")) {
    return new FileError("not_found", "There is no such file.", { cause: error });
  }
  if (isSystemError(error, "EACCES", "EPERM", "EROFS", "EIO", "ESTALE", "EMFILE")) {
    return new FileError("unavailable", "The file storage cannot be used.", { cause: error });
  }
  return error;
}
