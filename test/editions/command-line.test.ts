import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../core/server/cli/main.js";
import { aLicense, type BuiltModule, buildModule, testKeys } from "../support/edition.js";
import { anAdmin, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("the command line of the editions", () => {
  let server: TestServer;
  let module: BuiltModule;
  let ada: Person;
  const run = (...words: string[]) => runCommand([...words, "--data", server.dataFolder], "/");
  const edition = async () => (await ada.get("/courtyard/edition")).edition;

  before(async () => {
    module = await buildModule();
    server = await startTestServer({}, { licenseKeys: testKeys, module });
    ada = await anAdmin(server);
  });
  after(async () => {
    await server.stop();
    module.remove();
  });

  it("shows, previews, applies, removes and evaluates", async () => {
    assert.match(await run("licence", "show"), /Team Edition[\s\S]*Evaluation {2}30 days can be started/);
    const file = join(server.dataFolder, "key.licence");
    writeFileSync(file, aLicense(["ldap"]));
    assert.match(await run("licence", "apply", file, "--dry-run"), /^On: ldap\. Off: nothing\./);
    assert.equal(await edition(), "team", "a dry run changes nothing");
    await run("licence", "apply", file);
    assert.equal(await edition(), "enterprise");
    assert.deepEqual(JSON.parse(await run("licence", "remove", "--dry-run", "--json")).lost, ["ldap"]);
    assert.equal(await edition(), "enterprise");
    await run("licence", "remove");
    assert.equal(await edition(), "team");
    assert.match(await run("licence", "evaluate", "--dry-run"), /^On: ldap\. Off: nothing\./);
    assert.match(await run("licence", "evaluate"), /On: ldap\./);
    assert.match(await run("licence", "show"), /Evaluation \(trial\)/);
    assert.match(await run("licence", "switches"), /evaluation[\s\S]*removal[\s\S]*upload/);
  });

  it("says what is wrong", async () => {
    await assert.rejects(run("licence", "apply", join(server.dataFolder, "none")), /cannot be read/);
    writeFileSync(join(server.dataFolder, "bad"), "hello");
    await assert.rejects(run("licence", "apply", join(server.dataFolder, "bad")), /refused/);
    await assert.rejects(run("licence", "evaluate"), /evaluation cannot start/);
    assert.equal(await edition(), "enterprise");
  });
});
