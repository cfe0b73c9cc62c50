import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { anAdmin, aUser, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("preferences", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  const of = (person: Person, category: string, name: string, value: string) => ({
    user_id: person.id,
    category,
    name,
    value,
  });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
  });
  after(() => server.stop());

  it("are kept, replaced and read by category and by name", async () => {
    await bob.put("/users/me/preferences", [
      of(bob, "display_settings", "use_military_time", "true"),
      of(bob, "teams_order", "", "a,b"),
    ]);
    await bob.put(`/users/${bob.id}/preferences`, [of(bob, "display_settings", "use_military_time", "false")]);
    assert.deepEqual(await bob.get("/users/me/preferences/display_settings"), [
      of(bob, "display_settings", "use_military_time", "false"),
    ]);
    assert.equal((await bob.get("/users/me/preferences/display_settings/name/use_military_time")).value, "false");
    assert.deepEqual(
      (await bob.get<{ category: string }[]>("/users/me/preferences")).map((one) => one.category),
      ["display_settings", "teams_order"],
    );
    assert.equal((await bob.fails("GET", "/users/me/preferences/nothing")).status_code, 404);
    assert.equal((await bob.fails("GET", "/users/me/preferences/display_settings/name/nothing")).status_code, 404);
  });

  it("are deleted, also those that are not there", async () => {
    await bob.put("/users/me/preferences", [of(bob, "tutorial_step", bob.id, "3")]);
    await bob.post("/users/me/preferences/delete", [
      of(bob, "tutorial_step", bob.id, "3"),
      of(bob, "tutorial_step", "x", ""),
    ]);
    assert.equal((await bob.fails("GET", "/users/me/preferences/tutorial_step")).status_code, 404);
  });

  it("belong to one person: nobody else reads or writes them, but administrators", async () => {
    for (const [method, path, body] of [
      ["GET", `/users/${bob.id}/preferences`],
      ["GET", `/users/${bob.id}/preferences/display_settings`],
      ["PUT", `/users/${bob.id}/preferences`, [of(bob, "a", "b", "c")]],
      ["POST", `/users/${bob.id}/preferences/delete`, [of(bob, "a", "b", "c")]],
      ["PUT", "/users/me/preferences", [of(bob, "a", "b", "c")]],
    ] as const) {
      assert.equal((await cat.fails(method, path, body)).id, "api.context.permissions.app_error", `${method} ${path}`);
      assert.equal((await stranger(server).fails(method, path, body)).status_code, 401, `${method} ${path}`);
    }
    assert.equal((await ada.get<unknown[]>(`/users/${bob.id}/preferences`)).length, 2);
    const nobody = "z".repeat(26);
    assert.equal(
      (await ada.fails("PUT", `/users/${nobody}/preferences`, [{ ...of(bob, "a", "b", "c"), user_id: nobody }]))
        .status_code,
      404,
    );
  });

  it("name the field that is wrong", async () => {
    const cases: [unknown, string][] = [
      [[of(bob, "", "n", "v")], "0.category"],
      [[of(bob, "c".repeat(33), "n", "v")], "0.category"],
      [[of(bob, "c", "n".repeat(33), "v")], "0.name"],
      [[of(bob, "c", "n", "v".repeat(2001))], "0.value"],
      [[of(bob, "c", "n", "v"), of(bob, "theme", "", '{"a": 1}')], "1.value"],
      [[of(bob, "theme", "", "no JSON")], "0.value"],
      [[of(bob, "theme", "", "[]")], "0.value"],
      [Array.from({ length: 101 }, (_, at) => of(bob, "c", `${at}`, "v")), "body"],
      [{}, "body"],
    ];
    for (const [body, field] of cases) {
      const error = await bob.fails("PUT", "/users/me/preferences", body);
      assert.equal(error.status_code, 400);
      assert.match(
        error.message,
        new RegExp(`missing ${field.replace(".", "\\.")} in`),
        JSON.stringify(body).slice(0, 60),
      );
    }
    assert.equal(
      (await bob.fails("GET", "/users/me/preferences/c")).status_code,
      404,
      "a request is written as a whole or not at all",
    );
    await bob.put("/users/me/preferences", [
      of(bob, "theme", "", '{"sidebarBg":"#123456"}'),
      of(bob, "c", "n", "😀".repeat(2000)),
    ]);
  });

  it("take the last of two with one name", async () => {
    await bob.put("/users/me/preferences", [of(bob, "last", "team", "one"), of(bob, "last", "team", "two")]);
    assert.equal((await bob.get("/users/me/preferences/last/name/team")).value, "two");
  });

  it("tell the person's other clients what changed, and nobody else", async () => {
    const [mine, hers] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    const preference = of(bob, "display_settings", "name_format", "full_name");
    await bob.put("/users/me/preferences", [preference]);
    await bob.put("/users/me/preferences", [preference]);
    await bob.post("/users/me/preferences/delete", [preference]);
    const heard = await mine.all("preferences_changed", "preferences_deleted");
    assert.deepEqual(
      heard.map((one) => one.event),
      ["preferences_changed", "preferences_deleted"],
      "the same again is no change",
    );
    assert.deepEqual(JSON.parse(heard[0]?.data.preferences), [preference]);
    assert.equal(heard[0]?.broadcast.user_id, bob.id);
    assert.deepEqual(await hers.all("preferences_changed", "preferences_deleted"), []);
    mine.close();
    hers.close();
  });
});
