import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { anAdmin, signIn } from "../support/people.js";
import { testDatabase } from "../support/server.js";

const root = resolve(import.meta.dirname, "../..");

/** Starts the built server of a folder; its folder is given, because the command line has no option for the module. */
const STARTER = `
  import { startServer } from "./dist/core/server/server.js";
  import { createLogger } from "./dist/core/platform/log.js";
  const [database, dataFolder] = process.argv.slice(2);
  const server = await startServer({ database: JSON.parse(database), dataFolder, listen: { host: "127.0.0.1", port: 0 }, log: createLogger(), environment: {} });
  console.log(server.url);
  process.stdin.on("end", () => server.stop().then(() => process.exit(0))).resume();
`;

describe("a server built without and with the Enterprise Edition", () => {
  let place: string;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let running: ChildProcess | undefined;

  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: place, encoding: "utf8" });
    assert.equal(status, 0, `${words.join(" ")}\n${stdout}${stderr}`);
  };
  const build = () => run("core/server/build.mjs", "server");

  async function start(): Promise<{ url: string; log: () => string }> {
    const child = spawn(process.execPath, ["start.mjs", JSON.stringify(database.connection), join(place, "data")], {
      cwd: place,
      stdio: ["pipe", "pipe", "pipe"],
    });
    running = child;
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    const gone = new Promise<never>((_, reject) =>
      child.once("exit", () => reject(new Error(`The server ended: ${log}`))),
    );
    gone.catch(() => {});
    const url = await Promise.race([
      gone,
      new Promise<string>((done) => createInterface(child.stdout).once("line", done)),
    ]);
    return { url, log: () => log };
  }

  async function stop(): Promise<void> {
    const child = running;
    running = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.stdin?.end();
    await gone;
  }

  before(async () => {
    place = mkdtempSync(join(tmpdir(), "courtyard-built-"));
    mkdirSync(join(place, "data"));
    const copied = ["core", "migrations", "licenses", "package.json", "package-lock.json", "tsconfig.base.json"];
    for (const name of copied) cpSync(join(root, name), join(place, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
    writeFileSync(join(place, "start.mjs"), STARTER);
    database = await testDatabase();
  });
  after(async () => {
    await stop();
    await database.drop();
    rmSync(place, { recursive: true, force: true });
  });

  it("compiles without the folder enterprise", () => {
    assert.equal(existsSync(join(place, "enterprise")), false);
    run("node_modules/typescript/bin/tsc", "-b", "core");
  });

  it("is built and runs without the folder enterprise", async () => {
    build();
    assert.equal(existsSync(join(place, "dist/enterprise")), false);
    assert.equal(existsSync(join(place, "dist/core/edition/enterprise.sha256")), false);
    const server = await start();
    const ada = await anAdmin(server);
    await ada.post("/trial-license");
    const status = await ada.get("/courtyard/edition");
    assert.equal(status.edition, "team");
    assert.equal(status.module.state, "missing");
    assert.equal((await ada.fails("POST", "/ldap/sync")).status_code, 501);
    await stop();
  });

  it("runs the module that was built with it", async () => {
    const source = readFileSync(join(root, "test/editions/example/index.ts"), "utf8").replaceAll(
      "../../../core/",
      "../core/",
    );
    mkdirSync(join(place, "enterprise"));
    writeFileSync(join(place, "enterprise/index.ts"), source);
    build();
    const server = await start();
    const ada = await signIn(server, "ada");
    assert.equal((await ada.get("/courtyard/edition")).module.state, "loaded");
    assert.equal((await ada.get(`/ldap/greeting/${ada.id}`)).greeting, "Hello ada");
    await stop();
  });

  it("runs as Team Edition when a byte of that module is another, and says so once", async () => {
    const file = join(place, "dist/enterprise/index.js");
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    writeFileSync(file, bytes);
    const server = await start();
    const ada = await signIn(server, "ada");
    const status = await ada.get("/courtyard/edition");
    assert.equal(status.edition, "team");
    assert.equal(status.module.state, "altered");
    assert.equal(
      server
        .log()
        .split("\n")
        .filter((line) => line.includes("running as Team Edition")).length,
      1,
    );
    await stop();
  });
});
