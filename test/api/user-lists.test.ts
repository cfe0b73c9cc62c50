import assert from "node:assert/strict";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const NOBODY = "z".repeat(26);
const names = (list: { username: string }[]) => list.map((one) => one.username);
const at = (query: Record<string, string | number | boolean>) =>
  new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString();

describe("lists of people", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let guest: Person;
  let team: { id: string };
  let other: { id: string };
  let channel: { id: string };
  let secret: { id: string };
  const set = (settings: Record<string, Record<string, unknown>>) => server.app.platform.config.replace(settings);

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob", { first_name: "Robert", last_name: "van Dyke", nickname: "Bobby 100%" });
    cat = await aUser(ada, "cat.stone", { first_name: "Anna Maria", last_name: "O'Hara" });
    guest = await aUser(ada, "guest");
    await ada.put(`/users/${guest.id}/roles`, { roles: "system_guest" });
    guest = await signIn(server, "guest");
    await aUser(ada, "loner");
    team = await aTeam(ada, "garden");
    other = await aTeam(ada, "kitchen");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "beds");
    secret = await aChannel(ada, team, "roses", "P");
    await add(ada, channel, bob);
  });
  after(() => server.stop());
  afterEach(() => set({}));

  describe("in lists", () => {
    it("come in pages, by name", async () => {
      assert.deepEqual(names(await bob.get("/users")), ["ada", "bob", "cat.stone", "guest", "loner"]);
      assert.deepEqual(names(await bob.get("/users?page=1&per_page=2")), ["cat.stone", "guest"]);
      assert.deepEqual(await bob.get("/users?page=9"), []);
      assert.equal((await bob.get("/users/stats")).total_users_count, 5);
    });

    it("go on after a person, as well as by pages", async () => {
      const past = (person: Person, more = "") => `/users?per_page=2&cursor_id=${person.id}${more}`;
      assert.deepEqual(names(await bob.get(past(bob))), ["cat.stone", "guest"]);
      assert.deepEqual(names(await bob.get(past(bob, "&page=7"))), ["cat.stone", "guest"], "pages do not count");
      const outside = `&in_team=${team.id}&not_in_channel=${channel.id}`;
      assert.deepEqual(names(await bob.get(past(bob, outside))), ["cat.stone"]);
      assert.deepEqual(await bob.get(past(cat, outside)), []);
      assert.equal((await bob.fails("GET", past(bob, "&sort=create_at"))).status_code, 400);
      assert.equal((await bob.fails("GET", `/users?cursor_id=${NOBODY}`)).status_code, 404);
      assert.equal((await guest.fails("GET", past(cat))).status_code, 404, "nobody a guest does not know");
      const policy = await bob.fails("GET", "/users?abac_match_only=true");
      assert.deepEqual([policy.status_code, policy.id], [501, "api.license_error"]);
    });

    it("are filtered by team and channel", async () => {
      const list = (query: Record<string, string | boolean>) => bob.get(`/users?${at(query)}`).then(names);
      assert.deepEqual(await list({ in_team: team.id }), ["ada", "bob", "cat.stone"]);
      assert.deepEqual(await list({ not_in_team: team.id }), ["guest", "loner"]);
      assert.deepEqual(await list({ in_channel: channel.id }), ["ada", "bob"]);
      assert.deepEqual(await list({ in_team: "", in_channel: channel.id }), ["ada", "bob"], "empty means not given");
      assert.deepEqual(await list({ in_team: team.id, not_in_channel: channel.id }), ["cat.stone"]);
    });

    it("tell nothing of places the caller may not see; those that do not exist look the same", async () => {
      for (const filter of ["in_team", "not_in_team"]) {
        const [hidden, unknown] = [
          await bob.fails("GET", `/users?${filter}=${other.id}`),
          await bob.fails("GET", `/users?${filter}=${NOBODY}`),
        ];
        assert.deepEqual([hidden.status_code, hidden.message], [403, unknown.message]);
      }
      for (const filter of ["in_channel", "not_in_channel"]) {
        const [hidden, unknown] = [
          await bob.fails("GET", `/users?${filter}=${secret.id}`),
          await bob.fails("GET", `/users?${filter}=${NOBODY}`),
        ];
        assert.deepEqual([hidden.status_code, hidden.message], [403, unknown.message]);
      }
      assert.equal((await bob.fails("GET", "/users?without_team=true")).status_code, 403);
      assert.deepEqual(names(await ada.get("/users?without_team=true")), ["guest", "loner"]);
      assert.deepEqual(names(await ada.get(`/users?in_channel=${secret.id}`)), ["ada"]);
    });

    it("are filtered by role and activity", async () => {
      const list = (query: Record<string, string | boolean>) => ada.get(`/users?${at(query)}`).then(names);
      assert.deepEqual(await list({ role: "system_admin" }), ["ada"]);
      assert.deepEqual(await list({ roles: "system_admin,system_guest" }), ["ada", "guest"]);
      assert.deepEqual(await list({ roles: "system_user" }), ["bob", "cat.stone", "loner"]);
      assert.deepEqual(await list({ in_team: team.id, team_roles: "team_admin" }), ["ada"]);
      assert.deepEqual(await list({ in_team: team.id, team_roles: "team_user" }), ["bob", "cat.stone"]);
      assert.deepEqual(await list({ in_channel: channel.id, channel_roles: "channel_user" }), ["bob"]);
      assert.deepEqual(await list({ inactive: true }), []);
      assert.equal((await list({ active: true })).length, 5);
    });

    it("are counted for those who administer", async () => {
      const count = (query: Record<string, string | boolean>) =>
        ada.get(`/users/stats/filtered?${at(query)}`).then((stats) => stats.total_users_count);
      assert.equal(await count({}), 5);
      assert.equal(await count({ in_team: team.id }), 3);
      assert.equal(await count({ in_team: team.id, team_roles: "team_admin" }), 1);
      assert.equal(await count({ in_channel: channel.id, include_deleted: "1" }), 2);
      assert.equal(await count({ roles: "system_guest,system_admin" }), 2);
      assert.equal((await bob.fails("GET", "/users/stats/filtered")).status_code, 403);
    });

    it("are sorted as asked", async () => {
      const list = (sort: string, more = {}) => ada.get(`/users?${at({ sort, ...more })}`).then(names);
      assert.deepEqual(await list("create_at"), ["loner", "guest", "cat.stone", "bob", "ada"]);
      assert.deepEqual(await list("display_name"), ["ada", "cat.stone", "bob", "guest", "loner"]);
      assert.deepEqual(await list("admin", { in_team: team.id }), ["ada", "bob", "cat.stone"]);
      await bob.put("/users/me/status", { user_id: bob.id, status: "dnd" });
      await cat.put("/users/me/status", { user_id: cat.id, status: "away" });
      assert.deepEqual((await list("status")).slice(0, 3), ["cat.stone", "bob", "ada"]);
      assert.deepEqual((await list("last_activity_at")).slice(0, 2), ["cat.stone", "bob"]);
    });

    it("name the parameter that is wrong", async () => {
      for (const [query, field] of [
        ["sort=size", "sort"],
        ["in_team=x", "in_team"],
        ["active=true&inactive=true", "inactive"],
        ["per_page=many", "per_page"],
        ["team_roles=team_admin", "team_roles"],
        ["channel_roles=x", "channel_roles"],
      ] as const) {
        const error = await bob.fails("GET", `/users?${query}`);
        assert.equal(error.status_code, 400);
        assert.match(error.message, new RegExp(`parameter ${field}[.:]`));
      }
    });
  });

  describe("searched", () => {
    const search = (person: Person, term: string, more = {}) =>
      person.post("/users/search", { term, ...more }).then(names);

    it("by the beginning of any of their names, also the second", async () => {
      for (const term of ["cat", "cat.st", "stone", "anna", "Maria", "o'hara", "@cat", "anna o'h", "maria cat"])
        assert.deepEqual(await search(bob, term), ["cat.stone"], term);
      assert.deepEqual(await search(bob, "dyke"), ["bob"]);
      assert.deepEqual(await search(bob, "bobby"), ["bob"]);
      assert.deepEqual(await search(bob, "tone"), [], "not by the middle of a word");
      assert.deepEqual(await search(bob, "cat bob"), []);
    });

    it("takes every sign as it is", async () => {
      for (const term of ["%", "_", "'", "\\", "!", "a|b", "a & b", "' | '", ":*", "<->", "\u{1F600}", "a".repeat(256)])
        assert.deepEqual(await search(bob, term), [], term);
      assert.deepEqual(await search(bob, "100%"), ["bob"]);
    });

    it("puts those first whose user name it is or begins", async () => {
      await aUser(ada, "dyke");
      await aUser(ada, "dykes");
      assert.deepEqual(await search(bob, "dyke"), ["dyke", "dykes", "bob"]);
      assert.deepEqual(await search(bob, "dyke", { limit: 1 }), ["dyke"]);
    });

    it("does not find people by what is hidden", async () => {
      assert.deepEqual(await search(bob, "cat.stone@exa"), ["cat.stone"]);
      set({ PrivacySettings: { ShowEmailAddress: false, ShowFullName: false } });
      assert.deepEqual(await search(bob, "cat.stone@exa"), []);
      assert.deepEqual(await search(bob, "maria"), []);
      assert.deepEqual(await search(bob, "bobby"), ["bob"]);
      assert.deepEqual(await search(ada, "maria"), ["cat.stone"]);
    });

    it("within a team or channel, of those the caller may see", async () => {
      assert.deepEqual(await search(bob, "cat", { team_id: team.id, not_in_channel_id: channel.id }), ["cat.stone"]);
      assert.deepEqual(await search(bob, "cat", { in_channel_id: channel.id }), []);
      assert.equal((await bob.fails("POST", "/users/search", { term: "a", team_id: other.id })).status_code, 403);
      assert.equal(
        (await bob.fails("POST", "/users/search", { term: "a", in_channel_id: secret.id })).status_code,
        403,
      );
      for (const [body, field] of [
        [{}, "term"],
        [{ term: " " }, "term"],
        [{ term: "a", team_id: "x" }, "team_id"],
        [{ term: "a", limit: -1 }, "limit"],
      ] as const) {
        assert.match((await bob.fails("POST", "/users/search", body)).message, new RegExp(`missing ${field} in`));
      }
    });

    it("leaves out who is deactivated unless asked", async () => {
      const gone = await aUser(ada, "gone");
      await ada.delete(`/users/${gone.id}`);
      assert.deepEqual(await search(bob, "gone"), []);
      assert.deepEqual(await search(bob, "gone", { allow_inactive: true }), ["gone"]);
      assert.deepEqual(names(await ada.get("/users?inactive=true")), ["gone"]);
    });
  });

  describe("completed while a name is typed", () => {
    it("are the members of the channel, and apart from them the others of the team", async () => {
      const both = await bob.get(`/users/autocomplete?${at({ in_team: team.id, in_channel: channel.id, name: "" })}`);
      assert.deepEqual([names(both.users), names(both.out_of_channel)], [["ada", "bob"], ["cat.stone"]]);
      const typed = await bob.get(
        `/users/autocomplete?${at({ in_team: team.id, in_channel: channel.id, name: "mar" })}`,
      );
      assert.deepEqual([names(typed.users), names(typed.out_of_channel)], [[], ["cat.stone"]]);
      assert.deepEqual(names((await bob.get(`/users/autocomplete?${at({ in_team: team.id, name: "c" })}`)).users), [
        "cat.stone",
      ]);
      assert.deepEqual(names((await bob.get("/users/autocomplete?name=lon")).users), ["loner"]);
      assert.deepEqual(names((await bob.get("/users/autocomplete?name=&limit=1")).users), ["ada"]);
    });

    it("are not those of places the caller may not see", async () => {
      assert.equal(
        (await bob.fails("GET", `/users/autocomplete?${at({ in_team: other.id, name: "a" })}`)).status_code,
        403,
      );
      assert.equal(
        (await bob.fails("GET", `/users/autocomplete?${at({ in_team: team.id, in_channel: secret.id, name: "a" })}`))
          .status_code,
        403,
      );
    });
  });

  describe("for guests", () => {
    it("are those they share a channel with; all others do not exist", async () => {
      const visitor = await aUser(ada, "visitor");
      await join(ada, team, visitor);
      await ada.put(`/users/${visitor.id}/roles`, { roles: "system_guest" });
      await server.sql("DELETE FROM channel_members WHERE user_id = $1", [visitor.id]);
      await add(ada, channel, visitor);
      const seen = await signIn(server, "visitor");
      assert.deepEqual(names(await seen.get("/users")), ["ada", "bob", "visitor"]);
      assert.deepEqual((await seen.get<string[]>("/users/known")).sort(), [ada.id, bob.id].sort());
      assert.equal((await seen.get(`/users/${bob.id}`)).username, "bob");
      const [hidden, unknown] = [
        await seen.fails("GET", `/users/${cat.id}`),
        await seen.fails("GET", `/users/${NOBODY}`),
      ];
      assert.deepEqual([hidden.status_code, hidden.message], [404, unknown.message]);
      for (const path of [
        "/users/username/cat.stone",
        "/users/email/cat.stone@example.org",
        `/users/${cat.id}/image`,
        `/users/${cat.id}/image/default`,
        `/users/${cat.id}/status`,
      ]) {
        assert.equal((await seen.fails("GET", path)).status_code, 404, path);
      }
      assert.deepEqual(names(await seen.post("/users/ids", [cat.id, bob.id])), ["bob"]);
      assert.deepEqual(names(await seen.post("/users/usernames", ["cat.stone", "bob"])), ["bob"]);
      assert.deepEqual(names(await seen.post("/users/search", { term: "cat" })), []);
      assert.deepEqual(names((await seen.get("/users/autocomplete?name=cat")).users), []);
      assert.deepEqual(
        (await seen.post("/users/status/ids", [cat.id, bob.id, NOBODY])).map((one: { user_id: string }) => one.user_id),
        [bob.id],
      );
    });
  });
});
