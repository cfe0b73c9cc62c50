import assert from "node:assert/strict";
import { anAdmin, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("first contact", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it("answers pings with the exact content type, version and request id", async () => {
    const { status, headers, body } = await stranger(server).send("GET", "/system/ping");
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "application/json");
    assert.match(headers.get("x-version-id") ?? "", /^10\.11\.0\./);
    assert.match(headers.get("x-request-id") ?? "", /^[a-z0-9]{26}$/);
    assert.equal(headers.get("cache-control"), null);
    assert.equal(body.status, "OK");
  });

  it("makes the first account the administrator and then closes sign-up", async () => {
    assert.equal((await stranger(server).get("/config/client?format=old")).NoAccounts, "true");
    const ada = await anAdmin(server);
    assert.equal((await stranger(server).get("/config/client")).NoAccounts, "false");
    const sessions = await ada.get(`/users/${ada.id}/sessions`);
    assert.equal(sessions.length, 1);
    const refused = await stranger(server).fails("POST", "/users", {
      username: "eve",
      email: "eve@example.org",
      password: "long enough",
    });
    assert.equal(refused.id, "api.user.create_user.no_open_server");
    await ada.post("/users/logout");
    assert.equal((await ada.fails("GET", "/users/me/sessions")).status_code, 401);
    await signIn(server, "ada@example.org");
  });

  it("answers every fault in one shape, with its own status", async () => {
    const somebody = stranger(server);
    const missing = await somebody.send("GET", "/no/such/thing");
    assert.deepEqual(
      [missing.status, missing.body.status_code, missing.body.id],
      [404, 404, "api.context.404.app_error"],
    );
    assert.equal(missing.headers.get("content-type"), "application/json");
    assert.equal(missing.body.request_id, missing.headers.get("x-request-id"));
    assert.equal((await somebody.fails("GET", "/users/me")).status_code, 401);
    assert.equal((await somebody.send("POST", "/users/login", "<a/>", { "Content-Type": "text/xml" })).status, 415);
    assert.equal((await somebody.send("POST", "/users/login", `{"login_id":"${"x".repeat(400_000)}"}`)).status, 413);
    assert.equal((await somebody.send("GET", `/system/ping?time=${"9".repeat(5000)}`)).status, 414);
    assert.equal((await somebody.send("POST", "/users/login", '{"login_id": "a", }')).status, 400);
    assert.equal((await somebody.send("POST", "/users/login", '{"__proto__": {"admin": true}}')).status, 400);
    assert.equal((await somebody.send("GET", "/teams/invite/x%00y")).status, 400);
  });

  it("wants proof that a write with a cookie was meant", async () => {
    const ada = await signIn(server, "ada");
    const login = await ada.send(
      "POST",
      "/users/login",
      { login_id: "ada", password: "correct horse battery" },
      { "X-Requested-With": "XMLHttpRequest" },
    );
    const cookies = login.headers.getSetCookie();
    assert.deepEqual(cookies.map((cookie) => cookie.split("=")[0]).sort(), ["MMAUTHTOKEN", "MMCSRF", "MMUSERID"]);
    assert.ok(cookies.find((cookie) => cookie.startsWith("MMAUTHTOKEN"))?.includes("HttpOnly"));
    const cookie = cookies.map((one) => one.split(";")[0]).join("; ");
    const csrf = /MMCSRF=(\w+)/.exec(cookie)?.[1] ?? "";
    const write = (headers: Record<string, string>) =>
      stranger(server).send("PUT", "/users/me/patch", { nickname: "Countess" }, { Cookie: cookie, ...headers });
    assert.equal((await write({})).status, 401);
    assert.equal((await write({ "X-CSRF-Token": "wrong" })).status, 401);
    assert.equal((await write({ "X-Requested-With": "XMLHttpRequest" })).status, 401);
    assert.equal((await write({ "X-CSRF-Token": csrf })).status, 200);
    assert.equal(
      (await stranger(server).send("GET", "/users/me", undefined, { Cookie: cookie })).body.nickname,
      "Countess",
    );
  });

  it("locks an account after ten wrong passwords, also when they come at once", async () => {
    const ada = await signIn(server, "ada");
    await ada.post("/users", { username: "tess", email: "tess@example.org", password: "correct horse battery" });
    const guesses = await Promise.all(
      Array.from({ length: 25 }, () =>
        stranger(server).send("POST", "/users/login", { login_id: "tess", password: "guess" }),
      ),
    );
    assert.ok(guesses.every((guess) => guess.status === 401));
    assert.equal(guesses.filter((guess) => guess.body.id.includes("invalid_credentials")).length, 10);
    const right = await stranger(server).fails("POST", "/users/login", {
      login_id: "tess",
      password: "correct horse battery",
    });
    assert.equal(right.id, "api.user.check_user_login_attempts.too_many.app_error");
  });

  it("writes no password and no token into its log", () => {
    assert.ok(server.log().length > 1000);
    assert.ok(!server.log().includes("correct horse battery"));
  });
});
