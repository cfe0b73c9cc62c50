import type { Readable } from "node:stream";
import { openFileStore, type StorageSettings } from "./open.js";
import type { ByteRange, FileStore, Spool, SpooledFile, StorageTest, Stored, StoredFile } from "./storage.js";

/** The file store the settings name at each moment: a change of the settings takes effect without a restart. */
export class SwitchingFileStore implements FileStore {
  #key = "";
  #store: FileStore | undefined;

  constructor(private readonly settings: () => StorageSettings) {}

  /** The store in force. @throws FileError unavailable when its settings cannot work */
  get current(): FileStore {
    const settings = this.settings();
    const key = JSON.stringify(settings);
    if (this.#store === undefined || key !== this.#key) {
      this.#store = openFileStore(settings);
      this.#key = key;
    }
    return this.#store;
  }

  get spool(): Spool {
    return this.current.spool;
  }

  write(path: string, content: Readable | Buffer, options?: { maxBytes?: number }): Promise<Stored> {
    return this.current.write(path, content, options);
  }

  adopt(path: string, spooled: SpooledFile): Promise<void> {
    return this.current.adopt(path, spooled);
  }

  async read(path: string, range?: ByteRange): Promise<Readable> {
    return this.current.read(path, range);
  }

  async stat(path: string): Promise<StoredFile | null> {
    return this.current.stat(path);
  }

  async remove(path: string): Promise<void> {
    return this.current.remove(path);
  }

  async removeFolder(prefix: string): Promise<void> {
    return this.current.removeFolder(prefix);
  }

  async move(from: string, to: string): Promise<void> {
    return this.current.move(from, to);
  }

  list(prefix: string): AsyncIterable<StoredFile> {
    return this.current.list(prefix);
  }

  async test(): Promise<StorageTest> {
    try {
      return await this.current.test();
    } catch (error) {
      return { ok: false, message: (error as Error).message };
    }
  }
}
