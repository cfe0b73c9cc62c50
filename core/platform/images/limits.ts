import { cpus } from "node:os";
import sharp, { type Sharp } from "sharp";

/** Largest picture we decode when the settings say nothing: 8K, in pixels. */
export const DEFAULT_MAX_PIXELS = 33_177_600;
/** Decoding one picture may take this long, in seconds. */
const DECODE_SECONDS = 20;
/** More frames than this are not looked at; the animation itself is kept as it was sent. */
export const MAX_FRAMES = 300;

// The library could also read drawings, PDF and a dozen scientific formats. Each is code that strangers' files would run
// through; drawings can even ask for other files. Only what a chat shows is let in, for the whole process.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpeg",
    "VipsForeignLoadPng",
    "VipsForeignLoadNsgif",
    "VipsForeignLoadWebp",
    "VipsForeignLoadTiff",
    "VipsForeignLoadHeif",
  ],
});
// The cache would keep decoded pictures in memory; we rarely see the same one twice.
sharp.cache(false);
// One thread a picture: several pictures at once are the better use of the processors.
sharp.concurrency(1);

/** Lets only so many pictures, and only so many pixels, be decoded at the same time; the rest waits its turn. */
export class DecodeGate {
  private running = 0;
  private pixels = 0;
  private readonly waiting: { pixels: number; start: () => void }[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxPixels: number,
  ) {}

  async run<T>(pixels: number, work: () => Promise<T>): Promise<T> {
    await this.enter(pixels);
    try {
      return await work();
    } finally {
      this.running--;
      this.pixels -= pixels;
      this.admit();
    }
  }

  private enter(pixels: number): Promise<void> {
    return new Promise((start) => {
      this.waiting.push({ pixels, start });
      this.admit();
    });
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const fits = this.pixels + next.pixels <= this.maxPixels || this.running === 0;
      if (this.running >= this.maxRunning || !fits) return;
      this.waiting.shift();
      this.running++;
      this.pixels += next.pixels;
      next.start();
    }
  }
}

/** The one gate of the process. */
export const gate = new DecodeGate(Math.max(1, cpus().length), DEFAULT_MAX_PIXELS);

/** A picture opened for decoding, with every limit in force. `pages` is the number of frames to read. */
export function openImage(input: Buffer | string, maxPixels: number, pages = 1): Sharp {
  // "error" would refuse photographs that end a few bytes early, as phones make them.
  const options = { limitInputPixels: maxPixels, sequentialRead: true, pages, failOn: "none" as const };
  return sharp(input, options).timeout({ seconds: DECODE_SECONDS });
}
