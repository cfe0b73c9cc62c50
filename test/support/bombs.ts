import { strToU8, zipSync } from "fflate";
import { aBomb } from "./pictures.js";

const le16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const be16 = (value: number) => Buffer.from(le16(value)).reverse();

/** A GIF of frames that each claim a whole screen: a decoder that draws them has much to do. */
export function aGif(width: number, height: number, frames: number): Buffer {
  const head = [Buffer.from("GIF89a"), le16(width), le16(height), Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])];
  const control = Buffer.from([0x21, 0xf9, 4, 4, 1, 0, 0, 0]);
  const image = [Buffer.from([0x2c, 0, 0, 0, 0]), le16(width), le16(height), Buffer.from([0, 2, 2, 0x44, 1, 0])];
  const frame = Buffer.concat([control, ...image]);
  return Buffer.concat([...head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

/** A JPEG that says it is that large, and holds next to nothing. */
const aJpeg = (width: number, height: number) =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    Buffer.from([0xff, 0xc0, 0, 17, 8]),
    be16(height),
    be16(width),
    Buffer.from([
      3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0, 0, 0xff,
    ]),
    Buffer.from([0xd9]),
  ]);

/** A WebP whose canvas is as large as the format allows. */
function aWebp(): Buffer {
  const body = Buffer.from("WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0", "latin1");
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from("RIFF"), size, body]);
}

/** A TIFF that says it is that large. */
function aTiff(width: number, height: number): Buffer {
  const entry = (tag: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(4, 2);
    bytes.writeUInt32LE(1, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const tags = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, 100],
  ] as const;
  const head = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  return Buffer.concat([head, le16(tags.length), ...tags.map(([tag, value]) => entry(tag, value)), Buffer.alloc(100)]);
}

/** Pictures that claim to be far larger than they are, by name. */
export function pictureBombs(count: number): { name: string; bytes: Buffer }[] {
  const kinds: ((n: number) => { name: string; bytes: Buffer })[] = [
    (n) => ({ name: "bomb.png", bytes: aBomb(30_000 + n, 30_000) }),
    (n) => ({ name: "bomb.gif", bytes: aGif(60_000 + n, 60_000, 1) }),
    (n) => ({ name: "frames.gif", bytes: aGif(5_000, 5_000 + n, n % 4 === 0 ? 250 : 4_000) }),
    (n) => ({ name: "bomb.jpg", bytes: aJpeg(65_000 - n, 65_000) }),
    () => ({ name: "bomb.webp", bytes: aWebp() }),
    (n) => ({ name: "bomb.tiff", bytes: aTiff(90_000 + n, 90_000) }),
  ];
  return Array.from({ length: count }, (_, n) =>
    (kinds[n % kinds.length] as (n: number) => { name: string; bytes: Buffer })(n),
  );
}

const zeros = (megabytes: number) => new Uint8Array(megabytes * 1024 * 1024).fill(0x20);

/** Packed documents that unpack to far more than they are, also in layers. */
export function documentBombs(): { name: string; bytes: Uint8Array }[] {
  const tight = (name: string, megabytes: number) => zipSync({ [name]: zeros(megabytes) }, { level: 9 });
  // Layers of packages in packages, each many times the size of its shell.
  let layers: Uint8Array = tight("0.txt", 30);
  for (let depth = 0; depth < 4; depth++)
    layers = zipSync(Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.zip`, layers])), { level: 9 });
  const parts = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, n) => [`ppt/slides/slide${n}.xml`, strToU8("<a:t>x</a:t>".repeat(20))]),
  );
  const lying = Buffer.from(tight("word/document.xml", 40));
  lying.writeUInt32LE(10, lying.lastIndexOf(Buffer.from("PK\x01\x02", "latin1")) + 24);
  return [
    { name: "tight.docx", bytes: tight("word/document.xml", 60) },
    { name: "tight.pptx", bytes: tight("ppt/slides/slide1.xml", 60) },
    { name: "tight.odt", bytes: tight("content.xml", 60) },
    { name: "tight.xlsx", bytes: tight("xl/sharedStrings.xml", 60) },
    { name: "lying.docx", bytes: lying },
    { name: "many.pptx", bytes: zipSync(parts) },
    { name: "layers.odt", bytes: zipSync({ "content.xml": layers, "layers.zip": layers }) },
    { name: "layers.docx", bytes: layers },
    { name: "layers.zip", bytes: layers },
  ];
}
