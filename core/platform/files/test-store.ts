import { randomBytes } from "node:crypto";
import { type FileStore, readWhole, type StorageTest } from "./storage.js";

/** Writes a small file, reads it back and deletes it, and tells in words how far that went. */
export async function testStore(store: FileStore, place: string): Promise<StorageTest> {
  const path = `test-connection/${randomBytes(8).toString("hex")}`;
  const content = randomBytes(64);
  let step = "write to";
  try {
    await store.write(path, content);
    step = "read from";
    const found = await readWhole(store, path, 1024);
    if (!found.equals(content)) return { ok: false, message: `What was read from ${place} is not what was written.` };
    step = "delete from";
    await store.remove(path);
    if (await store.stat(path)) return { ok: false, message: `A file in ${place} is still there after its deletion.` };
    return { ok: true, message: `Writing, reading and deleting work in ${place}.` };
  } catch (error) {
    await store.remove(path).catch(() => undefined);
    return { ok: false, message: `The server cannot ${step} ${place}: ${reason(error)}` };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return cause === "" ? error.message : `${error.message} (${cause})`;
}
