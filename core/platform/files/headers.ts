/** What may be shown in the browser instead of being saved: content that cannot carry a script of its own. */
const INLINE = new Set([
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/bmp",
  "audio/mpeg",
  "audio/mp4",
  "audio/aac",
  "audio/ogg",
  "audio/wav",
  "audio/webm",
  "audio/flac",
  "video/mp4",
  "video/webm",
  "video/ogg",
  "video/quicktime",
  "application/pdf",
  "text/plain",
]);

/** Nothing of a file we serve may run, load or be framed, even if a browser mistook it for a page. */
const POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

/** Whether a file of this kind may be shown inline; everything else is downloaded. */
export function isInline(mimeType: string): boolean {
  return INLINE.has(mimeType);
}

/**
 * The headers with which a file that somebody uploaded is served safely.
 * The type is ours only when it is on the list of harmless ones; the content is never sniffed.
 */
export function safeHeaders(
  file: { name: string; mimeType: string },
  options: { download?: boolean } = {},
): Record<string, string> {
  const inline = isInline(file.mimeType) && options.download !== true;
  return {
    "Content-Type": contentType(file.mimeType),
    "Content-Disposition": contentDisposition(inline ? "inline" : "attachment", file.name),
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
  };
}

function contentType(mimeType: string): string {
  if (mimeType === "text/plain") return "text/plain; charset=utf-8";
  // Pages, drawings and programs never leave under a type that a browser would execute.
  const active = /html|xml|svg|script|ecmascript|css|mhtml|multipart|message|wasm|flash|xsl/i.test(mimeType);
  const office = mimeType.startsWith("application/vnd.openxmlformats");
  const plain = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/i.test(mimeType);
  return (active && !office) || !plain ? "application/octet-stream" : mimeType;
}

/** A Content-Disposition header after RFC 6266: a plain name for old programs and the true name in UTF-8. */
export function contentDisposition(kind: "inline" | "attachment", name: string): string {
  const ascii = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^\x20-\x7e]/g, "_")
    .replace(/["\\%;]/g, "_");
  // Through a buffer: half a surrogate pair cannot be encoded.
  const exact = encodeURIComponent(Buffer.from(name).toString()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
