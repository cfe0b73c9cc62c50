import { FileError } from "../../platform/files/index.js";
import type { Platform } from "../../platform/platform.js";
import { searchVector } from "../../platform/text/search-vector.js";
import { extractApart } from "./apart.js";
import { fileTextSettings } from "./config.js";
import { kindOf } from "./extract.js";
import { textStore as store, type UnreadFile } from "./store.js";

/** Larger files (bytes) are found by their names alone. */
const LARGEST = 32 * 1024 * 1024;
/** How often (ms) new files are looked for. */
const EVERY = 30_000;

/** Reads the text of files in the background, so that search finds them by what they say. */
export class FileTexts {
  constructor(readonly platform: Platform) {
    platform.jobs.define(
      "file_texts",
      {
        title: "Reads documents, so that they are found by what they say",
        schedule: () => (platform.config.get(fileTextSettings.ExtractContent) ? { every: EVERY } : undefined),
        quiet: true,
        startable: true,
        timeout: 600,
        retry: { limit: 0, delay: 1 },
      },
      async ({ signal }) => ({ read: await this.readWaiting(signal) }),
    );
  }

  /** Reads every file that waits; returns how many were looked at. One run at a time. */
  async readWaiting(signal?: AbortSignal): Promise<number> {
    const { db } = this.platform;
    await store.resume(db);
    for (let count = 0; ; count++) {
      const file = signal?.aborted ? undefined : await store.take(db);
      if (!file) return count;
      await this.#read(file);
    }
  }

  async #read(file: UnreadFile): Promise<void> {
    const { db, log } = this.platform;
    const kind = kindOf(file);
    if (!kind) return void (await store.mark(db, file.id, "none"));
    if (file.size > LARGEST) return void (await store.mark(db, file.id, "large"));
    try {
      const text = await extractApart(await this.#bytes(file), kind);
      await store.save(db, file.id, text, searchVector(`${file.name} ${text}`));
    } catch (error) {
      // A storage that is away comes back; a broken document stays broken.
      const away = error instanceof FileError && error.code !== "not_found";
      await store.mark(db, file.id, away ? "" : "failed");
      if (away) throw error;
      log.info({ file: file.id, reason: (error as Error).message }, "the text of a file could not be read");
    }
  }

  async #bytes(file: UnreadFile): Promise<Uint8Array> {
    const bytes = new Uint8Array(file.size);
    let at = 0;
    for await (const chunk of await this.platform.files.read(file.path)) {
      const piece = chunk as Buffer;
      bytes.set(piece.subarray(0, bytes.length - at), at);
      at += piece.length;
    }
    return bytes;
  }
}
