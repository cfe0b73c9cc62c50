export { type Form, FormError, type FormFile, type FormLimits, receiveForm, receiveRaw } from "./form.js";
export { contentDisposition, isInline, safeHeaders } from "./headers.js";
export { extensionOf, mimeTypeOf } from "./kinds.js";
export { LocalFileStore } from "./local.js";
export { cleanFileName } from "./names.js";
export { openFileStore, type StorageSettings } from "./open.js";
export { checkedPath } from "./paths.js";
export { parseRange } from "./ranges.js";
export { S3FileStore, type S3Settings } from "./s3.js";
export { fileSettings, fileSettingsList, storageSettingsIn } from "./settings.js";
export {
  type ByteRange,
  FileError,
  type FileErrorCode,
  type FileStore,
  readWhole,
  type Spool,
  type SpooledFile,
  type StorageTest,
  type Stored,
  type StoredFile,
} from "./storage.js";
export { SwitchingFileStore } from "./switching.js";
