import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import { testPostgres } from "../support/postgres.js";
import { launch, type ServerProcess, temporaryFolder } from "../support/process.js";

/** The start must fail with one line on stderr that fits, and leave nothing running. */
async function refuses(server: ServerProcess, line: RegExp): Promise<void> {
  assert.equal(await server.exit, 1);
  assert.match(server.stderr(), line);
  assert.equal(server.stderr().trimEnd().split("\n").length, 1, server.stderr());
}

describe("an external PostgreSQL", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it("is used instead of an embedded one, and lives on", async () => {
    const connection = await testPostgres();
    const name = `external_${process.pid}`;
    const client = new Client(connection);
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    const { host, user, password } = connection;
    const env = { MM_SQLSETTINGS_DATASOURCE: `postgres://${user}:${password}@${encodeURIComponent(host)}/${name}` };
    const server = launch(["--port", "0", "--data", folder.path], { env });
    const response = await fetch(`${await server.ready}/api/v4/system/ping?get_server_status=true`);
    assert.equal(((await response.json()) as { database_status: string }).database_status, "OK");
    assert.equal(existsSync(join(folder.path, "postgres")), false);
    server.child.kill("SIGTERM");
    assert.equal(await server.exit, 0, server.stderr());
    await client.query(`DROP DATABASE ${name}`);
    await client.end();
  });
});

describe("a start that cannot succeed", () => {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  after(() => folder.remove());

  it("names the taken port and what to do", async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const { port } = other.address() as { port: number };
    await refuses(launch(["--data", data, "--port", String(port)]), new RegExp(`port ${port}.*--port`));
    other.close();
  });

  it("names the folder that cannot be written", async () => {
    const file = join(folder.path, "file");
    writeFileSync(file, "");
    await refuses(
      launch(["--port", "0", "--data", join(file, "data")]),
      /Cannot write to the data folder .*file.*--data/,
    );
    await refuses(launch(["--port", "0", "--data", "/proc/nowhere/data"]), /Cannot write to the data folder .*--data/);
  });

  it("names the version of data that another PostgreSQL wrote, and leaves them alone", async () => {
    const old = join(folder.path, "old", "postgres");
    mkdirSync(old, { recursive: true });
    writeFileSync(join(old, "PG_VERSION"), "12\n");
    await refuses(launch(["--port", "0", "--data", join(folder.path, "old")]), /PostgreSQL 12.*--data/);
    assert.equal(readFileSync(join(old, "PG_VERSION"), "utf8"), "12\n");
  });

  it("does not put a database among somebody's files", async () => {
    mkdirSync(join(folder.path, "mine", "postgres"), { recursive: true });
    writeFileSync(join(folder.path, "mine", "postgres", "letter.txt"), "dear");
    await refuses(launch(["--port", "0", "--data", join(folder.path, "mine")]), /holds other files/);
  });

  it("names a wrong option, port, address and data source, and shows no password", async () => {
    await refuses(launch(["--prot", "80"]), /--prot.*--help/);
    await refuses(launch(["--port", "99999"]), /99999.*not a port/);
    await refuses(launch([], { env: { MM_SERVICESETTINGS_LISTENADDRESS: "here:there" } }), /LISTENADDRESS.*here:there/);
    await refuses(
      launch([], { env: { MM_SERVICESETTINGS_LISTENADDRESS: "192.0.2.1:0" } }),
      /192\.0\.2\.1.*no such address/,
    );
    const env = { MM_SQLSETTINGS_DATASOURCE: "postgres://ann:hunter2@127.0.0.1:1/chat" };
    const server = launch(["--port", "0", "--data", data], { env });
    await refuses(server, /MM_SQLSETTINGS_DATASOURCE.*ECONNREFUSED/);
    const unreadable = launch(["--port", "0", "--data", data], {
      env: { MM_SQLSETTINGS_DATASOURCE: "postgres://ann:hunter2@[/chat" },
    });
    await refuses(unreadable, /MM_SQLSETTINGS_DATASOURCE/);
    for (const { stdout, stderr } of [server, unreadable]) assert.doesNotMatch(stdout() + stderr(), /hunter2/);
  });

  it("shows its options when asked", async () => {
    const server = launch(["--help"]);
    assert.equal(await server.exit, 0);
    assert.match(server.stdout(), /--port[\s\S]*--data[\s\S]*MM_SQLSETTINGS_DATASOURCE/);
  });
});
