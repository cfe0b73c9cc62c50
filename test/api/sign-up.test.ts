import assert from "node:assert/strict";
import { anAdmin, aTeam, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";

describe("signing up", () => {
  let server: TestServer;
  let ada: Person;
  let team: { id: string; invite_id: string };
  const anyone = () => stranger(server);
  const form = (username: string, more = {}) => ({
    username,
    email: `${username}@example.org`,
    password: PASSWORD,
    ...more,
  });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    team = await aTeam(ada, "garden");
  });
  after(() => server.stop());

  it("makes the first person administrator, and needs an invitation afterwards", async () => {
    assert.match((await ada.get("/users/me")).roles, /system_admin/);
    assert.equal((await anyone().fails("POST", "/users", form("eve"))).id, "api.user.create_user.no_open_server");
    assert.equal(
      (await anyone().fails("POST", "/users?iid=wrong", form("eve"))).id,
      "api.user.create_user.signup_link_invalid.app_error",
    );
    assert.equal(
      (await anyone().fails("POST", "/users?t=wrong", form("eve"))).id,
      "api.user.create_user.signup_link_invalid.app_error",
    );
  });

  it("by the link of a team leads into the team", async () => {
    const made = await anyone().send("POST", `/users?iid=${team.invite_id}`, form("bob"));
    assert.equal(made.status, 201);
    assert.equal(made.body.password, undefined);
    assert.deepEqual([made.body.email, made.body.roles], ["bob@example.org", "system_user"]);
    const bob = await signIn(server, "bob");
    assert.deepEqual(
      (await bob.get<{ id: string }[]>("/users/me/teams")).map((one) => one.id),
      [team.id],
    );
  });

  it("is open to all where the server allows it, and closed to all but administrators where it forbids it", async () => {
    const { config } = server.app.platform;
    const { stored } = config;
    config.replace({ TeamSettings: { EnableOpenServer: true, RestrictCreationToDomains: "example.org" } });
    assert.equal((await anyone().send("POST", "/users", form("fay"))).status, 201);
    assert.equal(
      (await anyone().fails("POST", "/users", form("gus", { email: "gus@example.com" }))).id,
      "api.user.create_user.accepted_domain.app_error",
    );
    config.replace({ TeamSettings: { EnableUserCreation: false } });
    assert.equal((await anyone().fails("POST", `/users?iid=${team.invite_id}`, form("gus"))).status_code, 501);
    assert.equal((await ada.send("POST", "/users", form("gus"))).status, 201);
    config.replace(stored);
  });

  it("is not done in an administrator's name by another site", async () => {
    const answer = await anyone().send(
      "POST",
      "/users/login",
      { login_id: "ada", password: PASSWORD },
      { "X-Requested-With": "XMLHttpRequest" },
    );
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] as string);
    const csrf = cookies.find((cookie) => cookie.startsWith("MMCSRF="))?.slice(7) ?? "";
    const forged = await anyone().send("POST", "/users", form("mallory"), {
      Cookie: cookies.join("; "),
      "Content-Type": "text/plain",
    });
    assert.deepEqual([forged.status, forged.body.id], [403, "api.user.create_user.no_open_server"]);
    assert.equal(
      (await anyone().send("POST", "/users", form("mallory"), { Cookie: cookies.join("; "), "X-CSRF-Token": csrf }))
        .status,
      201,
    );
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
    for (const [body, id] of cases)
      assert.equal((await ada.fails("POST", "/users", body)).id, id, JSON.stringify(body));
  });

  it("gives nobody roles or rights they ask for", async () => {
    const made = await anyone().post(
      `/users?iid=${team.invite_id}`,
      form("hal", { roles: "system_admin", email_verified: true, is_bot: true, auth_service: "ldap" }),
    );
    assert.deepEqual(
      [made.roles, made.email_verified, made.is_bot, made.auth_service],
      ["system_user", false, false, ""],
    );
  });
});
