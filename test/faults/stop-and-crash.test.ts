import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import { processesOf, processIdentity } from "../../core/platform/database/embedded-process.js";
import { launch, type ServerProcess, temporaryFolder } from "../support/process.js";
import { until } from "../support/until.js";

function postmasterOf(data: string): number {
  return Number(readFileSync(join(data, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

async function answers(server: ServerProcess): Promise<void> {
  const response = await fetch(`${await server.ready}/api/v4/system/ping?get_server_status=true`);
  assert.equal(response.status, 200);
  assert.equal(((await response.json()) as { database_status: string }).database_status, "OK");
}

async function clientOf(data: string): Promise<Client> {
  const password = readFileSync(join(data, "postgres/courtyard.password"), "utf8").trim();
  return new Client({ host: join(data, "postgres"), user: "courtyard", database: "courtyard", password });
}

function actAs(account: string): string[] {
  return ["setpriv", `--reuid=${account}`, `--regid=${account}`, "--clear-groups"];
}

/** Whether this process may act as the account, and that account may enter this checkout. */
function canRead([command = "", ...words]: string[]): boolean {
  try {
    execFileSync(command, [...words, "test", "-r", import.meta.filename], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function nothingRuns(data: string): void {
  assert.deepEqual(processesOf(join(data, "postgres")), []);
}

describe("stopping and crashing", () => {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  let server: ServerProcess;
  const start = (): ServerProcess => (server = launch(["--port", "0", "--data", data]));
  after(async () => {
    server.child.kill("SIGTERM");
    await server.exit;
    folder.remove();
  });

  it("keeps the database from everybody else", async () => {
    await answers(start());
    assert.equal(statSync(data).mode & 0o077, 0);
    assert.equal(statSync(join(data, "postgres")).mode & 0o077, 0);
    assert.equal(statSync(join(data, "postgres/courtyard.password")).mode & 0o077, 0);
    const host = join(data, "postgres");
    for (const account of [
      { user: "courtyard" },
      { user: "courtyard", password: "guess" },
      { user: "postgres", password: "" },
    ]) {
      const client = new Client({ host, database: "courtyard", password: "", ...account });
      await assert.rejects(client.connect(), /password|no pg_hba.conf entry/i, JSON.stringify(account));
    }
    const client = await clientOf(data);
    await client.connect();
    const { rows } = await client.query(
      "SELECT current_setting('listen_addresses') AS tcp, rolsuper FROM pg_roles WHERE rolname = current_user",
    );
    assert.deepEqual(rows, [{ tcp: "", rolsuper: false }]);
    await client.end();
  });

  it("refuses a second server on the same data, which does not disturb the first", async () => {
    const second = launch(["--port", "0", "--data", data]);
    assert.equal(await second.exit, 1);
    assert.match(
      second.stderr(),
      new RegExp(`^Another server \\(process ${server.child.pid}\\) already uses .*--data.*\n$`),
    );
    await answers(server);
  });

  it("brings PostgreSQL back when it dies", async () => {
    const pid = postmasterOf(data);
    process.kill(pid, "SIGKILL");
    const isBack = async () => {
      const response = await fetch(`${await server.ready}/api/v4/system/ping?get_server_status=true`);
      const body = (await response.json()) as { database_status?: string };
      return (
        body.database_status === "OK" && existsSync(join(data, "postgres/postmaster.pid")) && postmasterOf(data) !== pid
      );
    };
    await until(isBack, "PostgreSQL to be back", { every: 100 });
    assert.notEqual(processIdentity(postmasterOf(data)), undefined);
    await answers(server);
  });

  for (const name of ["SIGTERM", "SIGINT"] as const) {
    it(`ends in order on ${name} to the whole group`, async () => {
      if (server.child.exitCode !== null) await answers(start());
      const { pid = 0 } = server.child;
      // As a terminal does on Ctrl-C: every process of the group gets the signal.
      process.kill(-pid, name);
      assert.equal(await server.exit, 0, server.stderr());
      nothingRuns(data);
      const log = readFileSync(join(data, "postgres/postgres.log"), "utf8");
      await answers(start());
      const news = readFileSync(join(data, "postgres/postgres.log"), "utf8").slice(log.length);
      assert.doesNotMatch(news, /not properly shut down/);
    });
  }

  it("starts again after kill -9 of the server, with the PostgreSQL that lives on", async () => {
    for (let round = 0; round < 5; round++) {
      await answers(server);
      const postmaster = postmasterOf(data);
      server.child.kill("SIGKILL");
      await server.exit;
      assert.notEqual(processIdentity(postmaster), undefined);
      await answers(start());
      assert.equal(postmasterOf(data), postmaster);
    }
  });

  it("starts again after kill -9 of both", async () => {
    for (let round = 0; round < 3; round++) {
      await answers(server);
      process.kill(postmasterOf(data), "SIGKILL");
      server.child.kill("SIGKILL");
      await server.exit;
      await answers(start());
    }
  });

  it("starts again when the number of the old server belongs to another process", async () => {
    process.kill(postmasterOf(data), "SIGKILL");
    server.child.kill("SIGKILL");
    await server.exit;
    writeFileSync(join(data, "postgres.lock"), JSON.stringify({ pid: process.pid, identity: "another life" }));
    const file = join(data, "postgres/postmaster.pid");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(process.pid)));
    await answers(start());
  });

  it("loses nothing that was committed before kill -9 of both", async () => {
    const client = await clientOf(data);
    client.on("error", () => undefined);
    await client.connect();
    await client.query("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number");
    process.kill(postmasterOf(data), "SIGKILL");
    server.child.kill("SIGKILL");
    await server.exit;
    await answers(start());
    const after = await clientOf(data);
    await after.connect();
    assert.equal((await after.query("SELECT count(*)::int AS count FROM kept")).rows[0].count, 1000);
    await after.end();
  });
});

describe("unusual places for the data", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  async function startsAndStops(data: string, prefix: string[] = []): Promise<void> {
    const server = launch(["--port", "0", "--data", data], { prefix });
    await answers(server);
    server.child.kill("SIGTERM");
    assert.equal(await server.exit, 0, server.stderr());
    nothingRuns(data);
  }

  it("starts in a folder whose path is too long for a socket", async () => {
    const data = join(folder.path, "long".repeat(30), "ünï cödé's data");
    await startsAndStops(data);
    await startsAndStops(data);
  });

  it("finishes a creation that was interrupted", async () => {
    const data = join(folder.path, "interrupted");
    mkdirSync(join(data, "postgres.new-abc"), { recursive: true });
    writeFileSync(join(data, "postgres.new-abc", "PG_VERSION"), "18\n");
    await startsAndStops(data);
    assert.deepEqual(
      readdirSync(data).filter((name) => name.startsWith("postgres")),
      ["postgres"],
    );
  });

  it("makes a new password when the file is lost", async () => {
    const data = join(folder.path, "interrupted");
    rmSync(join(data, "postgres/courtyard.password"));
    await startsAndStops(data);
  });

  it("leaves alone a database that somebody unseen serves, for example from another container", async () => {
    const data = join(folder.path, "interrupted");
    const other = createServer();
    await new Promise<void>((done) => other.listen(join(data, "postgres/.s.PGSQL.5432"), done));
    writeFileSync(join(data, "postgres/postmaster.pid"), "999999999\n");
    const server = launch(["--port", "0", "--data", data]);
    assert.equal(await server.exit, 1);
    assert.match(server.stderr(), /^The database in .* is used by a PostgreSQL that cannot be seen from here.*\n$/);
    assert.equal(existsSync(join(data, "postgres/postmaster.pid")), true);
    other.close();
  });

  it("runs PostgreSQL as another account where root may not make namespaces", async function () {
    if (!canRead(actAs("postgres"))) return this.skip();
    const bin = join(folder.path, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    chmodSync(folder.path, 0o711);
    const data = join(folder.path, "system-account");
    const server = launch(["--port", "0", "--data", data], { env: { PATH: `${bin}:${process.env.PATH}` } });
    await answers(server);
    assert.notEqual(statSync(join(data, "postgres")).uid, 0);
    server.child.kill("SIGTERM");
    assert.equal(await server.exit, 0, server.stderr());
    nothingRuns(data);
    await startsAndStops(data);
  });

  it("starts for an ordinary account, whose data root can start too", async function () {
    const account = actAs("65534");
    if (!canRead(account)) return this.skip();
    const home = join(folder.path, "home");
    mkdirSync(home, { mode: 0o700 });
    chmodSync(folder.path, 0o711);
    chownSync(home, 65534, 65534);
    await startsAndStops(join(home, "data"), account);
    await startsAndStops(join(home, "data"));
    // A home that root enters only by its powers, which PostgreSQL must not have.
    await startsAndStops(join(home, "by-root", "data"));
  });
});
