import assert from "node:assert/strict";
import { type Heard, Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";
const NOBODY = "z".repeat(26);
const names = (list: { username: string }[]) => list.map((one) => one.username);

describe("people", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let guest: Person;
  let team: { id: string };
  let channel: { id: string };
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
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "beds");
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
      for (const path of [`/users/${NOBODY}`, "/users/username/nobody", "/users/email/nobody@example.org"])
        assert.equal((await bob.fails("GET", path)).status_code, 404);
      assert.equal((await bob.fails("GET", "/users/x")).status_code, 400);
      assert.equal((await bob.fails("POST", "/users/ids", ["x"])).status_code, 400);
    });

    it("answers 304 to those who have it already, and only what is newer than a time", async () => {
      const first = await bob.send("GET", `/users/${cat.id}`);
      assert.equal(
        (await bob.send("GET", `/users/${cat.id}`, undefined, { "If-None-Match": first.headers.get("etag") ?? "" }))
          .status,
        304,
      );
      assert.deepEqual(await bob.post(`/users/ids?since=${first.body.update_at}`, [cat.id]), []);
      assert.equal((await bob.post(`/users/ids?since=${first.body.update_at - 1}`, [cat.id])).length, 1);
    });

    it("shows others neither secrets nor settings, and hides names and addresses where the server says so", async () => {
      const seen = await bob.get(`/users/${cat.id}`);
      assert.deepEqual(
        [seen.email, seen.first_name, seen.notify_props, seen.auth_data, seen.last_password_update],
        ["cat.stone@example.org", "Anna Maria", {}, "", 0],
      );
      for (const field of ["password", "mfa_secret"]) assert.ok(!(field in seen));
      set({ PrivacySettings: { ShowEmailAddress: false, ShowFullName: false } });
      const hidden = await bob.get(`/users/${cat.id}`);
      assert.deepEqual([hidden.email, hidden.first_name, hidden.last_name], ["", "", ""]);
      assert.equal(
        (await bob.fails("GET", "/users/email/cat.stone@example.org")).status_code,
        404,
        "an address must not tell whose it is",
      );
      assert.equal((await bob.get("/users/email/bob@example.org")).id, bob.id);
      assert.equal((await ada.get("/users/email/cat.stone@example.org")).email, "cat.stone@example.org");
    });

    it("needs a session", async () => {
      for (const path of [
        "/users",
        `/users/${bob.id}`,
        "/users/me",
        "/users/stats",
        "/users/known",
        "/users/autocomplete?name=b",
        `/users/${bob.id}/image`,
      ]) {
        assert.equal((await stranger(server).fails("GET", path)).status_code, 401, path);
      }
      for (const path of ["/users/ids", "/users/usernames", "/users/search"])
        assert.equal((await stranger(server).fails("POST", path, [])).status_code, 401, path);
    });
  });

  describe("changed", () => {
    it("by themselves, in parts, and everybody is told what they may see", async () => {
      const [mine, hers] = await Promise.all([Listener.open(cat), Listener.open(bob)]);
      const changed = await cat.put("/users/me/patch", {
        nickname: "Kitty",
        timezone: { useAutomaticTimezone: false, manualTimezone: "Europe/Berlin" },
        notify_props: { mention_keys: "kitty" },
      });
      assert.deepEqual(
        [
          changed.nickname,
          changed.first_name,
          changed.timezone.useAutomaticTimezone,
          changed.notify_props.mention_keys,
        ],
        ["Kitty", "Anna Maria", "false", "kitty"],
      );
      const passes = (heard: Heard) => heard.data.user.nickname === "Kitty";
      assert.equal((await mine.next("user_updated", passes)).data.user.notify_props.mention_keys, "kitty");
      assert.deepEqual((await hers.next("user_updated", passes)).data.user.notify_props, {});
      const replaced = await cat.put(`/users/${cat.id}`, { ...changed, nickname: "" });
      assert.deepEqual([replaced.nickname, replaced.first_name], ["", "Anna Maria"]);
      mine.close();
      hers.close();
    });

    it("are not told to guests who share no channel with them", async () => {
      const visitor = await aUser(ada, "visitor");
      const listener = await Listener.open(visitor);
      await ada.put(`/users/${visitor.id}/roles`, { roles: "system_guest" });
      await join(ada, team, visitor);
      await add(ada, channel, visitor);
      await server.sql("DELETE FROM channel_members WHERE user_id = $1 AND channel_id <> $2", [visitor.id, channel.id]);
      await listener.forget();
      await cat.put("/users/me/patch", { position: "Hidden" });
      await aUser(ada, "newcomer");
      await bob.put("/users/me/patch", { position: "Shown" });
      const shown = await listener.next("user_updated", (heard) => heard.data.user.position === "Shown");
      assert.deepEqual([shown.data.user.username, shown.data.user.notify_props], ["bob", {}]);
      const others = (await listener.all("user_updated", "new_user")).filter((heard) => heard.data.user?.id !== bob.id);
      assert.deepEqual(others, []);
      await visitor.put("/users/me/patch", { position: "Guest" });
      assert.equal(
        (await listener.next("user_updated", (heard) => heard.data.user.position === "Guest")).data.user.email,
        "visitor@example.org",
      );
      listener.close();
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
      assert.equal(
        (await cat.fails("PUT", "/users/me/patch", { email: "new@example.org" })).id,
        "api.user.update_password.incorrect.app_error",
      );
      const changed = await cat.put("/users/me/patch", { email: "New@example.org", password: PASSWORD });
      assert.deepEqual([changed.email, changed.email_verified], ["new@example.org", false]);
      assert.equal(
        (await ada.put(`/users/${cat.id}/patch`, { email: "cat.stone@example.org" })).email,
        "cat.stone@example.org",
      );
    });

    it("get a new password with the old one, and their other sessions end", async () => {
      const dan = await aUser(ada, "dan");
      const elsewhere = await signIn(server, "dan");
      const socket = await Listener.open(elsewhere);
      assert.equal(
        (await dan.fails("PUT", "/users/me/password", { current_password: "wrong", new_password: "a much better one" }))
          .status_code,
        400,
      );
      assert.equal(
        (await dan.fails("PUT", "/users/me/password", { current_password: PASSWORD, new_password: "short" })).id,
        "model.user.is_valid.pwd.app_error",
      );
      await dan.put("/users/me/password", { current_password: PASSWORD, new_password: "a much better one" });
      assert.equal((await dan.get("/users/me")).username, "dan", "the session that changed it stays");
      assert.equal((await elsewhere.fails("GET", "/users/me")).status_code, 401);
      await socket.ended();
      await ada.put(`/users/${dan.id}/password`, { new_password: "by the administrator" });
      assert.equal((await dan.fails("GET", "/users/me")).status_code, 401);
      await signIn(server, "dan", "by the administrator");
    });

    it("get roles that exist, but the last administrator stays one", async () => {
      const eve = await aUser(ada, "eve");
      await ada.put(`/users/${eve.id}/roles`, { roles: "system_user system_user_access_token" });
      assert.equal((await eve.get("/users/me")).roles, "system_user system_user_access_token");
      assert.match(
        (await ada.fails("PUT", `/users/${eve.id}/roles`, { roles: "emperor" })).message,
        /missing roles in/,
      );
      assert.equal(
        (await ada.fails("PUT", `/users/${ada.id}/roles`, { roles: "system_user" })).id,
        "api.user.update_active.last_admin.app_error",
      );
      assert.equal((await ada.fails("DELETE", `/users/${ada.id}`)).id, "api.user.update_active.last_admin.app_error");
    });

    it("cannot rise above themselves when they manage users only", async () => {
      const fox = await aUser(ada, "fox");
      const role = await ada.get("/roles/name/system_user_access_token");
      const before: string[] = role.permissions;
      await ada.put(`/roles/${role.id}/patch`, {
        permissions: [...before, "manage_roles", "edit_other_users", "sysconsole_write_user_management_users"],
      });
      await ada.put(`/users/${fox.id}/roles`, { roles: `system_user ${role.name}` });
      assert.equal(
        (await fox.fails("PUT", `/users/${fox.id}/roles`, { roles: "system_user system_admin" })).status_code,
        403,
      );
      assert.equal((await fox.fails("PUT", `/users/${ada.id}/roles`, { roles: "system_user" })).status_code, 403);
      // Nor do they give what they do not have, to themselves or to others; what they have they may.
      for (const person of [fox, bob])
        assert.equal(
          (await fox.fails("PUT", `/users/${person.id}/roles`, { roles: "system_user system_post_all" })).status_code,
          403,
        );
      await fox.put(`/users/${bob.id}/roles`, { roles: `system_user ${role.name}` });
      await fox.put(`/users/${bob.id}/roles`, { roles: "system_user" });
      assert.equal((await fox.fails("PUT", `/users/${ada.id}/active`, { active: false })).status_code, 403);
      assert.equal(
        (await fox.fails("PUT", `/users/${ada.id}/password`, { new_password: "taken over by fox" })).status_code,
        403,
      );
      assert.equal((await fox.fails("PUT", `/users/${ada.id}/patch`, { email: "fox2@example.org" })).status_code, 403);
      await fox.put(`/users/${bob.id}/active`, { active: true });
      await ada.put(`/roles/${role.id}/patch`, { permissions: before });
    });

    it("are deactivated: sessions end at once, and only an administrator brings them back", async () => {
      const gil = await aUser(ada, "gil");
      const socket = await Listener.open(gil);
      await ada.put(`/users/${gil.id}/active`, { active: false });
      assert.equal((await gil.fails("GET", "/users/me")).status_code, 401);
      await socket.ended();
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
      assert.equal(
        (await cat.fails("PUT", "/users/me/patch", { username: "bob" })).id,
        "app.user.save.username_exists.app_error",
      );
    });
  });
});
