import type { StorageUse } from "../../api/storage.js";
import type { Platform } from "../../platform/platform.js";
import { textStore } from "../file-texts/index.js";
import { storageStore as store } from "./store.js";

const DAY = 86_400_000;
/** How long (ms) a file that no message names is kept. */
const KEEP_LOOSE = DAY;
/** Bytes without a row are young while their upload is under way; these are old (ms). */
const KEEP_UNKNOWN = 2 * DAY;
/** Folders that are looked up together. */
const BATCH = 500;

/** A file of a message: date, channel and file are folders, of which the last holds the original and its pictures. */
const ATTACHMENT = /^(\d{8}\/[a-z0-9]{26}\/([a-z0-9]{26}))\//;

/** What files take of the disk, and taking away what nobody needs. */
export class Storage {
  constructor(readonly platform: Platform) {
    platform.jobs.define(
      "file_housekeeping",
      {
        title: "Removes files that were uploaded and never sent, and what uploads that failed left behind",
        schedule: () => ({ daily: "03:40" }),
        startable: true,
        timeout: 3_600,
        retry: { limit: 1, delay: 60 },
      },
      async ({ signal }) => this.tidy(Date.now(), signal),
    );
  }

  async use(): Promise<StorageUse> {
    const { db } = this.platform;
    const [total, teams, users, texts] = await Promise.all([
      store.total(db),
      store.teams(db),
      store.users(db),
      textStore.counts(db),
    ]);
    return { total, teams, users, texts };
  }

  /** Removes what nobody needs; returns how many files were never sent and how many folders had no file. */
  async tidy(now = Date.now(), signal?: AbortSignal): Promise<{ never_sent: number; left_behind: number }> {
    const never_sent = await this.#dropLoose(now - KEEP_LOOSE, signal);
    return { never_sent, left_behind: await this.#dropUnknown(now - KEEP_UNKNOWN, signal) };
  }

  async #dropLoose(before: number, signal?: AbortSignal): Promise<number> {
    const { db, files } = this.platform;
    for (let count = 0; ; ) {
      const paths = signal?.aborted ? [] : await store.dropLoose(db, before);
      // If the server stops here, the bytes have no row, and go with the next run.
      for (const path of paths) {
        const folder = ATTACHMENT.exec(path)?.[1];
        await (folder ? files.removeFolder(folder) : files.remove(path));
      }
      if (paths.length === 0) return count;
      count += paths.length;
    }
  }

  async #dropUnknown(before: number, signal?: AbortSignal): Promise<number> {
    let count = 0;
    let folders = new Map<string, string>();
    for await (const { path, modifiedAt } of this.platform.files.list("")) {
      if (signal?.aborted) return count;
      const [, folder, id] = ATTACHMENT.exec(path) ?? [];
      if (!folder || !id) continue;
      if (modifiedAt < before) folders.set(folder, id);
      if (folders.size < BATCH) continue;
      count += await this.#dropFolders(folders);
      folders = new Map();
    }
    return count + (await this.#dropFolders(folders));
  }

  /** Removes those of some folders that belong to no file. */
  async #dropFolders(folders: ReadonlyMap<string, string>): Promise<number> {
    if (folders.size === 0) return 0;
    const paths = [...folders.keys()].map((folder) => `${folder}/original`);
    const rows = await store.known(this.platform.db, [...folders.values()], paths);
    const ids = new Set(rows.map((row) => row.id));
    const places = new Set(rows.map((row) => row.path));
    const unknown = [...folders].filter(([folder, id]) => !ids.has(id) && !places.has(`${folder}/original`));
    for (const [folder] of unknown) await this.platform.files.removeFolder(folder);
    return unknown.length;
  }
}
