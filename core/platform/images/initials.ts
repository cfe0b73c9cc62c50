import { LRUCache } from "lru-cache";
import sharp from "sharp";
import { glyphs, type Segment } from "./glyphs.js";

const SIZE = 128;
/** Backgrounds on which white has a contrast of at least 4.5 to 1. */
const COLOURS = [
  "#2f5d9f",
  "#8a3b7a",
  "#a33b3b",
  "#2e7553",
  "#6a4fa3",
  "#94570f",
  "#1f6f80",
  "#5b6b1f",
  "#b0344f",
  "#3f566b",
  "#7a4a2b",
  "#41529e",
] as const;
/** Many people share their initials and colour; a page of members asks for all of them at once. */
const drawn = new LRUCache<string, Promise<Buffer>>({ max: 500 });
/** Half the width of a stroke, in pixels. */
const PEN = 4.2;
/** Room between two letters, in units of the grid of the glyphs. */
const GAP = 26;
/** Longest line of letters in pixels: clients cut the picture to a circle. */
const WIDEST = 88;

/**
 * The picture of somebody who has not given one: up to two initials on a colour of their own.
 * The same name and seed always give the same PNG of 128x128, on every machine: the letters are drawn by us and need no
 * font. Names in other scripts than Latin get the outline of a person instead.
 */
export async function initialsAvatar(name: string, seed: string): Promise<Buffer> {
  const colour = COLOURS[hash(seed) % COLOURS.length] as string;
  const letters = initials(name);
  const key = `${letters} ${colour}`;
  const known = drawn.get(key) ?? draw(letters, colour);
  drawn.set(key, known);
  return known.catch((error) => {
    drawn.delete(key);
    throw error;
  });
}

function draw(letters: string, colour: string): Promise<Buffer> {
  const background = rgb(colour);
  const coverage = letters === "" ? personAt : strokesAt(layOut(letters));
  const pixels = Buffer.alloc(SIZE * SIZE * 3);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const ink = coverage(x + 0.5, y + 0.5);
      for (let channel = 0; channel < 3; channel++) {
        const base = background[channel] as number;
        pixels[(y * SIZE + x) * 3 + channel] = Math.round(base + (255 - base) * ink);
      }
    }
  }
  return sharp(pixels, { raw: { width: SIZE, height: SIZE, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** The letters to draw: of the first and the last word, without accents; empty when there are none we can draw. */
export function initials(name: string): string {
  const plain = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const words = plain.split(/[\s._-]+/).filter((word) => word !== "");
  const first = words[0]?.[0]?.toUpperCase() ?? "";
  const last = words.length > 1 ? (words.at(-1)?.[0]?.toUpperCase() ?? "") : "";
  if (!(first in glyphs)) return "";
  return last in glyphs ? first + last : first;
}

/** The strokes of the letters in pixels, centred. Glyphs are drawn on a grid of 100 units in height. */
function layOut(letters: string): Segment[] {
  const shapes = [...letters].map((letter) => glyphs[letter] as { width: number; segments: Segment[] });
  const units = shapes.reduce((sum, glyph) => sum + glyph.width, GAP * (shapes.length - 1));
  const scale = Math.min((shapes.length === 1 ? 60 : 48) / 100, WIDEST / units);
  const [height, gap, total] = [100 * scale, GAP * scale, units * scale];
  let left = (SIZE - total) / 2;
  const top = (SIZE - height) / 2;
  return shapes.flatMap(({ width, segments }) => {
    const from = left;
    left += width * scale + gap;
    return segments.map(
      ([x1, y1, x2, y2]): Segment => [from + x1 * scale, top + y1 * scale, from + x2 * scale, top + y2 * scale],
    );
  });
}

/** How much of a pixel is inked: the pen has round ends and soft edges of one pixel. */
function strokesAt(segments: Segment[]): (x: number, y: number) => number {
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (const segment of segments) nearest = Math.min(nearest, distance(x, y, segment));
    return clamp(PEN + 0.5 - nearest);
  };
}

function personAt(x: number, y: number): number {
  const head = 22 + 0.5 - Math.hypot(x - 64, y - 48);
  const shoulders = 42 + 0.5 - Math.hypot(x - 64, (y - 122) * 1.05);
  return clamp(Math.max(head, shoulders));
}

function distance(x: number, y: number, [x1, y1, x2, y2]: Segment): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : clamp(((x - x1) * dx + (y - y1) * dy) / length);
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

const clamp = (value: number) => Math.max(0, Math.min(1, value));

function rgb(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** FNV-1a: spreads similar seeds over the colours. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}
