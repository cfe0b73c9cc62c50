import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";
const NOBODY = "z".repeat(26);
const names = (list: { username: string }[]) => list.map((one) => one.username);
const at = (query: Record<string, string | number | boolean>) => new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString();

describe("signing up", () => {
  let server: TestServer;
  let ada: Person;
  let team: { id: string; invite_id: string };
  const anyone = () => stranger(server);
  const form = (username: string, more = {}) => ({ username, email: `${username}@example.org`, password: PASSWORD, ...more });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    team = await aTeam(ada, "garden");
  });
  after(() => server.stop());

  it("makes the first person administrator, and needs an invitation afterwards", async () => {
    assert.match((await ada.get("/users/me")).roles, /system_admin/);
    assert.equal((await anyone().fails("POST", "/users", form("eve"))).id, "api.user.create_user.no_open_server");
    assert.equal((await anyone().fails("POST", "/users?iid=wrong", form("eve"))).id, "api.user.create_user.signup_link_invalid.app_error");
    assert.equal((await anyone().fails("POST", "/users?t=wrong", form("eve"))).id, "api.user.create_user.signup_link_invalid.app_error");
  });

  it("by the link of a team leads into the team", async () => {
    const made = await anyone().send("POST", `/users?iid=${team.invite_id}`, form("bob"));
    assert.equal(made.status, 201);
    assert.equal(made.body.password, undefined);
    assert.deepEqual([made.body.email, made.body.roles], ["bob@example.org", "system_user"]);
    const bob = await signIn(server, "bob");
    assert.deepEqual((await bob.get<{ id: string }[]>("/users/me/teams")).map((one) => one.id), [team.id]);
  });

  it("is open to all where the server allows it, and closed to all but administrators where it forbids it", async () => {
    const { config } = server.app.platform;
    const { stored } = config;
    config.replace({ TeamSettings: { EnableOpenServer: true, RestrictCreationToDomains: "example.org" } });
    assert.equal((await anyone().send("POST", "/users", form("fay"))).status, 201);
    assert.equal((await anyone().fails("POST", "/users", form("gus", { email: "gus@example.com" }))).id, "api.user.create_user.accepted_domain.app_error");
    config.replace({ TeamSettings: { EnableUserCreation: false } });
    assert.equal((await anyone().fails("POST", `/users?iid=${team.invite_id}`, form("gus"))).status_code, 501);
    assert.equal((await ada.send("POST", "/users", form("gus"))).status, 201);
    config.replace(stored);
  });

  it("is not done in an administrator's name by another site", async () => {
    const answer = await anyone().send("POST", "/users/login", { login_id: "ada", password: PASSWORD }, { "X-Requested-With": "XMLHttpRequest" });
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] as string);
    const csrf = cookies.find((cookie) => cookie.startsWith("MMCSRF="))?.slice(7) ?? "";
    const forged = await anyone().send("POST", "/users", form("mallory"), { Cookie: cookies.join("; "), "Content-Type": "text/plain" });
    assert.deepEqual([forged.status, forged.body.id], [403, "api.user.create_user.no_open_server"]);
    assert.equal((await anyone().send("POST", "/users", form("mallory"), { Cookie: cookies.join("; "), "X-CSRF-Token": csrf })).status, 201);
  });

  it("refuses what is taken or wrong, and says what", async () => {
    const cases: [object, string][] = [
      [form("bob", { email: "other@example.org" }), "app.user.save.username_exists.app_error"],
      [form("other", { email: "BOB@example.org" }), "app.user.save.email_exists.app_error"],
      [form("9lives"), "model.user.is_valid.username.app_error"],
      [form("channel"), "model.user.is_valid.username.app_error"],
      [form("nomail", { email: "nomail" }), "model.user.is_valid.email.app_error"],
      [form("short", { password: "short" }), "model.user.is_valid.pwd.app_error"],
      [{ username: "x" }, "api.context.invalid_body_param.app_error"],
      [form("typed", { nickname: 5 }), "api.context.invalid_body_param.app_error"],
    ];
    for (const [body, id] of cases) assert.equal((await ada.fails("POST", "/users", body)).id, id, JSON.stringify(body));
  });

  it("gives nobody roles or rights they ask for", async () => {
    const made = await anyone().post(`/users?iid=${team.invite_id}`, form("hal", { roles: "system_admin", email_verified: true, is_bot: true, auth_service: "ldap" }));
    assert.deepEqual([made.roles, made.email_verified, made.is_bot, made.auth_service], ["system_user", false, false, ""]);
  });
});

describe("people", () => {
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

  describe("looked up", () => {
    it("by id, user name and address", async () => {
      assert.equal((await bob.get(`/users/${cat.id}`)).username, "cat.stone");
      assert.equal((await bob.get("/users/username/CAT.stone")).id, cat.id);
      assert.equal((await bob.get("/users/email/Cat.Stone@example.org")).id, cat.id);
      assert.deepEqual(names(await bob.post("/users/ids", [cat.id, NOBODY])), ["cat.stone"]);
      assert.deepEqual(names(await bob.post("/users/usernames", ["bob", "nobody"])), ["bob"]);
      for (const path of [`/users/${NOBODY}`, "/users/username/nobody", "/users/email/nobody@example.org"]) assert.equal((await bob.fails("GET", path)).status_code, 404);
      assert.equal((await bob.fails("GET", "/users/x")).status_code, 400);
      assert.equal((await bob.fails("POST", "/users/ids", ["x"])).status_code, 400);
    });

    it("answers 304 to those who have it already, and only what is newer than a time", async () => {
      const first = await bob.send("GET", `/users/${cat.id}`);
      assert.equal((await bob.send("GET", `/users/${cat.id}`, undefined, { "If-None-Match": first.headers.get("etag") ?? "" })).status, 304);
      assert.deepEqual(await bob.post(`/users/ids?since=${first.body.update_at}`, [cat.id]), []);
      assert.equal((await bob.post(`/users/ids?since=${first.body.update_at - 1}`, [cat.id])).length, 1);
    });

    it("shows others neither secrets nor settings, and hides names and addresses where the server says so", async () => {
      const seen = await bob.get(`/users/${cat.id}`);
      assert.deepEqual([seen.email, seen.first_name, seen.notify_props, seen.auth_data, seen.last_password_update], ["cat.stone@example.org", "Anna Maria", {}, "", 0]);
      for (const field of ["password", "mfa_secret"]) assert.ok(!(field in seen));
      set({ PrivacySettings: { ShowEmailAddress: false, ShowFullName: false } });
      const hidden = await bob.get(`/users/${cat.id}`);
      assert.deepEqual([hidden.email, hidden.first_name, hidden.last_name], ["", "", ""]);
      assert.equal((await bob.fails("GET", "/users/email/cat.stone@example.org")).status_code, 404, "an address must not tell whose it is");
      assert.equal((await bob.get("/users/email/bob@example.org")).id, bob.id);
      assert.equal((await ada.get("/users/email/cat.stone@example.org")).email, "cat.stone@example.org");
    });

    it("needs a session", async () => {
      for (const path of ["/users", `/users/${bob.id}`, "/users/me", "/users/stats", "/users/known", "/users/autocomplete?name=b", `/users/${bob.id}/image`]) {
        assert.equal((await stranger(server).fails("GET", path)).status_code, 401, path);
      }
      for (const path of ["/users/ids", "/users/usernames", "/users/search"]) assert.equal((await stranger(server).fails("POST", path, [])).status_code, 401, path);
    });
  });

  describe("in lists", () => {
    it("come in pages, by name", async () => {
      assert.deepEqual(names(await bob.get("/users")), ["ada", "bob", "cat.stone", "guest", "loner"]);
      assert.deepEqual(names(await bob.get("/users?page=1&per_page=2")), ["cat.stone", "guest"]);
      assert.deepEqual(await bob.get("/users?page=9"), []);
      assert.equal((await bob.get("/users/stats")).total_users_count, 5);
    });

    it("are filtered by team and channel", async () => {
      const list = (query: Record<string, string | boolean>) => bob.get(`/users?${at(query)}`).then(names);
      assert.deepEqual(await list({ in_team: team.id }), ["ada", "bob", "cat.stone"]);
      assert.deepEqual(await list({ not_in_team: team.id }), ["guest", "loner"]);
      assert.deepEqual(await list({ in_channel: channel.id }), ["ada", "bob"]);
      assert.deepEqual(await list({ in_team: team.id, not_in_channel: channel.id }), ["cat.stone"]);
    });

    it("tell nothing of places the caller may not see; those that do not exist look the same", async () => {
      for (const filter of ["in_team", "not_in_team"]) {
        const [hidden, unknown] = [await bob.fails("GET", `/users?${filter}=${other.id}`), await bob.fails("GET", `/users?${filter}=${NOBODY}`)];
        assert.deepEqual([hidden.status_code, hidden.message], [403, unknown.message]);
      }
      for (const filter of ["in_channel", "not_in_channel"]) {
        const [hidden, unknown] = [await bob.fails("GET", `/users?${filter}=${secret.id}`), await bob.fails("GET", `/users?${filter}=${NOBODY}`)];
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
      for (const [query, field] of [["sort=size", "sort"], ["in_team=x", "in_team"], ["active=true&inactive=true", "inactive"], ["per_page=many", "per_page"], ["team_roles=team_admin", "team_roles"], ["channel_roles=x", "channel_roles"]] as const) {
        const error = await bob.fails("GET", `/users?${query}`);
        assert.equal(error.status_code, 400);
        assert.match(error.message, new RegExp(`parameter ${field}\\.`));
      }
    });
  });

  describe("searched", () => {
    const search = (person: Person, term: string, more = {}) => person.post("/users/search", { term, ...more }).then(names);

    it("by the beginning of any of their names, also the second", async () => {
      for (const term of ["cat", "cat.st", "stone", "anna", "Maria", "o'hara", "@cat", "anna o'h", "maria cat"]) assert.deepEqual(await search(bob, term), ["cat.stone"], term);
      assert.deepEqual(await search(bob, "dyke"), ["bob"]);
      assert.deepEqual(await search(bob, "bobby"), ["bob"]);
      assert.deepEqual(await search(bob, "tone"), [], "not by the middle of a word");
      assert.deepEqual(await search(bob, "cat bob"), []);
    });

    it("takes every sign as it is", async () => {
      for (const term of ["%", "_", "'", "\\", "!", "a|b", "a & b", "' | '", ":*", "<->", "\u{1F600}", "a".repeat(256)]) assert.deepEqual(await search(bob, term), [], term);
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
      assert.equal((await bob.fails("POST", "/users/search", { term: "a", in_channel_id: secret.id })).status_code, 403);
      for (const [body, field] of [[{}, "term"], [{ term: " " }, "term"], [{ term: "a", team_id: "x" }, "team_id"], [{ term: "a", limit: -1 }, "limit"]] as const) {
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
      const typed = await bob.get(`/users/autocomplete?${at({ in_team: team.id, in_channel: channel.id, name: "mar" })}`);
      assert.deepEqual([names(typed.users), names(typed.out_of_channel)], [[], ["cat.stone"]]);
      assert.deepEqual(names((await bob.get(`/users/autocomplete?${at({ in_team: team.id, name: "c" })}`)).users), ["cat.stone"]);
      assert.deepEqual(names((await bob.get("/users/autocomplete?name=lon")).users), ["loner"]);
      assert.deepEqual(names((await bob.get("/users/autocomplete?name=&limit=1")).users), ["ada"]);
    });

    it("are not those of places the caller may not see", async () => {
      assert.equal((await bob.fails("GET", `/users/autocomplete?${at({ in_team: other.id, name: "a" })}`)).status_code, 403);
      assert.equal((await bob.fails("GET", `/users/autocomplete?${at({ in_team: team.id, in_channel: secret.id, name: "a" })}`)).status_code, 403);
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
      const [hidden, unknown] = [await seen.fails("GET", `/users/${cat.id}`), await seen.fails("GET", `/users/${NOBODY}`)];
      assert.deepEqual([hidden.status_code, hidden.message], [404, unknown.message]);
      for (const path of ["/users/username/cat.stone", "/users/email/cat.stone@example.org", `/users/${cat.id}/image`, `/users/${cat.id}/image/default`, `/users/${cat.id}/status`]) {
        assert.equal((await seen.fails("GET", path)).status_code, 404, path);
      }
      assert.deepEqual(names(await seen.post("/users/ids", [cat.id, bob.id])), ["bob"]);
      assert.deepEqual(names(await seen.post("/users/usernames", ["cat.stone", "bob"])), ["bob"]);
      assert.deepEqual(names(await seen.post("/users/search", { term: "cat" })), []);
      assert.deepEqual(names((await seen.get("/users/autocomplete?name=cat")).users), []);
      assert.deepEqual((await seen.post("/users/status/ids", [cat.id, bob.id, NOBODY])).map((one: any) => one.user_id), [bob.id]);
    });
  });

  describe("changed", () => {
    it("by themselves, in parts, and everybody is told what they may see", async () => {
      const [mine, hers] = await Promise.all([Listener.open(cat), Listener.open(bob)]);
      const changed = await cat.put("/users/me/patch", { nickname: "Kitty", timezone: { useAutomaticTimezone: false, manualTimezone: "Europe/Berlin" }, notify_props: { mention_keys: "kitty" } });
      assert.deepEqual([changed.nickname, changed.first_name, changed.timezone.useAutomaticTimezone, changed.notify_props.mention_keys], ["Kitty", "Anna Maria", "false", "kitty"]);
      const passes = (heard: { data: any }) => heard.data.user.nickname === "Kitty";
      assert.equal((await mine.next("user_updated", passes)).data.user.notify_props.mention_keys, "kitty");
      assert.deepEqual((await hers.next("user_updated", passes)).data.user.notify_props, {});
      const replaced = await cat.put(`/users/${cat.id}`, { ...changed, nickname: "" });
      assert.deepEqual([replaced.nickname, replaced.first_name], ["", "Anna Maria"]);
      mine.close();
      hers.close();
    });

    it("are not by others, unless they administer", async () => {
      for (const [method, path, body] of [
        ["PUT", `/users/${cat.id}`, { nickname: "x" }],
        ["PUT", `/users/${cat.id}/patch`, { nickname: "x" }],
        ["PUT", `/users/${cat.id}/password`, { new_password: "another long one" }],
        ["PUT", `/users/${cat.id}/roles`, { roles: "system_admin system_user" }],
        ["PUT", `/users/${bob.id}/roles`, { roles: "system_admin system_user" }],
        ["PUT", `/users/${cat.id}/active`, { active: false }],
        ["PUT", `/users/${bob.id}/active`, { active: false }],
        ["DELETE", `/users/${cat.id}`],
        ["DELETE", `/users/${cat.id}/image`],
      ] as const) {
        assert.equal((await bob.fails(method, path, body)).status_code, 403, `${method} ${path}`);
        assert.equal((await stranger(server).fails(method, path, body)).status_code, 401, `${method} ${path}`);
      }
      assert.equal((await ada.put(`/users/${cat.id}/patch`, { position: "Cook" })).position, "Cook");
      assert.equal((await ada.fails("PUT", `/users/${NOBODY}/patch`, { nickname: "x" })).status_code, 404);
    });

    it("need their password for another address", async () => {
      assert.equal((await cat.fails("PUT", "/users/me/patch", { email: "new@example.org" })).id, "api.user.update_password.incorrect.app_error");
      const changed = await cat.put("/users/me/patch", { email: "New@example.org", password: PASSWORD });
      assert.deepEqual([changed.email, changed.email_verified], ["new@example.org", false]);
      assert.equal((await ada.put(`/users/${cat.id}/patch`, { email: "cat.stone@example.org" })).email, "cat.stone@example.org");
    });

    it("get a new password with the old one, and their other sessions end", async () => {
      const dan = await aUser(ada, "dan");
      const elsewhere = await signIn(server, "dan");
      const socket = await Listener.open(elsewhere);
      assert.equal((await dan.fails("PUT", "/users/me/password", { current_password: "wrong", new_password: "a much better one" })).status_code, 400);
      assert.equal((await dan.fails("PUT", "/users/me/password", { current_password: PASSWORD, new_password: "short" })).id, "model.user.is_valid.pwd.app_error");
      await dan.put("/users/me/password", { current_password: PASSWORD, new_password: "a much better one" });
      assert.equal((await dan.get("/users/me")).username, "dan", "the session that changed it stays");
      assert.equal((await elsewhere.fails("GET", "/users/me")).status_code, 401);
      while (!socket.closed) await new Promise((resolve) => setTimeout(resolve, 10));
      await ada.put(`/users/${dan.id}/password`, { new_password: "by the administrator" });
      assert.equal((await dan.fails("GET", "/users/me")).status_code, 401);
      await signIn(server, "dan", "by the administrator");
    });

    it("get roles that exist, but the last administrator stays one", async () => {
      const eve = await aUser(ada, "eve");
      await ada.put(`/users/${eve.id}/roles`, { roles: "system_user system_user_access_token" });
      assert.equal((await eve.get("/users/me")).roles, "system_user system_user_access_token");
      assert.match((await ada.fails("PUT", `/users/${eve.id}/roles`, { roles: "emperor" })).message, /missing roles in/);
      assert.equal((await ada.fails("PUT", `/users/${ada.id}/roles`, { roles: "system_user" })).id, "api.user.update_active.last_admin.app_error");
      assert.equal((await ada.fails("DELETE", `/users/${ada.id}`)).id, "api.user.update_active.last_admin.app_error");
    });

    it("cannot rise above themselves when they manage users only", async () => {
      const fox = await aUser(ada, "fox");
      const role = await ada.get("/roles/name/system_user_access_token");
      const before: string[] = role.permissions;
      await ada.put(`/roles/${role.id}/patch`, { permissions: [...before, "manage_roles", "edit_other_users", "sysconsole_write_user_management_users"] });
      await ada.put(`/users/${fox.id}/roles`, { roles: `system_user ${role.name}` });
      assert.equal((await fox.fails("PUT", `/users/${fox.id}/roles`, { roles: "system_user system_admin" })).status_code, 403);
      assert.equal((await fox.fails("PUT", `/users/${ada.id}/roles`, { roles: "system_user" })).status_code, 403);
      assert.equal((await fox.fails("PUT", `/users/${ada.id}/active`, { active: false })).status_code, 403);
      assert.equal((await fox.fails("PUT", `/users/${ada.id}/password`, { new_password: "taken over by fox" })).status_code, 403);
      assert.equal((await fox.fails("PUT", `/users/${ada.id}/patch`, { email: "fox2@example.org" })).status_code, 403);
      await fox.put(`/users/${bob.id}/active`, { active: true });
      await ada.put(`/roles/${role.id}/patch`, { permissions: before });
    });

    it("are deactivated: sessions end at once, and only an administrator brings them back", async () => {
      const gil = await aUser(ada, "gil");
      const socket = await Listener.open(gil);
      await ada.put(`/users/${gil.id}/active`, { active: false });
      assert.equal((await gil.fails("GET", "/users/me")).status_code, 401);
      while (!socket.closed) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.ok((await bob.get(`/users/${gil.id}`)).delete_at > 0);
      await assert.rejects(signIn(server, "gil"), /inactive/);
      await ada.put(`/users/${gil.id}/active`, { active: true });
      const back = await signIn(server, "gil");
      assert.equal((await back.fails("DELETE", "/users/me")).status_code, 403);
      set({ TeamSettings: { EnableUserDeactivation: true } });
      assert.equal((await back.fails("PUT", `/users/${bob.id}/active`, { active: false })).status_code, 403);
      await back.delete("/users/me");
      assert.equal((await back.fails("GET", "/users/me")).status_code, 401);
    });

    it("say which field is wrong", async () => {
      for (const [body, field] of [
        [{ nickname: "x".repeat(65) }, "nickname"],
        [{ locale: "english!" }, "locale"],
        [{ props: { a: 1 } }, "props.a"],
        [{ notify_props: "x" }, "notify_props"],
        [{ props: { a: "x".repeat(30_000) } }, "props"],
        [{ first_name: "a\u0000b" }, "first_name"],
      ] as const) {
        const error = await cat.fails("PUT", "/users/me/patch", body);
        assert.equal(error.status_code, 400);
        assert.match(error.message, new RegExp(`missing ${field.replace(".", "\\.")} in`));
      }
      assert.equal((await cat.fails("PUT", "/users/me/patch", { username: "bob" })).id, "app.user.save.username_exists.app_error");
    });
  });
});
