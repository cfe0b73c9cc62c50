import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { FileInfo } from "@mattermost/types/files";
import { describe, it } from "mocha";
import { fileKind, fitInside, formatSize } from "./format.js";
import { Interrupted, RESUMABLE_FROM, type Transport, transfer } from "./transfer.js";
import { UploadPool, UploadTray } from "./uploads.js";

const infoOf = (name: string, size: number) => ({ id: `id-${name}`, name, size }) as FileInfo;
const MB = 1024 * 1024;

/** A server that keeps what arrives and breaks connections when told. */
class FakeServer implements Transport {
  received = 0;
  log: string[] = [];
  breaks: number[] = [];
  pauses: number[] = [];
  refuse = "";
  size = 0;
  name = "";

  async sendWhole(_channel: string, file: File, _id: string, onSent: (bytes: number) => void): Promise<FileInfo> {
    this.log.push(`whole ${file.name}`);
    if (this.refuse) throw new Error(this.refuse);
    if (this.breaks.shift()) throw new Interrupted("lost");
    onSent(file.size);
    return infoOf(file.name, file.size);
  }
  async open(_channel: string, file: File): Promise<string> {
    this.log.push("open");
    this.size = file.size;
    this.name = file.name;
    return "session";
  }
  async offset(): Promise<number> {
    this.log.push(`offset ${this.received / MB}`);
    return this.received;
  }
  async sendPiece(_session: string, piece: Blob, onSent: (bytes: number) => void): Promise<FileInfo | null> {
    const arrives = this.breaks.shift() ?? 0;
    if (arrives) {
      this.received += Math.min(arrives, piece.size);
      throw new Interrupted("lost");
    }
    this.received += piece.size;
    this.log.push(`piece ${piece.size / MB}`);
    onSent(piece.size);
    return this.received >= this.size ? infoOf(this.name, this.received) : null;
  }
  async pause(ms: number): Promise<void> {
    this.pauses.push(ms);
  }
}

const run = (server: FakeServer, file: File, stop = new AbortController().signal) =>
  transfer(server, { channelId: "c", file, clientId: "x" }, () => {}, stop);

describe("Uploading", () => {
  it("sends small files whole and tries again after a broken connection", async () => {
    const server = new FakeServer();
    server.breaks = [1, 1];
    assert.equal((await run(server, new File(["abc"], "a.txt"))).id, "id-a.txt");
    assert.deepEqual(server.log, ["whole a.txt", "whole a.txt", "whole a.txt"]);
    assert.deepEqual(server.pauses, [1000, 2000]);
  });

  it("does not repeat what the server refuses", async () => {
    const server = new FakeServer();
    server.refuse = "too large";
    await assert.rejects(run(server, new File(["abc"], "a.txt")), /too large/);
    assert.equal(server.log.length, 1);
  });

  it("goes on where a large file broke off", async () => {
    const server = new FakeServer();
    server.breaks = [0, 1 * MB];
    const file = new File([new Uint8Array(10 * MB)], "big.bin");
    assert.ok(file.size > RESUMABLE_FROM);
    const info = await run(server, file);
    assert.equal(info.size, 10 * MB);
    assert.deepEqual(server.log, ["open", "piece 4", "offset 5", "piece 4", "piece 1"]);
  });

  it("gives up after enough interruptions without progress, and can be resumed", async () => {
    const server = new FakeServer();
    server.sendPiece = async () => {
      throw new Interrupted("lost");
    };
    const job = {
      channelId: "c",
      file: new File([new Uint8Array(6 * MB)], "big.bin"),
      clientId: "x",
      session: undefined as string | undefined,
    };
    await assert.rejects(
      transfer(server, job, () => {}, new AbortController().signal),
      Interrupted,
    );
    assert.equal(job.session, "session");
    assert.ok(server.pauses.length >= 5);
  });

  it("stops when cancelled", async () => {
    const server = new FakeServer();
    const stop = new AbortController();
    server.breaks = [1];
    server.pause = async () => stop.abort(new Error("cancelled"));
    await assert.rejects(run(server, new File(["abc"], "a.txt"), stop.signal), /cancelled/);
    assert.equal(server.log.length, 1);
  });
});

describe("The upload tray", () => {
  const settle = async (tray: UploadTray) => {
    for (let i = 0; i < 100 && tray.busy; i++) await turn();
  };

  it("keeps the order in which files were chosen", async () => {
    const server = new FakeServer();
    const tray = new UploadTray(new UploadPool(server), "c");
    tray.add(["a", "b", "c", "d"].map((name) => new File([name], name)));
    assert.equal(tray.busy, true);
    await settle(tray);
    assert.deepEqual(
      tray.take().map((info) => info.name),
      ["a", "b", "c", "d"],
    );
    assert.deepEqual(tray.items.value, []);
  });

  it("shows failures and sends again when told", async () => {
    const server = new FakeServer();
    server.refuse = "no room";
    const tray = new UploadTray(new UploadPool(server), "c");
    tray.add([new File(["a"], "a")]);
    await settle(tray);
    assert.deepEqual(
      tray.items.value.map((item) => [item.state, item.error]),
      [["failed", "no room"]],
    );
    server.refuse = "";
    tray.retry(tray.items.value[0]?.clientId ?? "");
    await settle(tray);
    assert.equal(tray.take().length, 1);
  });

  it("forgets what was removed, also while it is under way", async () => {
    const server = new FakeServer();
    const tray = new UploadTray(new UploadPool(server), "c");
    tray.add([new File(["a"], "a"), new File(["b"], "b")]);
    tray.remove(tray.items.value[0]?.clientId ?? "");
    await settle(tray);
    assert.deepEqual(
      tray.take().map((info) => info.name),
      ["b"],
    );
  });
});

describe("Files for people", () => {
  it("have readable sizes", () => {
    assert.deepEqual([0, 999, 1024, 10 * 1024, 1.5 * MB, 1023.9 * MB].map(formatSize), [
      "0 bytes",
      "999 bytes",
      "1.0 KB",
      "10 KB",
      "1.5 MB",
      "1.0 GB",
    ]);
  });

  it("have a kind; vector pictures are never shown inline", () => {
    assert.equal(fileKind({ extension: "png", mime_type: "image/png" }), "image");
    assert.equal(fileKind({ extension: "svg", mime_type: "image/svg+xml" }), "other");
    assert.equal(fileKind({ extension: "PDF", mime_type: "application/pdf" }), "pdf");
    assert.equal(fileKind({ extension: "foo", mime_type: "text/plain" }), "text");
  });

  it("fit their boxes without growing", () => {
    assert.deepEqual(fitInside(2000, 1000, 400, 400), { width: 400, height: 200 });
    assert.deepEqual(fitInside(50, 20, 400, 400), { width: 50, height: 20 });
    assert.deepEqual(fitInside(0, 0, 400, 300), { width: 400, height: 300 });
  });
});
