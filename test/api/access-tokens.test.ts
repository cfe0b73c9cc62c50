import assert from "node:assert/strict";
import { atTime } from "../support/clock.js";
import { Listener } from "../support/listener.js";
import { anAdmin, aTeam, aUser, Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("personal access tokens", () => {
  let server: TestServer;
  let ada: Person;
  let ben: Person;

  const make = async (person: Person, more: Record<string, unknown> = {}) => {
    const made = await person.post("/users/me/tokens", { description: "a robot", ...more });
    return { ...made, robot: new Person(server.url, made.token, person.id, person.username) };
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    ben = await aUser(ada, "ben");
  });
  after(() => server.stop());

  it("are made by those with the permission and shown once", async () => {
    assert.equal((await ben.fails("POST", "/users/me/tokens", { description: "x" })).status_code, 403);
    await ada.put(`/users/${ben.id}/roles`, { roles: "system_user system_user_access_token" });
    const { robot, token, id } = await make(ben);
    assert.equal((await robot.get("/users/me")).username, "ben");
    const [listed] = await ben.get("/users/me/tokens");
    assert.equal(listed.id, id);
    assert.ok(!JSON.stringify(listed).includes(token));
    assert.ok(!server.log().includes(token));
    const [row] = await server.sql("SELECT * FROM access_tokens WHERE id = $1", [id]);
    assert.ok(!JSON.stringify(row).includes(token));
    assert.equal((await ada.get(`/users/tokens/${id}`)).description, "a robot");
    const cleo = await aUser(ada, "cleo");
    await ada.put(`/users/${cleo.id}/roles`, { roles: "system_user system_user_access_token" });
    assert.equal((await cleo.fails("GET", `/users/tokens/${id}`)).status_code, 404);
    assert.equal((await cleo.fails("POST", "/users/tokens/revoke", { token_id: id })).status_code, 404);
    assert.equal((await robot.fails("POST", "/users/me/tokens", { description: "breeding" })).status_code, 403);
  });

  it("end at once when revoked or switched off, their sockets too", async () => {
    const { robot, id } = await make(ben);
    const socket = await Listener.open(robot);
    await ben.post("/users/tokens/disable", { token_id: id });
    assert.equal((await robot.fails("GET", "/users/me")).status_code, 401);
    await socket.ended();
    await ben.post("/users/tokens/enable", { token_id: id });
    assert.equal((await robot.get("/users/me")).username, "ben");
    await ben.post("/users/tokens/revoke", { token_id: id });
    assert.equal((await robot.fails("GET", "/users/me")).status_code, 401);
  });

  it("can be for reading only, and can expire", async () => {
    const { robot } = await make(ben, { scope: ["read"] });
    assert.equal((await robot.post("/users/ids", [ben.id])).length, 1);
    assert.equal((await robot.fails("PUT", "/users/me/patch", { nickname: "x" })).status_code, 403);
    assert.equal((await robot.fails("POST", "/teams", { name: "robots", display_name: "Robots" })).status_code, 403);
    assert.equal((await ben.fails("POST", "/users/me/tokens", { description: "x", expires_at: 1 })).status_code, 400);
    const short = await make(ben, { expires_at: Date.now() + 60_000 });
    assert.equal((await short.robot.get("/users/me")).username, "ben");
    // A minute goes by.
    const late = await atTime<{ status_code: number }>(
      (now) => now + 60_001,
      () => short.robot.fails("GET", "/users/me"),
    );
    assert.equal(late.status_code, 401);
  });

  it("end with the account", async () => {
    const { robot } = await make(ben);
    await aTeam(ada, "robots");
    await ada.put(`/users/${ben.id}/active`, { active: false });
    assert.equal((await robot.fails("GET", "/users/me")).status_code, 401);
  });
});
