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
    const refused = await stranger(server).fails("POST", "/users", { username: "eve", email: "eve@example.org", password: "long enough" });
    assert.equal(refused.id, "api.user.create_user.no_open_server");
    await ada.post("/users/logout");
    assert.equal((await ada.fails("GET", "/users/me/sessions")).status_code, 401);
    await signIn(server, "ada@example.org");
  });
});
