import { fileTypeFromBuffer } from "file-type";

/** Extensions we know, in lower case and without the dot -> type. Programs and pages are named so that we never guess. */
const BY_EXTENSION: Record<string, string> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  jfif: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  tif: "image/tiff",
  tiff: "image/tiff",
  bmp: "image/bmp",
  heic: "image/heic",
  heif: "image/heif",
  svg: "image/svg+xml",
  ico: "image/x-icon",
  psd: "image/vnd.adobe.photoshop",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  wav: "audio/wav",
  weba: "audio/webm",
  flac: "audio/flac",
  mp4: "video/mp4",
  m4v: "video/mp4",
  webm: "video/webm",
  ogv: "video/ogg",
  mov: "video/quicktime",
  avi: "video/x-msvideo",
  mkv: "video/x-matroska",
  wmv: "video/x-ms-wmv",
  mpg: "video/mpeg",
  mpeg: "video/mpeg",
  pdf: "application/pdf",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  odp: "application/vnd.oasis.opendocument.presentation",
  rtf: "application/rtf",
  txt: "text/plain",
  text: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  html: "text/html",
  htm: "text/html",
  xhtml: "application/xhtml+xml",
  xml: "application/xml",
  css: "text/css",
  js: "text/javascript",
  mjs: "text/javascript",
  json: "application/json",
  yaml: "application/yaml",
  yml: "application/yaml",
  ts: "text/x-typescript",
  py: "text/x-python",
  go: "text/x-go",
  java: "text/x-java",
  c: "text/x-c",
  cpp: "text/x-c++",
  rs: "text/x-rust",
  rb: "text/x-ruby",
  php: "text/x-php",
  sh: "text/x-shellscript",
  sql: "application/sql",
  zip: "application/zip",
  gz: "application/gzip",
  tgz: "application/gzip",
  bz2: "application/x-bzip2",
  xz: "application/x-xz",
  tar: "application/x-tar",
  "7z": "application/x-7z-compressed",
  rar: "application/vnd.rar",
  exe: "application/vnd.microsoft.portable-executable",
  apk: "application/vnd.android.package-archive",
  jar: "application/java-archive",
  eml: "message/rfc822",
  ics: "text/calendar",
};

/** Types that are shown inline and have a signature: they are believed only when the bytes agree. */
const MUST_MATCH = /^(image\/(jpeg|png|gif|webp|avif|tiff|bmp|heic|heif)|audio\/|video\/|application\/pdf)/;

/** The extension of a file name: lower case, without the dot; empty when it has none. At most 64 characters. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot < 0 || dot === name.length - 1) return "";
  return name
    .slice(dot + 1)
    .toLowerCase()
    .slice(0, 64);
}

/**
 * The type under which a file is kept, from its name and its first bytes (about 4 KB are enough).
 * The name decides, but nothing passes as a picture, film, sound or PDF unless its bytes begin like one.
 */
export async function mimeTypeOf(name: string, head: Buffer): Promise<string> {
  const byName = BY_EXTENSION[extensionOf(name)];
  if (byName !== undefined && !MUST_MATCH.test(byName)) return byName;
  const byContent = await sniff(head);
  if (byName === undefined) return byContent ?? (extensionOf(name) === "" && isText(head) ? "text/plain" : OCTETS);
  if (byContent === undefined) return OCTETS;
  const sameFamily = byContent.split("/")[0] === byName.split("/")[0];
  // An audio file in a film container and the reverse (m4a, webm, ogg) keep the type of their name.
  const media = /^(audio|video)\//.test(byName) && /^(audio|video|application\/ogg)/.test(byContent);
  if (media) return byName;
  return sameFamily || byContent === byName ? byContent : OCTETS;
}

const OCTETS = "application/octet-stream";

async function sniff(head: Buffer): Promise<string | undefined> {
  try {
    const found = await fileTypeFromBuffer(head);
    // "video/mp4; codecs=..." and the like: only the type is wanted.
    return found?.mime.split(";")[0]?.trim();
  } catch {
    return undefined;
  }
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  // The head may end inside a character.
  const text = new TextDecoder("utf-8").decode(head.subarray(0, Math.max(0, head.length - 4)));
  return !text.includes("\ufffd");
}
