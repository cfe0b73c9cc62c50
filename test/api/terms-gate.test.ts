import assert from "node:assert/strict";
import { runCommand } from "../../core/server/cli/main.js";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, Person, signIn } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const DAY = 86_400_000;
const REFUSED = "api.context.terms_of_service_required.app_error";

describe("terms of service that are not accepted", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string };
  let room: { id: string };
  let terms: { id: string };
  const accept = (person: Person, accepted = true, id = terms.id) =>
    person.post("/users/me/terms_of_service", { termsOfServiceId: id, accepted });
  const put = async (text: string) => {
    terms = await ada.post("/terms_of_service", { text });
    await accept(ada);
  };
  const configure = (settings: object) => ada.put("/config/patch", { SupportSettings: settings });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "crew");
    await join(ada, team, bob, cat);
    room = await aChannel(ada, team, "room");
    await add(ada, room, bob, cat);
    await configure({ CustomTermsOfServiceEnabled: true });
  });
  after(() => server.stop());

  it("keep nobody out while there are none", async () => {
    assert.equal((await bob.send("GET", `/channels/${room.id}/posts`)).status, 200);
    terms = await ada.post("/terms_of_service", { text: "Be kind." });
  });

  it("refuse every call but those that lead to them, also of administrators", async () => {
    for (const person of [bob, ada]) {
      const refused = await Promise.all([
        person.fails("GET", `/channels/${room.id}/posts`),
        person.fails("POST", "/posts", { channel_id: room.id, message: "x" }),
        person.fails("GET", "/users?per_page=5"),
        person.fails("PUT", "/users/me/patch", { nickname: "x" }),
        person.fails("PUT", "/users/me/preferences", []),
        person.fails("GET", `/users/${cat.id}`),
        person.fails("GET", `/users/${cat.id}/teams`),
        person.fails("PUT", "/config/patch", { SupportSettings: { CustomTermsOfServiceEnabled: false } }),
        person.fails("GET", "/there/is/nothing"),
      ]);
      assert.deepEqual(
        refused.slice(0, -1).map((one) => [one.status_code, one.id]),
        refused.slice(0, -1).map(() => [403, REFUSED]),
      );
      assert.equal(refused.at(-1)?.status_code, 404);
    }
  });

  it("let apps come up as far as showing them", async () => {
    const fresh = await signIn(server, "bob");
    for (const path of [
      "/system/ping",
      "/config/client?format=old",
      "/license/client?format=old",
      "/users/me",
      `/users/${bob.id}`,
      "/users/me/preferences",
      "/users/me/teams",
      "/users/me/teams/members",
      "/users/me/teams/unread",
      `/users/me/teams/${team.id}/channels?include_deleted=true&last_delete_at=0`,
      `/users/me/teams/${team.id}/channels/members`,
      `/users/me/teams/${team.id}/channels/categories`,
      "/terms_of_service",
    ])
      assert.equal((await fresh.send("GET", path)).status, 200, path);
    assert.equal((await fresh.send("GET", "/users/me/terms_of_service")).status, 404, "nothing accepted yet");
    assert.equal((await fresh.send("POST", "/roles/names", ["system_user"])).status, 200);
    assert.equal((await fresh.send("PUT", "/users/sessions/device", { device_id: "" })).status, 200);
    assert.equal((await fresh.send("POST", "/users/logout")).status, 200);
    assert.equal((await fresh.send("GET", "/users/me")).status, 401);
  });

  it("do not keep bots out, nor whoever owns the machine, but the tokens of people", async () => {
    await accept(ada);
    const bot = await ada.post("/users", {
      username: "robot",
      email: "robot@example.org",
      password: "correct horse battery",
    });
    const pat = await ada.post(`/users/${bot.id}/tokens`, { description: "work" });
    const robot = new Person(server.url, pat.token);
    assert.equal((await robot.fails("GET", "/teams")).id, REFUSED);
    await server.sql("UPDATE users SET is_bot = true WHERE id = $1", [bot.id]);
    await ada.post("/caches/invalidate");
    assert.equal((await robot.send("GET", "/teams")).status, 200);
    await accept(ada, false);
    assert.equal((await ada.fails("GET", "/users")).id, REFUSED);
    assert.match(await runCommand(["user", "list", "--data", server.dataFolder], "/"), /robot/);
    await accept(ada);
  });

  it("are accepted once and for all doors", async () => {
    await accept(bob);
    assert.equal((await bob.send("GET", `/channels/${room.id}/posts`)).status, 200);
    assert.equal((await cat.fails("GET", `/channels/${room.id}/posts`)).id, REFUSED, "each for themselves");
    await accept(bob, false);
    assert.equal((await bob.fails("GET", `/channels/${room.id}/posts`)).id, REFUSED, "and taken back");
    await accept(bob);
    const old = terms.id;
    await put("Be kinder.");
    assert.equal((await bob.fails("GET", `/channels/${room.id}/posts`)).id, REFUSED, "others are in force");
    await accept(bob, true, old);
    assert.equal((await bob.fails("GET", `/channels/${room.id}/posts`)).id, REFUSED, "the former are not enough");
    await accept(bob);
    await configure({ CustomTermsOfServiceReAcceptancePeriod: 30 });
    await server.sql("UPDATE users SET terms_of_service_create_at = $2 WHERE id = $1", [bob.id, Date.now() - 31 * DAY]);
    await ada.post("/caches/invalidate");
    assert.equal((await bob.fails("GET", `/channels/${room.id}/posts`)).id, REFUSED, "too long ago");
    await accept(bob);
    assert.equal((await bob.send("GET", `/channels/${room.id}/posts`)).status, 200);
  });

  it("let sockets open, which hear nothing but of the server itself until then", async () => {
    const [hers, his] = [await Listener.open(cat), await Listener.open(bob)];
    const post = await aPost(ada, room, "secret plans @cat");
    await his.next("posted", (one) => one.data.post.includes(post.id));
    await ada.put("/users/me/patch", { nickname: "Countess" });
    await configure({ CustomTermsOfServiceReAcceptancePeriod: 31 });
    await hers.next("config_changed");
    const heard = (await hers.all()).map((one) => one.event);
    assert.deepEqual([...new Set(heard)].sort(), ["config_changed", "hello"]);

    await accept(cat);
    // The client connects anew, to load what it missed.
    await hers.ended();
    const again = await Listener.open(cat);
    const next = await aPost(ada, room, "more plans");
    await again.next("posted", (one) => one.data.post.includes(next.id));

    await put("Be kindest.");
    const last = await aPost(ada, room, "even more plans");
    await Promise.all([his.ask("ping"), again.ask("ping")]);
    for (const listener of [his, again])
      assert.ok(!(await listener.all("posted")).some((one) => one.data.post.includes(last.id)), "others are in force");
    his.close();
    again.close();
  });

  it("let go of everybody when they are switched off", async () => {
    await configure({ CustomTermsOfServiceEnabled: false });
    const hears = await Listener.open(bob);
    const post = await aPost(ada, room, "free again");
    await hears.next("posted", (one) => one.data.post.includes(post.id));
    assert.equal((await cat.send("GET", `/channels/${room.id}/posts`)).status, 200);
    hears.close();
  });
});
