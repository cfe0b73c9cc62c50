import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import type { FileInfo, UploadSession } from "../../core/api/files.js";
import { newId } from "../../core/platform/ids.js";
import { aChannel, add, anAdmin, aTeam, aUser, join as joinTeam, type Person, stranger } from "../support/people.js";
import { aBomb, aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const UPLOADS = "/api/v4/uploads";

describe("uploads in pieces", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let team: { id: string };
  let cafe: { id: string };

  before(async () => {
    server = await startTestServer({ MM_FILESETTINGS_MAXFILESIZE: "1000000" });
    const root = await anAdmin(server, "root");
    ada = await aUser(root, "ada");
    bob = await aUser(root, "bob");
    team = await aTeam(root, "people");
    await joinTeam(root, team, ada, bob);
    cafe = await aChannel(ada, team, "cafe", "P");
  });
  after(() => server.stop());

  const announce = (name: string, size: number, channel = cafe) =>
    ada.post<UploadSession>(UPLOADS, { channel_id: channel.id, filename: name, file_size: size });
  const offset = async (id: string) => (await ada.get<UploadSession>(`${UPLOADS}/${id}`)).file_offset;
  const pieces = () => {
    const folder = join(server.dataFolder, "files", "uploads");
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  it("become a file when the last piece has come", async () => {
    const content = await aPicture(500, 300);
    const upload = await announce("a/../pic.png", content.length);
    assert.deepEqual(
      [upload.filename, upload.file_offset, upload.type, upload.user_id],
      ["pic.png", 0, "attachment", ada.id],
    );
    const cut = 100;
    const first = await ada.send("POST", `${UPLOADS}/${upload.id}`, content.subarray(0, cut));
    assert.deepEqual([first.status, first.body.length], [204, 0]);
    assert.equal(await offset(upload.id), cut);
    const last = await ada.send<FileInfo>("POST", `${UPLOADS}/${upload.id}`, content.subarray(cut));
    assert.equal(last.status, 201);
    assert.deepEqual(
      [last.body.name, last.body.width, last.body.channel_id, last.body.size],
      ["pic.png", 500, cafe.id, content.length],
    );
    assert.ok(content.equals((await ada.send("GET", `/api/v4/files/${last.body.id}`)).body));
    assert.equal((await ada.send("GET", `${UPLOADS}/${upload.id}`)).status, 404);
    assert.deepEqual(pieces(), []);
  });

  it("go on from where the connection broke", async () => {
    const content = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * 31) & 255));
    const upload = await announce("cut.bin", content.length);
    const headers = { Authorization: `Bearer ${ada.token}`, "Content-Length": String(content.length) };
    const sending = request(`${server.url}${UPLOADS}/${upload.id}`, { method: "POST", headers });
    sending.on("error", () => undefined);
    sending.write(content.subarray(0, 150_000), () => setTimeout(() => sending.destroy(), 50));
    const reached = await until(() => offset(upload.id), "a part to be kept");
    assert.ok(reached <= 150_000, String(reached));
    const last = await ada.send<FileInfo>("POST", `${UPLOADS}/${upload.id}`, content.subarray(reached));
    assert.equal(last.status, 201);
    assert.ok(content.equals((await ada.send("GET", `/api/v4/files/${last.body.id}`)).body));
  });

  it("are sent by one at a time", async () => {
    const upload = await announce("race.bin", 100_000);
    const slow = request(`${server.url}${UPLOADS}/${upload.id}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${ada.token}`, "Content-Length": "50000" },
    });
    const answered = new Promise<number>((done) =>
      slow.on("response", (answer) => done(answer.resume().statusCode ?? 0)),
    );
    slow.write(Buffer.alloc(25_000, "a"));
    const incoming = join(server.dataFolder, "files", ".incoming");
    await until(() => existsSync(incoming) && readdirSync(incoming).length > 0, "the first to be let in");
    const refused = await ada.send("POST", `${UPLOADS}/${upload.id}`, new Uint8Array());
    assert.deepEqual([refused.status, refused.body.id], [400, "api.file.upload.offset.app_error"]);
    slow.end(Buffer.alloc(25_000, "b"));
    assert.equal(await answered, 204);
    assert.equal(await offset(upload.id), 50_000);
  });

  it("never take more than was announced", async () => {
    const upload = await announce("small", 10);
    const answer = await ada.send("POST", `${UPLOADS}/${upload.id}`, Buffer.alloc(11));
    assert.deepEqual([answer.status, answer.body.id], [400, "api.file.upload.offset.app_error"]);
    assert.equal(await offset(upload.id), 0);
    assert.equal((await ada.send("POST", `${UPLOADS}/${upload.id}`, Buffer.alloc(10))).status, 201);
  });

  it("are refused by size, channel and field", async () => {
    const cases: [Record<string, unknown>, number][] = [
      [{ file_size: 1_000_001 }, 413],
      [{ file_size: 0 }, 400],
      [{ file_size: -1 }, 400],
      [{ file_size: "10" }, 400],
      [{ file_size: 1.5 }, 400],
      [{ filename: "" }, 400],
      [{ channel_id: "x" }, 400],
      [{ channel_id: newId() }, 404],
      [{ type: "import" }, 400],
    ];
    for (const [change, status] of cases) {
      const body = { channel_id: cafe.id, filename: "a", file_size: 10, ...change };
      assert.equal((await ada.send("POST", UPLOADS, body)).status, status, JSON.stringify(change));
    }
    const hidden = await bob.send("POST", UPLOADS, { channel_id: cafe.id, filename: "a", file_size: 10 });
    assert.equal(hidden.status, 404);
  });

  it("are known to their owner alone", async () => {
    const upload = await announce("mine", 10);
    const unknown = await bob.send("GET", `${UPLOADS}/${newId()}`);
    for (const method of ["GET", "POST"]) {
      const answer = await bob.send(
        method,
        `${UPLOADS}/${upload.id}`,
        method === "POST" ? Buffer.alloc(10) : undefined,
      );
      assert.deepEqual([answer.status, answer.body.message], [404, unknown.body.message]);
      assert.equal((await stranger(server).send(method, `${UPLOADS}/${upload.id}`)).status, 401);
    }
    assert.ok((await ada.get<UploadSession[]>("/users/me/uploads")).some((one) => one.id === upload.id));
    assert.deepEqual(await bob.get("/users/me/uploads"), []);
    assert.equal((await bob.send("GET", `/users/${ada.id}/uploads`)).status, 403);
    assert.equal(await offset(upload.id), 0);
  });

  it("end for who has left the channel in between", async () => {
    const club = await aChannel(bob, team, "club", "P");
    await add(bob, club, ada);
    const upload = await announce("late", 10, club);
    await ada.delete(`/channels/${club.id}/members/${ada.id}`);
    assert.equal((await ada.send("POST", `${UPLOADS}/${upload.id}`, Buffer.alloc(10))).status, 404);
  });

  it("are given up when the picture is refused, or after a week", async () => {
    const bomb = aBomb(60_000, 60_000);
    const upload = await announce("bomb.png", bomb.length);
    const answer = await ada.send("POST", `${UPLOADS}/${upload.id}`, bomb);
    assert.deepEqual([answer.status, answer.body.id], [400, "api.file.upload_file.large_image.app_error"]);
    assert.equal((await ada.send("GET", `${UPLOADS}/${upload.id}`)).status, 404);
    const old = await announce("old", 10);
    await ada.send("POST", `${UPLOADS}/${old.id}`, Buffer.alloc(5));
    assert.ok(pieces().includes(old.id));
    await server.app.uploads.giveUpOld(Date.now());
    assert.equal(await offset(old.id), 5);
    await server.app.uploads.giveUpOld(Date.now() + 8 * 24 * 60 * 60 * 1000);
    assert.equal((await ada.send("GET", `${UPLOADS}/${old.id}`)).status, 404);
    assert.equal(pieces().includes(old.id), false);
  });
});
