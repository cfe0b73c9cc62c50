import assert from "node:assert/strict";
import { aLicense, type BuiltModule, buildModule, testKeys, uploadLicense } from "../support/edition.js";
import { anAdmin, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("the way back in for people whose sign-in went away", () => {
  let server: TestServer;
  let module: BuiltModule;
  let ada: Person;
  let dora: Person;
  const linkFor = (id: string) =>
    ada.post<{ link: string; token: string; expires_at: number }>(`/courtyard/users/${id}/sign_in_link`);
  const redeem = (token: string, password: string) =>
    stranger(server).send("POST", "/courtyard/sign_in_link", { token, new_password: password });

  before(async () => {
    module = await buildModule();
    server = await startTestServer(
      { MM_SERVICESETTINGS_SITEURL: "https://chat.example.org" },
      { licenseKeys: testKeys, module },
    );
    ada = await anAdmin({ url: `http://127.0.0.1:${server.port}` });
    Object.assign(server, { url: ada.url });
    server.app.platform.config.replace({ LdapSettings: { Enable: "sesame" } });
    await uploadLicense(ada, aLicense(["ldap"]));
    dora = await signIn(server, "dora", "sesame");
  });
  after(async () => {
    await server.stop();
    module.remove();
  });

  it("is not open while their own way works", async () => {
    assert.equal(
      (await ada.fails("POST", `/courtyard/users/${dora.id}/sign_in_link`)).id,
      "api.user.update_password.oauth.app_error",
    );
  });

  it("is a link that sets a password, works once, and ends with the next one", async () => {
    await ada.delete("/license");
    const first = await linkFor(dora.id);
    const { link, token, expires_at } = await linkFor(dora.id);
    assert.equal(link, `https://chat.example.org/reset_password_complete?token=${token}`);
    assert.ok(Math.abs(expires_at - Date.now() - 24 * 3_600_000) < 60_000);
    assert.equal((await redeem(first.token, "a new password")).status, 400, "only the newest link counts");
    assert.equal((await redeem(token, "short")).status, 400);
    const used = await redeem(token, "a new password");
    assert.deepEqual(used.body, { status: "OK", username: "dora" });
    assert.equal((await redeem(token, "another password")).status, 400);
    assert.equal((await dora.fails("GET", "/users/me")).status_code, 401, "sessions of before have ended");
    assert.equal((await signIn(server, "dora", "a new password")).id, dora.id);
    const [row] = await server.sql("SELECT auth_service, auth_data FROM users WHERE id = $1", [dora.id]);
    assert.deepEqual(row, { auth_service: "ldap", auth_data: "dora" });
    assert.equal(
      (await server.sql("SELECT 1 FROM tokens WHERE token_hash = $1", [token])).length,
      0,
      "only a hash is kept",
    );
  });

  it("closes again when their own way is back, which then is the only one", async () => {
    const { token } = await linkFor(dora.id);
    await uploadLicense(ada, aLicense(["ldap"]));
    assert.equal((await redeem(token, "one more password")).status, 400);
    await assert.rejects(signIn(server, "dora", "a new password"), /401/);
    assert.equal((await signIn(server, "dora", "sesame")).id, dora.id, "the same account as before");
    await ada.delete("/license");
    assert.equal((await signIn(server, "dora", "a new password")).id, dora.id);
  });

  it("is made by administrators only, and for administrators only by those who manage the system", async () => {
    const bob = await aUser(ada, "bob");
    assert.equal((await bob.fails("POST", `/courtyard/users/${dora.id}/sign_in_link`)).status_code, 403);
    assert.equal((await stranger(server).fails("POST", `/courtyard/users/${dora.id}/sign_in_link`)).status_code, 401);
    await server.sql(
      `INSERT INTO roles (id, name, permissions, create_at, update_at)
       VALUES ('helpers000000000000000000a', 'helper', '{sysconsole_write_user_management_users}', 1, 1)`,
    );
    await server.app.editions.registry.ground.services.roles.load();
    await ada.put(`/users/${bob.id}/roles`, { roles: "system_user helper" });
    const helper = await signIn(server, "bob");
    assert.equal((await helper.fails("POST", `/courtyard/users/${ada.id}/sign_in_link`)).status_code, 403);
    assert.ok((await helper.post(`/courtyard/users/${dora.id}/sign_in_link`)).token);
    assert.equal(
      (await ada.fails("POST", "/courtyard/users/00000000000000000000000000/sign_in_link")).status_code,
      404,
    );
  });

  it("does not open for links that are old, invented or for deactivated accounts", async () => {
    const { token } = await linkFor(dora.id);
    await server.sql("UPDATE tokens SET expires_at = 1 WHERE type = 'sign_in_link'");
    assert.equal((await redeem(token, "a new password")).status, 400);
    assert.equal((await redeem("link-invented", "a new password")).status, 400);
    const next = await linkFor(dora.id);
    await ada.put(`/users/${dora.id}/active`, { active: false });
    assert.equal((await redeem(next.token, "a new password")).status, 401);
    assert.equal((await ada.fails("POST", `/courtyard/users/${dora.id}/sign_in_link`)).status_code, 401);
  });

  it("is in the audit log, without the link", async () => {
    const audits = JSON.stringify(await ada.get("/audits"));
    assert.match(audits, /users\.sign_in_link\.create/);
    assert.match(audits, /users\.sign_in_link\.redeem/);
    assert.doesNotMatch(audits, /link-/);
    assert.doesNotMatch(server.log(), /link-[a-z0-9]{10}/);
  });
});
