import assert from "node:assert/strict";
import {
  aChannel,
  aDirect,
  add,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join,
  type Person,
  stranger,
} from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

interface Found {
  order: string[];
  posts: Record<string, { message: string }>;
  matches: Record<string, string[]>;
}

describe("search for messages", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let eve: Person;
  let team: { id: string };
  let other: { id: string };
  let general: { id: string; name: string };
  let ops: { id: string };
  let away: { id: string };
  let direct: { id: string };

  const search = (
    person: Person,
    terms: string,
    more: Record<string, unknown> = {},
    path = `/teams/${team.id}/posts/search`,
  ) => person.post<Found>(path, { terms, is_or_search: false, ...more });
  const messages = async (person: Person, terms: string, more: Record<string, unknown> = {}, path?: string) => {
    const { order, posts } = await search(person, terms, more, path);
    return order.map((id) => posts[id]?.message);
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob", { nickname: "Bobby" });
    eve = await aUser(ada, "eve");
    team = await aTeam(ada, "harbour");
    other = await aTeam(ada, "lighthouse");
    await join(ada, team, bob, eve);
    await join(ada, other, bob);
    general = await aChannel(ada, team, "boats");
    ops = await aChannel(ada, team, "ops", "P");
    away = await aChannel(ada, other, "lamps");
    await add(ada, general, bob);
    await add(ada, ops, bob);
    await add(ada, away, bob);
    direct = await aDirect(ada, bob);
  });
  after(() => server.stop());

  describe("words", () => {
    const texts = [
      "The router 10.12.0.7:8080 does not answer",
      "Ticket PLT-3699 is about snake_case_names in core/api/posts.ts",
      "See https://wiki.example.com/down?x=1 or mail ops@example.com",
      "東京都で検索機能をテストします",
      "서울에서 만나요",
      "Café at noon, I am in",
      "Planning #road-map with @bob.",
      "deployment of the blue server is done",
      "done is the deployment: of blue and green",
    ];
    before(async () => {
      for (const text of texts) await aPost(ada, general, text);
    });

    const cases: [terms: string, found: number[]][] = [
      ["router", [0]],
      ["10.12.0.7", [0]],
      ["10.12.0.7:8080", [0]],
      ["10.12.0", [0]],
      ["10.12.0.71", []],
      ["PLT-3699", [1]],
      ["3699", [1]],
      ["snake_case_names", [1]],
      ["posts.ts", [1]],
      ["wiki.example.com", [2]],
      ["https://wiki.example.com/down?x=1", [2]],
      ["ops@example.com", [2]],
      ["検索", [3]],
      ["京", [3]],
      ["機能をテ", [3]],
      ["能機", []],
      ["울에서", [4]],
      ["cafe", [5]],
      ["I am", [5]],
      ['"at noon"', [5]],
      ["#road-map", [6]],
      ["road", [6]],
      ["#road", []],
      ["@bob", [6]],
      ["deployment blue", [8, 7]],
      ['"deployment of"', [8, 7]],
      ['"blue server" done', [7]],
      ['"of the blue" "is done"', [7]],
      ["deploy*", [8, 7]],
      ["deploy", []],
      ["deployment -server", [8]],
      ['deployment -"blue server"', [8]],
      ["blue missing", []],
      ["has:link", [2]],
    ];
    for (const [terms, found] of cases) {
      it(`${terms} finds ${found.length}`, async () => {
        assert.deepEqual(
          await messages(bob, terms),
          found.map((index) => texts[index]),
        );
      });
    }

    it("can be any of several", async () => {
      assert.deepEqual(await messages(bob, "cafe 서울", { is_or_search: true }), [texts[5], texts[4]]);
    });

    it("are told in the spelling of the message", async () => {
      const { order, matches } = await search(bob, 'cafe "i am"');
      assert.deepEqual(matches, { [order[0] as string]: ["Café", "I am"] });
    });

    it("come in pages", async () => {
      const all = await messages(bob, "the", { per_page: 100 });
      assert.equal(all.length, 3);
      assert.deepEqual(await messages(bob, "the", { per_page: 2 }), all.slice(0, 2));
      assert.deepEqual(await messages(bob, "the", { per_page: 2, page: 1 }), all.slice(2));
      assert.deepEqual(await messages(bob, "the", { per_page: 2, page: 2 }), []);
    });

    it("follow what happens to a message", async () => {
      const post = await aPost(ada, general, "zebra crossing");
      await ada.put(`/posts/${post.id}/patch`, { message: "giraffe crossing" });
      assert.deepEqual(await messages(bob, "zebra"), []);
      assert.deepEqual(await messages(bob, "giraffe"), ["giraffe crossing"]);
      await ada.delete(`/posts/${post.id}`);
      assert.deepEqual(await messages(bob, "crossing"), []);
    });

    it("are none of system messages", async () => {
      assert.deepEqual(await messages(ada, "joined"), []);
    });
  });

  describe("filters", () => {
    before(async () => {
      await aPost(ada, general, "anchor one");
      await aPost(bob, general, "anchor two");
      await aPost(bob, ops, "anchor three");
      await aPost(ada, direct, "anchor four");
      await aPost(bob, away, "anchor five");
      for (const [message, at] of [
        ["anchor two", "2024-02-29T23:30:00Z"],
        ["anchor three", "2024-03-01T12:00:00Z"],
      ])
        await server.sql("UPDATE posts SET create_at = $2 WHERE message = $1", [message, Date.parse(at as string)]);
    });

    const cases: [terms: string, found: string[]][] = [
      ["anchor from:ada", ["four", "one"]],
      ["anchor from: @Bob", ["three", "two"]],
      ["anchor from:me", ["three", "two"]],
      ["anchor from:Bobby", ["three", "two"]],
      ["anchor from:ada from:bob", ["four", "one", "three", "two"]],
      ["anchor -from:bob", ["four", "one"]],
      ["anchor from:nobody", []],
      ["anchor in:boats", ["one", "two"]],
      ["anchor in:~ops", ["three"]],
      ["anchor channel:ops in:boats", ["one", "three", "two"]],
      ["anchor -in:boats", ["four", "three"]],
      ["anchor in:@ada", ["four"]],
      ["anchor in:ada", ["four"]],
      ["anchor in:lamps", []],
      ["anchor before:2024-03-01", ["two"]],
      ["anchor after:2024-2-29 before:2024-3-2", ["three"]],
      ["anchor on:2024-03-01", ["three"]],
      ["anchor during:2024", ["three", "two"]],
      ["anchor -after: 2024-12-31", ["three", "two"]],
      ["from:bob on:2024-02-29", ["two"]],
    ];
    for (const [terms, found] of cases) {
      it(`${terms} finds ${found.join(", ") || "nothing"}`, async () => {
        assert.deepEqual(
          await messages(bob, terms),
          found.map((word) => `anchor ${word}`),
        );
      });
    }

    it("mean days in the person's own time", async () => {
      assert.deepEqual(await messages(bob, "anchor on:2024-03-01", { time_zone_offset: 3600 }), [
        "anchor three",
        "anchor two",
      ]);
      assert.deepEqual(await messages(bob, "anchor on:2024-02-29", { time_zone_offset: 3600 }), []);
    });

    it("know channels by id and by display name", async () => {
      assert.deepEqual(await messages(bob, `anchor in:${ops.id}`), ["anchor three"]);
      await ada.put(`/channels/${ops.id}/patch`, { display_name: "Night Watch" });
      assert.deepEqual(await messages(bob, 'anchor in:"night watch"'), ["anchor three"]);
    });

    it("reach all teams where no team is named", async () => {
      const found = await messages(bob, "anchor from:bob", {}, "/posts/search");
      assert.deepEqual(found, ["anchor five", "anchor three", "anchor two"]);
    });

    it("know pinned and saved messages and those with reactions", async () => {
      const [one] = (await search(bob, "anchor one")).order as [string];
      await bob.post(`/posts/${one}/pin`);
      assert.deepEqual(await messages(bob, "has:pin"), ["anchor one"]);
      assert.deepEqual(await messages(bob, "is:saved"), []);
      await bob.put("/users/me/preferences", [{ user_id: bob.id, category: "flagged_post", name: one, value: "true" }]);
      assert.deepEqual(await messages(bob, "is:saved anchor"), ["anchor one"]);
      assert.deepEqual(await messages(ada, "is:saved"), []);
      await bob.post("/reactions", { user_id: bob.id, post_id: one, emoji_name: "anchor" });
      assert.deepEqual(await messages(ada, "has:reaction"), ["anchor one"]);
    });
  });

  describe("rights", () => {
    const CANARY = "canary7731";
    before(async () => {
      await aPost(ada, ops, `${CANARY} in a private channel`);
      await aPost(ada, direct, `${CANARY} in a direct message`);
      await aPost(ada, away, `${CANARY} in another team`);
      await aPost(ada, general, `${CANARY} where eve is not`);
    });

    it("show members what is theirs, in one team or in all", async () => {
      assert.equal((await messages(bob, CANARY)).length, 3);
      assert.equal((await messages(bob, CANARY, {}, "/posts/search")).length, 4);
    });

    it("show others nothing, whatever they ask", async () => {
      for (const terms of [
        CANARY,
        `${CANARY.slice(0, 3)}*`,
        `"${CANARY} in"`,
        "-nothing",
        "from:ada",
        `in:${ops.id}`,
        "in:ops",
        `in:${direct.id} ${CANARY}`,
        "before:2100-01-01",
        "has:pin",
        "is:thread",
        "is:unread",
      ]) {
        for (const path of [`/teams/${team.id}/posts/search`, "/posts/search"]) {
          const answer = await eve.send("POST", path, { terms, include_deleted_channels: true });
          assert.equal(answer.status, 200, terms);
          assert.ok(!JSON.stringify(answer.body).includes("canary"), terms);
        }
      }
    });

    it("end when somebody leaves or is removed", async () => {
      const port = await aChannel(ada, team, "port", "P");
      await add(ada, port, eve);
      await aPost(ada, port, "pelican briefing");
      assert.deepEqual(await messages(eve, "pelican"), ["pelican briefing"]);
      await ada.delete(`/channels/${port.id}/members/${eve.id}`);
      assert.deepEqual(await messages(eve, "pelican"), []);
      await add(ada, port, eve);
      assert.deepEqual(await messages(eve, "pelican"), ["pelican briefing"]);
      await ada.delete(`/teams/${team.id}/members/${eve.id}`);
      assert.deepEqual(await messages(eve, "pelican", {}, "/posts/search"), []);
      await join(ada, team, eve);
    });

    it("keep archived channels apart", async () => {
      const dock = await aChannel(ada, team, "dock");
      await add(ada, dock, bob);
      await aPost(ada, dock, "barnacle report");
      await ada.delete(`/channels/${dock.id}`);
      assert.deepEqual(await messages(bob, "barnacle"), []);
      assert.deepEqual(await messages(bob, "barnacle", { include_deleted_channels: true }), ["barnacle report"]);
      assert.deepEqual(await messages(eve, "barnacle", { include_deleted_channels: true }), []);
    });

    it("are needed for the team", async () => {
      const unknown = await eve.fails("POST", `/teams/${"z".repeat(26)}/posts/search`, { terms: "x" });
      const hidden = await eve.fails("POST", `/teams/${other.id}/posts/search`, { terms: "x" });
      assert.deepEqual([hidden.status_code, hidden.id], [unknown.status_code, unknown.id]);
      assert.equal((await stranger(server).fails("POST", "/posts/search", { terms: "x" })).status_code, 401);
    });
  });

  it("names the field that is wrong", async () => {
    for (const [body, field] of [
      [{}, "terms"],
      [{ terms: "" }, "terms"],
      [{ terms: 7 }, "terms"],
      [{ terms: "x", page: -1 }, "page"],
      [{ terms: "x", per_page: "60" }, "per_page"],
      [{ terms: "x", is_or_search: "yes" }, "is_or_search"],
      [{ terms: "x", time_zone_offset: 1e9 }, "time_zone_offset"],
    ] as const) {
      const error = await bob.fails("POST", "/posts/search", body);
      assert.equal(error.status_code, 400);
      assert.match(error.message, new RegExp(field));
    }
  });

  it("takes whatever is typed", async () => {
    for (const terms of [
      "'",
      "\\",
      "!",
      "&|!()<->:*",
      '"',
      "from:",
      'in:"',
      "a".repeat(16_000),
      "東".repeat(16_000),
      "-".repeat(16_000),
      "((((",
      "' OR 1=1 --",
      "%",
      "before:9999-12-31",
      "on:0000-00-00",
    ])
      assert.equal(
        (await bob.send("POST", "/posts/search", { terms })).status,
        200,
        JSON.stringify(terms.slice(0, 20)),
      );
  });

  it("can be switched off", async () => {
    const quiet = await startTestServer({ MM_SERVICESETTINGS_ENABLEPOSTSEARCH: "false" });
    try {
      assert.equal((await (await anAdmin(quiet)).fails("POST", "/posts/search", { terms: "x" })).status_code, 501);
    } finally {
      await quiet.stop();
    }
  });
});
