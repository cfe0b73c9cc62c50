import assert from "node:assert/strict";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join as pathJoin } from "node:path";
import { newId } from "../../core/platform/ids.js";
import { share, upload } from "../support/files.js";
import { aChannel, aDirect, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const DAY = 86_400_000;

describe("the room files take", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let team: { id: string };
  let channel: { id: string };

  const pathOf = async (id: string) =>
    (await server.sql<{ path: string }>("SELECT path FROM file_infos WHERE id = $1", [id]))[0]?.path;
  const onDisk = (path: string) =>
    existsSync(pathJoin(server.dataFolder, path)) || existsSync(pathJoin(server.dataFolder, "files", path));
  /** Bytes in the file store that no row names, written so many days ago. */
  const strayBytes = (example: string, days: number) => {
    const root = [server.dataFolder, pathJoin(server.dataFolder, "files")].find((one) =>
      existsSync(pathJoin(one, example)),
    ) as string;
    const path = `20240102/${channel.id}/${newId()}/original`;
    const full = pathJoin(root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, "left behind");
    const at = (Date.now() - days * DAY) / 1000;
    utimesSync(full, at, at);
    return path;
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    team = await aTeam(ada, "harbour");
    await join(ada, team, bob);
    channel = await aChannel(ada, team, "charts");
    await add(ada, channel, bob);
  });
  after(() => server.stop());

  it("is told by team and by person, to administrators", async () => {
    await share(ada, channel, [await upload(ada, channel, "a.txt", "x".repeat(100))]);
    const direct = await aDirect(bob, ada);
    await share(bob, direct, [await upload(bob, direct, "b.txt", "x".repeat(30))]);
    const use = await ada.get("/courtyard/storage");
    assert.deepEqual(use.total, { files: 2, bytes: 130 });
    assert.deepEqual(use.teams, [
      { team_id: team.id, display_name: "harbour", files: 1, bytes: 100 },
      { team_id: "", display_name: "", files: 1, bytes: 30 },
    ]);
    assert.deepEqual(
      use.users.map((one: { username: string }) => one.username),
      ["ada", "bob"],
    );
    assert.deepEqual(use.texts, { waiting: 2 });
    assert.equal((await bob.send("GET", "/courtyard/storage")).status, 403);
  });

  it("is given back by files that were never sent, but for those of drafts and messages for later", async () => {
    const [loose, young, drafted, later, sent] = await Promise.all(
      ["loose", "young", "drafted", "later", "sent"].map((name) => upload(ada, channel, `${name}.txt`, name)),
    );
    const ids = [loose, young, drafted, later, sent].map((file) => file?.id as string);
    await share(ada, channel, [{ id: ids[4] as string }]);
    await ada.post("/drafts", { channel_id: channel.id, message: "soon", file_ids: [ids[2]] });
    const at = Date.now() + DAY * 9;
    await ada.post("/posts/schedule", {
      channel_id: channel.id,
      message: "later",
      file_ids: [ids[3]],
      scheduled_at: at,
    });
    const paths = (await Promise.all(ids.map(pathOf))) as string[];
    assert.ok(paths.every(onDisk));
    await server.sql("UPDATE file_infos SET create_at = $1 WHERE id <> $2", [Date.now() - 2 * DAY, ids[1]]);
    assert.deepEqual(await server.app.storage.tidy(), { never_sent: 1, left_behind: 0 });
    assert.deepEqual(paths.map(onDisk), [false, true, true, true, true]);
    assert.equal((await ada.send("GET", `/api/v4/files/${ids[0]}/info`)).status, 404);
    assert.equal((await ada.send("GET", `/api/v4/files/${ids[2]}/info`)).status, 200);
    assert.deepEqual(await server.app.storage.tidy(), { never_sent: 0, left_behind: 0 });
  });

  it("is given back by bytes that belong to no file, once they are old", async () => {
    const kept = await upload(bob, channel, "kept.txt", "kept");
    await share(bob, channel, [kept]);
    const example = (await pathOf(kept.id)) as string;
    const [old, fresh] = [strayBytes(example, 5), strayBytes(example, 1)];
    assert.deepEqual(await server.app.storage.tidy(Date.now()), { never_sent: 0, left_behind: 1 });
    assert.deepEqual([onDisk(old), onDisk(fresh), onDisk(example)], [false, true, true]);
    // When everything is old, those with a row stay.
    assert.equal((await server.app.storage.tidy(Date.now() + 10 * DAY)).left_behind, 1);
    assert.deepEqual([onDisk(fresh), onDisk(example)], [false, true]);
  });
});
