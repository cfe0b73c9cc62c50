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

  it("is done by people themselves who prove both accounts, once and in one direction", async () => {
    const dan = await aUser(ada, "danny");
    const client = restClient(server.url);
    const move = (id: string, password: string, own = dan.password) =>
      client.switchEmailToLdap("danny@example.org", own, id, password) as Promise<{ follow_link: string }>;
    await assert.rejects(move("dan", "wrong"));
    await assert.rejects(move("dan", "dan password", "wrong"));
    await assert.rejects(move("dan", ""));
    await assert.rejects(move("bob", "bob password"), /exists already/, "somebody else's");
    assert.match((await move("dan", "dan password")).follow_link, /^\/login/);
    assert.equal((await dan.send("GET", "/users/me")).status, 401, "sessions of before have ended");
    assert.equal((await signIn(server, "dan", "dan password")).id, dan.id);
    await assert.rejects(
      client.switchLdapToEmail("dan password", "danny@example.org", "a password of my own") as Promise<unknown>,
      /permission/,
    );
    await setLdap(ada, { Enable: false });
    assert.equal(
      (await signIn(server, "dan", dan.password)).id,
      dan.id,
      "the old password counts while the directory does not",
    );
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
    assert.deepEqual([run.state, run.result.deactivated, run.result.create], ["done", 0, 3]);
  });
});
