import type { Readable } from "node:stream";

export type FileErrorCode =
  /** There is no file at the path. */
  | "not_found"
  /** The path would leave the store. */
  | "invalid_path"
  /** The content is larger than the limit given. */
  | "too_large"
  /** No space left on the device, or the quota is used up. */
  | "full"
  /** The sender went away before the end. */
  | "aborted"
  /** The storage does not answer, or refuses our credentials. */
  | "unavailable";

/** What goes wrong with files, in terms a caller can act on. */
export class FileError extends Error {
  constructor(
    readonly code: FileErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "FileError";
  }
}

/** A range of bytes, both ends included, as in the HTTP Range header. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface Stored {
  /** Bytes written. */
  size: number;
  /** SHA-256 of the content in lower-case hex. */
  sha256: string;
}

export interface StoredFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970 of the last write. */
  modifiedAt: number;
}

export interface StorageTest {
  ok: boolean;
  /** A sentence for the administrator: what worked, or which step failed and why. */
  message: string;
}

/**
 * Where the bytes of files live. Paths are relative, made by us and checked again here. Every write is all or nothing:
 * after a cut connection, a full disk or a crash the path holds its former content, or none.
 */
export interface FileStore {
  /** Stores the content at the path, replacing what was there. @throws FileError too_large, full, aborted, unavailable */
  write(path: string, content: Readable | Buffer, options?: { maxBytes?: number }): Promise<Stored>;
  /** Moves a received file (see `Spool`) into the store; the spooled file is gone afterwards. */
  adopt(path: string, spooled: SpooledFile): Promise<void>;
  /** A stream of the content or of a range of it. @throws FileError not_found */
  read(path: string, range?: ByteRange): Promise<Readable>;
  /** Size and time of the file, or null when there is none. */
  stat(path: string): Promise<StoredFile | null>;
  /** Removes a file; one that does not exist is no error. */
  remove(path: string): Promise<void>;
  /** Removes everything in a folder. The folder must be named: the whole store cannot be removed by mistake. */
  removeFolder(prefix: string): Promise<void>;
  /** Moves a file. @throws FileError not_found */
  move(from: string, to: string): Promise<void>;
  /** Every file below a folder, in the order of the paths; the empty text means the whole store. */
  list(prefix: string): AsyncIterable<StoredFile>;
  /** Takes in content that is not yet known to be welcome; `adopt` stores it. */
  readonly spool: Spool;
  /** Writes, reads and deletes a small file. Never throws. */
  test(): Promise<StorageTest>;
}

/** A file received completely, waiting on the local disk. */
export interface SpooledFile extends Stored {
  /** Absolute path on the local disk. */
  path: string;
  /** The first bytes, enough to recognise the kind of file. */
  head: Buffer;
  /** Deletes the file, if nobody has adopted it. Never throws. */
  discard(): Promise<void>;
}

/** A local folder for content on its way in. */
export interface Spool {
  /**
   * Receives a stream into a temporary file.
   * @throws FileError too_large (as soon as the limit is passed), full, aborted; nothing is left behind
   */
  receive(content: Readable | Buffer, options?: { maxBytes?: number }): Promise<SpooledFile>;
  /** Deletes what a crash left behind more than a day ago; returns how many files. */
  clean(now?: number): Promise<number>;
}

/** The whole content of a file as one buffer; meant for small files. @throws FileError not_found, too_large */
export async function readWhole(store: FileStore, path: string, maxBytes: number): Promise<Buffer> {
  const stream = await store.read(path);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) {
      stream.destroy();
      throw new FileError("too_large", "The file is larger than expected.");
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
