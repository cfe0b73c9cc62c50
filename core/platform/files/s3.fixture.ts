import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Settings } from "./s3.js";

interface S3Server {
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}

/** For tests: an S3 server on this machine with one empty bucket (its name has at least 3 characters). */
export async function startS3(bucket: string): Promise<{ settings: S3Settings; stop(): Promise<void> }> {
  // Without types, and a dependency of the tests alone.
  const S3rver = createRequire(import.meta.url)("s3rver") as new (options: object) => S3Server;
  const directory = await mkdtemp(join(tmpdir(), "courtyard-s3-"));
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = await server.run();
  let stopped: Promise<void> | undefined;
  return {
    settings: {
      endpoint: `127.0.0.1:${port}`,
      bucket,
      pathPrefix: "",
      region: "us-east-1",
      accessKeyId: "S3RVER",
      secretAccessKey: "S3RVER",
      ssl: false,
      localFolder: directory,
    },
    async stop() {
      stopped ??= server.close();
      await stopped;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
