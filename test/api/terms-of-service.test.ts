import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { anAdmin, aUser, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("terms of service", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
  });
  after(() => server.stop());

  it("are none at first", async () => {
    assert.equal((await bob.fails("GET", "/terms_of_service")).status_code, 404);
    assert.equal((await bob.fails("GET", "/users/me/terms_of_service")).status_code, 404);
    const config = await bob.get("/config/client?format=old");
    assert.deepEqual([config.EnableCustomTermsOfService, config.CustomTermsOfServiceId], ["false", ""]);
  });

  it("are written by administrators, and clients hear which are in force", async () => {
    assert.equal((await bob.send("POST", "/terms_of_service", { text: "Obey Bob." })).status, 403);
    for (const text of ["", "  ", "x".repeat(16_384), 5])
      assert.equal((await ada.fails("POST", "/terms_of_service", { text })).status_code, 400);
    await ada.put("/config/patch", { SupportSettings: { CustomTermsOfServiceEnabled: true } });
    const hears = await Listener.open(bob);
    const terms = await ada.post("/terms_of_service", { text: "Be kind." });
    await ada.post("/users/me/terms_of_service", { termsOfServiceId: terms.id, accepted: true });
    const told = await hears.next("config_changed", (heard) => heard.data.config.CustomTermsOfServiceId === terms.id);
    assert.equal(told.data.config.EnableCustomTermsOfService, "true");
    hears.close();
    assert.deepEqual(await bob.get("/terms_of_service"), terms);
    assert.equal(
      (await ada.post("/terms_of_service", { text: " Be kind. " })).id,
      terms.id,
      "the same text is the same",
    );
  });

  it("are accepted by each for themselves, until others are in force", async () => {
    const terms = await bob.get("/terms_of_service");
    const accept = (accepted: unknown, termsOfServiceId = terms.id) => ({ termsOfServiceId, accepted });
    await bob.post("/users/me/terms_of_service", accept(true));
    assert.equal((await bob.get("/users/me/terms_of_service")).terms_of_service_id, terms.id);
    const me = await bob.get("/users/me");
    assert.equal(me.terms_of_service_id, terms.id);
    assert.ok(me.terms_of_service_create_at > 0);
    assert.equal((await ada.send("POST", `/users/${bob.id}/terms_of_service`, accept(false))).status, 403);
    assert.equal((await ada.get(`/users/${bob.id}/terms_of_service`)).terms_of_service_id, terms.id);
    const cat = await aUser(ada, "cat");
    await cat.post("/users/me/terms_of_service", accept(true));
    assert.equal((await cat.send("GET", `/users/${bob.id}/terms_of_service`)).status, 403);
    assert.equal((await cat.get(`/users/${bob.id}`)).terms_of_service_id, "");
    assert.equal((await bob.send("POST", "/users/me/terms_of_service", accept(true, "z".repeat(26)))).status, 404);
    assert.equal((await bob.send("POST", "/users/me/terms_of_service", accept("maybe"))).status, 400);
    const next = await ada.post("/terms_of_service", { text: "Be kinder." });
    assert.notEqual((await bob.get("/users/me")).terms_of_service_id, next.id);
    await bob.post("/users/me/terms_of_service", accept("false"));
    assert.equal((await bob.send("GET", "/users/me/terms_of_service")).status, 404);
  });
});
