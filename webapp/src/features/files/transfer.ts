import type { FileInfo } from "@mattermost/types/files";

/** Files above this many bytes are sent in pieces that survive a broken connection. */
export const RESUMABLE_FROM = 5 * 1024 * 1024;
const PIECE = 4 * 1024 * 1024;

/** The connection broke or the server was busy: worth trying again. Other errors are final. */
export class Interrupted extends Error {}

export interface Transport {
  /** Sends a small file whole. */
  sendWhole(
    channelId: string,
    file: File,
    clientId: string,
    onSent: (bytes: number) => void,
    stop: AbortSignal,
  ): Promise<FileInfo>;
  /** Opens an upload session and gives its id. */
  open(channelId: string, file: File, stop: AbortSignal): Promise<string>;
  /** How many bytes the server has of a session. */
  offset(session: string, stop: AbortSignal): Promise<number>;
  /** Sends a piece; answers the file when it was the last one. */
  sendPiece(session: string, piece: Blob, onSent: (bytes: number) => void, stop: AbortSignal): Promise<FileInfo | null>;
  /** Resolves after a pause, or as soon as the network is back. */
  pause(ms: number, stop: AbortSignal): Promise<void>;
}

export interface Job {
  channelId: string;
  file: File;
  clientId: string;
  /** The upload session, once opened; a retry goes on with it. */
  session?: string | undefined;
}

const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000];

/** Runs `step` again after interruptions, with growing pauses; progress starts the count anew. */
async function persist<T>(
  transport: Transport,
  stop: AbortSignal,
  progressed: () => boolean,
  step: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await step();
    } catch (error) {
      stop.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      if (progressed()) failures = 0;
      const pause = PAUSES_MS[failures];
      if (pause === undefined) throw error;
      await transport.pause(pause, stop);
      stop.throwIfAborted();
    }
  }
}

async function resume(
  transport: Transport,
  job: Job,
  onProgress: (share: number) => void,
  stop: AbortSignal,
): Promise<FileInfo> {
  const { file } = job;
  let reached = 0;
  let seen = 0;
  const moved = () => {
    const yes = reached > seen;
    seen = reached;
    return yes;
  };
  let known = job.session === undefined;
  return persist(transport, stop, moved, async () => {
    job.session ??= await transport.open(job.channelId, file, stop);
    const session = job.session;
    // After an interruption only the server knows how much arrived.
    let offset = known ? reached : await transport.offset(session, stop);
    known = false;
    for (;;) {
      const done = await transport.sendPiece(
        session,
        file.slice(offset, offset + PIECE),
        (bytes) => onProgress((offset + bytes) / file.size),
        stop,
      );
      offset = Math.min(file.size, offset + PIECE);
      reached = Math.max(reached, offset);
      if (done) return done;
      if (offset >= file.size) throw new Error("The server did not take the whole file.");
    }
  });
}

/**
 * Uploads one file, whole or in pieces by its size, and goes on by itself after interruptions.
 * @returns the server's record of the file
 * @throws the server's refusal; Interrupted when it gave up waiting; the reason of `stop` when cancelled
 */
export function transfer(
  transport: Transport,
  job: Job,
  onProgress: (share: number) => void,
  stop: AbortSignal,
): Promise<FileInfo> {
  if (job.file.size > RESUMABLE_FROM) {
    return resume(transport, job, onProgress, stop).catch((error: unknown) => {
      // A session that the server refuses is of no more use; a retry opens a new one.
      if (!(error instanceof Interrupted)) job.session = undefined;
      throw error;
    });
  }
  return persist(
    transport,
    stop,
    () => false,
    () =>
      transport.sendWhole(
        job.channelId,
        job.file,
        job.clientId,
        (bytes) => onProgress(Math.min(1, bytes / Math.max(1, job.file.size))),
        stop,
      ),
  );
}
