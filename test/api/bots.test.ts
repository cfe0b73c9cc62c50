import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aBot, aChannel, add, anAdmin, aPost, aTeam, aUser, join, Person, signIn } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("bots", () => {
  let server: TestServer;
  let ada: Person;
  let ben: Person;
  let cleo: Person;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    ben = await aUser(ada, "ben");
    cleo = await aUser(ada, "cleo");
    // A role with which people make bots of their own.
    const [role] = await ada.post("/roles/names", ["system_user_access_token"]);
    const permissions = [...role.permissions, "create_bot", "read_bots", "manage_bots"];
    await ada.put(`/roles/${role.id}/patch`, { permissions });
    for (const { id } of [ben, cleo])
      await ada.put(`/users/${id}/roles`, { roles: "system_user system_user_access_token" });
  });
  after(() => server.stop());

  const make = (owner: Person, username: string, more = {}) => owner.post("/bots", { username, ...more });

  it("are made by those with the permission, who answer for them", async () => {
    const made = await make(ben, "Herald", { display_name: "The herald", description: "Says what is new." });
    assert.deepEqual(
      [made.username, made.display_name, made.description, made.owner_id, made.delete_at],
      ["herald", "The herald", "Says what is new.", ben.id, 0],
    );
    const account = await ada.get(`/users/${made.user_id}`);
    assert.deepEqual(
      [account.is_bot, account.bot_description, account.first_name, account.roles, account.email],
      [true, "Says what is new.", "The herald", "system_user", "herald@localhost"],
    );
    const dan = await aUser(ada, "dan");
    assert.equal((await dan.fails("POST", "/bots", { username: "mine" })).status_code, 403);
    assert.match((await make(ben, "x").catch(String)) as string, /A user name begins with a letter/);
    assert.match((await make(ben, "herald").catch(String)) as string, /user name exists already/);
    const login = await new Person(server.url).fails("POST", "/users/login", { login_id: "herald", password: "x" });
    assert.equal(login.status_code, 401);
  });

  it("take no seat and are not the first account of a server", async () => {
    const before = await ada.get("/users/stats");
    await make(ada, "seatless");
    assert.deepEqual(await ada.get("/users/stats"), before);
  });

  it("are seen and changed by their owners and by those who manage all", async () => {
    const { user_id: id } = await make(ben, "scout");
    const names = async (who: Person, query = "") =>
      (await who.get(`/bots${query}`)).map((b: { username: string }) => b.username);
    assert.ok((await names(ben)).includes("scout"));
    assert.ok((await names(ada)).includes("scout"));
    assert.deepEqual(await names(cleo), []);
    const unknown = await cleo.fails("GET", "/bots/yyyyyyyyyyyyyyyyyyyyyyyyyy");
    for (const [method, path, body] of [
      ["GET", `/bots/${id}`],
      ["PUT", `/bots/${id}`, { username: "stolen" }],
      ["POST", `/bots/${id}/disable`],
      ["GET", `/bots/${id}/icon`],
      ["DELETE", `/bots/${id}/icon`],
    ] as const) {
      const refused = await cleo.fails(method, path, body);
      assert.deepEqual([refused.id, refused.status_code], [unknown.id, 404], `${method} ${path}`);
    }
    assert.equal((await cleo.fails("POST", `/users/${id}/tokens`, { description: "theft" })).status_code, 403);
    const changed = await ben.put(`/bots/${id}`, { username: "scout2", description: "Looks ahead." });
    assert.deepEqual([changed.username, changed.description], ["scout2", "Looks ahead."]);
    assert.equal((await ada.get(`/users/${id}`)).email, "scout2@localhost");
    assert.equal((await ada.put(`/bots/${id}`, { username: "scout2", display_name: "Scout" })).display_name, "Scout");
    // A person is no bot, and the server's own account is nobody's.
    assert.equal((await ada.fails("GET", `/bots/${ben.id}`)).status_code, 404);
    assert.equal((await ada.fails("POST", `/bots/${ben.id}/disable`)).status_code, 404);
  });

  it("write with their tokens, marked as bots, also where people may have none", async () => {
    const team = await aTeam(ada, "works");
    const bot = await aBot(ben, "teller");
    await join(ada, team, ben, bot);
    const channel = await aChannel(ada, team, "news");
    await add(ada, channel, ben, bot);
    const socket = await Listener.open(bot);
    const post = await aPost(bot, channel, "good morning");
    assert.equal((await ben.get(`/posts/${post.id}`)).props.from_bot, "true");
    const greeting = await aPost(ben, channel, "good morning, @teller");
    const heard = await socket.next("posted", (event) => event.data.post.includes(greeting.id));
    assert.ok(heard.data.mentions.includes(bot.id));
    const { token } = await ben.post("/users/me/tokens", { description: "mine" });
    const robot = new Person(server.url, token, ben.id, "ben");
    await ada.put("/config/patch", { ServiceSettings: { EnableUserAccessTokens: false } });
    assert.equal((await robot.fails("GET", "/users/me")).status_code, 401);
    assert.equal((await bot.get("/users/me")).username, "teller");
    assert.equal((await ben.fails("POST", "/users/me/tokens", { description: "no" })).status_code, 501);
    assert.ok((await ben.post(`/users/${bot.id}/tokens`, { description: "another" })).token);
    await ada.put("/config/patch", { ServiceSettings: { EnableUserAccessTokens: true } });
    socket.close();
  });

  it("have tokens their owners list and revoke, and nobody else without the permission", async () => {
    const bot = await aBot(ben, "porter");
    const [token] = await ben.get(`/users/${bot.id}/tokens`);
    assert.equal(token.user_id, bot.id);
    assert.equal((await cleo.fails("GET", `/users/${bot.id}/tokens`)).status_code, 403);
    assert.equal((await cleo.fails("GET", `/users/tokens/${token.id}`)).status_code, 404);
    assert.equal((await cleo.fails("POST", "/users/tokens/revoke", { token_id: token.id })).status_code, 404);
    assert.equal((await ben.get(`/users/tokens/${token.id}`)).id, token.id);
    await ben.post("/users/tokens/revoke", { token_id: token.id });
    assert.equal((await bot.fails("GET", "/users/me")).status_code, 401);
  });

  it("that administer the server are managed by administrators only", async () => {
    const bot = await aBot(ben, "mighty");
    await ada.put(`/users/${bot.id}/roles`, { roles: "system_user system_admin" });
    assert.equal((await ben.fails("POST", `/users/${bot.id}/tokens`, { description: "x" })).status_code, 403);
    assert.equal((await ben.fails("PUT", `/bots/${bot.id}`, { username: "mightier" })).status_code, 403);
    assert.equal((await ada.put(`/bots/${bot.id}`, { username: "mightier" })).username, "mightier");
  });

  it("stop at once when they are disabled, and go on when enabled", async () => {
    const bot = await aBot(ben, "sleeper");
    const socket = await Listener.open(bot);
    const disabled = await ben.post(`/bots/${bot.id}/disable`);
    assert.ok(disabled.delete_at > 0);
    assert.equal((await bot.fails("GET", "/users/me")).status_code, 401);
    await socket.ended();
    assert.ok(!(await ben.get("/bots")).some((b: { user_id: string }) => b.user_id === bot.id));
    assert.ok((await ben.get("/bots?include_deleted=true")).some((b: { user_id: string }) => b.user_id === bot.id));
    assert.equal((await ben.fails("GET", `/bots/${bot.id}`)).status_code, 404);
    assert.equal((await ben.get(`/bots/${bot.id}?include_deleted=true`)).username, "sleeper");
    assert.equal((await ben.post(`/bots/${bot.id}/enable`)).delete_at, 0);
    assert.equal((await bot.get("/users/me")).username, "sleeper");
  });

  it("are handed over to people only", async () => {
    const bot = await aBot(ada, "courier");
    assert.equal((await ben.fails("POST", `/bots/${bot.id}/assign/${ben.id}`)).status_code, 404);
    const given = await ada.post(`/bots/${bot.id}/assign/${cleo.id}`);
    assert.equal(given.owner_id, cleo.id);
    assert.equal((await cleo.get(`/bots/${bot.id}`)).username, "courier");
    const other = await aBot(ada, "other");
    const guest = await aUser(ada, "gus");
    await ada.post(`/users/${guest.id}/demote`);
    for (const id of [other.id, guest.id])
      assert.match((await ada.fails("POST", `/bots/${bot.id}/assign/${id}`)).message, /active person/);
  });

  it("have pictures", async () => {
    const bot = await aBot(ben, "painter");
    const form = () => {
      const body = new FormData();
      body.append("image", new Blob([picture as BlobPart], { type: "image/png" }), "bot.png");
      return body;
    };
    const picture = await aPicture(64, 64);
    const drawn = await ben.send("GET", `/bots/${bot.id}/icon`);
    assert.equal(drawn.headers.get("content-type"), "image/png");
    assert.equal((await cleo.send("POST", `/bots/${bot.id}/icon`, form())).status, 404);
    assert.equal((await ben.send("POST", `/bots/${bot.id}/icon`, form())).status, 200);
    const own = await ben.send("GET", `/bots/${bot.id}/icon`);
    assert.notDeepEqual(own.body, drawn.body);
    assert.deepEqual((await ada.send("GET", `/users/${bot.id}/image`)).body, own.body);
    await ben.delete(`/bots/${bot.id}/icon`);
    assert.deepEqual((await ben.send("GET", `/bots/${bot.id}/icon`)).body, drawn.body);
  });

  it("stop when whoever answers for them is deactivated, and administrators are told", async () => {
    const eve = await aUser(ada, "eve");
    await ada.put(`/users/${eve.id}/roles`, { roles: "system_user system_user_access_token" });
    const bot = await aBot(eve, "orphan");
    const [standing] = await ada.get("/bots?only_orphaned=true&include_deleted=true");
    assert.equal(standing, undefined);
    const told = await Listener.open(ada);
    await ada.put(`/users/${eve.id}/active`, { active: false });
    assert.equal((await bot.fails("GET", "/users/me")).status_code, 401);
    const letter = await told.next("posted", (event) => event.data.post.includes("orphan"));
    assert.match(letter.data.post, /@eve was deactivated, so these bots were disabled/);
    assert.equal((await ada.get("/bots?only_orphaned=true&include_deleted=true"))[0].user_id, bot.id);
    await ada.put(`/users/${eve.id}/active`, { active: true });
    assert.equal((await bot.fails("GET", "/users/me")).status_code, 401);
    await eve.send("GET", "/users/me");
    await ada.post(`/bots/${bot.id}/enable`);

    await ada.put("/config/patch", { ServiceSettings: { DisableBotsWhenOwnerIsDeactivated: false } });
    await ada.put(`/users/${eve.id}/active`, { active: false });
    assert.equal((await bot.get("/users/me")).username, "orphan");
    const second = await told.next("posted", (event) => event.data.post.includes("go on"));
    assert.match(second.data.post, /orphan/);
    await ada.put("/config/patch", { ServiceSettings: { DisableBotsWhenOwnerIsDeactivated: true } });
    // Erasing somebody is leaving too.
    await ada.put(`/users/${eve.id}/active`, { active: true });
    await ada.post(`/courtyard/users/${eve.id}/erase`, { mode: "remove", confirm: "eve" });
    assert.equal((await bot.fails("GET", "/users/me")).status_code, 401);
    told.close();
  });

  it("become people, whom the tokens of the bot do not open", async () => {
    const bot = await aBot(ben, "former");
    const email = "former@example.org";
    const refused = await ada.fails("POST", `/bots/${bot.id}/convert_to_user`, { email });
    assert.match(refused.message, /password/);
    assert.equal((await ben.fails("POST", `/bots/${bot.id}/convert_to_user`, {})).status_code, 403);
    const password = "correct horse battery";
    const made = await ada.post(`/bots/${bot.id}/convert_to_user`, { email, password, first_name: "Fay" });
    assert.deepEqual([made.is_bot, made.email, made.first_name], [false, email, "Fay"]);
    assert.equal((await bot.fails("GET", "/users/me")).status_code, 401);
    assert.equal((await (await signIn(server, "former")).get("/users/me")).roles, "system_user");
    assert.equal((await ada.fails("GET", `/bots/${bot.id}`)).status_code, 404);
    const second = await aBot(ben, "ruler");
    const query = "?set_system_admin=true";
    const ruler = await ada.post(`/bots/${second.id}/convert_to_user${query}`, {
      email: "ruler@example.org",
      password,
    });
    assert.match(ruler.roles, /system_admin/);
  });

  it("are made of people, whose sessions end and whose programs go on", async () => {
    const fred = await aUser(ada, "fred");
    await ada.put(`/users/${fred.id}/roles`, { roles: "system_user system_user_access_token" });
    const own = await aBot(fred, "fredsbot");
    const { token } = await fred.post("/users/me/tokens", { description: "script" });
    assert.equal((await ben.fails("POST", `/users/${fred.id}/convert_to_bot`)).status_code, 403);
    const made = await ada.post(`/users/${fred.id}/convert_to_bot`);
    assert.deepEqual([made.username, made.owner_id], ["fred", ada.id]);
    assert.equal((await fred.fails("GET", "/users/me")).status_code, 401);
    assert.equal((await new Person(server.url, token).get("/users/me")).is_bot, true);
    assert.equal((await ada.get(`/bots/${own.id}`)).owner_id, ada.id);
    assert.equal((await ada.fails("POST", `/users/${ada.id}/convert_to_bot`)).status_code, 400);
    assert.equal((await ada.fails("POST", `/users/${fred.id}/convert_to_bot`)).status_code, 400);
    const gina = await aUser(ada, "gina");
    await ada.post(`/users/${gina.id}/demote`);
    assert.equal((await ada.fails("POST", `/users/${gina.id}/convert_to_bot`)).status_code, 400);
  });

  it("are no longer made once that is switched off; bots make none", async () => {
    const bot = await aBot(ada, "parent");
    await ada.put(`/users/${bot.id}/roles`, { roles: "system_user system_admin" });
    assert.equal((await bot.fails("POST", "/bots", { username: "child" })).status_code, 403);
    await ada.put("/config/patch", { ServiceSettings: { EnableBotAccountCreation: false } });
    assert.match((await ada.fails("POST", "/bots", { username: "late" })).message, /switched off/);
    assert.equal((await bot.get("/users/me")).username, "parent");
    await ada.put("/config/patch", { ServiceSettings: { EnableBotAccountCreation: true } });
  });
});
