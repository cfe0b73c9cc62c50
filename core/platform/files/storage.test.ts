import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, it } from "mocha";
import { type FileErrorCode, type FileStore, LocalFileStore, readWhole, S3FileStore } from "./index.js";
import { startS3 } from "./s3.fixture.js";

const is = (code: FileErrorCode) => (error: unknown) => (error as { code?: string }).code === code;

async function* broken(chunks: Buffer[], error: Error) {
  yield* chunks;
  throw error;
}

function sharedBehaviour(open: () => FileStore) {
  it("gives back what was written, with size and checksum", async () => {
    const store = open();
    const stored = await store.write("a/b/one.txt", Buffer.from("hello"));
    assert.equal(stored.size, 5);
    assert.equal(stored.sha256, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert.equal((await readWhole(store, "a/b/one.txt", 100)).toString(), "hello");
    const info = await store.stat("a/b/one.txt");
    assert.equal(info?.size, 5);
    assert.ok((info?.modifiedAt ?? 0) > 1_600_000_000_000);
  });

  it("replaces the former content as a whole", async () => {
    const store = open();
    await store.write("again", Buffer.from("a longer first content"));
    await store.write("again", Readable.from([Buffer.from("sec"), Buffer.from("ond")]));
    assert.equal((await readWhole(store, "again", 100)).toString(), "second");
  });

  it("reads a range with both ends included", async () => {
    const store = open();
    await store.write("range", Buffer.from("0123456789"));
    const parts: Buffer[] = [];
    for await (const part of await store.read("range", { start: 2, end: 5 })) parts.push(part as Buffer);
    assert.equal(Buffer.concat(parts).toString(), "2345");
  });

  it("keeps names in any script and with marks that mean something in addresses", async () => {
    const store = open();
    for (const path of ["x/späße & 1.txt", "x/отчёт.pdf", "x/報告 #1?.doc", "x/a+b=c.bin"]) {
      await store.write(path, Buffer.from(path));
      assert.equal((await readWhole(store, path, 1000)).toString(), path);
    }
    await store.removeFolder("x");
  });

  it("says that a missing file is missing", async () => {
    const store = open();
    assert.equal(await store.stat("nowhere/at-all"), null);
    await assert.rejects(store.read("nowhere/at-all"), is("not_found"));
    await assert.rejects(store.move("nowhere/at-all", "elsewhere"), is("not_found"));
    await store.remove("nowhere/at-all");
  });

  it("moves, lists and removes", async () => {
    const store = open();
    for (const name of ["list/2", "list/1", "list/deep/3", "listing"]) await store.write(name, Buffer.from(name));
    await store.move("list/2", "list/9/moved");
    const found: string[] = [];
    for await (const file of store.list("list")) found.push(`${file.path}:${file.size}`);
    assert.deepEqual(found, ["list/1:6", "list/9/moved:6", "list/deep/3:11"]);
    await store.removeFolder("list/");
    for await (const file of store.list("list")) assert.fail(`${file.path} is still there`);
    assert.notEqual(await store.stat("listing"), null);
    await store.remove("listing");
    assert.equal(await store.stat("listing"), null);
  });

  it("refuses every path that is not a plain place inside the store", async () => {
    const store = open();
    const bad = ["", "/etc/passwd", "../up", "a/../../up", "a/..", "./a", "a//b", "a/", "a\\..\\b", "a\0b", "a\nb"];
    for (const path of [...bad, ".incoming/x", "a/.hidden", "x".repeat(256), "y/".repeat(600)]) {
      await assert.rejects(store.write(path, Buffer.from("x")), is("invalid_path"), JSON.stringify(path));
      await assert.rejects(async () => store.read(path), is("invalid_path"), JSON.stringify(path));
      await assert.rejects(async () => store.stat(path), is("invalid_path"), JSON.stringify(path));
      await assert.rejects(async () => store.remove(path), is("invalid_path"), JSON.stringify(path));
      await assert.rejects(async () => store.move("fine", path), is("invalid_path"), JSON.stringify(path));
    }
    await assert.rejects(async () => store.removeFolder(""), is("invalid_path"));
    await assert.rejects(async () => store.removeFolder(".."), is("invalid_path"));
  });

  it("stops at the limit and leaves nothing", async () => {
    const store = open();
    const chunks = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(1000)));
    await assert.rejects(store.write("big", chunks, { maxBytes: 5000 }), is("too_large"));
    assert.equal(await store.stat("big"), null);
    assert.equal((await store.write("fits", Buffer.alloc(5000), { maxBytes: 5000 })).size, 5000);
  });

  it("leaves the former content when the sender is cut off", async () => {
    const store = open();
    await store.write("cut", Buffer.from("before"));
    const content = Readable.from(broken([Buffer.from("half of")], new Error("ECONNRESET")));
    await assert.rejects(store.write("cut", content), is("aborted"));
    assert.equal((await readWhole(store, "cut", 100)).toString(), "before");
  });

  it("tells a full disk from other failures", async () => {
    const store = open();
    const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    await assert.rejects(store.write("full", Readable.from(broken([Buffer.alloc(10)], full))), is("full"));
    assert.equal(await store.stat("full"), null);
  });

  it("tests itself and leaves nothing", async () => {
    const store = open();
    const result = await store.test();
    assert.deepEqual([result.ok, /work in/.test(result.message)], [true, true], result.message);
    for await (const file of store.list("test-connection")) assert.fail(file.path);
  });
}

describe("file store in a folder", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "courtyard-files-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  sharedBehaviour(() => new LocalFileStore(folder));

  it("keeps nothing half-written after all of that", async () => {
    assert.deepEqual(await readdir(join(folder, ".incoming")), []);
  });

  it("does not follow a link out of the folder", async () => {
    await symlink("/etc/passwd", join(folder, "link"));
    const store = new LocalFileStore(folder);
    await assert.rejects(store.read("link"), is("not_found"));
    assert.equal(await store.stat("link"), null);
  });

  it("clears away what a crash left, but not what is on its way", async () => {
    const old = join(folder, ".incoming", "old");
    await writeFile(old, "x");
    await utimes(old, 1, 1);
    await writeFile(join(folder, ".incoming", "young"), "x");
    assert.equal(await new LocalFileStore(folder).spool.clean(), 1);
    assert.deepEqual(await readdir(join(folder, ".incoming")), ["young"]);
  });

  it("says in words why a test failed", async () => {
    await writeFile(join(folder, "not-a-folder"), "x");
    const result = await new LocalFileStore(join(folder, "not-a-folder")).test();
    assert.equal(result.ok, false);
    assert.match(result.message, /cannot write to the folder .*not-a-folder/);
  });

  it("survives many writers of one path: the result is one of them, whole", async () => {
    const store = new LocalFileStore(folder);
    const contents = Array.from({ length: 20 }, () => randomBytes(50_000));
    await Promise.all(contents.map((content) => store.write("race/one", content)));
    const result = await readWhole(store, "race/one", 100_000);
    assert.ok(contents.some((content) => content.equals(result)));
  });
});

describe("file store in an S3 bucket", () => {
  let s3: Awaited<ReturnType<typeof startS3>>;
  before(async () => {
    s3 = await startS3("courtyard-test");
  });
  after(() => s3.stop());
  const open = (change = {}) => new S3FileStore({ ...s3.settings, pathPrefix: "prefix/inside", ...change });

  sharedBehaviour(() => open());

  it("keeps to its folder of the bucket", async () => {
    await open({ pathPrefix: "" }).write("outside", Buffer.from("x"));
    await open().write("inside", Buffer.from("x"));
    const found: string[] = [];
    for await (const file of open({ pathPrefix: "" }).list("")) found.push(file.path);
    assert.ok(found.includes("prefix/inside/inside"));
    for await (const file of open().list("")) assert.notEqual(file.path, "outside");
  });

  it("sends large files in pieces", async () => {
    const content = randomBytes(12 * 1024 * 1024);
    await open({ partBytes: 5 * 1024 * 1024 }).write("large", content);
    assert.ok((await readWhole(open(), "large", 20_000_000)).equals(content));
  });

  it("names the step that failed when the bucket is missing, the endpoint dead or the keys wrong", async () => {
    const missing = await open({ bucket: "no-such-bucket" }).test();
    assert.deepEqual([missing.ok, /cannot write to the bucket no-such-bucket/.test(missing.message)], [false, true]);
    const dead = await open({ endpoint: "127.0.0.1:1" }).test();
    assert.equal(dead.ok, false);
    const keys = await open({ accessKeyId: "WRONG" }).test();
    assert.equal(keys.ok, false);
    assert.throws(() => open({ endpoint: "https://host/path" }), is("unavailable"));
  });

  for (const [what, size] of [
    ["a file", 100],
    ["a file of several pieces", 20 * 1024 * 1024],
  ] as const) {
    it(`says so when ${what} in the spool cannot be opened, and goes on`, async () => {
      const store = open();
      const spooled = await store.spool.receive(Buffer.alloc(10));
      await spooled.discard();
      // Were the error heard by nobody, this would fail as an uncaught exception.
      await assert.rejects(store.adopt("gone/file", { ...spooled, size }), is("unavailable"));
      assert.equal((await store.write("still/here", Buffer.from("yes"))).size, 3);
    });
  }

  it("gives up on a storage that does not answer", async () => {
    const silent: Server = createServer(() => undefined);
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const endpoint = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    try {
      await assert.rejects(open({ endpoint, timeoutMs: 200 }).stat("x"), is("unavailable"));
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});
