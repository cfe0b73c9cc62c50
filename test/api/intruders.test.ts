import assert from "node:assert/strict";
import { newId } from "../../core/platform/ids.js";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, Person } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";
import { aFile } from "../support/world/world.js";

/** Nobody outside the channel may ever read a word that has this in it. */
const CANARY = "kanarie";

describe("somebody who wants what is not theirs", () => {
  let server: TestServer;
  /** Runs the server; in the secret channel with mia; in the team, but not in the channel; in neither; a guest. */
  let [ada, mia, eve, otto, gus]: Person[] = [];
  let team: { id: string };
  let secret: { id: string };
  let open: { id: string };
  let root: { id: string };
  let file: { id: string };
  let loose: { id: string };

  before(async () => {
    server = await startTestServer({ MM_FILESETTINGS_ENABLEPUBLICLINK: "true" });
    ada = await anAdmin(server);
    [mia, eve, otto] = [await aUser(ada, "mia"), await aUser(ada, "eve"), await aUser(ada, "otto")];
    gus = await aUser(ada, "gus");
    team = await aTeam(ada, "garden");
    // A guest comes into no channel by itself.
    await ada.post(`/users/${gus.id}/demote`);
    await join(ada, team, mia, eve, gus);
    open = await aChannel(ada, team, "open");
    await add(ada, open, mia, eve);
    secret = await aChannel(mia, team, `${CANARY}-channel`, "P");
    await add(mia, secret, ada);
    file = await aFile(mia, secret, `${CANARY}.png`, await aPicture(300, 300));
    loose = await aFile(mia, secret, `${CANARY}-loose.png`, await aPicture(30, 30));
    root = await aPost(mia, secret, `${CANARY} root`, {
      file_ids: [file.id],
      metadata: { priority: { priority: "urgent", requested_ack: true } },
    });
    await aPost(ada, secret, `${CANARY} reply`, { root_id: root.id });
  });
  after(() => server.stop());

  /** Sends a call that names something hidden: it must be answered as if there were no such thing. */
  async function nothingThere(person: Person, method: string, make: (id: string) => [string, unknown?], id: string) {
    const [hidden, unknown] = await Promise.all(
      [id, newId()].map((one) => {
        const [path, body] = make(one);
        return person.send(method, path, body);
      }),
    );
    const what = `${person.username} ${method} ${make("…")[0]}`;
    const told = (answer = hidden) => [answer?.status, answer?.body?.id].join();
    assert.equal(told(hidden), told(unknown), what);
    assert.doesNotMatch(textOf(hidden?.body), new RegExp(CANARY), what);
    return hidden as { status: number; body: any };
  }
  const textOf = (value: unknown) =>
    Buffer.isBuffer(value) ? value.toString("latin1") : (JSON.stringify(value) ?? "");
  const silent = (value: unknown, what: string) =>
    assert.ok(!textOf(value).includes(CANARY), `${what}: ${textOf(value)}`);

  it("cannot take a file along: into a message, an edit, a draft, a scheduled message, a bookmark, an emoji", async () => {
    const own = await aPost(eve, open, "mine");
    for (const { id } of [file, loose]) {
      await nothingThere(eve, "POST", (one) => ["/posts", { channel_id: open.id, message: "x", file_ids: [one] }], id);
      await nothingThere(eve, "PUT", (one) => [`/posts/${own.id}/patch`, { file_ids: [one] }], id);
      await nothingThere(
        eve,
        "POST",
        (one) => [
          "/posts/schedule",
          { channel_id: open.id, message: "x", file_ids: [one], scheduled_at: Date.now() + 99_999 },
        ],
        id,
      );
      await nothingThere(
        eve,
        "POST",
        (one) => [`/channels/${open.id}/bookmarks`, { display_name: "x", type: "file", file_id: one }],
        id,
      );
      const draft = await eve.post("/drafts", { channel_id: open.id, message: "x", file_ids: [id] });
      assert.deepEqual([draft.file_ids, draft.metadata.files], [[], []]);
      for (const part of ["", "/info", "/thumbnail", "/preview", "/link"])
        assert.equal((await nothingThere(eve, "GET", (one) => [`/api/v4/files/${one}${part}`], id)).status, 404);
    }
    assert.deepEqual((await eve.get(`/posts/${own.id}`)).file_ids ?? [], []);
    assert.equal((await mia.send("GET", `/api/v4/files/${file.id}/info`)).status, 200);
  });

  it("cannot take over an upload that another has begun", async () => {
    const upload = await mia.post("/uploads", { channel_id: secret.id, filename: `${CANARY}.txt`, file_size: 4 });
    await nothingThere(eve, "GET", (one) => [`/uploads/${one}`], upload.id);
    await nothingThere(eve, "POST", (one) => [`/uploads/${one}`, Buffer.from("evil")], upload.id);
    await nothingThere(
      eve,
      "POST",
      (one) => ["/uploads", { channel_id: one, filename: "x.txt", file_size: 4 }],
      secret.id,
    );
    assert.equal((await mia.get(`/uploads/${upload.id}`)).file_offset, 0);
  });

  it("cannot answer in, follow, read, move or be reminded of a hidden thread", async () => {
    for (const person of [eve, otto, gus]) {
      const where = person === eve ? open : secret;
      const calls: [string, (id: string) => [string, unknown?]][] = [
        ["POST", (id) => ["/posts", { channel_id: where.id, message: "x", root_id: id }]],
        ["GET", (id) => [`/posts/${id}/thread`]],
        ["GET", (id) => [`/posts/${id}/edit_history`]],
        ["GET", (id) => [`/posts/${id}/info`]],
        ["GET", (id) => [`/posts/${id}/files/info`]],
        ["GET", (id) => [`/posts/${id}/reactions`]],
        ["POST", (id) => [`/posts/${id}/pin`]],
        ["POST", (id) => [`/posts/${id}/move`, { channel_id: open.id }]],
        ["POST", (id) => [`/users/me/posts/${id}/set_unread`, {}]],
        ["POST", (id) => [`/users/me/posts/${id}/ack`]],
        ["DELETE", (id) => [`/users/me/posts/${id}/ack`]],
        ["POST", (id) => [`/users/me/posts/${id}/reminder`, { target_time: Math.floor(Date.now() / 1000) + 99 }]],
        ["POST", (id) => ["/reactions", { user_id: person.id, post_id: id, emoji_name: "smile" }]],
        ["GET", (id) => [`/users/me/teams/${team.id}/threads/${id}`]],
        ["PUT", (id) => [`/users/me/teams/${team.id}/threads/${id}/following`]],
        ["PUT", (id) => [`/users/me/teams/${team.id}/threads/${id}/read/1`]],
        ["POST", (id) => [`/users/me/teams/${team.id}/threads/${id}/set_unread/${id}`]],
        // A place in one's own list is no way to ask whether a message is there, and when it was answered.
        ["GET", (id) => [`/users/me/teams/${team.id}/threads?before=${id}`]],
        ["GET", (id) => [`/users/me/teams/${team.id}/threads?after=${id}`]],
        ["GET", (id) => [`/channels/${open.id}/posts?before=${id}`]],
        ["GET", (id) => [`/channels/${open.id}/posts?after=${id}`]],
      ];
      for (const [method, make] of calls) {
        const { status } = await nothingThere(person, method, make, root.id);
        assert.ok(status >= 400, `${person.username} ${method} ${make("…")[0]}: ${status}`);
      }
    }
  });

  it("learns nothing by lists of ids", async () => {
    for (const person of [eve, otto, gus]) {
      assert.deepEqual(await person.post("/posts/ids", [root.id]), []);
      assert.deepEqual(await person.post("/posts/ids/reactions", [root.id]), {});
      for (const [path, body] of [
        ["/channels/stats/member_count", [secret.id]],
        [`/teams/${team.id}/channels/ids`, [secret.id]],
      ] as const)
        await nothingThere(person, "POST", (id) => [path, body.map(() => id)], secret.id);
    }
    // A guest who shares nothing with them.
    assert.deepEqual(await gus.post("/users/ids", [mia.id, otto.id]), []);
    assert.deepEqual(await gus.post("/users/usernames", ["mia", "otto"]), []);
    assert.deepEqual(await gus.post("/users/status/ids", [mia.id, otto.id]), []);
    const socket = await Listener.open(gus);
    assert.deepEqual((await socket.ask("get_statuses_by_ids", { user_ids: [mia.id, otto.id] })).data, {});
    assert.ok(!textOf(await socket.ask("get_statuses")).includes(mia.id));
    socket.close();
  });

  it("gets no message of another by the key it was sent with, nor their own from where they are no more", async () => {
    const key = `${mia.id}:1`;
    await aPost(mia, secret, `${CANARY} with a key`, { pending_post_id: key });
    const mine = await aPost(eve, open, "mine", { pending_post_id: key });
    assert.equal((await eve.get(`/posts/${mine.id}`)).message, "mine");
    await add(mia, secret, eve);
    await aPost(eve, secret, `${CANARY} of eve`, { pending_post_id: "again" });
    await mia.delete(`/channels/${secret.id}/members/${eve.id}`);
    for (const channel of [open, secret]) {
      const answer = await eve.send("POST", "/posts", {
        channel_id: channel.id,
        message: "x",
        pending_post_id: "again",
      });
      assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
      silent(answer.body, "a message sent again");
    }
  });

  it("cannot write as another, nor dress as one", async () => {
    const sent = await eve.post("/posts", {
      channel_id: open.id,
      message: "x",
      user_id: mia.id,
      create_at: 1,
      type: "",
      props: { override_username: "mia", from_webhook: "true", from_bot: "true" },
      metadata: { embeds: [{ type: "permalink", data: { post_id: root.id } }], files: [{ id: file.id }] },
    });
    assert.equal(sent.user_id, eve.id);
    assert.ok(sent.create_at > 1);
    assert.deepEqual([sent.props.from_webhook, sent.props.from_bot], [undefined, undefined]);
    assert.deepEqual([sent.metadata.embeds, sent.metadata.files ?? []], [[], []]);
    for (const type of ["system_join_channel", "system_ephemeral"])
      assert.equal((await eve.send("POST", "/posts", { channel_id: open.id, message: "x", type })).status, 400);
    const foreign = await aPost(mia, open, "hers");
    for (const [method, path, body] of [
      ["PUT", `/posts/${foreign.id}`, { id: foreign.id, message: "changed" }],
      ["PUT", `/posts/${foreign.id}/patch`, { message: "changed" }],
      ["DELETE", `/posts/${foreign.id}`, undefined],
      ["POST", "/reactions", { user_id: mia.id, post_id: foreign.id, emoji_name: "smile" }],
      ["POST", `/channels/members/${mia.id}/view`, { channel_id: open.id }],
      ["POST", `/users/${mia.id}/posts/${foreign.id}/set_unread`, {}],
      ["POST", "/posts/ephemeral", { user_id: mia.id, post: { channel_id: open.id, message: "psst" } }],
      ["PUT", `/channels/${open.id}/members/${eve.id}/schemeRoles`, { scheme_admin: true, scheme_user: true }],
      ["PUT", `/channels/${open.id}/members/${mia.id}/notify_props`, { desktop: "none" }],
      ["POST", "/channels/direct", [mia.id, ada.id]],
      ["PUT", "/users/me/preferences", [{ user_id: mia.id, category: "x", name: "y", value: "z" }]],
    ] as const)
      assert.ok([400, 403].includes((await eve.send(method, path, body)).status), `${method} ${path}`);
    // The id in the body is not the one that decides.
    const own = await aPost(eve, open, "own");
    await eve.send("PUT", `/posts/${own.id}`, {
      id: foreign.id,
      message: "changed",
      user_id: mia.id,
      channel_id: secret.id,
    });
    assert.equal((await mia.get(`/posts/${foreign.id}`)).message, "hers");
    assert.deepEqual(
      [(await eve.get(`/posts/${own.id}`)).channel_id, (await eve.get(`/posts/${own.id}`)).user_id],
      [open.id, eve.id],
    );
  });

  it("cannot let themselves into a channel, or out of sight of those who watch it", async () => {
    for (const person of [eve, otto]) {
      await nothingThere(person, "POST", (id) => [`/channels/${id}/members`, { user_id: person.id }], secret.id);
      await nothingThere(person, "PUT", (id) => [`/channels/${id}/privacy`, { privacy: "O" }], secret.id);
      await nothingThere(person, "PUT", (id) => [`/channels/${id}/patch`, { header: "x" }], secret.id);
      await nothingThere(person, "POST", (id) => [`/channels/${id}/move`, { team_id: team.id }], secret.id);
      await nothingThere(person, "DELETE", (id) => [`/channels/${id}`], secret.id);
      await nothingThere(person, "POST", (id) => ["/users/me/typing", { channel_id: id }], secret.id);
    }
    const watching = await Listener.open(mia);
    const socket = await Listener.open(eve);
    assert.equal((await socket.ask("user_typing", { channel_id: secret.id })).status, "FAIL");
    assert.deepEqual(await watching.all("typing"), []);
    for (const one of [watching, socket]) one.close();
  });

  it("reads earlier versions of messages neither by the history nor by their own ids", async () => {
    const post = await aPost(mia, open, `${CANARY} before`);
    await mia.put(`/posts/${post.id}/patch`, { message: "after" });
    const [version] = await mia.get(`/posts/${post.id}/edit_history`);
    assert.match(version.message, new RegExp(CANARY));
    const own = await aPost(eve, open, "own");
    await eve.put(`/posts/${own.id}/patch`, { message: "own, later" });
    assert.equal((await eve.send("GET", `/posts/${post.id}/edit_history`)).status, 403);
    for (const [method, make] of [
      ["GET", (id: string) => [`/posts/${id}`]],
      ["GET", (id: string) => [`/posts/${id}/thread`]],
      ["GET", (id: string) => [`/channels/${open.id}/posts?before=${id}`]],
      ["POST", (id: string) => ["/posts", { channel_id: open.id, message: "x", root_id: id }]],
      ["POST", (id: string) => ["/reactions", { user_id: eve.id, post_id: id, emoji_name: "smile" }]],
      ["POST", (id: string) => [`/posts/${own.id}/restore/${id}`]],
    ] as [string, (id: string) => [string, unknown?]][])
      await nothingThere(eve, method, make, version.id);
    const lists = [
      await eve.post("/posts/ids", [version.id]),
      await eve.get(`/channels/${open.id}/posts?since=1`),
      await eve.post(`/teams/${team.id}/posts/search`, { terms: CANARY, is_or_search: false }),
    ];
    silent(lists, "a list");
  });

  it("is shown nothing of a hidden message that they link, forward, flag or sort", async () => {
    const link = `${server.url}/garden/pl/${root.id}`;
    const post = await aPost(eve, open, `look ${link}`, {
      props: { previewed_post: root.id, forwarded_from: root.id, post_id: root.id },
    });
    await eve.put("/users/me/preferences", [
      { user_id: eve.id, category: "flagged_post", name: root.id, value: "true" },
    ]);
    const categories = `/users/me/teams/${team.id}/channels/categories`;
    await eve.send("POST", categories, {
      user_id: eve.id,
      team_id: team.id,
      display_name: "x",
      channel_ids: [secret.id],
    });
    silent(
      [
        await eve.get(`/posts/${post.id}`),
        await eve.get("/users/me/posts/flagged"),
        await eve.get(`/users/me/posts/flagged?channel_id=${open.id}`),
        await eve.get(categories),
        await eve.get("/users/me/channels"),
        await eve.get(`/users/me/teams/${team.id}/channels`),
        await eve.get(`/teams/${team.id}/channels/autocomplete?name=${CANARY}`),
        await eve.post(`/teams/${team.id}/channels/search`, { term: CANARY }),
        await eve.post("/opengraph", { url: link }),
      ],
      "an answer",
    );
  });

  it("is told nothing because another was told it before: a tag of the cache opens no door", async () => {
    for (const path of [`/channels/${secret.id}/posts`, `/posts/${root.id}`, `/channels/${secret.id}`]) {
      const { headers } = await mia.send("GET", path);
      const tag = headers.get("etag") ?? '"x"';
      assert.doesNotMatch(headers.get("cache-control") ?? "", /public/);
      assert.match(headers.get("cache-control") ?? "no-store", /no-store|no-cache|private/);
      const answer = await eve.send("GET", path, undefined, { "If-None-Match": tag });
      assert.equal(answer.status, 404, path);
    }
  });

  describe("who was in and is out", () => {
    let left: Person;
    let thread: { id: string };

    beforeEach(async () => {
      left = await aUser(ada, `left-${newId().slice(-6)}`);
      await join(ada, team, left);
      await add(ada, open, left);
      await add(mia, secret, left);
      thread = await aPost(left, secret, `${CANARY} ${left.username}`);
      await aPost(mia, secret, `${CANARY} answer @${left.username}`, { root_id: thread.id });
    });

    /** What everything is answered that has held the channel. */
    const answers = async () => {
      const word = { terms: CANARY, is_or_search: false };
      const threads = `/users/me/teams/${team.id}/threads`;
      const calls: [string, string, unknown?][] = [
        ["POST", `/teams/${team.id}/posts/search`, word],
        ["POST", "/posts/search", { terms: `from:${left.username}` }],
        ["POST", `/api/v4/teams/${team.id}/files/search`, word],
        ["POST", "/api/v4/files/search", word],
        ["POST", "/posts/ids", [thread.id, root.id]],
        ["POST", "/posts/ids/reactions", [thread.id]],
        ["GET", `${threads}?extended=true&since=1`],
        ["GET", `${threads}/${thread.id}`],
        ["GET", "/users/me/posts/flagged"],
        ["GET", "/users/me/channels"],
        ["GET", "/users/me/channel_members"],
        ["GET", `/users/me/teams/${team.id}/channels`],
        ["GET", `/users/me/teams/${team.id}/channels/members`],
        ["GET", `/users/me/teams/${team.id}/channels/categories`],
        ["GET", "/users/me/teams/unread"],
        ["GET", `/teams/${team.id}/channels/name/${CANARY}-channel`],
        ["GET", `/channels/${secret.id}/posts?since=1`],
        ["GET", `/channels/${secret.id}/pinned`],
        ["GET", `/posts/${thread.id}`],
        ["GET", `/posts/${thread.id}/edit_history`],
        ["PUT", `/posts/${thread.id}/patch`, { message: `${CANARY} edited` }],
        ["GET", `/api/v4/files/${file.id}/info`],
      ];
      return Promise.all(calls.map(async ([method, path, body]) => (await left.send(method, path, body)).body));
    };
    /** Waits until a message that was to be sent later has been looked at. */
    const due = (id: string) =>
      until(
        () => server.sql("SELECT * FROM scheduled_posts WHERE id = $1 AND processed_at = 0", [id]),
        "what was to be sent later to be looked at",
        { passes: (rows) => rows.length === 0 },
      );

    for (const [way, leave] of [
      ["left", () => left.delete(`/channels/${secret.id}/members/${left.id}`)],
      ["was removed from the channel", () => mia.delete(`/channels/${secret.id}/members/${left.id}`)],
      ["was removed from the team", () => ada.delete(`/teams/${team.id}/members/${left.id}`)],
    ] as const) {
      it(`sees and hears nothing who ${way}, and what they left to be sent is not`, async () => {
        await left.put("/users/me/preferences", [
          { user_id: left.id, category: "flagged_post", name: thread.id, value: "true" },
        ]);
        await left.put(`/users/me/teams/${team.id}/threads/${thread.id}/following`);
        const waiting = await left.post("/posts/schedule", {
          channel_id: secret.id,
          message: `${CANARY} from outside`,
          scheduled_at: Date.now() + 60_000,
        });
        assert.ok(textOf(await answers()).includes(CANARY), "they saw it while they were in");
        const socket = await Listener.open(left);
        await leave();
        await socket.forget();
        const later = await aPost(mia, secret, `${CANARY} later @${left.username}`, { root_id: thread.id });
        await mia.post("/reactions", { user_id: mia.id, post_id: thread.id, emoji_name: "smile" });
        silent(await answers(), "an answer");
        const heard = textOf(await socket.all());
        assert.ok(!heard.includes(later.id) && !heard.includes(CANARY), heard);
        await left.fails("PUT", `/posts/schedule/${waiting.id}`, { message: "x", scheduled_at: Date.now() + 60_000 });
        await server.sql("UPDATE scheduled_posts SET scheduled_at = $2 WHERE id = $1", [waiting.id, Date.now() - 1]);
        await due(waiting.id);
        const posts = await mia.get(`/channels/${secret.id}/posts`);
        assert.ok(!textOf(posts).includes("from outside"));
        socket.close();
      });
    }

    it("hears nothing after the last of many comings and goings, however they race with messages", async () => {
      const socket = await Listener.open(left);
      for (let round = 0; round < 15; round++) {
        await Promise.all([
          mia.delete(`/channels/${secret.id}/members/${left.id}`),
          aPost(mia, secret, `${CANARY} racing ${round}`),
        ]);
        await socket.forget();
        const after = await aPost(mia, secret, `${CANARY} after ${round}`);
        const heard = await socket.all("posted");
        assert.ok(!textOf(heard).includes(after.id), `round ${round}`);
        await Promise.all([add(mia, secret, left), aPost(mia, secret, `${CANARY} joining ${round}`)]);
      }
      await Promise.all([
        add(mia, secret, left).catch(() => {}),
        mia.delete(`/channels/${secret.id}/members/${left.id}`),
      ]);
      const member = (await mia.get<{ user_id: string }[]>(`/channels/${secret.id}/members`)).some(
        (one) => one.user_id === left.id,
      );
      await socket.forget();
      const last = await aPost(mia, secret, `${CANARY} last`);
      assert.equal(textOf(await socket.all("posted")).includes(last.id), member);
      socket.close();
    });

    it("takes along in the copy of their account only what they wrote themselves", async () => {
      await left.delete(`/channels/${secret.id}/members/${left.id}`);
      const { body } = await left.send("GET", "/courtyard/users/me/export");
      const text = textOf(body);
      for (const foreign of ["root", "reply", "answer"]) assert.ok(!text.includes(`${CANARY} ${foreign}`), foreign);
    });
  });

  it("has no power over those who run the server because they may manage people", async () => {
    await server.sql(
      `INSERT INTO roles (id, name, display_name, description, create_at, update_at, permissions, scheme_managed, built_in)
       SELECT $1, 'people_manager', '', '', create_at, update_at, $2, false, false FROM roles WHERE name = 'system_user'`,
      [
        newId(),
        [
          "edit_other_users",
          "manage_roles",
          "sysconsole_write_user_management_users",
          "revoke_user_access_token",
          "create_user_access_token",
          "read_user_access_token",
        ],
      ],
    );
    await ada.post("/caches/invalidate");
    const mel = await aUser(ada, "mel");
    await ada.put(`/users/${mel.id}/roles`, { roles: "system_user people_manager" });
    assert.equal((await mel.send("GET", `/users/${mia.id}/sessions`)).status, 200, "that is what they are for");
    const [session] = await ada.get<{ id: string }[]>("/users/me/sessions");
    const token = await ada.post("/users/me/tokens", { description: "x" });
    for (const [method, path, body] of [
      ["PUT", `/users/${ada.id}/mfa`, { activate: false }],
      ["GET", `/users/${ada.id}/sessions`, undefined],
      ["POST", `/users/${ada.id}/sessions/revoke`, { session_id: session?.id }],
      ["POST", `/users/${ada.id}/sessions/revoke/all`, {}],
      ["PUT", `/users/${ada.id}/password`, { new_password: "a quite different horse" }],
      ["PUT", `/users/${ada.id}/patch`, { email: "mel2@example.org" }],
      ["PUT", `/users/${ada.id}/roles`, { roles: "system_user" }],
      ["PUT", `/users/${ada.id}/active`, { active: false }],
      ["DELETE", `/users/${ada.id}/image`, undefined],
      ["PUT", `/users/${ada.id}/auth`, { auth_service: "", password: "a quite different horse" }],
      ["PUT", `/users/${mel.id}/roles`, { roles: "system_user system_admin" }],
      ["POST", `/users/${ada.id}/tokens`, { description: "mine" }],
      ["GET", `/users/${ada.id}/tokens`, undefined],
    ] as const) {
      const { status, body: told } = await mel.send(method, path, body);
      assert.equal(status, 403, `${method} ${path}: ${JSON.stringify(told)}`);
    }
    // A token that is not theirs to manage is as if there were none.
    for (const [method, path, body] of [
      ["GET", `/users/tokens/${token.id}`, undefined],
      ["POST", "/users/tokens/revoke", { token_id: token.id }],
      ["POST", "/users/tokens/disable", { token_id: token.id }],
      ["POST", "/users/tokens/enable", { token_id: token.id }],
    ] as const)
      assert.equal((await mel.send(method, path, body)).status, 404, `${method} ${path}`);
    assert.equal((await ada.get("/users/me")).username, "ada");
  });

  it("changes nothing with a token for reading, by no call and by no socket", async () => {
    const made = await ada.post(`/users/${eve.id}/tokens`, { description: "reader", scope: ["read"] });
    const reader = new Person(server.url, made.token, eve.id, "eve");
    assert.equal((await reader.get("/users/me")).username, "eve");
    const mine = await aFile(eve, open, "mine.png", await aPicture(10, 10));
    await aPost(eve, open, "mine", { file_ids: [mine.id] });
    for (const [method, path, body] of [
      ["POST", "/posts", { channel_id: open.id, message: "x" }],
      ["POST", "/channels/members/me/view", { channel_id: open.id }],
      ["POST", "/users/me/typing", { channel_id: open.id }],
      ["POST", "/users/logout", undefined],
      ["POST", "/reactions", { user_id: eve.id, post_id: root.id, emoji_name: "smile" }],
      ["PUT", "/users/me/status", { user_id: eve.id, status: "dnd" }],
      ["POST", "/drafts", { channel_id: open.id, message: "x" }],
      ["DELETE", "/users/me", undefined],
      // By its method it reads, and yet it would open a file of theirs to the public.
      ["GET", `/api/v4/files/${mine.id}/link`, undefined],
    ] as const)
      assert.ok(
        (await reader.send(method, path, body)).status === 403 || path === "/users/logout",
        `${method} ${path}`,
      );
    const watching = await Listener.open(mia);
    const socket = await Listener.open(reader);
    for (const [action, data] of [
      ["user_typing", { channel_id: open.id }],
      ["user_update_active_status", { user_is_active: true, manual: true }],
    ] as const)
      assert.equal((await socket.ask(action, data)).status, "FAIL", action);
    assert.equal((await socket.ask("get_statuses_by_ids", { user_ids: [mia.id] })).status, "OK");
    assert.equal((await socket.ask("ping")).status, "OK");
    assert.deepEqual(await watching.all("typing"), []);
    for (const one of [watching, socket]) one.close();
  });

  it("hears nothing over a socket while they owe a second factor, as they read nothing", async () => {
    const config = server.app.platform.config;
    const { stored } = config;
    const socket = await Listener.open(eve);
    config.replace({ ...stored, ServiceSettings: { EnforceMultifactorAuthentication: true } } as never);
    try {
      assert.equal((await eve.send("GET", `/channels/${open.id}/posts`)).body.id, "api.context.mfa_required.app_error");
      const post = await server.app.platform.db.row<{ id: string }>({
        name: "test.one",
        text: "SELECT id FROM posts WHERE original_id = '' AND delete_at = 0 ORDER BY create_at LIMIT 1",
      });
      assert.ok(post);
      server.app.platform.hub.publish({
        event: "posted",
        data: { post: CANARY },
        broadcast: { channel_id: open.id },
        audience: { topic: `channel:${open.id}` },
      });
      silent(await socket.all("posted"), "an event");
      assert.equal((await socket.ask("user_typing", { channel_id: open.id })).status, "FAIL");
      // A factor that is set up opens it again; clients come anew, because they have missed something.
      await server.sql("UPDATE users SET mfa_active = true WHERE id = $1", [eve.id]);
      server.app.platform.events.emit("user.changed", { userId: eve.id });
      await socket.ended();
      const again = await Listener.open(eve);
      assert.equal((await again.ask("user_typing", { channel_id: open.id })).status, "OK");
      again.close();
    } finally {
      config.replace(stored);
      await server.sql("UPDATE users SET mfa_active = false WHERE id = $1", [eve.id]);
      server.app.platform.events.emit("user.changed", { userId: eve.id });
    }
  });
});
