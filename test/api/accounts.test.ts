import assert from "node:assert/strict";
import { anAdmin, aTeam, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("what a help desk does", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let helper: Person;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    await aUser(ada, "helen");
    const role = await ada.get("/roles/name/system_post_all");
    await ada.put(`/roles/${role.id}/patch`, { permissions: ["sysconsole_write_user_management_users"] });
    const { id } = await ada.get("/users/username/helen");
    await ada.put(`/users/${id}/roles`, { roles: "system_user system_post_all" });
    helper = await signIn(server, "helen");
  });
  after(() => server.stop());

  const wrong = (login: string) =>
    stranger(server).send("POST", "/users/login", { login_id: login, password: "wrong" });
  const entries = async (action: string) =>
    (await ada.get("/audits?per_page=200")).filter((one: any) => one.action === action);

  it("unlocks an account that wrong passwords have locked", async () => {
    for (let attempt = 0; attempt < 10; attempt++) await wrong("bob");
    await assert.rejects(signIn(server, "bob"), /too_many/);
    assert.equal((await bob.send("POST", `/users/${bob.id}/reset_failed_attempts`)).status, 403);
    await helper.post(`/users/${bob.id}/reset_failed_attempts`);
    bob = await signIn(server, "bob");
    assert.equal((await entries("users.unlock"))[0].object, bob.id);
  });

  it("leaves administrators to administrators", async () => {
    assert.equal((await helper.send("POST", `/users/${ada.id}/reset_failed_attempts`)).status, 403);
    assert.equal((await helper.send("POST", `/users/${"z".repeat(26)}/reset_failed_attempts`)).status, 404);
  });

  describe("with ways to sign in", () => {
    it("links an account to a directory, which ends its sessions, and back to a password", async () => {
      const cat = await aUser(ada, "cat");
      assert.equal(
        (await helper.send("PUT", `/users/${cat.id}/auth`, { auth_service: "ldap", auth_data: "cat" })).status,
        403,
      );
      assert.deepEqual(await ada.put(`/users/${cat.id}/auth`, { auth_service: "ldap", auth_data: "uid-cat" }), {
        auth_service: "ldap",
        auth_data: "uid-cat",
      });
      assert.equal((await cat.send("GET", "/users/me")).status, 401);
      await assert.rejects(signIn(server, "cat"));
      await ada.put(`/users/${cat.id}/auth`, { auth_service: "", password: "another long password" });
      await signIn(server, "cat", "another long password");
      assert.ok(!JSON.stringify(await entries("users.sign_in_method")).includes("another long"));
    });

    it("refuses what cannot be, by name", async () => {
      const dan = await aUser(ada, "dan");
      const eve = await aUser(ada, "eve");
      await ada.put(`/users/${dan.id}/auth`, { auth_service: "saml", auth_data: "same" });
      assert.equal(
        (await ada.fails("PUT", `/users/${eve.id}/auth`, { auth_service: "saml", auth_data: "same" })).id,
        "api.user.update_auth.taken.app_error",
      );
      for (const body of [
        { auth_service: "telepathy", auth_data: "x" },
        { auth_service: "ldap" },
        { auth_service: "", password: "a" },
      ]) {
        assert.equal((await ada.send("PUT", `/users/${eve.id}/auth`, body)).status, 400, JSON.stringify(body));
      }
    });

    it("moves everybody at once, but for the caller and for ids that are taken", async () => {
      const url = "/courtyard/users/sign_in_method";
      const before = await ada.post(url, { from: "email", to: "openid", dry_run: true });
      assert.equal(before.conflicts, 0);
      await server.sql(
        "UPDATE users SET auth_service = 'openid', auth_data = 'bob@example.org' WHERE username = 'dan'",
      );
      const moved = await ada.post(url, { from: "email", to: "openid" });
      assert.deepEqual(moved, { moved: before.moved - 1, conflicts: 1 });
      assert.equal((await helper.send("GET", "/users/me")).status, 401);
      assert.equal((await ada.get("/users/me")).auth_service, "");
      const [row] = await server.sql("SELECT auth_data FROM users WHERE username = 'eve'");
      assert.equal(row?.auth_data, "eve@example.org");
      assert.equal((await bob.send("GET", "/users/me")).status, 200);
      assert.equal((await ada.send("POST", url, { from: "ldap", to: "ldap" })).status, 400);
      await server.sql("DELETE FROM users WHERE username = 'dan'");
      await ada.post(url, { from: "openid", to: "email" });
      assert.equal((await bob.send("POST", url, { from: "email", to: "ldap" })).status, 403);
    });
  });

  describe("is written down", () => {
    it("with who, whom, from where and how it went", async () => {
      const fay = await aUser(ada, "fay");
      await ada.put(`/users/${fay.id}/roles`, { roles: "system_user system_admin" });
      await ada.put(`/users/${fay.id}/roles`, { roles: "system_user" });
      const [last] = await entries("users.roles");
      assert.deepEqual(
        [last.user_id, last.object, last.result, last.extra.roles],
        [ada.id, fay.id, "success", "system_user"],
      );
      assert.match(last.ip_address, /127\.0\.0\.1/);
      assert.equal((await fay.send("PUT", `/users/${ada.id}/roles`, { roles: "system_user" })).status, 403);
      const [refused] = await entries("users.roles");
      assert.deepEqual([refused.user_id, refused.object, refused.result], [fay.id, ada.id, "fail"]);
      await ada.put(`/users/${fay.id}/password`, { new_password: "a very secret canary" });
      await ada.put(`/users/${fay.id}/active`, { active: false });
      const team = await aTeam(ada, "garden");
      await ada.delete(`/teams/${team.id}`);
      assert.equal((await entries("teams.archive"))[0].object, team.id);
      assert.ok(!JSON.stringify(await ada.get("/audits?per_page=200")).includes("canary"));
    });

    it("for sign-ins, without what was typed in place of a name", async () => {
      await aUser(ada, "gil");
      await wrong("gil");
      await wrong("my secret pass phrase");
      const logins = (await entries("users.login")).slice(0, 3);
      assert.deepEqual(
        logins.map((one: any) => one.result),
        ["fail", "fail", "success"],
      );
      const { id } = await ada.get("/users/username/gil");
      assert.deepEqual(
        logins.map((one: any) => one.object),
        ["", id, id],
      );
      assert.ok(!JSON.stringify(logins).includes("secret pass phrase"));
    });

    it("also where somebody acts for another person", async () => {
      const ida = await aUser(ada, "ida");
      await ida.put(`/users/${ida.id}/status`, { user_id: ida.id, status: "away" });
      await ada.put(`/users/${ida.id}/status`, { user_id: ida.id, status: "dnd" });
      const acted = (await entries("users.acted_for")).filter((one: any) => one.object === ida.id);
      assert.deepEqual(
        acted.map((one: any) => [one.user_id, one.extra.call]),
        [[ada.id, "PUT status"]],
      );
      await ada.post("/config/reload");
      assert.equal((await entries("config.reload"))[0].user_id, ada.id);
    });

    it("but not what people do with their own profile", async () => {
      const hal = await aUser(ada, "hal");
      await hal.put(`/users/${hal.id}/patch`, { nickname: "H" });
      assert.ok(!(await entries("users.profile")).some((one: any) => one.object === hal.id));
      await ada.put(`/users/${hal.id}/patch`, { nickname: "Hal" });
      const [entry] = await entries("users.profile");
      assert.deepEqual([entry.object, entry.extra.changed], [hal.id, ["nickname"]]);
    });
  });
});
