import assert from "node:assert/strict";
import { setLdap, startLdapServer, synchronise } from "../support/ldap.js";
import { restClient } from "../support/official-client.js";
import { aChannel, aPost, aTeam, aUser, join, type Person, signIn, stranger } from "../support/people.js";
import type { TestServer } from "../support/server.js";
import { aPerson, Slapd, slapdPath } from "../support/slapd.js";

(slapdPath ? describe : describe.skip)("bringing accounts to a directory (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  const names = (list: { name: string }[]) => list.map(({ name }) => name);

  before(async () => {
    slapd = await Slapd.start();
    await slapd.load([
      aPerson("ada"),
      aPerson("bob"),
      aPerson("cleo", { mail: "cat@example.org" }),
      aPerson("dan"),
      aPerson("twin1", { mail: "twin@example.org" }),
      aPerson("twin2", { mail: "twin@example.org" }),
    ]);
    ({ server, ada } = await startLdapServer(slapd));
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("is shown before, and moves everybody it can tell for certain but the caller", async () => {
    const bob = await aUser(ada, "bob");
    const cat = await aUser(ada, "cat");
    await aUser(ada, "twin");
    await aUser(ada, "zoe");
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob);
    const post = await aPost(bob, await aChannel(bob, team, "beds"), "mine");
    const preview = await ada.post("/courtyard/ldap/adopt", { match: "email", dry_run: true });
    assert.deepEqual([preview.moved, preview.left], [2, 2]);
    assert.deepEqual(names(preview.people), ["bob", "cat"]);
    assert.deepEqual(names(preview.problems), ["twin"]);
    assert.equal((await ada.get(`/users/${bob.id}`)).auth_service, "");
    assert.equal((await bob.fails("POST", "/courtyard/ldap/adopt", { match: "email" })).status_code, 403);

    await ada.post("/users/migrate_auth/ldap", { from: "email", match_field: "email", force: false });
    assert.equal((await ada.get(`/users/${ada.id}`)).auth_service, "", "one way in stays independent");
    const again = await signIn(server, "bob", "bob password");
    assert.equal(again.id, bob.id);
    assert.equal((await again.get(`/posts/${post.id}`)).message, "mine");
    assert.equal((await signIn(server, "cleo", "cleo password")).id, cat.id);
    assert.equal(
      (await stranger(server).send("POST", "/users/login", { login_id: "bob", password: bob.password })).status,
      401,
    );
    assert.equal((await synchronise(ada)).state, "done");
  });

  it("is done by people themselves who prove both accounts, and back", async () => {
    const dan = await aUser(ada, "danny");
    const client = restClient(server.url);
    const move = (id: string, password: string, own = dan.password) =>
      client.switchEmailToLdap("danny@example.org", own, id, password) as Promise<{ follow_link: string }>;
    const back = (directory: string, own: string) =>
      client.switchLdapToEmail(directory, "danny@example.org", own) as Promise<{ follow_link: string }>;
    await assert.rejects(move("dan", "wrong"), /ldap is not right/);
    await assert.rejects(move("dan", "dan password", "wrong"), /valid e-mail address or user name/);
    await assert.rejects(move("dan", ""), /ldap is not right/);
    await assert.rejects(move("bob", "bob password"), /linked to this id/, "somebody else's");
    await assert.rejects(back(dan.password, "a password of my own"), /valid e-mail address/, "not of the directory");
    assert.match((await move("dan", "dan password")).follow_link, /^\/login/);
    assert.equal((await dan.send("GET", "/users/me")).status, 401, "sessions of before have ended");
    const there = await signIn(server, "dan", "dan password");
    assert.equal(there.id, dan.id);
    await assert.rejects(move("dan", "dan password"), /valid e-mail address/, "the password here counts no more");
    await setLdap(ada, { Enable: false });
    assert.equal(
      (await signIn(server, "dan", dan.password)).id,
      dan.id,
      "the old password counts while the directory does not",
    );
    await assert.rejects(back("dan password", "a password of my own"), /not active/);
    await setLdap(ada, { Enable: true });

    const email = (await ada.get(`/users/${dan.id}`)).email;
    const leave = (directory: string, own: string) => client.switchLdapToEmail(directory, email, own);
    await assert.rejects(leave("wrong", "a password of my own"), /valid e-mail address/);
    await assert.rejects(leave("dan password", "short"), /must have/);
    await ada.put("/config/patch", { ServiceSettings: { ExperimentalEnableAuthenticationTransfer: false } });
    await assert.rejects(leave("dan password", "a password of my own"), /only administrators/);
    await ada.put("/config/patch", { ServiceSettings: { ExperimentalEnableAuthenticationTransfer: true } });
    await leave("dan password", "a password of my own");
    assert.equal((await there.send("GET", "/users/me")).status, 401);
    const own = await signIn(server, email, "a password of my own");
    assert.deepEqual([own.id, (await own.get("/users/me")).auth_service], [dan.id, ""]);
    const rows = await server.sql<{ extra: unknown }>(
      "SELECT extra FROM audits WHERE action = 'users.sign_in_method.switch' AND object = $1 ORDER BY create_at",
      [dan.id],
    );
    assert.equal(rows.length, 2);
  });

  it("counts wrong passwords of either side, and asks for the second factor there is", async () => {
    const eve = await aUser(ada, "eve");
    const client = restClient(server.url);
    const move = (id: string, password: string, code = "") =>
      client.switchEmailToLdap("eve@example.org", eve.password, id, password, code);
    const failed = async (username: string) =>
      Number(
        (await server.sql<{ n: string }>(`SELECT failed_attempts AS n FROM users WHERE username = '${username}'`))[0]
          ?.n,
      );
    const before = await failed("cleo");
    await assert.rejects(move("cleo", "a guess"));
    await assert.rejects(move("cleo", "another guess"));
    assert.equal(await failed("eve"), 2, "the right password here does not clear what was guessed there");
    assert.equal(await failed("cleo"), before + 2, "nor can somebody else's account be guessed at");
    await ada.put("/config/patch", { ServiceSettings: { MaximumLoginAttempts: 3 } });
    await assert.rejects(move("cleo", "a third guess"));
    await assert.rejects(move("cleo", "a fourth guess"), /locked/);
    await ada.put("/config/patch", { ServiceSettings: { MaximumLoginAttempts: 10 } });
    await ada.post(`/users/${eve.id}/reset_failed_attempts`);
    await server.sql("UPDATE users SET mfa_active = true, mfa_secret = 'JBSWY3DPEHPK3PXP' WHERE id = $1", [eve.id]);
    await assert.rejects(move("cleo", "cleo password"), /code of your authenticator/);
    assert.equal(await failed("eve"), 0, "being asked for the code counts for nothing");
    await assert.rejects(move("cleo", "cleo password", "000000"), /code of the authenticator app is not right/);
    assert.equal(await failed("eve"), 1);
  });

  it("keeps every account when the id attribute changes, or changes nothing", async () => {
    await setLdap(ada, { Enable: true });
    const before = await signIn(server, "bob", "bob password");
    const linked = () => server.sql("SELECT id, auth_data FROM users WHERE auth_service = 'ldap' ORDER BY id");
    const old = await linked();
    const refused = await ada.fails("POST", "/ldap/migrateid", { toAttribute: "title" });
    assert.match(refused.message, /have no single value there: bob, cleo/);
    assert.equal((await ada.fails("POST", "/ldap/migrateid", { toAttribute: "not an attribute" })).status_code, 400);
    assert.equal((await before.fails("POST", "/ldap/migrateid", { toAttribute: "uid" })).status_code, 403);
    assert.deepEqual(await linked(), old);
    await ada.post("/ldap/migrateid", { toAttribute: "entryUUID" });
    assert.equal((await signIn(server, "bob", "bob password")).id, before.id);
    const run = await synchronise(ada);
    assert.deepEqual([run.state, run.result.deactivated, run.result.create], ["done", 0, 4]);
  });
});
