import assert from "node:assert/strict";
import { strToU8, zipSync } from "fflate";
import { extractApart } from "./apart.js";
import { aDocx, anOdt, aPdf, aPptx } from "./documents.fixture.js";
import { extract, kindOf, MAX_TEXT } from "./extract.js";

const bytes = (text: string) => new Uint8Array(strToU8(text));

describe("the text of documents", () => {
  it("is read of each kind, with words kept apart", async () => {
    assert.equal(await extract(aDocx("Lavender &amp; thyme", "Second"), "docx"), "Lavender & thyme\nSecond");
    assert.equal(await extract(aPptx("First slide", "Second slide"), "pptx"), "First slide\nSecond slide");
    assert.equal(await extract(anOdt("Grüße aus <text:span>Ber</text:span>lin"), "opendocument"), "Grüße aus Berlin");
    assert.equal(await extract(aPdf("Hidden treasure"), "pdf"), "Hidden treasure");
    const page = "<title>T</title><script>evil()</script><style>p{}</style><p>one<b>two</b></p><p>three &lt;</p>";
    assert.equal(await extract(bytes(page), "html"), "T\nonetwo\nthree <");
    assert.equal(await extract(bytes("plain\0  text\r\n"), "text"), "plain text");
    assert.equal(await extract(new Uint8Array([0xff, 0xfe, 0x61, 0, 0x62, 0]), "text"), "\ufeffab".trim());
  });

  it("is known by extension, and there is none in pictures and programs", () => {
    const kind = (extension: string, mime_type = "application/octet-stream") => kindOf({ extension, mime_type });
    assert.deepEqual(
      ["PDF", "docx", "odt", "md", "htm"].map((one) => kind(one)),
      ["pdf", "docx", "opendocument", "text", "html"],
    );
    assert.deepEqual([kind("png", "image/png"), kind("exe"), kind("")], [undefined, undefined, undefined]);
  });

  it("ends at its limit, whatever the document says of its size", async () => {
    assert.equal((await extract(bytes("x".repeat(MAX_TEXT * 3)), "text")).length, MAX_TEXT);
    const part = (says: number) => {
      const made = Buffer.from(zipSync({ "word/document.xml": strToU8(`<w:t>${"secret ".repeat(100_000)}</w:t>`) }));
      made.writeUInt32LE(says, made.indexOf(Buffer.from("PK\x01\x02", "latin1")) + 24);
      return new Uint8Array(made);
    };
    await assert.rejects(extract(part(80 * 1024 * 1024), "docx"), /too large/);
    assert.ok((await extract(part(10), "docx").catch(() => "")).length <= 10);
  });

  it("is not read of a package that unpacks to more than a hundred times its size", async () => {
    const bomb = (length: number) => zipSync({ "word/document.xml": strToU8(`<w:t>${"a".repeat(length)}</w:t>`) });
    await assert.rejects(extract(bomb(20_000_000), "docx"), /too tightly/);
    assert.equal((await extract(bomb(500_000), "docx")).length, 500_000);
    const layers = zipSync({ "content.xml": strToU8("0".repeat(30_000_000)), "lib.zip": bomb(9_000_000) });
    await assert.rejects(extract(layers, "opendocument"), /too tightly/);
  });

  it("is not found in what is no document", async () => {
    for (const kind of ["pdf", "docx", "pptx", "opendocument"] as const)
      await assert.rejects(extract(bytes("nothing of the kind"), kind), kind);
    await assert.rejects(extract(zipSync({ "other.xml": bytes("<a/>") }), "docx"), /no document/);
  });

  it("is read in a process of its own, which is ended when it takes too long", async () => {
    assert.equal(await extractApart(new Uint8Array(aPdf("Far away")), "pdf"), "Far away");
    await assert.rejects(extractApart(new Uint8Array(aPdf("Too late")), "pdf", 1), /too long/);
    await assert.rejects(extractApart(bytes("broken"), "pdf"));
  });
});
