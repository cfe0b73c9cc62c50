import { isAbsolute, join } from "node:path";
import type { Config } from "../config/config.js";
import { choice, number, section, text, toggle } from "../config/setting.js";
import type { StorageSettings } from "./open.js";

/** Files: where they are kept, how large they may be, who may do what with them. */
export const fileSettings = section("FileSettings", {
  EnableFileAttachments: toggle({
    default: true,
    title: "Files in messages",
    help: "People can attach files to messages.",
    client: "everyone",
  }),
  EnableMobileUpload: toggle({
    default: true,
    title: "Upload from phones",
    help: "The mobile apps offer to attach files.",
    client: "everyone",
    as: "EnableMobileFileUpload",
  }),
  EnableMobileDownload: toggle({
    default: true,
    title: "Download to phones",
    help: "The mobile apps offer to save files.",
    client: "everyone",
    as: "EnableMobileFileDownload",
  }),
  MaxFileSize: number({
    default: 100 * 1024 * 1024,
    min: 1,
    max: 1024 ** 4,
    unit: "bytes",
    title: "Largest file",
    help: "A file may have this size; a proxy in front of the server needs at least the same limit.",
    client: "everyone",
  }),
  MaxImageResolution: number({
    default: 33_177_600,
    min: 1,
    max: 500_000_000,
    unit: "pixels",
    title: "Largest picture",
    help: "Pictures with more pixels are refused: decoding them would take too much memory. The default is 7680 x 4320.",
  }),
  EnablePublicLink: toggle({
    default: false,
    title: "Public links to files",
    help: "People can make a link with which anybody, without an account, gets a file.",
    client: "members",
  }),
  PublicLinkDays: number({
    default: 30,
    min: 0,
    max: 3650,
    unit: "days",
    title: "Life of public links",
    help: "After this time a link stops working. 0: links have no end, unless people give them one. Links made before keep theirs.",
    client: "members",
  }),
  PublicLinkSalt: text({
    default: "",
    title: "Salt of public links",
    help: "Change it to make all public links given out so far invalid.",
    secret: true,
    maxLength: 100,
  }),
  DriverName: choice({
    default: "local",
    choices: ["local", "amazons3"],
    title: "File storage",
    help: "local: a folder of this machine. amazons3: an object storage with the S3 interface. Existing files are not moved.",
  }),
  Directory: text({
    default: "",
    title: "Folder",
    help: "Where files lie with the storage local. Empty: the folder files in the data folder of the server. A relative path counts from there, too.",
    maxLength: 1000,
  }),
  AmazonS3AccessKeyId: text({
    default: "",
    title: "S3 access key",
    help: "Empty together with the secret key: the role of the machine is used.",
  }),
  AmazonS3SecretAccessKey: text({
    default: "",
    title: "S3 secret key",
    help: "Belongs to the access key.",
    secret: true,
  }),
  AmazonS3Bucket: text({
    default: "",
    title: "S3 bucket",
    help: "It must exist already.",
    pattern: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
  }),
  AmazonS3PathPrefix: text({
    default: "",
    title: "S3 path prefix",
    help: "Folder inside the bucket; empty: the whole bucket.",
  }),
  AmazonS3Region: text({
    default: "",
    title: "S3 region",
    help: "For instance eu-central-1. Empty: asked from the storage.",
  }),
  AmazonS3Endpoint: text({
    default: "s3.amazonaws.com",
    forgets: ["AmazonS3SecretAccessKey"],
    title: "S3 endpoint",
    help: "Host name, with a port where needed. Without https:// and without a path.",
    pattern: "^[^\\s/]+$",
  }),
  AmazonS3SSL: toggle({
    default: true,
    title: "Encrypted connection to S3",
    help: "Switch off only for a storage on the same machine or network.",
  }),
  AmazonS3SSE: toggle({
    default: false,
    title: "Encryption by S3",
    help: "Asks the storage to encrypt the files it keeps (SSE-S3).",
  }),
  AmazonS3StorageClass: text({
    default: "",
    title: "S3 storage class",
    help: "Empty: the default of the bucket.",
    pattern: "^[A-Z_]*$",
  }),
  AmazonS3RequestTimeoutMilliseconds: number({
    default: 30_000,
    min: 1000,
    max: 600_000,
    unit: "ms",
    title: "S3 timeout",
    help: "Longest wait for an answer of the storage.",
  }),
  AmazonS3UploadPartSizeBytes: number({
    default: 16 * 1024 * 1024,
    min: 5 * 1024 * 1024,
    max: 1024 * 1024 * 1024,
    unit: "bytes",
    title: "S3 part size",
    help: "Large files are sent in parts of this size.",
  }),
});

export const fileSettingsList = Object.values(fileSettings);

/** The storage settings in force, with the folder as an absolute path. */
export function storageSettingsIn(config: Pick<Config, "get">, dataFolder: string): StorageSettings {
  const values = Object.fromEntries(
    Object.entries(fileSettings).map(([key, setting]) => [key, config.get(setting as never)]),
  );
  const found = values as unknown as StorageSettings;
  const folder = found.Directory === "" ? "files" : found.Directory;
  return { ...found, Directory: isAbsolute(folder) ? folder : join(dataFolder, folder) };
}
