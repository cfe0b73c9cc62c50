import { LocalFileStore } from "./local.js";
import { S3FileStore } from "./s3.js";
import type { FileStore } from "./storage.js";

/** The settings of section FileSettings that decide where files are kept. */
export interface StorageSettings {
  DriverName: string;
  Directory: string;
  AmazonS3AccessKeyId: string;
  AmazonS3SecretAccessKey: string;
  AmazonS3Bucket: string;
  AmazonS3PathPrefix: string;
  AmazonS3Region: string;
  AmazonS3Endpoint: string;
  AmazonS3SSL: boolean;
  AmazonS3SSE?: boolean;
  AmazonS3StorageClass?: string;
  AmazonS3RequestTimeoutMilliseconds?: number;
  AmazonS3UploadPartSizeBytes?: number;
}

/** The file store the settings ask for. Nothing is contacted yet; `test()` tells whether it works. */
export function openFileStore(settings: StorageSettings): FileStore {
  if (settings.DriverName !== "amazons3") return new LocalFileStore(settings.Directory);
  return new S3FileStore({
    localFolder: settings.Directory,
    endpoint: settings.AmazonS3Endpoint,
    bucket: settings.AmazonS3Bucket,
    pathPrefix: settings.AmazonS3PathPrefix,
    region: settings.AmazonS3Region,
    accessKeyId: settings.AmazonS3AccessKeyId,
    secretAccessKey: settings.AmazonS3SecretAccessKey,
    ssl: settings.AmazonS3SSL,
    encrypt: settings.AmazonS3SSE,
    storageClass: settings.AmazonS3StorageClass,
    timeoutMs: settings.AmazonS3RequestTimeoutMilliseconds,
    partBytes: settings.AmazonS3UploadPartSizeBytes,
  });
}
