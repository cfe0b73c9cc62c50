import assert from "node:assert/strict";
import { SignInSwitches } from "../../core/features/accounts/index.js";
import { Audits } from "../../core/features/audit/index.js";
import { Login } from "../../core/features/sessions/index.js";
import { anAdmin, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const OWN = "a password of my own";

describe("changing how one signs in", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  const ask = (from: string, to: string, more: object = {}) =>
    stranger(server).send("POST", "/users/login/switch", {
      current_service: from,
      new_service: to,
      email: "bob@example.org",
      password: bob.password,
      new_password: OWN,
      ...more,
    });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
  });
  after(() => server.stop());

  it("says why it cannot be done", async () => {
    const ids = [];
    for (const [from, to] of [
      ["email", "ldap"],
      ["ldap", "email"],
      ["email", "saml"],
      ["email", "email"],
      ["ldap", "saml"],
      ["email", "banana"],
      ["", "ldap"],
    ] as const) {
      const { status, body } = await ask(from, to);
      ids.push([status, body.id]);
    }
    assert.deepEqual(ids, [
      [501, "api.user.login_switch.not_active.app_error"],
      [501, "api.user.login_switch.not_active.app_error"],
      [501, "api.user.login_switch.not_active.app_error"],
      [400, "api.user.login_switch.combination.app_error"],
      [400, "api.user.login_switch.combination.app_error"],
      [400, "api.context.invalid_body_param.app_error"],
      [400, "api.context.invalid_body_param.app_error"],
    ]);
    assert.match((await ask("email", "ldap")).body.message, /ldap is not active/);
    assert.equal((await bob.get("/users/me")).auth_service, "", "nothing has changed");
  });

  it("leads to providers that prove people in the browser, and back by their session", async () => {
    const { users, sessions, platform } = server.app;
    const asked: string[] = [];
    const linkAt = async ({ id }: { id: string }) => {
      asked.push(id);
      return "https://idp.example/authorize";
    };
    const login = new Login(platform, () => [{ service: "openid", linkAt }]);
    const switches = new SignInSwitches(users, sessions, login, new Audits(platform));
    const run = (from: string, to: string, more: object, token = "") =>
      sessions
        .authenticate(token)
        .then((caller) =>
          switches.run(
            { current_service: from, new_service: to, email: "bob@example.org", ...more },
            caller,
            "127.0.0.1",
          ),
        );
    await assert.rejects(run("email", "openid", { password: "wrong" }), /valid e-mail address/);
    assert.deepEqual(asked, []);
    assert.equal(await run("email", "openid", { password: bob.password }), "https://idp.example/authorize");
    assert.deepEqual(asked, [bob.id]);
    assert.equal((await bob.get("/users/me")).auth_service, "", "not before they have proved who they are there");

    await server.sql("UPDATE users SET auth_service = 'openid', auth_data = 'sub-1' WHERE id = $1", [bob.id]);
    const cat = await aUser(ada, "cat");
    await assert.rejects(run("openid", "email", { new_password: OWN }), /session is missing/);
    await assert.rejects(run("openid", "email", { new_password: OWN }, cat.token), /permission/);
    await assert.rejects(run("openid", "email", { new_password: OWN }, ada.token), /permission/);
    await assert.rejects(run("openid", "email", { new_password: "short" }, bob.token), /must have/);
    assert.match(await run("openid", "email", { new_password: OWN }, bob.token), /^\/login/);
    assert.equal((await bob.send("GET", "/users/me")).status, 401, "sessions have ended");
    const again = await signIn(server, "bob", OWN);
    assert.equal((await again.get("/users/me")).auth_service, "");
  });
});
