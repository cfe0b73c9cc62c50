import type { Sharp } from "sharp";
import { type ImageInfo, inspect } from "./inspect.js";
import { DEFAULT_MAX_PIXELS, gate, MAX_FRAMES, openImage } from "./limits.js";

export interface Rendered {
  data: Buffer;
  mimeType: "image/jpeg" | "image/png" | "image/gif";
  width: number;
  height: number;
}

export interface Renditions {
  info: ImageInfo;
  /** JPEG that fits into 120x100. */
  thumbnail: Rendered;
  /** Up to 1920 pixels wide and free of metadata; null when the original itself is fit to be shown. */
  preview: Rendered | null;
  /** JPEG of 16x16, shown blurred until the preview has come. */
  miniPreview: Buffer;
}

const THUMBNAIL = { width: 120, height: 100 };
const PREVIEW_WIDTH = 1920;
/** Tall pictures (screenshots of whole pages) stay readable and yet within what browsers and JPEG can hold. */
const PREVIEW_HEIGHT = 8192;
/** An original larger than this is not sent where a preview will do, in bytes. */
const PREVIEW_BYTES = 2 * 1024 * 1024;
const MINI = 16;

/**
 * Everything clients show of a picture, from one file.
 * Returns null when it is no picture, is larger than `maxPixels`, or cannot be decoded. Never throws.
 */
export async function renditions(
  input: Buffer | string,
  bytes: number,
  maxPixels = DEFAULT_MAX_PIXELS,
): Promise<Renditions | null> {
  const info = await inspect(input, maxPixels);
  if (info === null || info.tooLarge) return null;
  try {
    const preview = needsPreview(info, bytes) ? await makePreview(input, info, maxPixels) : null;
    // The small ones are made from the preview where there is one: the large picture is decoded once.
    const [source, sourceInfo] = preview ? [preview.data, upright(info, preview)] : [input, info];
    const thumbnail = await fitted(source, sourceInfo, { ...THUMBNAIL, maxPixels });
    const mini = await fitted(thumbnail.data, upright(info, thumbnail), {
      width: MINI,
      height: MINI,
      exact: true,
      quality: 60,
      maxPixels,
    });
    return { info, thumbnail, preview, miniPreview: mini.data };
  } catch {
    return null;
  }
}

/** The thumbnail alone, of 120x100 at most; null when it is no picture we can decode. */
export async function thumbnail(input: Buffer | string, maxPixels = DEFAULT_MAX_PIXELS): Promise<Rendered | null> {
  return attempt(input, maxPixels, (info) => fitted(input, info, { ...THUMBNAIL, maxPixels }));
}

/** A preview whether or not the original would do; null when it is no picture we can decode. */
export async function preview(input: Buffer | string, maxPixels = DEFAULT_MAX_PIXELS): Promise<Rendered | null> {
  return attempt(input, maxPixels, (info) => makePreview(input, info, maxPixels));
}

/** A JPEG of 16x16 in base 64; null when it is no picture we can decode. */
export async function miniPreview(input: Buffer | string, maxPixels = DEFAULT_MAX_PIXELS): Promise<string | null> {
  const made = await attempt(input, maxPixels, (info) =>
    fitted(input, info, { width: MINI, height: MINI, exact: true, quality: 60, maxPixels }),
  );
  return made?.data.toString("base64") ?? null;
}

/** A PNG of `size` pixels square (128 when not given), cut from the middle: pictures of people and teams. */
export async function avatar(input: Buffer, size = 128, maxPixels = DEFAULT_MAX_PIXELS): Promise<Buffer | null> {
  const made = await attempt(input, maxPixels, (info) =>
    fitted(input, info, { width: size, height: size, cover: true, keepAlpha: true, maxPixels, asPng: true }),
  );
  return made?.data ?? null;
}

/** A picture that fits into a box, without metadata, its transparent parts kept; null when it is none we can decode. */
export async function pictureWithin(
  input: Buffer,
  width: number,
  height: number,
  maxPixels = DEFAULT_MAX_PIXELS,
): Promise<Rendered | null> {
  return attempt(input, maxPixels, (info) =>
    fitted(input, info, { width, height, keepAlpha: true, quality: 88, maxPixels }),
  );
}

/**
 * A custom emoji: 128x128 at most. Animations stay animated (GIF), as far as frames and pixels allow; still pictures
 * become PNG. Null when it is no picture we can decode.
 */
export async function emojiImage(input: Buffer, maxPixels = DEFAULT_MAX_PIXELS): Promise<Rendered | null> {
  return attempt(input, maxPixels, async (info) => {
    const still = { width: 128, height: 128, keepAlpha: true, asPng: true, maxPixels };
    if (info.frames <= 1 || !(info.format === "gif" || info.format === "webp")) return fitted(input, info, still);
    const frames = Math.min(info.frames, MAX_FRAMES, Math.floor(maxPixels / (info.width * info.height)));
    return gate.run(info.width * info.height * frames, async () => {
      const image = openImage(input, maxPixels, frames).resize(128, 128, { fit: "inside", withoutEnlargement: true });
      const { data, info: made } = await image.gif().toBuffer({ resolveWithObject: true });
      return { data, mimeType: "image/gif", width: made.width, height: made.pageHeight ?? made.height };
    });
  });
}

/** Whether the original is unfit to be shown as it is. Animations are: a preview would stand still. */
function needsPreview(info: ImageInfo, bytes: number): boolean {
  const shown = info.format === "jpeg" || info.format === "png" || info.format === "gif" || info.format === "webp";
  if (shown && info.frames > 1) return false;
  const large = info.width > PREVIEW_WIDTH || info.height > PREVIEW_HEIGHT || bytes > PREVIEW_BYTES;
  return large || !shown || info.orientation !== 1 || info.hasMetadata;
}

function makePreview(input: Buffer | string, info: ImageInfo, maxPixels: number): Promise<Rendered> {
  return fitted(input, info, { width: PREVIEW_WIDTH, height: PREVIEW_HEIGHT, keepAlpha: true, quality: 85, maxPixels });
}

interface Fit {
  width: number;
  height: number;
  maxPixels: number;
  /** Fill the box and cut what stands over. */
  cover?: boolean;
  /** Distort to exactly the box. */
  exact?: boolean;
  /** PNG for pictures with transparent parts; else these become white. */
  keepAlpha?: boolean;
  asPng?: boolean;
  quality?: number;
}

/** Shrinks (never enlarges, except to fill) a picture into a box, upright and without metadata. */
async function fitted(input: Buffer | string, info: ImageInfo, fit: Fit): Promise<Rendered> {
  return gate.run(info.width * info.height, async () => {
    // Shrunk first and turned afterwards: turning the full picture would need all of it in memory.
    const turned = info.orientation >= 5;
    const [width, height] = turned ? [fit.height, fit.width] : [fit.width, fit.height];
    const how = fit.cover ? "cover" : fit.exact ? "fill" : "inside";
    const enlarge = fit.cover || fit.exact;
    const small = openImage(input, fit.maxPixels)
      .toColourspace("srgb")
      .resize(width, height, { fit: how, withoutEnlargement: !enlarge });
    const upright = await turn(small, info.orientation, fit.maxPixels);
    return encode(upright, info, fit);
  });
}

async function turn(image: Sharp, orientation: number, maxPixels: number): Promise<Sharp> {
  if (orientation === 1) return image;
  const shrunk = await image.png({ compressionLevel: 1 }).toBuffer();
  const again = openImage(shrunk, maxPixels);
  const mirrored = [2, 4, 5, 7].includes(orientation);
  const angle = [0, 0, 0, 180, 180, 270, 90, 90, 270][orientation] ?? 0;
  // The library mirrors (flop) before it turns only in this order of two passes.
  if (!mirrored) return again.rotate(angle);
  const flopped = await again.flop().png({ compressionLevel: 1 }).toBuffer();
  return openImage(flopped, maxPixels).rotate(angle);
}

async function encode(image: Sharp, info: ImageInfo, fit: Fit): Promise<Rendered> {
  const png = fit.asPng || (fit.keepAlpha && info.hasAlpha);
  const output = png
    ? image.png({ compressionLevel: 8 })
    : image.flatten({ background: "#ffffff" }).jpeg({ quality: fit.quality ?? 80, mozjpeg: false });
  const { data, info: made } = await output.toBuffer({ resolveWithObject: true });
  return { data, mimeType: png ? "image/png" : "image/jpeg", width: made.width, height: made.height };
}

async function attempt(
  input: Buffer | string,
  maxPixels: number,
  make: (info: ImageInfo) => Promise<Rendered>,
): Promise<Rendered | null> {
  const info = await inspect(input, maxPixels);
  if (info === null || info.tooLarge) return null;
  try {
    return await make(info);
  } catch {
    return null;
  }
}

/** The facts of a picture we have made ourselves. */
function upright(info: ImageInfo, made: Rendered): ImageInfo {
  const format = made.mimeType === "image/png" ? "png" : "jpeg";
  return { ...info, format, width: made.width, height: made.height, orientation: 1, frames: 1 };
}
