import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
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
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";

const events = ["scheduled_post_created", "scheduled_post_updated", "scheduled_post_deleted"];
const later = () => Date.now() + 3_600_000;

describe("scheduled messages", () => {
  let server: TestServer;
  let [ada, bob, cat]: Person[] = [];
  let team: { id: string };
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "beds", "P");
    await add(ada, channel, bob);
  });
  after(() => server.stop());

  const schedule = (person: Person, more: Record<string, unknown> = {}) =>
    person.post("/posts/schedule", { channel_id: channel.id, message: "Later", scheduled_at: later(), ...more });
  const waiting = (person: Person) => person.get(`/posts/scheduled/team/${team.id}?includeDirectChannels=true`);
  /** Lets the time of a message come, `ago` ms ago. */
  const isDue = (id: string, ago = 0) =>
    server.sql("UPDATE scheduled_posts SET scheduled_at = $2 WHERE id = $1", [id, Date.now() - ago]);
  const gone = (id: string) =>
    until(
      () => server.sql("SELECT * FROM scheduled_posts WHERE id = $1 AND processed_at = 0", [id]),
      "a scheduled message to be looked at",
      { passes: (rows) => rows.length === 0 },
    );
  const sent = async (message: string) =>
    Object.values((await ada.get(`/channels/${channel.id}/posts`)).posts as Record<string, any>).filter(
      (post) => post.message === message,
    );

  it("are kept with everything they need, in the list of their team or among the conversations", async () => {
    const direct = await aDirect(bob, cat);
    const made = await bob.send("POST", "/posts/schedule", {
      user_id: bob.id,
      channel_id: channel.id,
      message: "Water the beds",
      scheduled_at: later(),
      props: { a: 1 },
      metadata: { priority: { priority: "urgent", requested_ack: true } },
    });
    assert.equal(made.status, 201);
    const { id, create_at, ...rest } = made.body;
    assert.match(id, /^[a-z0-9]{26}$/);
    assert.deepEqual(
      [
        rest.user_id,
        rest.channel_id,
        rest.root_id,
        rest.message,
        rest.props,
        rest.file_ids,
        rest.processed_at,
        rest.error_code,
      ],
      [bob.id, channel.id, "", "Water the beds", { a: 1 }, [], 0, ""],
    );
    assert.deepEqual(rest.priority, { priority: "urgent", requested_ack: true });
    const other = await bob.post("/posts/schedule", { channel_id: direct.id, message: "Psst", scheduled_at: later() });
    assert.deepEqual(await waiting(bob), { [team.id]: [made.body], directChannels: [other] });
    assert.deepEqual(await bob.get(`/posts/scheduled/team/${team.id}`), { [team.id]: [made.body] });
    assert.deepEqual(await waiting(cat), { [team.id]: [], directChannels: [] });
    await bob.delete(`/posts/schedule/${other.id}`);
    assert.equal((await bob.delete(`/posts/schedule/${id}`)).id, id);
    assert.deepEqual(await waiting(bob), { [team.id]: [], directChannels: [] });
  });

  it("are sent once at their time, as the author writes, and are told to the author alone", async () => {
    const [his, hers] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    const { id } = await schedule(bob, {
      message: "Good morning @ada",
      metadata: { priority: { priority: "important" } },
    });
    await bob.send("PUT", `/posts/schedule/${id}`, {
      id,
      channel_id: channel.id,
      message: "Good morning, @ada",
      scheduled_at: later(),
      metadata: { priority: { priority: "important" } },
    });
    await isDue(id);
    const posted = await his.next("posted", (heard) => JSON.parse(heard.data.post).pending_post_id === id);
    const post = JSON.parse(posted.data.post);
    assert.deepEqual(
      [post.message, post.user_id, post.metadata.priority.priority, post.props.scheduled_for],
      ["Good morning, @ada", bob.id, "important", undefined],
    );
    await his.next("scheduled_post_deleted");
    assert.deepEqual(
      (await his.all(...events)).map((one) => one.event),
      events,
    );
    assert.deepEqual(await hers.all(...events), []);
    assert.equal((await sent("Good morning, @ada")).length, 1);
    assert.equal((await ada.get(`/users/me/channels/${channel.id}/unread`)).mention_count, 1);
    assert.deepEqual((await waiting(bob))[team.id], []);
    his.close();
    hers.close();
  });

  it("are not sent again when the server died between sending and forgetting", async () => {
    const { id } = await schedule(bob, { message: "Only once" });
    // What a crash leaves behind: the message is written, the row still waits.
    await aPost(bob, channel, "Only once", { pending_post_id: id });
    await isDue(id);
    await gone(id);
    assert.equal((await sent("Only once")).length, 1);
    assert.deepEqual((await waiting(bob))[team.id], []);
  });

  it("come late after a time without a server, and say so", async () => {
    const { id, scheduled_at } = await schedule(bob, { message: "Better late" });
    await isDue(id, 26 * 3_600_000);
    await gone(id);
    const [post] = await sent("Better late");
    assert.ok(post.props.scheduled_for < scheduled_at - 24 * 3_600_000, "when it should have come");
  });

  it("carry files, and reply to threads", async () => {
    const root = await aPost(ada, channel, "Root");
    const upload = await bob.send(
      "POST",
      `/api/v4/files?channel_id=${channel.id}&filename=plan.txt`,
      Buffer.from("plan"),
      { "Content-Type": "application/octet-stream" },
    );
    const [file] = upload.body.file_infos;
    const made = await schedule(bob, { message: "The plan", root_id: root.id, file_ids: [file.id] });
    assert.equal(made.metadata.files[0].name, "plan.txt");
    await isDue(made.id);
    await gone(made.id);
    const [post] = await sent("The plan");
    assert.deepEqual([post.root_id, post.file_ids], [root.id, [file.id]]);
  });

  it("that cannot be sent are kept with the reason, and are sent once they get a new time", async () => {
    const heard = await Listener.open(bob);
    const { id } = await schedule(bob, { message: "Homeless" });
    await ada.delete(`/channels/${channel.id}/members/${bob.id}`);
    await isDue(id);
    const failed = JSON.parse((await heard.next("scheduled_post_updated")).data.scheduledPost);
    assert.deepEqual([failed.id, failed.error_code, failed.processed_at > 0], [id, "no_channel_member", true]);
    // Nobody who is out of a private channel writes into it, also not later.
    assert.equal(
      (await bob.fails("PUT", `/posts/schedule/${id}`, { message: "Homeless", scheduled_at: later() })).status_code,
      404,
    );
    await add(ada, channel, bob);
    assert.match(
      (await bob.fails("PUT", `/posts/schedule/${id}`, { ...failed, scheduled_at: Date.now() - 1 })).message,
      /scheduled_at/,
    );
    const again = await bob.put(`/posts/schedule/${id}`, { ...failed, scheduled_at: later() });
    assert.deepEqual([again.error_code, again.processed_at], ["", 0]);
    await isDue(id);
    await gone(id);
    assert.equal((await sent("Homeless")).length, 1);
    heard.close();
  });

  it("name the reason: archived channel, deleted thread, deactivated author", async () => {
    const code = async (id: string) => {
      await isDue(id);
      await gone(id);
      return (await server.sql<{ error_code: string }>("SELECT error_code FROM scheduled_posts WHERE id = $1", [id]))[0]
        ?.error_code;
    };
    const root = await aPost(ada, channel, "Short thread");
    const reply = await schedule(bob, { root_id: root.id });
    await ada.delete(`/posts/${root.id}`);
    assert.equal(await code(reply.id), "thread_deleted");
    const attic = await aChannel(ada, team, "attic");
    await add(ada, attic, bob);
    const stored = await bob.post("/posts/schedule", { channel_id: attic.id, message: "x", scheduled_at: later() });
    await ada.delete(`/channels/${attic.id}`);
    assert.equal(await code(stored.id), "channel_archived");
    const dan = await aUser(ada, "dan");
    await join(ada, team, dan);
    await add(ada, channel, dan);
    const his = await schedule(dan, { message: "From beyond" });
    await ada.delete(`/users/${dan.id}`);
    assert.equal(await code(his.id), "user_deleted");
    assert.equal((await sent("From beyond")).length, 0);
  });

  it("are seen, changed and taken back by their author alone", async () => {
    const { id } = await schedule(bob);
    for (const person of [ada, cat]) {
      assert.equal((await person.fails("DELETE", `/posts/schedule/${id}`)).status_code, 404);
      assert.equal(
        (await person.fails("PUT", `/posts/schedule/${id}`, { message: "x", scheduled_at: later() })).status_code,
        404,
      );
    }
    assert.equal(
      (
        await ada.fails("POST", "/posts/schedule", {
          user_id: bob.id,
          channel_id: channel.id,
          message: "x",
          scheduled_at: later(),
        })
      ).status_code,
      403,
    );
    const hidden = await cat.fails("POST", "/posts/schedule", {
      channel_id: channel.id,
      message: "x",
      scheduled_at: later(),
    });
    const unknown = await cat.fails("POST", "/posts/schedule", {
      channel_id: "z".repeat(26),
      message: "x",
      scheduled_at: later(),
    });
    assert.deepEqual([hidden.status_code, hidden.message], [404, unknown.message]);
    assert.equal((await stranger(server).fails("POST", "/posts/schedule", {})).status_code, 401);
    await bob.delete(`/posts/schedule/${id}`);
  });

  it("name the field that is wrong", async () => {
    const foreign = await ada.send("POST", `/api/v4/files?channel_id=${channel.id}&filename=a.txt`, Buffer.from("a"), {
      "Content-Type": "application/octet-stream",
    });
    const cases: [object, RegExp][] = [
      [{ channel_id: undefined }, /channel_id/],
      [{ scheduled_at: undefined }, /scheduled_at/],
      [{ scheduled_at: Date.now() - 1000 }, /scheduled_at/],
      [{ scheduled_at: "tomorrow" }, /scheduled_at/],
      [{ message: 1 }, /message/],
      [{ message: "  " }, /needs text or a file/],
      [{ message: "x".repeat(16_384) }, /longer than/],
      [{ root_id: "root" }, /root_id/],
      [{ root_id: "z".repeat(26) }, /reply/],
      [{ file_ids: ["z".repeat(26)] }, /file/],
      [{ file_ids: [foreign.body.file_infos[0].id] }, /file/],
      [{ props: { a: "x".repeat(9000) } }, /props/],
      [{ metadata: { priority: { priority: "shout" } } }, /priority/],
    ];
    for (const [more, words] of cases) {
      const error = await bob.fails("POST", "/posts/schedule", {
        channel_id: channel.id,
        message: "x",
        scheduled_at: later(),
        ...more,
      });
      assert.equal(error.status_code, 400, JSON.stringify(more));
      assert.match(error.message, words);
    }
  });

  describe("that are to notify again and again", () => {
    const urgent = { metadata: { priority: { priority: "urgent", persistent_notifications: true } } };
    let stored: typeof server.app.platform.config.stored;
    const set = (values: Record<string, unknown>) => {
      const { config } = server.app.platform;
      config.replace({ ...config.stored, ServiceSettings: { ...config.stored.ServiceSettings, ...values } });
    };
    before(() => {
      stored = server.app.platform.config.stored;
    });
    afterEach(() => server.app.platform.config.replace(stored));

    it("are refused by the rules of such messages as soon as they are written or changed", async () => {
      await add(ada, channel, cat);
      set({ PersistentNotificationMaxRecipients: 1 });
      const kept = await schedule(bob, { message: "@ada please", ...urgent });
      const rules: [string, RegExp][] = [
        ["@all please", /@all, @channel or @here/],
        ["@here please", /@all, @channel or @here/],
        ["@ada @cat please", /at most 1 people/],
      ];
      for (const [message, words] of rules) {
        const input = { channel_id: channel.id, message, scheduled_at: later(), ...urgent };
        const atOnce = await bob.fails("POST", "/posts", input);
        for (const error of [
          await bob.fails("POST", "/posts/schedule", input),
          await bob.fails("PUT", `/posts/schedule/${kept.id}`, input),
        ]) {
          assert.match(error.message, words);
          assert.deepEqual([error.id, error.message, error.status_code], [atOnce.id, atOnce.message, 400]);
        }
      }
      const [left] = (await waiting(bob))[team.id].filter((one: { id: string }) => one.id === kept.id);
      assert.equal(left.message, "@ada please");
      // Without the wish, or in a thread where it means nothing, the same words may wait.
      const { id: plain } = await schedule(bob, {
        message: "@all please",
        metadata: { priority: { priority: "urgent" } },
      });
      const root = await aPost(ada, channel, "Root");
      const { id: reply } = await schedule(bob, { message: "@all please", root_id: root.id, ...urgent });
      for (const id of [kept.id, plain, reply]) await bob.delete(`/posts/schedule/${id}`);
    });

    it("are refused for guests where these may not", async () => {
      const gus = await aUser(ada, "gus");
      await join(ada, team, gus);
      await ada.post(`/users/${gus.id}/demote`);
      await add(ada, channel, gus);
      const input = { channel_id: channel.id, message: "@ada please", scheduled_at: later(), ...urgent };
      set({ AllowPersistentNotificationsForGuests: false });
      const error = await gus.fails("POST", "/posts/schedule", input);
      assert.deepEqual(
        [error.status_code, error.id],
        [403, "api.post.post_priority.persistent_notification_guest.request_error"],
      );
      set({ AllowPersistentNotificationsForGuests: true });
      await gus.delete(`/posts/schedule/${(await gus.post("/posts/schedule", input)).id}`);
    });

    it("are checked again when they are sent", async () => {
      const { id } = await schedule(bob, { message: "@ada @cat by then", ...urgent });
      set({ PersistentNotificationMaxRecipients: 1 });
      await isDue(id);
      await gone(id);
      const [row] = await server.sql("SELECT error_code FROM scheduled_posts WHERE id = $1", [id]);
      assert.deepEqual(row, { error_code: "invalid_post" });
      assert.deepEqual(await sent("@ada @cat by then"), []);
      await bob.delete(`/posts/schedule/${id}`);
    });
  });

  it("can be switched off; what waits is still sent", async () => {
    const { id } = await schedule(bob, { message: "Promised" });
    const { config } = server.app.platform;
    const { stored } = config;
    config.replace({ ServiceSettings: { ScheduledPosts: false } });
    assert.equal(
      (await bob.fails("POST", "/posts/schedule", { channel_id: channel.id, message: "x", scheduled_at: later() }))
        .status_code,
      501,
    );
    assert.equal((await waiting(bob))[team.id].length > 0, true);
    await isDue(id);
    await gone(id);
    config.replace(stored);
    assert.equal((await sent("Promised")).length, 1);
  });
});

describe("several servers on one database", () => {
  it("send each scheduled message once and ring each reminder once", async () => {
    const database = await testDatabase();
    const servers = [];
    try {
      for (let n = 0; n < 2; n++) servers.push(await startTestServer({}, { database: database.connection }));
      const [server] = servers as [TestServer];
      const ada = await anAdmin(server);
      const team = await aTeam(ada, "garden");
      const channel = await aChannel(ada, team, "beds");
      const root = await aPost(ada, channel, "Remember");
      await ada.post(`/users/me/posts/${root.id}/reminder`, { target_time: Math.floor(Date.now() / 1000) + 3_600 });
      for (let n = 0; n < 60; n++) {
        await ada.post("/posts/schedule", { channel_id: channel.id, message: `number ${n}`, scheduled_at: later() });
      }
      // All at once, for both of them.
      await server.sql("UPDATE post_reminders SET target_time = 1");
      await server.sql("UPDATE scheduled_posts SET scheduled_at = 1");
      const waiting = "SELECT id FROM scheduled_posts UNION ALL SELECT post_id FROM post_reminders";
      await until(() => server.sql(waiting), "everything to be sent", { passes: (rows) => rows.length === 0 });
      const sent = await server.sql<{ message: string; n: number }>(
        "SELECT message, count(*)::int AS n FROM posts WHERE message LIKE 'number %' GROUP BY message",
      );
      assert.deepEqual([sent.length, sent.every((row) => row.n === 1)], [60, true]);
      assert.equal((await server.sql("SELECT 1 FROM posts WHERE type = 'reminder'")).length, 1);
    } finally {
      for (const one of servers) await one.stop();
      await database.drop();
    }
  });
});
