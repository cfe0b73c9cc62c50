import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const soon = () => Math.floor(Date.now() / 1000) + 3_600;

describe("reminders", () => {
  let server: TestServer;
  let [ada, bob, cat]: Person[] = [];
  let team: { id: string };
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    const { config } = server.app.platform;
    config.replace({ ...config.stored, ServiceSettings: { SiteURL: "https://chat.example.org" } });
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "beds", "P");
    await add(ada, channel, bob);
  });
  after(() => server.stop());

  const remind = (person: Person, post: { id: string }, more: object = {}) =>
    person.post(`/users/me/posts/${post.id}/reminder`, { target_time: soon(), ...more });
  const list = (person: Person) => person.get(`/courtyard/users/me/reminders`);
  const isDue = (post: { id: string }) =>
    server.sql("UPDATE post_reminders SET target_time = $2, first_time = $2 WHERE post_id = $1", [
      post.id,
      Date.now() - 1000,
    ]);
  /** The next thing the server's own account writes to whoever listens. */
  const rings = async (heard: Listener) =>
    JSON.parse((await heard.next("posted", (one) => one.data.channel_type === "D")).data.post);

  it("ring once, in a direct message that leads to the message without repeating it", async () => {
    const post = await aPost(ada, channel, "The secret of the roses");
    assert.deepEqual(await remind(bob, post), { status: "OK" });
    assert.equal((await list(bob))[0].post_id, post.id);
    const [his, hers] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    await isDue(post);
    const ring = await rings(his);
    assert.deepEqual([ring.type, ring.props], ["reminder", { team_name: "garden", post_id: post.id, username: "ada" }]);
    assert.ok(ring.message.includes(`https://chat.example.org/garden/pl/${post.id}`));
    assert.ok(!ring.message.includes("roses"));
    const bot = await bob.get(`/users/${ring.user_id}`);
    assert.deepEqual([bot.username, bot.is_bot], ["system-bot", true]);
    assert.deepEqual(await list(bob), []);
    assert.deepEqual(
      (await hers.all("posted")).filter((one) => one.data.channel_type === "D"),
      [],
    );
    his.close();
    hers.close();
  });

  it("are set anew, listed in their order, and forgotten", async () => {
    const [one, two] = [await aPost(ada, channel, "one"), await aPost(ada, channel, "two")];
    await remind(bob, one, { target_time: soon() + 100 });
    await remind(bob, two, { target_time: soon() + 50 });
    await remind(bob, one, { target_time: soon() + 10, recurrence: "daily" });
    assert.deepEqual(
      (await list(bob)).map((each: any) => [each.post_id, each.recurrence]),
      [
        [one.id, "daily"],
        [two.id, ""],
      ],
    );
    await bob.delete(`/users/me/posts/${one.id}/reminder`);
    await bob.delete(`/users/me/posts/${one.id}/reminder`);
    await bob.delete(`/users/me/posts/${two.id}/reminder`);
    assert.deepEqual(await list(bob), []);
  });

  it("ring again when they are to", async () => {
    const post = await aPost(ada, channel, "Every day");
    await remind(bob, post, { recurrence: "daily" });
    const heard = await Listener.open(bob);
    await isDue(post);
    assert.equal((await rings(heard)).props.post_id, post.id);
    // The message is there a moment before the next time is kept.
    await until(() => list(bob), "the next time to be kept", {
      passes: ([next]) => next.target_time > Date.now() / 1000,
    });
    await bob.delete(`/users/me/posts/${post.id}/reminder`);
    heard.close();
  });

  it("say nothing of what the person may not read any more", async () => {
    const post = await aPost(ada, channel, "Canary");
    await remind(bob, post);
    await ada.delete(`/channels/${channel.id}/members/${bob.id}`);
    const heard = await Listener.open(bob);
    await isDue(post);
    const ring = await rings(heard);
    assert.match(ring.message, /not there any more/);
    assert.deepEqual([ring.type, ring.props], ["", {}]);
    assert.ok(!JSON.stringify(ring).includes(post.id));
    heard.close();
    await add(ada, channel, bob);
  });

  it("are each person's own, of messages they may read", async () => {
    const post = await aPost(ada, channel, "Private");
    await remind(bob, post);
    for (const person of [ada, cat]) {
      assert.equal((await person.fails("GET", `/courtyard/users/${bob.id}/reminders`)).status_code, 403);
      assert.equal(
        (await person.fails("POST", `/users/${bob.id}/posts/${post.id}/reminder`, { target_time: soon() })).status_code,
        403,
      );
      assert.equal((await person.fails("DELETE", `/users/${bob.id}/posts/${post.id}/reminder`)).status_code, 403);
    }
    const hidden = await cat.fails("POST", `/users/me/posts/${post.id}/reminder`, { target_time: soon() });
    const unknown = await cat.fails("POST", `/users/me/posts/${"z".repeat(26)}/reminder`, { target_time: soon() });
    assert.deepEqual([hidden.status_code, hidden.message], [404, unknown.message]);
  });

  it("name the field that is wrong", async () => {
    const post = await aPost(ada, channel, "x");
    const cases: [object, RegExp][] = [
      [{}, /target_time/],
      [{ target_time: 1_600_000_000 }, /target_time/],
      [{ target_time: "noon" }, /target_time/],
      [{ target_time: 1e15 }, /target_time/],
      [{ target_time: soon(), recurrence: "hourly" }, /recurrence/],
    ];
    for (const [body, words] of cases) {
      const error = await bob.fails("POST", `/users/me/posts/${post.id}/reminder`, body);
      assert.equal(error.status_code, 400);
      assert.match(error.message, words);
    }
  });
});
