import assert from "node:assert/strict";
import { aLicense, type BuiltModule, buildModule, testKeys, uploadLicense } from "../support/edition.js";
import { Listener } from "../support/listener.js";
import { anAdmin, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("switching editions", () => {
  let server: TestServer;
  let module: BuiltModule;
  let ada: Person;
  before(async () => {
    module = await buildModule();
    server = await startTestServer({}, { licenseKeys: testKeys, module });
    ada = await anAdmin(server);
  });
  after(async () => {
    await server.stop();
    module.remove();
  });

  it("starts as Team Edition and answers 501 for what is not licensed", async () => {
    assert.deepEqual(await stranger(server).get("/license/client?format=old"), {
      IsLicensed: "false",
      IsTrial: "false",
    });
    const refused = await ada.fails("GET", `/ldap/greeting/${ada.id}`);
    assert.equal(refused.status_code, 501);
    assert.equal(refused.id, "api.license_error");
    // Also where apps go after a single sign-on that no server of this edition has.
    for (const path of ["/users/login/sso/code-exchange", "/users/login/desktop_token", "/saml/metadata"]) {
      const answer = await stranger(server).send(path.startsWith("/saml") ? "GET" : "POST", path, undefined);
      assert.deepEqual([answer.status, answer.body.id], [501, "api.license_error"], path);
    }
    assert.equal((await ada.get("/courtyard/edition")).edition, "team");
    assert.equal((await ada.get("/config/client")).EnableLdap, "false");
  });

  it("goes up with a licence and down without it, telling every client, without a restart", async () => {
    const bob = await aUser(ada, "bob");
    const listener = await Listener.open(bob);
    const applied = await uploadLicense(ada, aLicense(["ldap"]));
    assert.equal(applied.status, 200, JSON.stringify(applied.body));
    assert.equal(applied.body.features.ldap, true);
    const heard = await listener.next("license_changed");
    assert.equal(heard.data.license.IsLicensed, "true");
    assert.equal(heard.data.license.LDAP, "true");
    assert.equal(heard.data.license.SAML, "false");
    assert.equal(heard.data.license.Name, undefined, "customers are not told to everybody");
    const config = await listener.next("config_changed", ({ data }) => data.config.EnableLdap === "true");
    assert.equal(config.data.config.LdapInterval, "60");
    assert.equal((await ada.get(`/ldap/greeting/${bob.id}`)).greeting, "Hello bob");
    assert.equal(
      (await bob.fails("GET", `/ldap/greeting/${bob.id}`)).status_code,
      403,
      "the guards of the capability hold",
    );
    assert.equal((await ada.get("/license/client")).Company, "Example Ltd");
    assert.equal((await bob.get("/license/client")).Company, undefined);

    await listener.forget();
    await ada.delete("/license");
    assert.equal((await listener.next("license_changed")).data.license.IsLicensed, "false");
    assert.equal((await ada.fails("GET", `/ldap/greeting/${bob.id}`)).status_code, 501);
    assert.equal((await ada.get("/config/client")).LdapInterval, undefined);
    assert.equal(listener.closed, undefined);
    listener.close();
  });

  it("keeps what was stored for a capability while it is down", async () => {
    await server.sql("INSERT INTO configurations (id, create_at, value) VALUES ('x', 1, $1)", [
      JSON.stringify({ LdapSettings: { Enable: "sesame" } }),
    ]);
    server.app.platform.config.replace({ LdapSettings: { Enable: "sesame" } });
    assert.equal(
      (await stranger(server).fails("POST", "/users/login", { login_id: "dora", password: "sesame" })).status_code,
      401,
    );
    await uploadLicense(ada, aLicense(["ldap"]));
    const dora = await signIn(server, "dora", "sesame");
    assert.equal((await ada.get(`/users/${dora.id}`)).auth_service, "ldap");
    await ada.delete("/license");
    assert.equal(
      (await stranger(server).fails("POST", "/users/login", { login_id: "dora", password: "sesame" })).status_code,
      401,
    );
    assert.equal((await dora.get("/users/me")).username, "dora", "open sessions stay");
  });

  it("reports what a switch means before it is made, and leaves a receipt", async () => {
    await uploadLicense(ada, aLicense(["ldap"]));
    const report = await ada.get("/courtyard/edition/impact?to=team");
    assert.deepEqual(report.lost, ["ldap"]);
    const of = (kind: string) => report.sections.find((section: { kind: string }) => section.kind === kind);
    assert.equal(of("sign_in").items[0].name, "dora");
    assert.ok(of("sign_in").items[0].at > 0, "the last sign-in is named");
    assert.equal(of("jobs").items[0].id, "ldap_sync");
    assert.ok(of("jobs").items[0].at > Date.now());
    assert.deepEqual(of("settings").items, [{ name: "LdapSettings", detail: "1 setting" }]);
    assert.equal(of("policies").title, "Profiles stay as the directory last knew them.");
    assert.equal(of("integrations").items[0].name, "/api/v4/ldap/…");
    await ada.delete("/license");
    const [last] = await ada.get("/courtyard/edition/switches");
    assert.equal(last.cause, "removal");
    assert.deepEqual(last.receipt.lowered, ["ldap"]);
    assert.equal(last.user_id, ada.id);
    const audits = await ada.get("/audits");
    assert.ok(
      audits.some(
        (audit: { action: string; user_id: string }) => audit.action === "edition.remove" && audit.user_id === ada.id,
      ),
    );
    assert.ok(
      audits.some(
        (audit: { action: string; extra: { to: string } }) =>
          audit.action === "edition.state" && audit.extra.to === "valid",
      ),
    );
  });
});
