// The calls of the mobile app of 2026, one by one in the order it makes them: the first contact with a server, signing
// in, loading everything, opening a channel, and coming back after the network was away.
import assert from "node:assert/strict";
import { anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { raw, Wire } from "./wire.js";

const DEVICE = "apple_rn-v2:0123456789abcdef";

describe("the mobile app", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let team: { id: string };
  let beds: { id: string };
  let token = "";
  const wires: Wire[] = [];

  const call = (method: string, path: string, body?: unknown) =>
    raw(
      server.url,
      method,
      `/api/v4${path}`,
      {
        "X-Requested-With": "XMLHttpRequest",
        "User-Agent": "Mattermost Mobile/2.42.0+700 (iOS; 19.0; iPhone)",
        "Accept-Language": "en",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body,
    );
  const get = async (path: string) => {
    const answer = await call("GET", path);
    assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 200)}`);
    return answer.json;
  };
  const wired = async (query: string) => {
    const wire = await Wire.open(server.url, query, { Origin: server.url, Authorization: `Bearer ${token}` });
    wires.push(wire);
    // The app says who it is in both ways.
    wire.say("authentication_challenge", { token });
    return wire;
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    team = await aTeam(ada, "garden");
    await join(ada, team, bob);
    beds = await ada.post("/channels", { team_id: team.id, name: "beds", display_name: "Beds", type: "O" });
    await ada.post(`/channels/${beds.id}/members`, { user_id: bob.id });
    const direct = await ada.post("/channels/direct", [ada.id, bob.id]);
    await aPost(ada, direct, "Only for you");
    const root = await aPost(ada, beds, "Who waters, @bob?");
    await aPost(ada, beds, "Anybody?", { root_id: root.id });
  });
  after(async () => {
    for (const wire of wires) wire.close();
    await server.stop();
  });

  it("meets the server", async () => {
    const head = await fetch(server.url, { method: "HEAD" });
    assert.ok(head.status < 500);
    const ping = await get(`/system/ping?time=${Date.now()}&device_id=${DEVICE}`);
    assert.equal(ping.status, "OK");
    assert.ok([undefined, "true", "false", "unknown"].includes(ping.CanReceiveNotifications));
    const config = await get("/config/client?format=old");
    for (const [key, value] of Object.entries(config)) assert.equal(typeof value, "string", key);
    assert.ok(config.DiagnosticId, "the identity of a server for the app");
    const version = config.Version.split(".").map(Number);
    assert.ok(version[0] > 10 || (version[0] === 10 && version[1] >= 11), "no warning of an old server");
    for (const key of ["EnableSignInWithEmail", "EnableSignInWithUsername", "EnableLdap", "EnableSaml", "SiteName"])
      assert.equal(typeof config[key], "string", key);
    assert.equal((await get("/license/client?format=old")).IsLicensed, "false");
  });

  it("signs in as a device", async () => {
    const wrong = await call("POST", "/users/login", {
      login_id: "bob",
      password: "wrong",
      device_id: DEVICE,
      token: "",
    });
    assert.deepEqual([wrong.status, wrong.json.id], [401, "api.user.login.invalid_credentials_email_username"]);
    const login = await call("POST", "/users/login", {
      device_id: DEVICE,
      voip_device_id: "",
      login_id: "bob",
      password: bob.password,
      token: "",
    });
    assert.equal(login.status, 200, login.text);
    assert.equal(login.json.id, bob.id);
    token = login.headers.get("token") ?? "";
    assert.match(token, /^[a-z0-9]{26}$/);
    const cookies = String(login.headers.getSetCookie());
    for (const name of ["MMAUTHTOKEN", "MMUSERID", "MMCSRF"]) assert.ok(cookies.includes(`${name}=`), name);
    const [session] = (await get("/users/me/sessions")).filter((one: any) => one.device_id);
    assert.ok(session.expires_at > Date.now());
    const config = await get("/config/client?format=old");
    for (const key of ["CollapsedThreads", "TeammateNameDisplay", "MaxFileSize", "MaxPostSize", "PostPriority"])
      assert.equal(typeof config[key], "string", key);
  });

  it("loads everything it shows first", async () => {
    const [preferences, teams, memberships, me] = await Promise.all([
      get("/users/me/preferences"),
      get("/users/me/teams"),
      get("/users/me/teams/members"),
      get("/users/me"),
    ]);
    assert.ok(Array.isArray(preferences));
    assert.deepEqual([teams.length, memberships[0].team_id, me.id], [1, team.id, bob.id]);
    for (const key of ["props", "notify_props", "timezone", "roles", "locale"]) assert.ok(key in me, key);
    const path = `/users/me/teams/${team.id}/channels`;
    const [channels, members, categories] = await Promise.all([
      get(`${path}?include_deleted=true&last_delete_at=0`),
      get(`${path}/members`),
      get(`${path}/categories`),
    ]);
    assert.deepEqual(channels.map((one: any) => one.id).sort(), members.map((one: any) => one.channel_id).sort());
    const sorted = categories.categories.flatMap((one: any) => one.channel_ids).sort();
    assert.deepEqual(sorted, channels.map((one: any) => one.id).sort(), "each channel in one category");
    const wanted = new Set([
      me.roles,
      ...memberships.map((one: any) => one.roles),
      ...members.map((one: any) => one.roles),
    ]);
    const names = [...new Set([...wanted].flatMap((roles) => roles.split(" ")))];
    const roles = (await call("POST", "/roles/names", names)).json;
    assert.deepEqual(roles.map((one: any) => one.name).sort(), [...names].sort(), "a missing role hides buttons");
    const direct = channels.find((one: any) => one.type === "D");
    assert.ok((await get(`/users?in_channel=${direct.id}&page=0&per_page=10`)).some((one: any) => one.id === ada.id));
    assert.deepEqual((await call("POST", "/users/group_channels", [])).json, {});
    assert.equal((await call("POST", "/users/ids", [ada.id])).json[0].username, "ada");
    assert.equal((await call("POST", "/users/status/ids", [ada.id, bob.id])).json.length, 2);
    const threads = await get(
      `/users/me/teams/${team.id}/threads?extended=true&deleted=false&per_page=60&since=0&unread=false&excludeDirect=false`,
    );
    assert.deepEqual([threads.total, threads.threads[0].unread_replies], [1, 1]);
    assert.ok(
      threads.threads[0].participants.every((one: any) => one.username),
      "whole people when extended",
    );
    const newer = await get(
      `/users/me/teams/${team.id}/threads?extended=true&deleted=true&per_page=200&since=${Date.now()}`,
    );
    assert.deepEqual(newer.threads, []);
    assert.deepEqual(await get(`/users/${bob.id}/groups`), []);
    assert.deepEqual(await get("/custom_profile_attributes/fields"), []);
    assert.deepEqual(await get(`/users/${bob.id}/custom_profile_attributes`), {});
    assert.deepEqual(await get(`/posts/scheduled/team/${team.id}?includeDirectChannels=true`), {
      [team.id]: [],
      directChannels: [],
    });
    assert.deepEqual(await get(`/users/${bob.id}/teams/${team.id}/drafts`), []);
    assert.deepEqual(await get("/plugins/webapp"), []);
    assert.ok(Array.isArray(await get("/system/timezones")));
    assert.deepEqual(
      await get("/users/me/channel_members?page=0&per_page=200").then((all) => all.length),
      members.length,
    );
    // What is not here is asked for as well, and must be said so.
    for (const one of [`/teams/${team.id}/groups?filter_allow_reference=true`, `/channels/${beds.id}/groups`]) {
      const answer = await call("GET", one);
      assert.deepEqual([answer.status, answer.json.status_code], [501, 501], one);
    }
  });

  it("opens a channel", async () => {
    const page = await get(
      `/channels/${beds.id}/posts?page=0&per_page=60&collapsedThreads=true&collapsedThreadsExtended=true`,
    );
    const messages = page.order.map((id: string) => page.posts[id].message);
    assert.ok(messages.includes("Who waters, @bob?") && !messages.includes("Anybody?"), "roots only");
    const root = page.posts[page.order[messages.indexOf("Who waters, @bob?")]];
    assert.equal(root.participants[0].username, "ada");
    assert.deepEqual(await get(`/channels/${beds.id}/bookmarks?bookmarks_since=0`), []);
    assert.equal((await get(`/channels/${beds.id}/stats`)).member_count, 2);
    assert.ok(Array.isArray(await get(`/channels/${beds.id}/timezones`)));
    const view = { channel_id: beds.id, prev_channel_id: "", collapsed_threads_supported: true };
    assert.equal((await call("POST", "/channels/members/me/view", view)).json.status, "OK");
    const opened = { user_id: bob.id, category: "channel_open_time", name: beds.id, value: String(Date.now()) };
    for (let n = 0; n < 2; n++)
      assert.deepEqual(
        (await call("PUT", "/users/me/preferences", [opened])).json,
        { status: "OK" },
        "as often as it likes",
      );
    const thread = await get(
      `/posts/${root.id}/thread?skipFetchThreads=false&collapsedThreads=true&collapsedThreadsExtended=false&direction=down&perPage=60`,
    );
    assert.equal(Object.keys(thread.posts).length, 2);
    assert.equal((await call("PUT", `/users/me/teams/${team.id}/threads/${root.id}/read/${Date.now()}`)).status, 200);
    const image = await fetch(`${server.url}/api/v4/users/${ada.id}/image?_=0`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    assert.equal(image.headers.get("content-type"), "image/png");
    const bare = await raw(server.url, "GET", "/api/v4/config/client?1234567");
    assert.equal(bare.status, 200, "a cache-buster without a name");
  });

  it("sends, and sends again what it is not sure of", async () => {
    const pending = `${bob.id}:${Date.now()}`;
    const post = {
      channel_id: beds.id,
      message: "On my way",
      pending_post_id: pending,
      create_at: 0,
      user_id: bob.id,
      root_id: "",
      file_ids: [],
      metadata: { priority: { priority: "urgent", requested_ack: true, persistent_notifications: false } },
    };
    const first = await call("POST", "/posts", post);
    const second = await call("POST", "/posts", post);
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.deepEqual([first.json.id, first.json.pending_post_id], [second.json.id, pending]);
    const gone = await call("POST", "/posts", { ...post, pending_post_id: "", root_id: "y".repeat(26) });
    assert.equal(gone.json.id, "api.post.create_post.root_id.app_error", "then it gives the message up");
  });

  it("listens, tells which device it is, and misses nothing while it is away", async () => {
    const first = await wired("?connection_id=&sequence_number=0");
    const hello = await first.event("hello");
    assert.equal(hello.seq, 0);
    const device = { device_id: "", device_notification_disabled: "false", mobile_version: "2.42.0+700" };
    assert.deepEqual((await call("PUT", "/users/sessions/device", device)).json, { status: "OK" });
    assert.deepEqual((await call("PUT", "/users/sessions/device", { ...device, device_id: DEVICE })).json, {
      status: "OK",
    });
    assert.equal((await first.reply(first.say("ping"))).data.text, "pong");
    await aPost(ada, beds, "heard");
    await first.event("posted", (data) => JSON.parse(data.post).message === "heard");
    const next = first.heard.filter((message) => message.event).at(-1).seq + 1;
    first.close();
    for (const message of ["missed 1", "missed 2", "missed 3"]) await aPost(ada, beds, message);
    const second = await wired(`?connection_id=${hello.data.connection_id}&sequence_number=${next}`);
    await second.event("posted", (data) => JSON.parse(data.post).message === "missed 3");
    const events = second.heard.filter((message) => message.event);
    assert.ok(!events.some((message) => message.event === "hello"), "the same connection goes on");
    assert.deepEqual(
      events.map((message) => message.seq),
      events.map((_, n) => next + n),
      "without a gap",
    );
    const posted = events.filter((message) => message.event === "posted");
    assert.deepEqual(
      posted.map((message) => JSON.parse(message.data.post).message),
      ["missed 1", "missed 2", "missed 3"],
    );
    const stranger = await wired(`?connection_id=${"y".repeat(26)}&sequence_number=40`);
    const fresh = await stranger.event("hello");
    assert.ok(fresh.seq === 0 && fresh.data.connection_id !== "y".repeat(26), "then it loads everything anew");
  });

  it("reports figures and errors of its own, and signs out", async () => {
    const report = { version: "1.0.0", client_id: "x", labels: {}, start: 1.5, end: 2.5, counters: [], histograms: [] };
    assert.deepEqual((await call("POST", "/client_perf", report)).json, { status: "OK" });
    assert.equal((await call("POST", "/logs", { level: "ERROR", message: "the app fell over" })).status, 200);
    const ack = {
      id: "y".repeat(26),
      received_at: Date.now(),
      platform: "ios",
      type: "message",
      post_id: "",
      is_id_loaded: false,
    };
    assert.ok((await call("POST", "/notifications/ack", ack)).status < 500);
    assert.deepEqual((await call("POST", "/users/logout")).json, { status: "OK" });
    assert.equal((await call("GET", "/users/me")).status, 401);
  });
});
