import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, type Gunzip } from "node:zlib";
import { OutboundError } from "./errors.js";

interface Bound {
  maxBytes: number;
  tooLarge: "refuse" | "cut";
}

const UNPACK: Record<string, () => Gunzip> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress as () => Gunzip,
};

/** Reads the body of an answer up to a number of bytes, as sent and as unpacked. @throws OutboundError */
export async function readBody(
  stream: Readable,
  headers: Record<string, string>,
  bound: Bound,
): Promise<{ body: Buffer; cut: boolean }> {
  const announced = Number(headers["content-length"] ?? 0);
  if (announced > bound.maxBytes && bound.tooLarge === "refuse") {
    stream.on("error", () => {}).destroy();
    throw tooLarge(bound);
  }
  // Asked for as it is, but some servers pack whatever one asks.
  const unpack = UNPACK[(headers["content-encoding"] ?? "").trim().toLowerCase()];
  if (!unpack) return take(stream, bound);
  const unpacked = unpack();
  stream.on("error", (error) => unpacked.destroy(error));
  try {
    return await take(stream.pipe(unpacked), bound);
  } finally {
    stream.destroy();
  }
}

async function take(stream: Readable, bound: Bound): Promise<{ body: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("error", () => {});
  for await (const chunk of stream) {
    const left = bound.maxBytes - size;
    if ((chunk as Buffer).length > left) {
      stream.destroy();
      if (bound.tooLarge === "refuse") throw tooLarge(bound);
      chunks.push((chunk as Buffer).subarray(0, left));
      return { body: Buffer.concat(chunks), cut: true };
    }
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return { body: Buffer.concat(chunks), cut: false };
}

const tooLarge = ({ maxBytes }: Bound) =>
  new OutboundError("too_large", `The answer is larger than ${maxBytes} bytes.`);
