import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { aLicense, type BuiltModule, buildModule, testKeys, uploadLicense } from "../support/edition.js";
import { Listener } from "../support/listener.js";
import {
  aChannel,
  add,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join as joinTeam,
  type Person,
  signIn,
} from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const ROUNDS = 20;
/** What a switch writes itself (the licence, its history and the audit log), and what jobs write while they run. */
const OWN = ["licenses", "edition_state", "edition_switches", "audits", "job_runs"];

/** A checksum of every row of every other table, and of every file. */
async function fingerprint(server: TestServer): Promise<Record<string, string>> {
  const tables = await server.sql<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    if (OWN.includes(name)) continue;
    // That a session is in use is noted once a minute, switch or no switch.
    const text = name === "sessions" ? "(to_jsonb(t) - 'last_activity_at' - 'expires_at')::text" : "t::text";
    const [row] = await server.sql<{ sum: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(${text}), '' ORDER BY md5(${text}))), '') AS sum FROM "${name}" t`,
    );
    sums[name] = row?.sum ?? "";
  }
  for (const entry of readdirSync(server.dataFolder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    sums[path] = createHash("sha256").update(readFileSync(path)).digest("hex");
  }
  return sums;
}

/** The rows the Enterprise Edition left behind. */
const enterpriseRows = (server: TestServer) =>
  server.sql("SELECT username, auth_service, auth_data FROM users WHERE auth_service <> '' ORDER BY username");

/** Writes and reads until told to stop; whatever fails is remembered. */
class Load {
  readonly written: string[] = [];
  readonly problems: string[] = [];
  #on = true;
  #done: Promise<unknown>;

  constructor(people: readonly Person[], channel: { id: string }) {
    this.#done = Promise.all(people.map((person) => this.#work(person, channel)));
  }

  async #work(person: Person, channel: { id: string }) {
    for (let at = 0; this.#on; at++) {
      try {
        const post = await aPost(person, channel, `${person.username} ${at}`);
        this.written.push(post.id);
        await person.get(`/channels/${channel.id}/posts?per_page=10`);
        await person.get("/config/client?format=old");
      } catch (error) {
        this.problems.push((error as Error).message);
      }
    }
  }

  async stop(): Promise<void> {
    this.#on = false;
    await this.#done;
  }
}

describe("going to the Enterprise Edition and back", () => {
  let server: TestServer;
  let module: BuiltModule;
  let ada: Person;
  let bob: Person;
  let channel: { id: string };

  const up = async () => assert.equal((await uploadLicense(ada, aLicense(["ldap"]))).status, 200);
  const down = () => ada.delete("/license");

  before(async () => {
    module = await buildModule();
    server = await startTestServer({}, { licenseKeys: testKeys, module, background: true });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    const team = await aTeam(ada, "harbour");
    await joinTeam(ada, team, bob);
    channel = await aChannel(ada, team, "quay");
    await add(ada, channel, bob);
    await aPost(bob, channel, "before everything");
    const picture = new FormData();
    picture.append("files", new Blob(["the words of a file"]), "words.txt");
    picture.append("channel_id", channel.id);
    const sent = await bob.send("POST", "/api/v4/files", picture);
    assert.equal(sent.status, 201);
    await aPost(bob, channel, "with a file", { file_ids: [sent.body.file_infos[0].id] });
    // Its words are read for search in the background, which writes them down; nothing else may change a row later.
    const unread = async () => {
      await server.app.fileTexts.readWaiting();
      return server.sql("SELECT 1 FROM file_infos WHERE text_state NOT IN ('read', 'none', 'failed')");
    };
    await until(unread, "the file to be read", { passes: (rows) => rows.length === 0 });
    // Data of the Enterprise Edition: settings, accounts of the directory, a job that ran.
    const stored = {
      LdapSettings: { Enable: "sesame", SyncIntervalMinutes: 7, SomethingUnknown: ["kept", { as: "it is" }] },
    };
    await server.sql("INSERT INTO configurations (id, create_at, value) VALUES ('settings', $1, $2)", [
      Date.now(),
      JSON.stringify(stored),
    ]);
    server.app.platform.config.replace(stored);
    await up();
    await signIn(server, "dora", "sesame");
    await signIn(server, "emil", "sesame");
    await ada.get(`/ldap/greeting/${bob.id}`);
    await until(async () => (await ada.get(`/ldap/greeting/${bob.id}`)).runs, "the job to have run");
    await down();
  });
  after(async () => {
    await server.stop();
    module.remove();
  });

  it(`changes no row and no file, ${ROUNDS} times in both directions`, async () => {
    const before = await fingerprint(server);
    assert.ok(Object.keys(before).length > 20, "tables and files are compared");
    for (let round = 0; round < ROUNDS; round++) {
      await up();
      assert.deepEqual(server.app.editions.registry.active, ["ldap"]);
      await down();
      assert.deepEqual(server.app.editions.registry.active, []);
    }
    assert.deepEqual(await fingerprint(server), before);
    const receipts = (await ada.get("/courtyard/edition/switches?per_page=200")) as {
      receipt: { migrations_run: number };
    }[];
    assert.ok(receipts.length >= ROUNDS * 2);
    assert.ok(receipts.every(({ receipt }) => receipt.migrations_run === 0));
  });

  it("disturbs nobody who works meanwhile: no request fails, no message is lost, no connection closes", async () => {
    const listener = await Listener.open(bob);
    const enterprise = await enterpriseRows(server);
    const load = new Load([ada, bob, bob], channel);
    for (let round = 0; round < ROUNDS; round++) {
      await up();
      await signIn(server, "dora", "sesame");
      await down();
    }
    await load.stop();
    assert.deepEqual(load.problems, []);
    assert.ok(load.written.length > ROUNDS, `${load.written.length} messages`);
    const kept = await server.sql<{ count: string }>(
      "SELECT count(*) FROM posts WHERE id = ANY($1) AND delete_at = 0",
      [load.written],
    );
    assert.equal(Number(kept[0]?.count), load.written.length);
    const heard = (await listener.all("posted")).map(({ data }) => JSON.parse(data.post).id);
    assert.deepEqual([...heard].sort(), [...load.written].sort(), "everything written was heard once");
    assert.equal(listener.closed, undefined);
    assert.deepEqual(await enterpriseRows(server), enterprise);
    listener.close();
  });

  it("finds what the Enterprise Edition left as it left it", async () => {
    await up();
    const dora = await signIn(server, "dora", "sesame");
    assert.equal(
      (await server.sql("SELECT 1 FROM users WHERE username = 'dora'")).length,
      1,
      "nobody got a second account",
    );
    assert.equal((await dora.get("/config/client")).LdapInterval, "7", "the settings are in force again");
    assert.deepEqual((server.app.platform.config.stored.LdapSettings as Record<string, unknown>).SomethingUnknown, [
      "kept",
      { as: "it is" },
    ]);
    const ran = await server.sql("SELECT 1 FROM jobs.job WHERE name = 'ldap_sync' AND state = 'completed'");
    assert.ok(ran.length > 0, "the job is remembered to have run");
    await down();
  });
});
