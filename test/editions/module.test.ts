import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModulePlace } from "../../core/edition/module.js";
import {
  aLicense,
  type BuiltModule,
  buildModule,
  seal,
  testKeys,
  uploadLicense,
  writeModule,
} from "../support/edition.js";
import { anAdmin, signIn, stranger } from "../support/people.js";
import { startTestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";

declare global {
  /** Set by a module whose code ran though it must not. */
  var moduleRan: string | undefined;
}

const WAIT = 60_000;
/** A whole module whose `ldap` does what is said. */
const moduleOf = (up: string, rest = "") =>
  `globalThis.moduleRan = "yes"; export const edition = { coreApi: 1, capabilities: { ldap: { up(host) { ${up} } ${rest} } } };`;
const greeting = `host.route({ endpoint: { method: "GET", path: "/api/v4/ldap/hello", reply: {}, summary: "" }, options: {},
  guards: [{ words: "anyone", session: false, check() {} }], handler: () => ({ hello: "there" }) });`;

describe("a damaged module", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  const modules: BuiltModule[] = [];
  const make = (text: string, coreApi?: number) => {
    const module = writeModule(text, coreApi);
    modules.push(module);
    return module;
  };

  /** Starts a server that has a licence, with a module; returns what became of it. */
  async function start(module: ModulePlace | null) {
    globalThis.moduleRan = undefined;
    const begin = performance.now();
    const server = await startTestServer({}, { licenseKeys: testKeys, database: database.connection, module });
    const took = performance.now() - begin;
    const ada = await signIn(server, "ada");
    const status = await ada.get("/courtyard/edition");
    const ldap = status.capabilities.find((one: { name: string }) => one.name === "ldap");
    return { server, ada, took, status, ldap };
  }

  /** Checks that the server runs as Team Edition, says why once and shows it. */
  async function expectTeam(module: ModulePlace | null, reason: RegExp, ran = false) {
    const { server, ada, took, status, ldap } = await start(module);
    try {
      assert.equal(status.edition, "team");
      assert.equal(status.state, "valid", "the licence is not to blame");
      assert.equal(ldap.state, "failed");
      assert.match(ldap.reason, reason);
      assert.equal(globalThis.moduleRan === "yes", ran, "whether code of the module ran");
      assert.equal((await ada.fails("GET", "/ldap/hello")).status_code, 501);
      assert.equal((await ada.fails("POST", "/ldap/sync")).status_code, 501);
      assert.equal((await stranger(server).get("/system/ping")).status, "OK");
      assert.ok(took < WAIT / 2, "the start does not wait for a module that hangs");
      await server.app.editions.licensing.tick();
      const errors = server
        .log()
        .split("\n")
        .filter((line) => line.includes('"level":"error"'));
      assert.equal(errors.length, 1, errors.join("\n"));
      return { server, ada };
    } finally {
      await server.stop();
    }
  }

  before(async () => {
    database = await testDatabase();
    const server = await startTestServer({}, { licenseKeys: testKeys, database: database.connection, module: null });
    const ada = await anAdmin(server);
    await uploadLicense(ada, aLicense(["ldap"]));
    await server.stop();
  });
  after(async () => {
    for (const module of modules) module.remove();
    await database.drop();
  });

  it("that is not one works", async () => {
    const { server, ada, status, ldap } = await start(make(moduleOf(greeting)));
    assert.equal(status.edition, "enterprise");
    assert.equal(ldap.state, "active");
    assert.deepEqual(await ada.get("/ldap/hello"), { hello: "there" });
    await server.stop();
  });

  it("that is not there", () => expectTeam(null, /not part of this server/));

  it("whose folder is gone", async () => {
    const module = make(moduleOf(greeting));
    rmSync(module.folder, { recursive: true });
    await expectTeam(module, /missing/);
  });

  it("with a file missing", async () => {
    const module = make(moduleOf(greeting));
    rmSync(join(module.folder, "package.json"));
    await expectTeam(module, /package\.json .*missing/);
  });

  it("with a file cut short", async () => {
    const module = make(moduleOf(greeting));
    const file = join(module.folder, "index.js");
    truncateSync(file, readFileSync(file).length - 1);
    await expectTeam(module, /index\.js .*not the one/);
  });

  it("with one bit flipped", async () => {
    const module = make(moduleOf(greeting));
    const bytes = readFileSync(join(module.folder, "index.js"));
    bytes[40] = (bytes[40] as number) ^ 1;
    writeFileSync(join(module.folder, "index.js"), bytes);
    await expectTeam(module, /index\.js .*not the one/);
  });

  it("with a file added", async () => {
    const module = make(moduleOf(greeting));
    writeFileSync(join(module.folder, "extra.js"), "");
    await expectTeam(module, /extra\.js .*not the one/);
  });

  it("altered together with its own manifest", async () => {
    const module = make(moduleOf(greeting));
    appendFileSync(join(module.folder, "index.js"), "\n// tampered with");
    seal(module.folder);
    await expectTeam(module, /manifest\.json .*not the one/);
  });

  it("made for another version of the server", async () => {
    await expectTeam(make(moduleOf(greeting), 2), /interface 2, this server has 1/);
    await expectTeam(make(moduleOf(greeting).replace("coreApi: 1", "coreApi: 0")), /interface 0/, true);
  });

  it("that throws while it is loaded", () =>
    expectTeam(make(`globalThis.moduleRan = "yes"; throw new Error("broken on purpose");`), /broken on purpose/, true));
  it("that does not parse", () => expectTeam(make("export const edition = {"), /cannot be loaded/));
  it("that exports nothing of use", () =>
    expectTeam(make(`globalThis.moduleRan = "yes"; export const other = 1;`), /names no capabilities/, true));
  it("that hangs while it is loaded", () =>
    expectTeam(
      make(
        `globalThis.moduleRan = "yes"; await new Promise((done) => setTimeout(done, ${WAIT}).unref()); export const edition = {};`,
      ),
      /did not load in time/,
      true,
    ));
  it("whose capability throws when it comes up, after it gave a route", () =>
    expectTeam(make(moduleOf(`${greeting} throw new Error("no luck today");`)), /no luck today/, true));
  it("whose capability hangs when it comes up", () =>
    expectTeam(
      make(moduleOf(`${greeting} return new Promise((done) => setTimeout(done, ${WAIT}).unref());`)),
      /longer than/,
      true,
    ));

  it("whose capability comes up too late gives nothing any more", async () => {
    const module = make(
      moduleOf(
        `return new Promise((done) => setTimeout(done, 4500)).then(() => { try { ${greeting} } catch (error) { globalThis.moduleRan = error.message; } });`,
      ),
    );
    const { server, ada } = await start(module);
    await until(() => globalThis.moduleRan !== "yes", "the module to go on");
    assert.match(globalThis.moduleRan ?? "", /is down/);
    assert.equal((await ada.fails("GET", "/ldap/hello")).status_code, 501);
    await server.stop();
  });

  it("is tried again when an administrator asks for it", async () => {
    const module = make(
      moduleOf(
        `globalThis.tries = (globalThis.tries ?? 0) + 1; if (globalThis.tries < 2) throw new Error("not yet"); ${greeting}`,
      ),
    );
    const { server, ada, ldap } = await start(module);
    assert.equal(ldap.state, "failed");
    const receipt = await ada.post("/courtyard/edition/retry");
    assert.deepEqual(receipt.raised, ["ldap"]);
    assert.deepEqual(await ada.get("/ldap/hello"), { hello: "there" });
    await server.stop();
  });

  it("whose capability throws or hangs when it goes down is taken down all the same", async () => {
    for (const down of [
      "throw new Error('stubborn');",
      `return new Promise((done) => setTimeout(done, ${WAIT}).unref());`,
    ]) {
      const module = make(moduleOf(greeting, `, down() { ${down} }`));
      const { server, ada } = await start(module);
      assert.deepEqual(await ada.get("/ldap/hello"), { hello: "there" });
      await ada.delete("/license");
      assert.equal((await ada.fails("GET", "/ldap/hello")).status_code, 501);
      assert.equal((await uploadLicense(ada, aLicense(["ldap"]))).status, 200);
      await server.stop();
    }
  });

  it("asks the guards of the newest time a capability came up", async () => {
    const module = make(
      moduleOf(`const mine = (globalThis.ups = (globalThis.ups ?? 0) + 1);
        host.route({ endpoint: { method: "GET", path: "/api/v4/ldap/turn", reply: {}, summary: "" }, options: {},
          guards: [{ words: "anyone", session: false, check() { if (mine !== globalThis.ups) throw new Error("a guard of before"); } }],
          handler: () => ({ mine }) });`),
    );
    const { server, ada } = await start(module);
    assert.deepEqual(await ada.get("/ldap/turn"), { mine: 1 });
    await ada.delete("/license");
    await uploadLicense(ada, aLicense(["ldap"]));
    assert.deepEqual(await ada.get("/ldap/turn"), { mine: 2 });
    await server.stop();
  });

  it("one capability that fails does not keep another down", async () => {
    const text = `export const edition = { coreApi: 1, capabilities: { ldap: { up(host) { ${greeting} } }, saml: { up() { throw new Error("only me"); } } } };`;
    const server = await startTestServer({}, { licenseKeys: testKeys, module: make(text) });
    const ada = await anAdmin(server);
    await uploadLicense(ada, aLicense(["ldap", "saml", "oidc"]));
    const states = Object.fromEntries(
      (await ada.get("/courtyard/edition")).capabilities.map(({ name, state }: { name: string; state: string }) => [
        name,
        state,
      ]),
    );
    assert.deepEqual(
      [states.ldap, states.saml, states.oidc, states.cluster],
      ["active", "failed", "absent", "inactive"],
    );
    assert.deepEqual(await ada.get("/ldap/hello"), { hello: "there" });
    await server.stop();
  });

  it("of the real build is found by its digest", async () => {
    const built = await buildModule();
    modules.push(built);
    const { server, status } = await start(built);
    assert.equal(status.module.state, "loaded");
    await server.stop();
  });
});
