import { constants as fsConstants } from "node:fs";
import { copyFile, lstat, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { checkedPath, checkedPrefix } from "./paths.js";
import { asFileError, asWriteError, isSystemError, LocalSpool } from "./spool.js";
import {
  type ByteRange,
  FileError,
  type FileStore,
  type SpooledFile,
  type Stored,
  type StoredFile,
} from "./storage.js";
import { testStore } from "./test-store.js";

/** Files in a folder of this machine (or of a network file system). */
export class LocalFileStore implements FileStore {
  private readonly root: string;
  readonly spool: LocalSpool;

  constructor(folder: string) {
    this.root = resolve(folder);
    // Inside the store's own folder, so that adopting is a rename and never a second copy.
    this.spool = new LocalSpool(join(this.root, ".incoming"));
  }

  async write(path: string, content: Readable | Buffer, options: { maxBytes?: number } = {}): Promise<Stored> {
    checkedPath(path);
    const spooled = await this.spool.receive(content, options);
    await this.adopt(path, spooled);
    return { size: spooled.size, sha256: spooled.sha256 };
  }

  async adopt(path: string, spooled: SpooledFile): Promise<void> {
    try {
      const target = this.locate(path);
      await mkdir(dirname(target), { recursive: true });
      await renameOrCopy(spooled.path, target);
      await syncFolder(dirname(target));
    } catch (error) {
      await spooled.discard();
      throw asWriteError(error);
    }
  }

  async read(path: string, range?: ByteRange): Promise<Readable> {
    try {
      const file = await open(this.locate(path), fsConstants.O_RDONLY | fsConstants.O_NOFOLLOW);
      if (!(await file.stat()).isFile()) {
        await file.close();
        throw new FileError("not_found", "There is no such file.");
      }
      return file.createReadStream(range);
    } catch (error) {
      throw asFileError(error);
    }
  }

  async stat(path: string): Promise<StoredFile | null> {
    try {
      const info = await lstat(this.locate(path));
      return info.isFile() ? { path, size: info.size, modifiedAt: Math.floor(info.mtimeMs) } : null;
    } catch (error) {
      const known = asFileError(error);
      if (known instanceof FileError && known.code === "not_found") return null;
      throw known;
    }
  }

  async remove(path: string): Promise<void> {
    const target = this.locate(path);
    try {
      await rm(target, { force: true });
      await this.pruneEmptyFolders(dirname(target));
    } catch (error) {
      const known = asFileError(error);
      if (known instanceof FileError && known.code === "not_found") return;
      throw known;
    }
  }

  async removeFolder(prefix: string): Promise<void> {
    const target = this.locate(checkedPrefix(prefix));
    try {
      await rm(target, { recursive: true, force: true });
      await this.pruneEmptyFolders(dirname(target));
    } catch (error) {
      throw asFileError(error);
    }
  }

  async move(from: string, to: string): Promise<void> {
    const [source, target] = [this.locate(from), this.locate(to)];
    try {
      if (!(await lstat(source)).isFile()) throw new FileError("not_found", "There is no such file.");
      await mkdir(dirname(target), { recursive: true });
      await rename(source, target);
      await syncFolder(dirname(target));
      await this.pruneEmptyFolders(dirname(source));
    } catch (error) {
      throw asFileError(error);
    }
  }

  async *list(prefix: string): AsyncGenerator<StoredFile> {
    const folder = checkedPrefix(prefix);
    const entries = await readdir(join(this.root, folder), { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* this.list(path);
      else if (entry.isFile()) {
        const info = await this.stat(path);
        if (info) yield info;
      }
    }
  }

  test() {
    return testStore(this, `the folder ${this.root}`);
  }

  private locate(path: string): string {
    return join(this.root, checkedPath(path));
  }

  /** Leaves no empty folders after a removal; a folder that somebody fills at this moment stays. */
  private async pruneEmptyFolders(folder: string): Promise<void> {
    for (let at = folder; at.length > this.root.length; at = dirname(at)) {
      try {
        await rmdir(at);
      } catch {
        return;
      }
    }
  }
}

async function renameOrCopy(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // A removal may have pruned the folder since we made it.
    if (isSystemError(error, "ENOENT")) {
      await mkdir(dirname(to), { recursive: true });
      return rename(from, to);
    }
    if (!isSystemError(error, "EXDEV")) throw error;
    const part = `${dirname(to)}/.${process.pid}-${Date.now()}`;
    try {
      await copyFile(from, part);
      const file = await open(part, "r+");
      await file.sync().finally(() => file.close());
      await rename(part, to);
    } finally {
      await rm(part, { force: true });
    }
    await rm(from, { force: true });
  }
}

/** Makes a rename survive a power cut; file systems that cannot do it are not at fault. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}
