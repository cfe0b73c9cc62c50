/** A straight stroke: x1, y1, x2, y2. */
export type Segment = readonly [number, number, number, number];

/** Each letter and digit as strokes in a box 100 high: "L" continues with straight lines, "A" is an arc. */
const SHAPES: Record<string, [width: number, shape: string]> = {
  A: [78, "L 0 100 39 0 78 100|L 14 66 64 66"],
  B: [62, "L 34 0 0 0 0 100 36 100|L 0 47 34 47|A 34 23.5 26 23.5 -90 90|A 36 73.5 26 26.5 -90 90"],
  C: [76, "A 48 50 48 50 -52 -308"],
  D: [74, "L 26 0 0 0 0 100 26 100|A 26 50 48 50 -90 90"],
  E: [56, "L 56 0 0 0 0 100 56 100|L 0 48 48 48"],
  F: [54, "L 54 0 0 0 0 100|L 0 49 46 49"],
  G: [96, "A 48 50 48 50 -52 -360|L 96 50 58 50"],
  H: [70, "L 0 0 0 100|L 70 0 70 100|L 0 48 70 48"],
  I: [0, "L 0 0 0 100"],
  J: [46, "L 46 0 46 70|A 21 70 25 30 0 150"],
  K: [64, "L 0 0 0 100|L 62 0 0 60|L 22 39 64 100"],
  L: [52, "L 0 0 0 100 52 100"],
  M: [88, "L 0 100 0 0 44 68 88 0 88 100"],
  N: [72, "L 0 100 0 0 72 100 72 0"],
  O: [94, "A 47 50 47 50 0 360"],
  P: [60, "L 0 100 0 0 32 0|L 0 56 32 56|A 32 28 28 28 -90 90"],
  Q: [94, "A 47 50 47 50 0 360|L 58 72 90 104"],
  R: [62, "L 0 100 0 0 32 0|L 0 54 32 54|A 32 27 28 27 -90 90|L 30 54 62 100"],
  S: [58, "A 29 26 27 26 -25 -270|A 29 76 29 24 -90 155"],
  T: [70, "L 0 0 70 0|L 35 0 35 100"],
  U: [68, "L 0 0 0 66|L 68 0 68 66|A 34 66 34 34 0 180"],
  V: [76, "L 0 0 38 100 76 0"],
  W: [108, "L 0 0 28 100 54 14 80 100 108 0"],
  X: [70, "L 0 0 70 100|L 70 0 0 100"],
  Y: [72, "L 0 0 36 52 72 0|L 36 52 36 100"],
  Z: [64, "L 0 0 64 0 0 100 64 100"],
  "0": [64, "A 32 50 32 50 0 360"],
  "1": [28, "L 0 18 28 0 28 100"],
  "2": [58, "A 29 28 28 28 -170 28|L 54 41 0 100 58 100"],
  "3": [56, "A 26 25 26 25 -150 90|A 26 75 30 25 -90 150"],
  "4": [66, "L 50 100 50 0 0 70 66 70"],
  "5": [56, "L 50 0 8 0 4 45|A 26 68 30 32 -138 145"],
  "6": [60, "A 30 68 30 32 0 360|L 3 58 38 0"],
  "7": [58, "L 0 0 58 0 20 100"],
  "8": [58, "A 29 25 25 25 0 360|A 29 75 29 25 0 360"],
  "9": [60, "A 30 32 30 32 0 360|L 57 42 22 100"],
};

/** The letters A to Z and the digits, as straight strokes in a box 100 high. */
export const glyphs: Record<string, { width: number; segments: Segment[] }> = Object.fromEntries(
  Object.entries(SHAPES).map(([letter, [width, shape]]) => [
    letter,
    { width, segments: shape.split("|").flatMap(read) },
  ]),
);

function read(part: string): Segment[] {
  const [kind, ...numbers] = part.split(" ");
  const values = numbers.map(Number);
  return kind === "L" ? lines(values) : arc(values as [number, number, number, number, number, number]);
}

function lines(points: number[]): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0; at + 3 < points.length; at += 2) segments.push(points.slice(at, at + 4) as unknown as Segment);
  return segments;
}

/** An arc around a centre from one angle to another (degrees, 0 to the right, clockwise), as short straight strokes. */
function arc([cx, cy, rx, ry, from, to]: [number, number, number, number, number, number]): Segment[] {
  const steps = Math.ceil(Math.abs(to - from) / 10);
  const point = (step: number): [number, number] => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  };
  return Array.from({ length: steps }, (_, step): Segment => [...point(step), ...point(step + 1)]);
}
