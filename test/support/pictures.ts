import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

/** A plain picture of a size. */
export function aPicture(
  width: number,
  height: number,
  format: "png" | "jpeg" | "webp" | "gif" = "png",
): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#336699" } })
    [format]()
    .toBuffer();
}

/** A photograph with a camera, a place and a turn in its metadata. */
export function aPhotograph(): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 480, channels: 3, background: "#993366" } })
    .withExif({ IFD0: { Make: "SecretCamera" }, IFD3: { GPSLatitude: "51/1 30/1 0/1", GPSLatitudeRef: "N" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

/** An animation of that many frames. */
export async function anAnimation(frames: number): Promise<Buffer> {
  const images = Array.from({ length: frames }, (_, at) =>
    sharp({ create: { width: 30, height: 30, channels: 3, background: { r: at * 20, g: 0, b: 90 } } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(images), { join: { animated: true } })
    .gif()
    .toBuffer();
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG of a few bytes that claims any size: a decoder that believes it runs out of memory. */
export function aBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.alloc(1000))), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}
