import assert from "node:assert/strict";
import { awayFromMidnight } from "../support/clock.js";
import { aChannel, anAdmin, aPost, aTeam, aUser, join, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const DAY = 86_400_000;
const names = (rows: { username: string }[]) => rows.map((row) => row.username);

describe("reports", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string };
  let channel: { id: string };

  before(async () => {
    await awayFromMidnight();
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob", { first_name: "=cmd()", last_name: 'Stone, "the" Rock' });
    cat = await aUser(ada, "cat", { first_name: "Anna" });
    await aUser(ada, "dan");
    team = await aTeam(ada, "garden");
    await join(ada, team, bob);
    channel = await aChannel(ada, team, "beds");
    await ada.post(`/channels/${channel.id}/members`, { user_id: bob.id });
    const old = await aPost(bob, channel, "three days ago");
    await server.sql("UPDATE posts SET create_at = create_at - $1 WHERE id = $2", [3 * DAY, old.id]);
    await aPost(bob, channel, "today");
    await aPost(ada, channel, "today, too");
  });
  after(() => server.stop());

  describe("of people", () => {
    const report = (query = "") => ada.get(`/reports/users?${query}`);

    it("are sorted and go on after the last row", async () => {
      assert.deepEqual(names(await report()), ["ada", "bob", "cat", "dan"]);
      assert.deepEqual(names(await report("sort_column=CreateAt&sort_direction=desc")), ["dan", "cat", "bob", "ada"]);
      const first = await report("page_size=2");
      assert.deepEqual(names(first), ["ada", "bob"]);
      const after = `from_id=${first[1].id}&from_column_value=${first[1].username}`;
      assert.deepEqual(names(await report(`page_size=2&direction=next&${after}`)), ["cat", "dan"]);
      assert.deepEqual(names(await report(`page_size=2&direction=prev&${after}`)), ["ada"]);
      const byDate = await report("page_size=2&sort_column=CreateAt");
      const rest = await report(
        `sort_column=CreateAt&from_id=${byDate[1].id}&from_column_value=${byDate[1].create_at}`,
      );
      assert.deepEqual(names(rest), ["cat", "dan"]);
    });

    it("are filtered, and counted by the same filter", async () => {
      for (const [query, expected] of [
        ["role_filter=system_admin", ["ada"]],
        ["role_filter=system_user", ["bob", "cat", "dan"]],
        [`team_filter=${team.id}`, ["ada", "bob"]],
        ["has_no_team=true", ["cat", "dan"]],
        ["search_term=ann", ["cat"]],
        ["search_term=%27%20OR%201=1", []],
        ["search_term=bob@exa", ["bob"]],
        [`search_term=${"z".repeat(26)}`, []],
        ["auth_service=ldap", []],
      ] as const) {
        assert.deepEqual(names(await report(query)), expected, query);
        assert.equal(await ada.get(`/reports/users/count?${query}`), expected.length, query);
      }
      await ada.put(`/users/${cat.id}/active`, { active: false });
      assert.deepEqual(names(await report("hide_active=true")), ["cat"]);
      assert.deepEqual(names(await report("hide_inactive=true")), ["ada", "bob", "dan"]);
      await ada.put(`/users/${cat.id}/active`, { active: true });
    });

    it("tell how active people are, and never a secret", async () => {
      const [, row] = await report("date_range=last_30_days");
      assert.deepEqual([row.total_posts, row.days_active, row.email], [2, 2, "bob@example.org"]);
      assert.ok(row.last_post_date > Date.now() - DAY && row.last_login > 0 && row.channel_count >= 3);
      assert.ok(!/argon2|password":"[^"]/.test(JSON.stringify(row)));
      await report("date_range=previous_month");
    });

    it("become a table whose cells are no formulas", async () => {
      const answer = await ada.send("GET", "/courtyard/reports/users.csv");
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("content-disposition") ?? "", /^attachment; filename="people-/);
      const lines = String(answer.body).trimEnd().split("\r\n");
      assert.equal(lines.length, 5);
      assert.ok(lines[2]?.startsWith(`bob,bob@example.org,'=cmd(),"Stone, ""the"" Rock"`), lines[2]);
    });

    it("are for those who may see people in the console", async () => {
      for (const path of [
        "/reports/users",
        "/reports/users/count",
        "/courtyard/reports/users.csv",
        "/courtyard/reports/teams",
        "/courtyard/reports/channels",
      ]) {
        assert.equal((await bob.send("GET", path)).status, 403, path);
        assert.equal((await stranger(server).send("GET", path)).status, 401, path);
      }
    });

    it("name a wrong parameter", async () => {
      for (const query of [
        "sort_column=Password",
        "from_id=x",
        "date_range=ever",
        `sort_column=CreateAt&from_id=${ada.id}&from_column_value=x`,
      ]) {
        assert.equal((await ada.send("GET", `/reports/users?${query}`)).status, 400, query);
      }
    });
  });

  describe("of places", () => {
    it("show teams and channels with their sizes, the archived apart", async () => {
      const [row] = await ada.get("/courtyard/reports/teams");
      assert.deepEqual([row.display_name, row.members], ["garden", 2]);
      assert.deepEqual(await ada.get("/courtyard/reports/teams?term=gard%25"), []);
      assert.deepEqual(await ada.get("/courtyard/reports/teams?archived=true"), []);
      const channels = await ada.get(`/courtyard/reports/channels?team_id=${team.id}&term=BED`);
      assert.deepEqual(
        channels.map((one: any) => [one.name, one.team_name, one.members, one.messages >= 3]),
        [["beds", "garden", 2, true]],
      );
    });
  });

  describe("of use", () => {
    it("count finished days once and today as it is", async () => {
      // A server that has much to count does not make anybody wait for it.
      const overview = await until(() => ada.get("/courtyard/overview?days=7"), "all days to be counted", {
        passes: ({ complete }) => complete,
      });
      assert.equal(overview.days.length, 7);
      assert.equal(overview.days[6].day, new Date().toISOString().slice(0, 10));
      assert.deepEqual([overview.days[3].messages, overview.days[3].people], [1, 1]);
      assert.deepEqual([overview.days[6].messages, overview.days[6].people], [2, 2]);
      assert.equal(overview.counts.people, 4);
      assert.ok(overview.database.bytes > 0 && overview.minutes.length > 0 && overview.minutes[0].requests > 0);
      const [{ days }] = await server.sql<{ days: string }>("SELECT count(*) AS days FROM activity_counted");
      assert.equal(Number(days), 3);
    });

    it("answer the figures older consoles ask for", async () => {
      const standard = Object.fromEntries(
        (await ada.get("/analytics/old?name=standard&team_id=")).map((row: any) => [row.name, row.value]),
      );
      assert.deepEqual([standard.unique_user_count, standard.team_count, standard.channel_open_count], [4, 1, 3]);
      const days = await ada.get(`/analytics/old?name=post_counts_day&team_id=${team.id}`);
      assert.deepEqual(
        days.slice(0, 4).map((row: any) => row.value),
        [2, 0, 0, 1],
      );
      assert.equal((await ada.get("/analytics/old?name=user_counts_with_posts_day"))[0].value, 2);
      assert.equal((await ada.send("GET", "/analytics/old?name=other")).status, 400);
      assert.equal((await ada.send("GET", `/analytics/old?team_id=${"z".repeat(26)}`)).status, 404);
    });

    it("show one team", async () => {
      const statistics = await ada.get(`/courtyard/reports/teams/${team.id}?days=4`);
      assert.deepEqual(
        statistics.days.map((day: any) => day.messages),
        [1, 0, 0, 2],
      );
      assert.deepEqual(
        statistics.newly_joined.map((one: any) => one.username),
        ["bob", "ada"],
      );
      assert.equal((await ada.send("GET", `/courtyard/reports/teams/${"z".repeat(26)}`)).status, 404);
    });

    it("are closed to others; figures of teams do not open those of the server", async () => {
      for (const path of ["/courtyard/overview", "/analytics/old", `/courtyard/reports/teams/${team.id}`, "/logs"]) {
        assert.equal((await bob.send("GET", path)).status, 403, path);
      }
      const role = await ada.get("/roles/name/system_post_all");
      await ada.put(`/roles/${role.id}/patch`, { permissions: ["sysconsole_read_reporting_team_statistics"] });
      await ada.put(`/users/${cat.id}/roles`, { roles: "system_user system_post_all" });
      const reader = await signIn(server, "cat");
      assert.equal((await reader.send("GET", `/analytics/old?team_id=${team.id}`)).status, 200);
      assert.equal((await reader.send("GET", "/analytics/old")).status, 403);
      assert.equal((await reader.send("GET", "/courtyard/overview")).status, 403);
    });
  });

  describe("of the log", () => {
    it("hold the newest lines, filtered, and go on where one stopped", async () => {
      server.app.platform.log.warn({ token: "canary-7", place: "shed" }, "a gate is open");
      const { newest, lines } = await ada.get("/courtyard/logs?level=warn");
      assert.equal(lines.at(-1).message, "a gate is open");
      assert.deepEqual(lines.at(-1).fields, { token: "[hidden]", place: "shed" });
      assert.ok(lines.every((line: any) => ["warn", "error"].includes(line.level)));
      server.app.platform.log.error("a wall fell");
      const next = await ada.get(`/courtyard/logs?level=warn&after=${newest}`);
      assert.deepEqual(
        next.lines.map((line: any) => line.message),
        ["a wall fell"],
      );
      assert.equal((await ada.get("/courtyard/logs?text=SHED&level=warn")).lines.length, 1);
      assert.equal((await ada.send("GET", "/courtyard/logs?level=loud")).status, 400);
    });

    it("answer the calls clients know", async () => {
      server.app.platform.log.error("the roof leaks");
      const plain = await ada.get("/logs?page=0&logs_per_page=5");
      assert.equal(plain.length, 5);
      const all = await ada.get("/logs?logs_per_page=10000");
      assert.ok(all.some((line: string) => JSON.parse(line).msg === "the roof leaks"));
      const found = await ada.post("/logs/query", {
        server_names: [],
        log_levels: ["error"],
        date_from: "",
        date_to: "",
      });
      assert.equal(found.default.at(-1).msg, "the roof leaks");
      assert.deepEqual(await ada.post("/logs/query", { server_names: ["elsewhere"], log_levels: [] }), {});
      assert.equal((await ada.send("POST", "/logs/query", { date_from: "soon" })).status, 400);
      assert.deepEqual(await bob.post("/logs", { level: "ERROR", message: "x".repeat(900) }), {
        message: "x".repeat(400),
      });
      assert.ok(!String((await ada.send("GET", "/logs/download")).body).includes("canary-7"));
    });
  });
});
