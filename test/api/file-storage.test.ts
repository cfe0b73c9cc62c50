import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startS3 } from "../../core/platform/files/s3.fixture.js";
import { share } from "../support/files.js";
import { aChannel, anAdmin, aTeam, type Person } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

const send = (person: Person, channel: { id: string }, name: string, content: Buffer) =>
  person.send("POST", `/api/v4/files?channel_id=${channel.id}&filename=${name}`, content);

const aPlace = async (owner: Person) => aChannel(owner, await aTeam(owner, "people"), "cafe", "P");

describe("files in an S3 bucket", () => {
  let s3: Awaited<ReturnType<typeof startS3>>;
  let server: TestServer;
  let ada: Person;
  let cafe: { id: string };

  before(async () => {
    s3 = await startS3("courtyard-files");
    server = await startTestServer({
      MM_FILESETTINGS_DRIVERNAME: "amazons3",
      MM_FILESETTINGS_AMAZONS3ENDPOINT: s3.settings.endpoint,
      MM_FILESETTINGS_AMAZONS3BUCKET: s3.settings.bucket,
      MM_FILESETTINGS_AMAZONS3REGION: s3.settings.region,
      MM_FILESETTINGS_AMAZONS3ACCESSKEYID: s3.settings.accessKeyId,
      MM_FILESETTINGS_AMAZONS3SECRETACCESSKEY: s3.settings.secretAccessKey,
      MM_FILESETTINGS_AMAZONS3PATHPREFIX: "chat/files",
      MM_FILESETTINGS_AMAZONS3SSL: "false",
    });
    ada = await anAdmin(server, "ada");
    cafe = await aPlace(ada);
  });
  after(async () => {
    await server.stop();
    await s3.stop();
  });

  it("are uploaded, shown, read in parts and continued like any other", async () => {
    const picture = await aPicture(2200, 300, "jpeg");
    const { body } = await send(ada, cafe, "a.jpg", picture);
    const [info] = body.file_infos;
    await share(ada, cafe, [info]);
    const back = await ada.send("GET", `/api/v4/files/${info.id}`);
    assert.ok(picture.equals(back.body));
    assert.equal(back.headers.get("content-length"), String(picture.length));
    const part = await ada.send("GET", `/api/v4/files/${info.id}`, undefined, { Range: "bytes=10-19" });
    assert.deepEqual([part.status, part.body.toString("hex")], [206, picture.subarray(10, 20).toString("hex")]);
    for (const variant of ["thumbnail", "preview"]) {
      const answer = await ada.send("GET", `/api/v4/files/${info.id}/${variant}`);
      assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/jpeg"]);
    }
    const upload = await ada.post("/api/v4/uploads", {
      channel_id: cafe.id,
      filename: "b.jpg",
      file_size: picture.length,
    });
    assert.equal((await ada.send("POST", `/api/v4/uploads/${upload.id}`, picture.subarray(0, 500))).status, 204);
    const whole = await ada.send("POST", `/api/v4/uploads/${upload.id}`, picture.subarray(500));
    assert.ok(picture.equals((await ada.send("GET", `/api/v4/files/${whole.body.id}`)).body));
    const found: string[] = [];
    for await (const file of server.app.platform.files.list("")) found.push(file.path);
    assert.equal(found.filter((path) => path.startsWith("uploads/")).length, 0);
    assert.equal(found.filter((path) => path.endsWith("/original")).length, 2);
  });

  it("give 404 for bytes that are gone and 503 while the storage is away, and no file without bytes", async () => {
    const { body } = await send(ada, cafe, "gone.txt", Buffer.from("x"));
    const [info] = body.file_infos;
    const [row] = await server.sql<{ path: string }>("SELECT path FROM file_infos WHERE id = $1", [info.id]);
    await server.app.platform.files.remove(row?.path ?? "");
    assert.equal((await ada.send("GET", `/api/v4/files/${info.id}`)).status, 404);
    await s3.stop();
    const count = await server.sql("SELECT count(*) FROM file_infos");
    const refused = await send(ada, cafe, "late.txt", Buffer.from("x"));
    assert.deepEqual([refused.status, refused.body.id], [503, "api.context.unavailable.app_error"]);
    assert.equal((await ada.send("GET", `/api/v4/files/${info.id}`)).status, 503);
    assert.deepEqual(await server.sql("SELECT count(*) FROM file_infos"), count);
    assert.doesNotMatch(server.log(), /S3RVER/);
  });
});

describe("a full or broken folder", () => {
  let folder: string;
  let server: TestServer;
  let ada: Person;
  let cafe: { id: string };
  let mounted = false;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "courtyard-small-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
      mounted = true;
    } catch {
      // Without the rights to mount a small disk the suite says that it was skipped.
    }
    mkdirSync(join(folder, "files"));
    server = await startTestServer({ MM_FILESETTINGS_DIRECTORY: join(folder, "files") });
    ada = await anAdmin(server, "ada");
    cafe = await aPlace(ada);
  });
  after(async () => {
    await server.stop();
    if (mounted) execFileSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("refuses uploads with 507, keeps nothing of them, and goes on when there is room again", async function () {
    if (!mounted) return this.skip();
    const { body } = await send(ada, cafe, "before.txt", Buffer.from("x"));
    const rows = await server.sql("SELECT id FROM file_infos");
    for (let times = 0; times < 3; times++) {
      const refused = await send(ada, cafe, "big.bin", Buffer.alloc(6_000_000));
      assert.deepEqual([refused.status, refused.body.id], [507, "api.file.upload_file.storage_full.app_error"]);
    }
    writeFileSync(join(folder, "ballast"), Buffer.alloc(3_900_000));
    const picture = await aPicture(3000, 2000, "jpeg");
    const refused = await send(ada, cafe, "picture.jpg", Buffer.concat([picture, Buffer.alloc(400_000)]));
    assert.equal(refused.status, 507);
    const left = readdirSync(join(folder, "files"), { recursive: true, encoding: "utf8", withFileTypes: true });
    assert.equal(left.filter((entry) => entry.isFile()).length, 1);
    assert.deepEqual(await server.sql("SELECT id FROM file_infos"), rows);
    assert.equal(String((await ada.send("GET", `/api/v4/files/${body.file_infos[0].id}`)).body), "x");
    rmSync(join(folder, "ballast"));
    assert.equal((await send(ada, cafe, "after.bin", Buffer.alloc(1_000_000))).status, 201);
  });

  it("says what is wrong when the folder is none", async () => {
    writeFileSync(join(folder, "file"), "x");
    const other = await startTestServer({ MM_FILESETTINGS_DIRECTORY: join(folder, "file") });
    try {
      const bob = await anAdmin(other, "bob");
      const refused = await send(bob, await aPlace(bob), "a.txt", Buffer.from("x"));
      assert.equal(refused.status, 503);
      const result = await other.app.platform.files.test();
      assert.deepEqual([result.ok, /cannot write/.test(result.message)], [false, true]);
    } finally {
      await other.stop();
    }
  });
});
