import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../core/server/cli/main.js";
import { aChannel, anAdmin, aPost, aTeam, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("the command line", () => {
  let server: TestServer;
  let ada: Person;
  const run = (line: string) =>
    runCommand(
      [...(line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', "")), "--data", server.dataFolder],
      "/",
    );

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
  });
  after(() => server.stop());

  it("works through a socket only its owner can open, and nobody over the network is local", async () => {
    assert.equal(statSync(join(server.dataFolder, "courtyard.sock")).mode & 0o777, 0o600);
    assert.match(await run("user list"), /ada .*admin/);
    assert.equal((await stranger(server).fails("GET", "/users")).status_code, 401);
  });

  it("does what a help desk does", async () => {
    await run("user create ben ben@example.org first-password");
    const ben = await signIn(server, "ben", "first-password");
    await run("user password ben second-password");
    assert.equal((await ben.fails("GET", "/users/me")).status_code, 401);
    const again = await signIn(server, "ben@example.org", "second-password");
    assert.match(await run("user sessions ben"), /device/);
    await run("user sessions ben --end");
    assert.equal((await again.fails("GET", "/users/me")).status_code, 401);
    await run("user deactivate ben");
    assert.equal(
      (await stranger(server).fails("POST", "/users/login", { login_id: "ben", password: "second-password" })).id,
      "api.user.login.inactive.app_error",
    );
    await run("user activate ben");
    await run("user rename ben benjamin");
    await run("user roles benjamin system_user system_admin");
    assert.match(
      (await signIn(server, "benjamin", "second-password").then((person) => person.get("/users/me"))).roles,
      /system_admin/,
    );
    await assert.rejects(run("user erase benjamin"), /--yes/);
    await run("user roles benjamin system_user");
    assert.match(await run("user erase benjamin --yes"), /"anonymise"/);
  });

  it("has a server put off what can wait", async () => {
    assert.equal(await run("busy show"), "Not busy.");
    assert.match(await run("busy on 90"), /^Busy until \d{4}-\d\d-\d\d \d\d:\d\d\.$/);
    assert.equal((await ada.get("/server_busy")).busy, true);
    await assert.rejects(run("busy on soon"), /seconds/);
    assert.equal(await run("busy off"), "Not busy.");
  });

  it("makes teams and channels, and gives the invitation link", async () => {
    await run("user create cleo cleo@example.org some-password");
    await run('team create garden "The Garden"');
    await run("team add garden cleo");
    assert.match(await run("team invite-link garden"), /signup_user_complete\/\?id=[a-z0-9]{26}$/);
    await run('channel create garden beds "Spring beds" --private');
    await run("channel add garden/beds cleo");
    const cleo = await signIn(server, "cleo", "some-password");
    const [team] = await cleo.get("/users/me/teams");
    assert.ok((await cleo.get(`/users/me/teams/${team.id}/channels`)).some((channel: any) => channel.name === "beds"));
    await run("channel archive garden/beds");
    assert.match(await run("channel list garden"), /beds .*archived/);
  });

  it("reads and changes settings", async () => {
    assert.match(await run("config set teamsettings.sitename Rose Garden"), /TeamSettings.SiteName is "Rose Garden"/);
    assert.equal((await stranger(server).get("/config/client")).SiteName, "Rose Garden");
    assert.match(await run("config list --changed"), /Rose Garden/);
    await assert.rejects(run("config set TeamSettings.MaxUsersPerTeam many"), /MaxUsersPerTeam/);
    await assert.rejects(run("config get SiteNam"), /Did you mean/);
    await run("config reset TeamSettings.SiteName");
    assert.equal((await stranger(server).get("/config/client")).SiteName, "Courtyard");
    assert.match(await run("role add system_user create_emojis"), /permissions/);
    assert.match(await run("licence show"), /Team Edition/);
  });

  it("fills a team with people who talk, without touching anybody's account", async () => {
    await assert.rejects(run("sample-data demo --messages many"), /wants a number/);
    assert.match(await run("sample-data demo"), /8 people, 4 channels and \d\d new messages/);
    const team = await ada.get("/teams/name/demo");
    const planning = await ada.get(`/teams/${team.id}/channels/name/planning`);
    const { order, posts } = await ada.get(`/channels/${planning.id}/posts`);
    const said = order.map((id: string) => posts[id]).filter((post: any) => post.type === "");
    assert.ok(new Set(said.map((post: any) => post.user_id)).size > 3, "several people talk");
    assert.ok(said.some((post: any) => post.root_id !== "") && said.some((post: any) => post.is_pinned));
    assert.ok(said.some((post: any) => post.metadata.reactions?.length > 0));
    assert.equal((await ada.get(`/users/me/channels/${planning.id}/unread`)).mention_count, 1);
    const { threads } = await ada.get(`/users/me/teams/${team.id}/threads`);
    assert.match(threads[0].post.message, /budget/, "who is called in a thread follows it");
    const sam = await ada.get("/users/email/sam.okafor@sample.invalid");
    assert.deepEqual(await ada.get(`/users/${sam.id}/sessions`), [], "nobody stays signed in");
    const direct = await ada.post("/channels/direct", [ada.id, sam.id]);
    assert.equal(direct.total_msg_count, 2);
    assert.match(await run("sample-data demo --messages 41"), /8 people, 4 channels and 41 new messages/);
    assert.equal((await ada.get(`/channels/${direct.id}`)).total_msg_count, 2, "it greets once");
    await run("user erase sam.okafor --yes");
    await run("user create sam.okafor sam@example.org the-real-one");
    await assert.rejects(run("sample-data demo"), /user name/i);
    await signIn(server, "sam.okafor", "the-real-one");
  });

  it("finds what does not fit together, and tells how the server is", async () => {
    assert.ok(
      (await run("integrity"))
        .split("\n")
        .slice(1)
        .every((line) => / 0 /.test(line)),
    );
    const team = await aTeam(ada, "broken");
    const post = await aPost(ada, await aChannel(ada, team, "room"), "root");
    await aPost(ada, { id: (await ada.get(`/posts/${post.id}`)).channel_id }, "reply", { root_id: post.id });
    await server.sql("UPDATE threads SET reply_count = 7 WHERE post_id = $1", [post.id]);
    assert.match(await run("integrity"), new RegExp(`thread counts +1 +${post.id}`));
    const doctor = await run("doctor");
    assert.match(doctor, /database +good/);
    assert.match(doctor, /data +look at this/);
  });

  it("says what it wants when it is called wrongly", async () => {
    assert.match(await run("help"), /user create <username> <email> <password>/);
    assert.match(await run("user"), /user list/);
    await assert.rejects(run("user create ben"), /Use: courtyard user create/);
    await assert.rejects(run("frobnicate now"), /no command/);
    await assert.rejects(run("user password nobody x"), /nobody called nobody/);
    await assert.rejects(run("user frobnicate ada"), /no command user frobnicate.*user list/s);
    await assert.rejects(run("user list --inactve"), /no option --inactve.*\[--inactive\]/);
    await assert.rejects(run("team create yard Back Yard"), /Yard is too much.*quotes/);
    await assert.rejects(run("team archive yrad"), /no team yrad/);
    await assert.rejects(run("channel archive beds"), /sales\/beds/);
    await assert.rejects(run("channel archive yard/beds"), /no channel yard\/beds/);
    await assert.rejects(run("user roles ada system_user system_admn"), /no role system_admn/);
    await assert.rejects(run("sample-data demo --messages"), /--messages wants/);
    assert.match(await run("user list --help"), /--inactive/);
    assert.match(await run("license show"), /Team Edition/);
  });

  it("adds nobody when one of several is not there", async () => {
    await run("team create party Party");
    await run("user create dan dan@example.org some-password");
    await assert.rejects(run("team add party dan nobody"), /nobody called nobody/);
    const { id } = await ada.get("/teams/name/party");
    assert.equal((await ada.get(`/teams/${id}/stats`)).total_member_count, 1);
  });

  it("erases a person with their messages, in whatever order its options stand", async () => {
    await run("user create fay fay@example.org some-password");
    await assert.rejects(run("user erase fay --messages"), /--yes/);
    await assert.rejects(run("user erase fay --mesages --yes"), /no option --mesages/);
    assert.match(await run("user erase fay --messages --yes"), /"remove"/);
    await assert.rejects(runCommand(["user", "list", "--data", "/nowhere"], "/"), /No server runs/);
  });

  it("erases everybody, from the machine alone, and makes the next who signs up the administrator", async () => {
    const place = await startTestServer();
    const here = (line: string) => runCommand([...line.split(" "), "--data", place.dataFolder], "/");
    const root = await anAdmin(place, "root");
    const team = await aTeam(root, "yard");
    const channel = await aChannel(root, team, "beds");
    await root.post("/users", { username: "eve", email: "eve@example.org", password: "correct horse battery" });
    const eve = await signIn(place, "eve");
    await root.post(`/teams/${team.id}/members`, { team_id: team.id, user_id: eve.id });
    await root.post(`/channels/${channel.id}/members`, { user_id: eve.id });
    const mine = await aPost(root, channel, "Hello @eve");
    await aPost(eve, channel, "An answer", { root_id: mine.id });
    assert.equal((await root.fails("DELETE", "/users")).status_code, 403, "not over the network, whoever asks");
    await assert.rejects(here("user erase-all"), /--yes/);
    assert.equal((await eve.get("/users/me")).username, "eve");
    assert.match(await here("user erase-all --yes"), /signs up next/);
    for (const person of [root, eve]) assert.equal((await person.fails("GET", "/users/me")).status_code, 401);
    const rows = (text: string) => place.sql<Record<string, unknown>>(text);
    assert.deepEqual(await rows("SELECT id FROM sessions"), []);
    assert.deepEqual(await rows("SELECT id FROM posts WHERE message <> '' AND delete_at = 0 AND type = ''"), []);
    assert.deepEqual(await rows("SELECT id FROM users WHERE NOT is_bot AND email NOT LIKE '%@erased.invalid'"), []);
    assert.equal((await rows("SELECT id FROM erasures")).length, 2);
    assert.equal((await rows("SELECT id FROM channels WHERE name = 'beds'")).length, 1, "places stay");
    assert.equal((await stranger(place).get("/config/client?format=old")).NoAccounts, "true");
    assert.match(await here("doctor"), /the first account administers it/);
    const next = await anAdmin(place, "nora");
    assert.match((await next.get("/users/me")).roles, /system_admin/);
    assert.equal((await next.get("/users?active=true")).length, 1);
    await place.stop();
  });
});
