import type { FileInfo } from "@mattermost/types/files";
import { type Signal, signal } from "@preact/signals";
import { type Job, type Transport, transfer } from "./transfer.js";

/** Uploads under way at the same time, over all channels. */
const PARALLEL = 2;

export interface Upload {
  clientId: string;
  name: string;
  size: number;
  type: string;
  state: "waiting" | "sending" | "done" | "failed";
  /** 0 to 1. */
  progress: number;
  error: string;
  /** The server's record, once done. */
  info?: FileInfo;
  /** A local picture to show meanwhile. */
  picture?: string;
}

interface Entry {
  upload: Upload;
  job: Job;
  stop: AbortController;
}

/**
 * The files on their way to one message, in the order they were chosen. It lives outside the
 * composer, so uploads go on when the person looks at another channel.
 */
export class UploadTray {
  readonly items: Signal<readonly Upload[]> = signal([]);
  #entries: Entry[] = [];
  readonly #pool: UploadPool;
  readonly #channelId: string;

  constructor(pool: UploadPool, channelId: string) {
    this.#pool = pool;
    this.#channelId = channelId;
  }

  get busy(): boolean {
    return this.#entries.some(({ upload }) => upload.state === "waiting" || upload.state === "sending");
  }

  add(files: readonly File[], picture: (file: File) => string | undefined = () => undefined): void {
    for (const file of files) {
      const clientId = this.#pool.newId();
      const upload: Upload = {
        clientId,
        name: file.name,
        size: file.size,
        type: file.type,
        state: "waiting",
        progress: 0,
        error: "",
        picture: picture(file),
      };
      const entry: Entry = { upload, job: { channelId: this.#channelId, file, clientId }, stop: new AbortController() };
      this.#entries.push(entry);
      this.#start(entry);
    }
    this.#publish();
  }

  /** Takes up files that are on the server already (a stored draft). */
  restore(infos: readonly FileInfo[]): void {
    for (const info of infos) {
      const upload: Upload = {
        clientId: info.id,
        name: info.name,
        size: info.size,
        type: info.mime_type,
        state: "done",
        progress: 1,
        error: "",
        info,
      };
      this.#entries.push({
        upload,
        job: { channelId: this.#channelId, file: new File([], info.name), clientId: info.id },
        stop: new AbortController(),
      });
    }
    this.#publish();
  }

  /** Has these finished files instead of those it had; uploads under way stay. */
  replace(infos: readonly FileInfo[]): void {
    const wanted = new Set(infos.map((info) => info.id));
    this.#entries = this.#entries.filter(({ upload }) => !upload.info || wanted.has(upload.info.id));
    const present = new Set(this.#entries.map(({ upload }) => upload.info?.id));
    this.restore(infos.filter((info) => !present.has(info.id)));
  }

  retry(clientId: string): void {
    const entry = this.#find(clientId);
    if (entry?.upload.state !== "failed") return;
    entry.stop = new AbortController();
    this.#change(entry, { state: "waiting", error: "" });
    this.#start(entry);
  }

  /** Takes a file out; an upload under way stops. */
  remove(clientId: string): void {
    const entry = this.#find(clientId);
    if (!entry) return;
    entry.stop.abort(new DOMException("cancelled", "AbortError"));
    if (entry.upload.picture) URL.revokeObjectURL(entry.upload.picture);
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#publish();
  }

  /** Empties the tray and gives the finished files, in order. */
  take(): FileInfo[] {
    const done = this.#entries.map(({ upload }) => upload.info).filter((info) => info !== undefined);
    for (const { upload } of this.#entries) if (upload.picture) URL.revokeObjectURL(upload.picture);
    this.#entries = [];
    this.#publish();
    return done;
  }

  #find(clientId: string): Entry | undefined {
    return this.#entries.find(({ upload }) => upload.clientId === clientId);
  }

  #publish(): void {
    this.items.value = this.#entries.map(({ upload }) => upload);
  }

  #change(entry: Entry, change: Partial<Upload>): void {
    entry.upload = { ...entry.upload, ...change };
    this.#publish();
  }

  #start(entry: Entry): void {
    const { signal: stop } = entry.stop;
    void this.#pool.run(async () => {
      if (stop.aborted) return;
      this.#change(entry, { state: "sending" });
      try {
        const info = await transfer(
          this.#pool.transport,
          entry.job,
          (progress) => this.#change(entry, { progress }),
          stop,
        );
        if (!stop.aborted) this.#change(entry, { state: "done", progress: 1, info });
      } catch (error) {
        if (!stop.aborted)
          this.#change(entry, {
            state: "failed",
            error: error instanceof Error ? error.message : "The upload failed.",
          });
      }
    });
  }
}

/** Lets a few uploads run at a time. */
export class UploadPool {
  readonly transport: Transport;
  #running = 0;
  #waiting: (() => void)[] = [];
  #count = 0;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  newId(): string {
    this.#count++;
    return `f${Date.now().toString(36)}${this.#count}`;
  }

  async run(work: () => Promise<void>): Promise<void> {
    if (this.#running >= PARALLEL) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
