import assert from "node:assert/strict";
import { anAdmin, aUser, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("who accepted the terms of service", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  const PATH = "/courtyard/terms_of_service/acceptances";
  let terms: { id: string };
  let people: Record<"cat" | "dan" | "eve" | "gus" | "off" | "bot", Person>;
  const accept = (person: Person, accepted = true) =>
    person.post("/users/me/terms_of_service", { termsOfServiceId: terms.id, accepted });
  const states = async (query = "") => {
    const { people: found } = await ada.get(`${PATH}?per_page=200${query}`);
    return Object.fromEntries(found.map((one: { username: string; state: string }) => [one.username, one.state]));
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    await ada.put("/config/patch", { SupportSettings: { CustomTermsOfServiceEnabled: true } });
    const none = { terms_of_service_id: "", accepted: 0, outstanding: 0, people: [] };
    assert.deepEqual(await ada.get(PATH), none, "nobody is asked without a text");
    terms = await ada.post("/terms_of_service", { text: "Be kind." });
    await accept(ada);
    await accept(bob);
    const made = await Promise.all(["cat", "dan", "eve", "gus", "off", "bot"].map((name) => aUser(ada, name)));
    people = Object.fromEntries(made.map((person) => [person.username, person])) as typeof people;
    const { cat, dan, eve, gus, off, bot } = people;
    await server.sql("UPDATE users SET is_bot = true WHERE id = $1", [bot.id]);
    await accept(cat);
    terms = await ada.post("/terms_of_service", { text: "Be kind, be brief." });
    for (const person of [ada, dan, eve, gus]) await accept(person);
    await accept(eve, false);
    await server.sql("UPDATE users SET terms_of_service_create_at = 1000 WHERE id = $1", [dan.id]);
    await ada.post(`/users/${gus.id}/demote`);
    await ada.delete(`/users/${off.id}`);
  });
  after(() => server.stop());

  it("is listed for administrators: everybody who is asked, with what they accepted last", async () => {
    const all = await ada.get(`${PATH}?per_page=200`);
    assert.deepEqual([all.terms_of_service_id, all.accepted, all.outstanding], [terms.id, 2, 4]);
    assert.deepEqual(await states(), {
      ada: "accepted",
      bob: "former",
      cat: "former",
      dan: "expired",
      eve: "none",
      gus: "accepted",
    });
    const [own] = all.people;
    assert.deepEqual(
      [own.user_id, own.terms_of_service_id, own.accepted_at],
      [ada.id, terms.id, (await ada.get("/users/me/terms_of_service")).create_at],
    );
    assert.deepEqual(Object.keys(await states("&state=accepted")), ["ada", "gus"]);
    assert.deepEqual(Object.keys(await states("&state=outstanding")), ["bob", "cat", "dan", "eve"]);
    const second = await ada.get(`${PATH}?state=outstanding&per_page=3&page=1`);
    assert.deepEqual(
      second.people.map((one: { username: string }) => one.username),
      ["eve"],
    );
    assert.equal((await ada.fails("GET", `${PATH}?state=maybe`)).status_code, 400);
  });

  it("is shown while nobody is asked, too", async () => {
    await ada.put("/config/patch", { SupportSettings: { CustomTermsOfServiceEnabled: false } });
    assert.equal((await ada.get(PATH)).accepted, 2);
    await ada.put("/config/patch", { SupportSettings: { CustomTermsOfServiceEnabled: true } });
  });

  it("is a table for everybody, which leaves a record", async () => {
    await people.cat.post("/users/me/terms_of_service", { termsOfServiceId: terms.id, accepted: true });
    await ada.put(`/users/${people.cat.id}/patch`, { first_name: "=cmd()" });
    const { status, body, headers } = await ada.send("GET", `${PATH}.csv`);
    assert.equal(status, 200);
    assert.match(String(headers.get("content-disposition")), /^attachment; filename="terms-of-service-[\d-]+\.csv"$/);
    const rows = String(body).trim().split("\r\n");
    assert.deepEqual(
      rows.map((row) => row.split(",")[0]),
      ["User name", "ada", "bob", "cat", "dan", "eve", "gus"],
    );
    assert.match(rows[3] ?? "", new RegExp(`^cat,'=cmd\\(\\),,accepted,20\\d\\d-.*,${terms.id},${people.cat.id}$`));
    assert.match(rows[4] ?? "", /^dan,,,accepted too long ago,1970-01-01 00:00:01,/);
    assert.match(rows[5] ?? "", /^eve,,,not accepted,,,/);
    const audit = await ada.get("/audits?per_page=50");
    assert.equal(JSON.stringify(audit).split('"terms_of_service.export"').length - 1, 1);
    assert.equal((await people.cat.send("GET", PATH)).status, 403);
    assert.equal((await people.cat.send("GET", `${PATH}.csv`)).status, 403);
  });
});
