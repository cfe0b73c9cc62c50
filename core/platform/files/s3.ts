import { createReadStream } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Client, IamAwsProvider } from "minio";
import { checkedPath, checkedPrefix } from "./paths.js";
import { asFileError, LocalSpool } from "./spool.js";
import {
  type ByteRange,
  FileError,
  type FileStore,
  type SpooledFile,
  type Stored,
  type StoredFile,
} from "./storage.js";
import { testStore } from "./test-store.js";

export interface S3Settings {
  /** Host, with a port where it is not the usual one: `s3.amazonaws.com`, `minio.local:9000`. */
  endpoint: string;
  bucket: string;
  /** Folder inside the bucket; empty for the whole bucket. */
  pathPrefix: string;
  /** Empty: asked from the storage. */
  region: string;
  /** Both keys empty: the role of the machine is used (IAM). */
  accessKeyId: string;
  secretAccessKey: string;
  ssl: boolean;
  /** Asks the storage to encrypt what it keeps (SSE-S3). */
  encrypt?: boolean;
  storageClass?: string;
  /** Longest wait for an answer of the storage, in milliseconds; 30 seconds when not given. */
  timeoutMs?: number;
  /** A folder of this server alone, where arriving files wait until they are complete. */
  localFolder: string;
  /** Size of the pieces in which large files are sent, in bytes; at least 5 MiB, which S3 demands. */
  partBytes?: number;
}

const MIB = 1024 * 1024;

/** Files in an S3-compatible object storage: Amazon S3, MinIO, Ceph, Garage and the like. */
export class S3FileStore implements FileStore {
  readonly spool: LocalSpool;
  private readonly client: FreshClient;
  private readonly prefix: string;
  private readonly timeoutMs: number;
  private readonly headers: Record<string, string>;

  /** @throws FileError unavailable, when the settings cannot work whatever the storage says */
  constructor(private readonly settings: S3Settings) {
    this.spool = new LocalSpool(join(settings.localFolder, ".incoming"));
    this.timeoutMs = settings.timeoutMs ?? 30_000;
    const prefix = checkedPrefix(settings.pathPrefix.replace(/^\/+/, ""));
    this.prefix = prefix === "" ? "" : `${prefix}/`;
    this.headers = {
      ...(settings.encrypt ? { "X-Amz-Server-Side-Encryption": "AES256" } : {}),
      ...(settings.storageClass ? { "X-Amz-Storage-Class": settings.storageClass } : {}),
    };
    try {
      this.client = newClient(settings);
    } catch (error) {
      throw new FileError("unavailable", "The settings of the object storage are not valid.", { cause: error });
    }
  }

  async write(path: string, content: Readable | Buffer, options: { maxBytes?: number } = {}): Promise<Stored> {
    checkedPath(path);
    // Through the local disk: only then is the size known, and a cut upload never reaches the bucket.
    const spooled = await this.spool.receive(content, options);
    await this.adopt(path, spooled);
    return { size: spooled.size, sha256: spooled.sha256 };
  }

  async adopt(path: string, spooled: SpooledFile): Promise<void> {
    const stream = createReadStream(spooled.path);
    // The client listens only once it reads, which may be after the first answer of the storage.
    const broken = new Promise<never>((_, reject) => {
      stream.on("error", (cause) => reject(new FileError("unavailable", "The spool cannot be read.", { cause })));
    });
    broken.catch(() => undefined);
    try {
      // Large files may take long; the limit is for a storage that does not move at all, one timeout a piece.
      const pieces = 1 + Math.floor(spooled.size / (5 * MIB));
      const put = this.client.putObject(this.settings.bucket, this.key(path), stream, spooled.size, this.headers);
      await within(Promise.race([put, broken]), this.timeoutMs * pieces);
    } catch (error) {
      // The pieces sent so far would be kept, and charged for, for ever.
      await this.client.abandon(this.settings.bucket, this.key(path)).catch(() => undefined);
      throw asS3Error(error);
    } finally {
      stream.destroy();
      await spooled.discard();
    }
  }

  read(path: string, range?: ByteRange): Promise<Readable> {
    const key = this.key(path);
    return this.ask((client, bucket) =>
      range
        ? client.getPartialObject(bucket, key, range.start, range.end - range.start + 1)
        : client.getObject(bucket, key),
    );
  }

  async stat(path: string): Promise<StoredFile | null> {
    const key = this.key(path);
    try {
      const info = await this.ask((client, bucket) => client.statObject(bucket, key));
      return { path, size: info.size, modifiedAt: info.lastModified.getTime() };
    } catch (error) {
      if (error instanceof FileError && error.code === "not_found") return null;
      throw error;
    }
  }

  async remove(path: string): Promise<void> {
    const key = this.key(path);
    await this.ask((client, bucket) => client.removeObject(bucket, key)).catch(ignoreMissing);
  }

  async removeFolder(prefix: string): Promise<void> {
    const folder = checkedPath(checkedPrefix(prefix));
    for await (const file of this.list(folder)) await this.remove(file.path);
  }

  async move(from: string, to: string): Promise<void> {
    const [source, target] = [this.key(from), this.key(to)];
    await this.ask((client, bucket) => client.copyObject(bucket, target, `/${bucket}/${source}`));
    await this.ask((client, bucket) => client.removeObject(bucket, source));
  }

  async *list(prefix: string): AsyncGenerator<StoredFile> {
    const folder = checkedPrefix(prefix);
    const start = this.prefix + (folder === "" ? "" : `${folder}/`);
    const objects = this.client.listObjectsV2(this.settings.bucket, start, true);
    try {
      for await (const item of objects) {
        const { name, size, lastModified } = item as { name?: string; size: number; lastModified?: Date };
        if (name === undefined || name.endsWith("/")) continue;
        yield { path: name.slice(this.prefix.length), size, modifiedAt: lastModified?.getTime() ?? 0 };
      }
    } catch (error) {
      throw asS3Error(error);
    }
  }

  test() {
    return testStore(this, `the bucket ${this.settings.bucket} at ${this.settings.endpoint}`);
  }

  private key(path: string): string {
    return this.prefix + checkedPath(path);
  }

  private async ask<T>(request: (client: Client, bucket: string) => Promise<T>): Promise<T> {
    try {
      return await within(request(this.client, this.settings.bucket), this.timeoutMs);
    } catch (error) {
      throw asS3Error(error);
    }
  }
}

/**
 * Every upload starts anew. The client would otherwise look for an unfinished upload of the same name to continue, which
 * costs a request a file, is not offered by every storage, and never fits: our paths are not used twice.
 */
class FreshClient extends Client {
  private readonly unfinished = new Map<string, string>();

  override async findUploadId(): Promise<undefined> {
    return undefined;
  }

  override async initiateNewMultipartUpload(bucket: string, key: string, headers: Record<string, string>) {
    const id = await super.initiateNewMultipartUpload(bucket, key, headers);
    this.unfinished.set(key, id);
    return id;
  }

  override async completeMultipartUpload(bucket: string, key: string, id: string, etags: { part: number }[]) {
    const done = await super.completeMultipartUpload(bucket, key, id, etags);
    this.unfinished.delete(key);
    return done;
  }

  /** Throws away the pieces of a failed upload. */
  async abandon(bucket: string, key: string): Promise<void> {
    const id = this.unfinished.get(key);
    this.unfinished.delete(key);
    if (id !== undefined) await this.abortMultipartUpload(bucket, key, id);
  }
}

function newClient(settings: S3Settings): FreshClient {
  const { host, port } = splitEndpoint(settings.endpoint);
  const agent = { keepAlive: true, maxSockets: 64 };
  const transportAgent = settings.ssl ? new https.Agent(agent) : new http.Agent(agent);
  const byRole = settings.accessKeyId === "" && settings.secretAccessKey === "";
  return new FreshClient({
    endPoint: host,
    useSSL: settings.ssl,
    transportAgent,
    partSize: Math.max(settings.partBytes ?? 16 * MIB, 5 * MIB),
    ...(port === undefined ? {} : { port }),
    ...(settings.region === "" ? {} : { region: settings.region }),
    ...(byRole
      ? { credentialsProvider: new IamAwsProvider({}) }
      : { accessKey: settings.accessKeyId, secretKey: settings.secretAccessKey }),
  });
}

function splitEndpoint(endpoint: string): { host: string; port: number | undefined } {
  const match = /^(\[[0-9a-f:]+\]|[^:/\s]+)(?::(\d{1,5}))?$/i.exec(endpoint);
  if (!match) throw new Error("The endpoint has the form host or host:port, without https:// and without a path.");
  return { host: match[1] as string, port: match[2] === undefined ? undefined : Number(match[2]) };
}

async function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new FileError("unavailable", "The object storage did not answer in time.");
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof FileError && error.code === "not_found")) throw error;
}

/** Every failure of the storage as a FileError; the text of the storage stays in `cause`, for the log. */
function asS3Error(error: unknown): FileError {
  if (error instanceof FileError) return error;
  const code = (error as { code?: string } | undefined)?.code ?? "";
  if (["NoSuchKey", "NotFound"].includes(code)) {
    return new FileError("not_found", "There is no such file.", { cause: error });
  }
  if (["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "XMinioAdminBucketQuotaExceeded"].includes(code)) {
    return new FileError("full", "There is no space left in the object storage.", { cause: error });
  }
  const known = asFileError(error);
  if (known instanceof FileError) return known;
  return new FileError("unavailable", "The object storage refused the request or cannot be reached.", { cause: error });
}
