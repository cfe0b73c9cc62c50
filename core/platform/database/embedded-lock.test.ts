import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLock } from "./embedded-lock.js";
import { processIdentity } from "./embedded-process.js";

describe("the lock of a data folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "courtyard-test-"));
  const file = join(folder, "lock");
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => rmSync(file, { force: true }));

  const take = async (): Promise<{ release(): void }> => {
    const lock = await takeLock(file);
    assert.ok("release" in lock);
    return lock;
  };

  it("is held by one and free after its release", async () => {
    const lock = await take();
    assert.deepEqual(await takeLock(file), { heldBy: process.pid });
    lock.release();
    assert.equal(existsSync(file), false);
    (await take()).release();
  });

  it("is free when its holder is gone, or when another process has its number now", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const pid = child.pid ?? 0;
    writeFileSync(file, JSON.stringify({ pid, identity: processIdentity(pid) }));
    assert.deepEqual(await takeLock(file), { heldBy: pid });
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await gone;
    (await take()).release();
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: "an earlier life" }));
    (await take()).release();
  });

  it("is free when its file was cut short by a crash", async () => {
    for (const text of ["", "{", "null", '{"pid":1}']) {
      writeFileSync(file, text);
      utimesSync(file, 0, 0);
      (await take()).release();
    }
  });

  it("goes to one of many that find a stale file at once", async () => {
    writeFileSync(file, JSON.stringify({ pid: 999_999_999, identity: "gone" }));
    const results = await Promise.all(Array.from({ length: 20 }, () => takeLock(file)));
    assert.equal(results.filter((result) => "release" in result).length, 1);
  });

  it("is not released by one who has lost it", async () => {
    const lock = await take();
    const other = JSON.stringify({ pid: 1, identity: processIdentity(1) });
    writeFileSync(file, other);
    lock.release();
    assert.equal(readFileSync(file, "utf8"), other);
  });
});
