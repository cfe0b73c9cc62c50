import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { after, before, beforeEach, describe, it } from "mocha";
import { cleanFileName, type FormLimits, receiveForm, receiveRaw } from "./index.js";
import { LocalSpool } from "./spool.js";

const headers = { "content-type": "multipart/form-data; boundary=XX" };
const field = (name: string, value: string) =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, fileName: string, content: string) =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`;
const END = "--XX--\r\n";

describe("forms", () => {
  let folder: string;
  let spool: LocalSpool;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "courtyard-form-"));
  });
  beforeEach(() => {
    spool = new LocalSpool(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const receive = (body: string | Readable, limits: Partial<FormLimits> = {}) =>
    receiveForm(typeof body === "string" ? Readable.from([Buffer.from(body)]) : body, headers, spool, {
      maxBytes: 1000,
      maxFiles: 3,
      ...limits,
    });
  const nothingLeft = async () => assert.deepEqual(await readdir(folder), []);

  it("are read in any order, with repeated fields and several files", async () => {
    const body = [
      file("files", "a.txt", "first"),
      field("id", "1"),
      file("files", "ü 報告.txt", "second"),
      field("id", "2"),
    ];
    const form = await receive(body.join("") + END);
    assert.deepEqual(form.fields.get("id"), ["1", "2"]);
    assert.deepEqual(
      form.files.map((one) => [one.field, one.name, one.content.size]),
      [
        ["files", "a.txt", 5],
        ["files", "ü 報告.txt", 6],
      ],
    );
    assert.equal(await readFile(form.files[1]?.content.path ?? "", "utf8"), "second");
    await form.discard();
    await nothingLeft();
  });

  it("are read byte by byte as well", async () => {
    const bytes = Buffer.from(file("f", "a", "content\r\n--X") + field("x", "y") + END);
    const form = await receive(Readable.from([...bytes].map((byte) => Buffer.from([byte]))));
    assert.equal(form.files[0]?.content.head.toString(), "content\r\n--X");
    await form.discard();
  });

  const refused: [string, string, RegExp][] = [
    ["a file over the limit", file("f", "a", "x".repeat(1001)) + END, /larger than 1000/],
    ["too many files", file("f", "a", "x").repeat(4) + END, /more than 3 files/],
    ["too many fields", field("f", "a").repeat(101) + END, /too many fields/],
    ["a field that is too long", field("f", "a".repeat(70_000)) + END, /field f is too long/],
    ["a form cut off inside a file", file("f", "a", "x").slice(0, -4), /ended|damaged|cut/i],
    ["a form without its end", file("f", "a", "x"), /ended|damaged|cut/i],
    ["no form at all", "hello", /ended|damaged/i],
    ["nothing", "", /ended|damaged/i],
  ];
  for (const [what, body, reason] of refused) {
    it(`refuse ${what} and leave nothing`, async () => {
      await assert.rejects(receive(body), reason);
      await nothingLeft();
    });
  }

  it("refuse another type of body", async () => {
    const given = { "content-type": "application/json" };
    const limits = { maxBytes: 1, maxFiles: 1 };
    await assert.rejects(receiveForm(Readable.from(["{}"]), given, spool, limits), /not a multipart form/);
    await assert.rejects(receiveForm(Readable.from(["{}"]), {}, spool, limits), /not a multipart form/);
    const noBoundary = { "content-type": "multipart/form-data" };
    await assert.rejects(receiveForm(Readable.from(["{}"]), noBoundary, spool, limits), /not a multipart form/);
  });

  it("whose sender goes away in the middle end as aborted and leave nothing", async () => {
    for (const end of ["destroy", "error"] as const) {
      const body = new PassThrough();
      const receiving = receive(body, { maxBytes: 1e6 });
      body.write(file("f", "a", "x".repeat(50_000)).slice(0, -10));
      setTimeout(() => (end === "destroy" ? body.destroy() : body.destroy(new Error("ECONNRESET"))), 20);
      await assert.rejects(receiving, { code: "aborted" });
      await nothingLeft();
    }
  });

  it("tell the sender of a large body why, before all of it has come", async () => {
    const body = new PassThrough();
    const sending = (async () => {
      body.write(file("f", "a", "").slice(0, -2));
      for (let at = 0; at < 200 && !body.destroyed; at++) {
        if (!body.write(Buffer.alloc(10_000))) await new Promise((done) => setTimeout(done, 1));
      }
      body.end();
    })();
    await assert.rejects(receive(body), { code: "too_large" });
    await sending;
    assert.equal(body.errored, null);
    await nothingLeft();
  });

  it("can be replaced by the bytes of the file alone", async () => {
    const content = await receiveRaw(Readable.from([Buffer.from("raw")]), spool, 3);
    assert.equal(content.size, 3);
    await content.discard();
    await assert.rejects(receiveRaw(Readable.from([Buffer.from("more")]), spool, 3), { code: "too_large" });
    await nothingLeft();
  });
});

describe("file names", () => {
  const cases: [string, string][] = [
    ["report.pdf", "report.pdf"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\a\\b.txt", "b.txt"],
    ["", "file"],
    ["..", "file"],
    ["a/", "file"],
    ["a\0b\r\nc.txt", "abc.txt"],
    ["photo\u202egnp.exe", "photognp.exe"],
    ["  spaced name.txt  ", "spaced name.txt"],
    ["u\u0308ber.txt", "über.txt"],
    [".bashrc", ".bashrc"],
    [`${"x".repeat(300)}.docx`, `${"x".repeat(250)}.docx`],
  ];
  for (const [given, expected] of cases) {
    it(JSON.stringify(given.slice(0, 30)), () => assert.equal(cleanFileName(given), expected));
  }
  it("hold no broken characters after a cut", () => {
    assert.ok(cleanFileName("😀".repeat(200)).isWellFormed?.() ?? true);
    assert.ok(cleanFileName("😀".repeat(200)).length <= 255);
  });
});
