import { open } from "node:fs/promises";
import sharp from "sharp";
import { DEFAULT_MAX_PIXELS } from "./limits.js";

export type ImageFormat = "jpeg" | "png" | "gif" | "webp" | "tiff" | "avif";

export interface ImageInfo {
  format: ImageFormat;
  /** Pixels, as the picture is to be shown: after turning it as its EXIF orientation says. */
  width: number;
  height: number;
  /** 1 for a still picture. */
  frames: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  hasAlpha: boolean;
  /** Whether it carries EXIF, IPTC or XMP data: place, device, names. */
  hasMetadata: boolean;
  /** More pixels than the server decodes: such a picture must be refused or shown as an unknown file. */
  tooLarge: boolean;
}

/**
 * What a picture is, read from its header alone; nothing is decoded.
 * Returns null for anything that is not a picture of a known format, whatever its name says. Never throws.
 */
export async function inspect(input: Buffer | string, maxPixels = DEFAULT_MAX_PIXELS): Promise<ImageInfo | null> {
  try {
    const format = formatOf(typeof input === "string" ? await headOf(input) : input);
    if (format === null) return null;
    const found = await sharp(input, { limitInputPixels: false, sequentialRead: true }).metadata();
    if (!found.width || !found.height || !sameFormat(found.format, format)) return null;
    const orientation = found.orientation ?? 1;
    const turned = orientation >= 5;
    return {
      format,
      width: turned ? found.height : found.width,
      height: turned ? found.width : found.height,
      frames: found.pages ?? 1,
      orientation,
      hasAlpha: found.hasAlpha ?? false,
      hasMetadata: Boolean(found.exif ?? found.iptc ?? found.xmp),
      tooLarge: found.width * found.height > maxPixels,
    };
  } catch {
    return null;
  }
}

/** The format by its signature; decides before any decoder sees the content. */
export function formatOf(head: Buffer): ImageFormat | null {
  const ascii = head.subarray(0, 32).toString("latin1");
  if (ascii.startsWith("\xff\xd8\xff")) return "jpeg";
  if (ascii.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (ascii.startsWith("GIF87a") || ascii.startsWith("GIF89a")) return "gif";
  if (ascii.startsWith("RIFF") && ascii.slice(8, 12) === "WEBP") return "webp";
  if (ascii.startsWith("II*\0") || ascii.startsWith("MM\0*")) return "tiff";
  if (ascii.slice(4, 8) === "ftyp" && /avi[fs]/.test(ascii.slice(8))) return "avif";
  return null;
}

function sameFormat(decoder: string | undefined, format: ImageFormat): boolean {
  return decoder === format || (format === "avif" && decoder === "heif");
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
