import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { contentDisposition, extensionOf, mimeTypeOf, parseRange, safeHeaders } from "./index.js";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex");
const text = (content: string) => Buffer.from(content);

describe("headers of served files", () => {
  it("show pictures, films, sound, PDF and plain text, and nothing else", () => {
    const shown = ["image/png", "image/jpeg", "image/gif", "video/mp4", "audio/mpeg", "application/pdf", "text/plain"];
    for (const mimeType of shown) {
      assert.match(safeHeaders({ name: "a", mimeType })["Content-Disposition"] ?? "", /^inline/, mimeType);
      const asked = safeHeaders({ name: "a", mimeType }, { download: true });
      assert.match(asked["Content-Disposition"] ?? "", /^attachment/, mimeType);
    }
    const kept = [
      "text/html",
      "image/svg+xml",
      "application/xml",
      "text/javascript",
      "text/css",
      "application/zip",
      "",
    ];
    for (const mimeType of [...kept, "application/xhtml+xml", "text/xml", "image/svg+xml; charset=x", "IMAGE/PNG"]) {
      const headers = safeHeaders({ name: "a", mimeType });
      assert.match(headers["Content-Disposition"] ?? "", /^attachment/, mimeType);
      assert.doesNotMatch(headers["Content-Type"] ?? "", /html|xml|svg|script|css/, mimeType);
    }
  });

  it("always forbid sniffing, scripts and shared caches", () => {
    for (const mimeType of ["image/png", "text/html", "application/octet-stream", "x\r\nSet-Cookie: a=b"]) {
      const headers = safeHeaders({ name: "n\r\nX-Evil: 1", mimeType });
      assert.equal(headers["X-Content-Type-Options"], "nosniff");
      assert.match(headers["Content-Security-Policy"] ?? "", /default-src 'none'.*sandbox/);
      assert.doesNotMatch(headers["Content-Security-Policy"] ?? "", /allow-/);
      assert.equal(headers["Cache-Control"], "private, no-cache");
      for (const value of Object.values(headers)) assert.doesNotMatch(value, /[\r\n]/);
    }
  });

  it("carry the exact name in any script, and cannot be broken out of", () => {
    assert.equal(
      contentDisposition("attachment", `Größe "1".txt`),
      `attachment; filename="Gro_e _1_.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.txt`,
    );
    const name = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(name, (given) => {
        const header = contentDisposition("inline", given);
        const match = /^inline; filename="[\x20-\x21\x23-\x7e]*"; filename\*=UTF-8''([\w.%!~-]*)$/.exec(header);
        assert.ok(match, header);
        assert.equal(decodeURIComponent(match[1] as string), Buffer.from(given).toString());
      }),
    );
  });
});

describe("kind of a file", () => {
  it("is told by the name, and for pictures by the bytes as well", async () => {
    assert.equal(await mimeTypeOf("a.PNG", PNG), "image/png");
    assert.equal(await mimeTypeOf("a.jpg", PNG), "image/png");
    assert.equal(await mimeTypeOf("notes.txt", text("hello")), "text/plain");
    assert.equal(await mimeTypeOf("README", text("hello")), "text/plain");
    assert.equal(await mimeTypeOf("blob", Buffer.from([0, 1, 2, 3])), "application/octet-stream");
    assert.equal(await mimeTypeOf("unknown.png2", PNG), "image/png");
    assert.equal(await mimeTypeOf("page.html", PNG), "text/html");
  });

  it("is not what a liar says", async () => {
    for (const name of ["a.png", "a.jpg", "a.gif", "a.mp4", "a.pdf", "a.mp3"]) {
      const page = await mimeTypeOf(name, text("<html><script>alert(1)</script></html>"));
      assert.equal(page, "application/octet-stream", name);
    }
    assert.equal(await mimeTypeOf("film.mp4", PNG), "application/octet-stream");
    assert.equal(await mimeTypeOf("x.png", Buffer.alloc(0)), "application/octet-stream");
  });

  it("reads extensions as clients expect them", () => {
    const names = ["a.TXT", "a.tar.gz", ".bashrc", "none", "dot.", "a.b c", ""];
    assert.deepEqual(names.map(extensionOf), ["txt", "gz", "bashrc", "", "", "b c", ""]);
  });
});

describe("byte ranges", () => {
  const cases: [string | undefined, number, ReturnType<typeof parseRange>][] = [
    [undefined, 10, null],
    ["bytes=0-0", 10, { start: 0, end: 0 }],
    ["bytes=2-5", 10, { start: 2, end: 5 }],
    ["bytes=2-", 10, { start: 2, end: 9 }],
    ["bytes=-3", 10, { start: 7, end: 9 }],
    ["bytes=-300", 10, { start: 0, end: 9 }],
    ["bytes=5-500", 10, { start: 5, end: 9 }],
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=0-", 0, "unsatisfiable"],
    ["bytes=-5", 0, "unsatisfiable"],
    ["bytes=5-2", 10, null],
    ["bytes=0-1,4-5", 10, null],
    ["bytes=a-b", 10, null],
    ["bytes=-", 10, null],
    ["lines=1-2", 10, null],
    ["bytes=99999999999999999999-", 10, null],
  ];
  for (const [header, size, expected] of cases) {
    it(`${header ?? "no header"} of ${size}`, () => assert.deepEqual(parseRange(header, size), expected));
  }
});
