import { FileError } from "./storage.js";

const MAX_PATH = 1024;
const MAX_SEGMENT = 255;

/**
 * Checks a path inside the file store and returns it unchanged.
 * Accepted is a relative path of plain segments divided by `/`; everything that could lead out of the folder, or mean
 * different things on different systems, is refused: `..`, absolute paths, back-slashes, control characters, names that
 * begin with a dot.
 * @throws FileError `invalid_path`
 */
export function checkedPath(path: string): string {
  const segments = path.split("/");
  const safe = path.length <= MAX_PATH && segments.every(isPlainSegment);
  if (!safe) throw new FileError("invalid_path", "The path does not lead to a place inside the file store.");
  return path;
}

/** Like `checkedPath`, for a folder: the empty text stands for the whole store, a trailing `/` is dropped. */
export function checkedPrefix(prefix: string): string {
  const trimmed = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  return trimmed === "" ? "" : checkedPath(trimmed);
}

function isPlainSegment(segment: string): boolean {
  if (segment === "" || segment.startsWith(".") || Buffer.byteLength(segment) > MAX_SEGMENT) return false;
  return !/[\\\u0000-\u001f\u007f]/.test(segment);
}
