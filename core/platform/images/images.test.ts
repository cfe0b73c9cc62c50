import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { describe, it } from "mocha";
import sharp from "sharp";
import {
  avatar,
  emojiImage,
  initials,
  initialsAvatar,
  inspect,
  miniPreview,
  preview,
  renditions,
  thumbnail,
} from "./index.js";
import { DecodeGate } from "./limits.js";

/** A picture whose four corners differ, so that every turn and mirror can be told apart. */
function quarters(width = 400, height = 200) {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      pixels[at] = x < width / 2 ? 230 : 20;
      pixels[at + 1] = y < height / 2 ? 230 : 20;
      pixels[at + 2] = x < width / 2 && y < height / 2 ? 20 : 120;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function chunk(type: string, data: Buffer) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG of a few kilobytes that claims any size and unpacks to that many zeros. */
function pngOf(width: number, height: number, rows = 0) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const content = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))));
  const parts = [chunk("IHDR", header), chunk("IDAT", content), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

async function animation(frames: number, size = 40, format: "gif" | "webp" = "gif") {
  const images = await Promise.all(
    Array.from({ length: frames }, (_, at) =>
      sharp({ create: { width: size, height: size, channels: 3, background: { r: at * 20, g: 90, b: 200 } } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(images, { join: { animated: true } })
    [format]()
    .toBuffer();
}

describe("looking at pictures", () => {
  it("tells format, size and frames from the header", async () => {
    for (const format of ["jpeg", "png", "webp", "tiff", "avif", "gif"] as const) {
      const info = await inspect(await quarters()[format]().toBuffer());
      assert.deepEqual([info?.format, info?.width, info?.height, info?.frames], [format, 400, 200, 1]);
    }
    assert.equal((await inspect(await animation(5)))?.frames, 5);
  });

  it("reads files from the disk as well", async () => {
    const folder = await mkdtemp(join(tmpdir(), "courtyard-images-"));
    try {
      await writeFile(join(folder, "a"), await quarters().png().toBuffer());
      assert.equal((await inspect(join(folder, "a")))?.width, 400);
      assert.equal((await thumbnail(join(folder, "a")))?.width, 120);
      assert.equal(await inspect(join(folder, "missing")), null);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("gives the size as shown when the picture is turned", async () => {
    const info = await inspect(await quarters().withMetadata({ orientation: 6 }).jpeg().toBuffer());
    assert.deepEqual([info?.width, info?.height, info?.orientation], [200, 400, 6]);
  });

  it("knows nothing of what is no picture", async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="file:///etc/passwd"/></svg>';
    const strangers = [
      "",
      "x",
      "<html>",
      svg,
      `<?xml version="1.0"?>${svg}`,
      "%PDF-1.4\n",
      "GIF89a",
      "\x89PNG\r\n\x1a\n",
    ];
    for (const text of strangers) {
      const content = Buffer.from(text, "latin1");
      assert.equal(await inspect(content), null, text);
      assert.equal(await renditions(content, content.length), null, text);
      assert.equal(await avatar(content), null, text);
      assert.equal(await emojiImage(content), null, text);
    }
  });
});

describe("making previews", () => {
  it("keeps to the boxes and never enlarges", async () => {
    const wide = await quarters(4000, 1000).jpeg().toBuffer();
    const small = await thumbnail(wide);
    assert.deepEqual([small?.width, small?.height, small?.mimeType], [120, 30, "image/jpeg"]);
    const large = await preview(wide);
    assert.deepEqual([large?.width, large?.height, large?.mimeType], [1920, 480, "image/jpeg"]);
    const tiny = await preview(await quarters(50, 20).png().toBuffer());
    assert.deepEqual([tiny?.width, tiny?.height], [50, 20]);
    const tall = await preview(await quarters(100, 20_000).png().toBuffer());
    assert.deepEqual([tall?.width, tall?.height], [41, 8192]);
    const mini = await sharp(Buffer.from((await miniPreview(wide)) ?? "", "base64")).metadata();
    assert.deepEqual([mini.width, mini.height, mini.format], [16, 16, "jpeg"]);
  });

  it("is upright for all eight orientations", async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const source = await quarters().withMetadata({ orientation }).png().toBuffer();
      const expected = await sharp(source).autoOrient().removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const made = await preview(source);
      assert.ok(made);
      const found = await sharp(made.data).raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([found.info.width, found.info.height], [expected.info.width, expected.info.height]);
      const { width, height } = found.info;
      for (const [x, y] of [
        [0.1, 0.1],
        [0.9, 0.1],
        [0.1, 0.9],
        [0.9, 0.9],
      ] as const) {
        const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
        for (const channel of [0, 1, 2]) {
          const difference = Math.abs((found.data[at + channel] ?? 0) - (expected.data[at + channel] ?? 0));
          assert.ok(difference < 12, `orientation ${orientation}, corner ${x} ${y}`);
        }
      }
    }
  });

  it("takes the place and the camera out, also of a picture that is small enough", async () => {
    const exif = { IFD0: { Make: "SecretCamera" }, IFD3: { GPSLatitude: "51/1 30/1 0/1", GPSLatitudeRef: "N" } };
    const source = await quarters().withExif(exif).jpeg().toBuffer();
    assert.ok(source.includes("SecretCamera"));
    const made = await renditions(source, source.length);
    assert.ok(made?.preview);
    for (const data of [made.preview.data, made.thumbnail.data, made.miniPreview]) {
      assert.ok(!data.includes("SecretCamera"));
      assert.equal((await sharp(data).metadata()).exif, undefined);
    }
  });

  it("lets a clean picture of the right size stand for itself", async () => {
    const source = await quarters().png().toBuffer();
    assert.equal((await renditions(source, source.length))?.preview, null);
    const moving = await animation(4);
    const made = await renditions(moving, moving.length);
    assert.deepEqual([made?.preview, made?.info.frames, made?.thumbnail.width], [null, 4, 40]);
    const tiff = await quarters().tiff().toBuffer();
    assert.equal((await renditions(tiff, tiff.length))?.preview?.mimeType, "image/jpeg");
  });

  it("keeps what is transparent in previews and makes it white in thumbnails", async () => {
    const clear = { create: { width: 2000, height: 100, channels: 4, background: "#00000000" } } as const;
    const source = await sharp(clear).png().toBuffer();
    const made = await renditions(source, source.length);
    assert.equal(made?.preview?.mimeType, "image/png");
    const [red] = await sharp(made?.thumbnail.data).raw().toBuffer();
    assert.equal(red, 255);
  });

  it("makes square pictures of people, and emoji that still move", async () => {
    const face = await sharp((await avatar(await quarters(300, 100).jpeg().toBuffer())) ?? undefined).metadata();
    assert.deepEqual([face.width, face.height, face.format], [128, 128, "png"]);
    for (const format of ["gif", "webp"] as const) {
      const moving = await emojiImage(await animation(6, 300, format));
      const info = await inspect(moving?.data ?? Buffer.alloc(0));
      assert.deepEqual([moving?.mimeType, info?.width, info?.height, info?.frames], ["image/gif", 128, 128, 6]);
    }
    const still = await emojiImage(await quarters(500, 250).jpeg().toBuffer());
    assert.deepEqual([still?.mimeType, still?.width, still?.height], ["image/png", 128, 64]);
  });
});

describe("hostile pictures", () => {
  it("are refused by their header when they claim too many pixels", async () => {
    const bomb = pngOf(60_000, 60_000);
    assert.equal((await inspect(bomb))?.tooLarge, true);
    assert.equal(await renditions(bomb, bomb.length), null);
    assert.equal(await avatar(bomb), null);
    assert.equal(await emojiImage(bomb), null);
  });

  it("do not use up the memory, many at a time", async () => {
    const largest = pngOf(7680, 4320, 4320);
    const before = process.memoryUsage().rss;
    const made = await Promise.all(Array.from({ length: 10 }, () => renditions(largest, largest.length)));
    assert.ok(made.every((one) => one?.preview?.width === 1920));
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    assert.ok(grown < 300, `${Math.round(grown)} MB more`);
  });

  it("that are cut off or damaged give a picture or nothing, never an error", async () => {
    const sources = [await quarters().jpeg().toBuffer(), await quarters().png().toBuffer(), await animation(4)];
    for (const source of sources) {
      for (let at = 1; at <= 20; at++) {
        const damaged = Buffer.from(source);
        for (let hit = 0; hit < at; hit++) damaged[(hit * 7919 * at) % damaged.length] = (hit * 31) & 255;
        await renditions(damaged, damaged.length);
        await renditions(source.subarray(0, Math.floor((source.length * at) / 20)), 1);
      }
    }
  });

  it("with a page or a program behind them lose it in the preview", async () => {
    const image = await quarters(2000, 100).jpeg().toBuffer();
    const polyglot = Buffer.concat([image, Buffer.from("<script>alert(document.cookie)</script>")]);
    const made = await renditions(polyglot, polyglot.length);
    assert.ok(made?.preview);
    assert.ok(!made.preview.data.includes("script"));
  });

  it("wait for each other at the gate, by number and by pixels", async () => {
    const gate = new DecodeGate(2, 100);
    let [running, pixels, most, mostPixels] = [0, 0, 0, 0];
    const work = (size: number) =>
      gate.run(size, async () => {
        most = Math.max(most, ++running);
        pixels += size;
        mostPixels = Math.max(mostPixels, pixels);
        await new Promise((done) => setImmediate(done));
        running--;
        pixels -= size;
        if (size === 13) throw new Error("damaged");
        return size;
      });
    const results = await Promise.allSettled([60, 60, 13, 500, 10, 10, 10].map(work));
    assert.deepEqual(
      results.map((one) => one.status === "fulfilled"),
      [true, true, false, true, true, true, true],
    );
    assert.equal(most, 2);
    assert.equal(mostPixels, 500);
  });
});

describe("pictures drawn from initials", () => {
  it("take the first and the last word, without accents", () => {
    const names = [
      "Ada Lovelace",
      "émile zola",
      "jean-luc picard",
      "ada",
      "j.r.tolkien",
      "Ada 李",
      "李 雷",
      "",
      " ",
      "_x",
    ];
    const expected = ["AL", "EZ", "JP", "A", "JT", "A", "", "", "", "X"];
    assert.deepEqual(names.map(initials), expected);
    assert.equal(initials("constructor __proto__"), "CP");
  });

  it("are the same every time and differ by name and by person", async () => {
    const one = await initialsAvatar("Ada Lovelace", "seed-1");
    assert.ok(one.equals(await initialsAvatar("Ada Lovelace", "seed-1")));
    assert.ok(!one.equals(await initialsAvatar("Ada Byron", "seed-1")));
    const seeds = await Promise.all(
      Array.from({ length: 30 }, (_, at) => initialsAvatar("Ada Lovelace", `seed-${at}`)),
    );
    assert.ok(new Set(seeds.map((image) => image.toString("base64"))).size > 5);
    const info = await sharp(one).metadata();
    assert.deepEqual([info.format, info.width, info.height], ["png", 128, 128]);
  });

  it("have something to see for every name, within the circle clients cut out", async () => {
    for (const name of ["A", "WM", "I", "W M", "李", "", "Q 9"]) {
      const { data } = await sharp(await initialsAvatar(name, "x"))
        .raw()
        .toBuffer({ resolveWithObject: true });
      let ink = 0;
      for (let at = 0; at < data.length; at += 3) if (data[at] === 255 && data[at + 1] === 255) ink++;
      assert.ok(ink > 150, `${name}: ${ink}`);
    }
  });
});
