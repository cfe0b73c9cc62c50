import assert from "node:assert/strict";
import { aChannel, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { cancelled } from "../support/world/cancelled.js";

const id = (n: number) => `z${String(n).padStart(25, "0")}`;

const EMOJI =
  "grinning smile laughing joy wink blush heart thumbsup thumbsdown clap fire rocket eyes wave pray muscle tada star zap sunny cloud umbrella snowflake cat dog mouse cow pig frog monkey chicken penguin bird wolf boar horse bee bug snail apple pear lemon banana watermelon grapes strawberry melon cherries peach pineapple tomato eggplant corn bread cheese pizza";

describe("what one person can pile up", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let team: { id: string };
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    team = await aTeam(ada, "yard");
    await join(ada, team, bob);
    channel = await aChannel(bob, team, "heap");
  });
  after(() => server.stop());

  it("is a thousand drafts; those there are can still be changed", async () => {
    const draft = (root: number) =>
      bob.send("POST", "/drafts", { channel_id: channel.id, message: "x", root_id: id(root) });
    assert.equal((await draft(0)).status, 201);
    await server.sql(
      `INSERT INTO drafts (user_id, channel_id, root_id, create_at, update_at, message, props, file_ids)
       SELECT user_id, channel_id, 'z' || lpad(n::text, 25, '0'), create_at, update_at, message, props, file_ids FROM drafts, generate_series(1, 998) n WHERE user_id = $1`,
      [bob.id],
    );
    assert.equal((await draft(999)).status, 201);
    assert.equal((await draft(1000)).body.id, "app.draft.save.limit.app_error");
    assert.equal((await draft(0)).status, 201);
    await bob.delete(`/users/me/channels/${channel.id}/drafts/${id(0)}`);
    assert.equal((await draft(1000)).status, 201);
  });

  it("is twenty thousand preferences; those there are can still be changed", async () => {
    const save = (...names: string[]) =>
      bob.send(
        "PUT",
        "/users/me/preferences",
        names.map((name) => ({ user_id: bob.id, category: "x", name, value: name })),
      );
    await server.sql(
      "INSERT INTO preferences (user_id, category, name, value) SELECT $1, 'x', 'n' || n, '' FROM generate_series(1, 19999) n",
      [bob.id],
    );
    assert.equal((await save("n1", "a", "b")).body.id, "app.preference.save.limit.app_error");
    assert.equal((await save("n1", "n2", "a")).status, 200);
    assert.equal((await save("b")).status, 400);
    assert.equal((await save("n1", "a")).status, 200);
    assert.equal((await ada.send("PUT", "/users/me/preferences", [])).status, 200, "others are not concerned");
  });

  it("is five hundred access tokens", async () => {
    await ada.post("/users/me/tokens", { description: "one" });
    await server.sql(
      `INSERT INTO access_tokens (id, token_hash, user_id, description, create_at, expires_at, scope)
       SELECT lpad(n::text, 26, 'x'), 'hash' || n, user_id, description, create_at, 0, '{}' FROM access_tokens, generate_series(1, 499) n WHERE user_id = $1`,
      [ada.id],
    );
    const error = await ada.fails("POST", "/users/me/tokens", { description: "another" });
    assert.equal(error.id, "app.user_access_token.limit.app_error");
  });

  it("is fifty different reactions a message, also of many at once, with emoji that exist", async () => {
    const names = EMOJI.split(" ");
    const post = await aPost(bob, channel, "react!");
    const react = (name: string) =>
      bob.send("POST", "/reactions", { user_id: bob.id, post_id: post.id, emoji_name: name });
    const answers = await Promise.all(names.map(react));
    const taken = answers.filter((answer) => answer.status < 300).length;
    assert.ok(names.length > 55 && taken === 50, `${taken} of ${names.length}`);
    assert.ok(answers.every((answer) => answer.status < 300 || answer.body.id === "api.reaction.save.limit.app_error"));
    assert.equal((await react("no_such_emoji_anywhere")).body.id, "api.reaction.save.emoji.app_error");
  });
});

describe("a statement that takes too long", () => {
  it("is given up by the database, answered with 503, and holds up nobody", async () => {
    const server = await startTestServer();
    try {
      const ada = await anAdmin(server);
      const [row] = await server.app.platform.db.rows<{ statement_timeout: string }>({
        name: "test.timeout",
        text: "SHOW statement_timeout",
      });
      assert.equal(row?.statement_timeout, "25s");
      await cancelled(server, async () => {
        const answer = await ada.send("GET", "/users");
        assert.deepEqual([answer.status, answer.body.id], [503, "api.context.timeout.app_error"]);
      });
      assert.equal((await ada.send("GET", "/users")).status, 200);
    } finally {
      await server.stop();
    }
  });
});
