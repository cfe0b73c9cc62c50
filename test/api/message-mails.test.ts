import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { type Letter, Mailbox } from "../support/mailbox.js";
import { aChannel, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const SITE = "https://chat.example.org";

describe("mails about messages", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string; name: string };
  let room: { id: string; name: string };
  const write = (by: Person, channelId: string, message: string, more = {}) =>
    by.post("/posts", { channel_id: channelId, message, ...more });
  const prefer = (person: Person, seconds: string) =>
    person.put(`/users/${person.id}/preferences`, [
      { user_id: person.id, category: "notifications", name: "email_interval", value: seconds },
    ]);
  const round = () => server.app.notices.run();
  /** Whoever was written to by one round. */
  const told = async (): Promise<Letter[]> => {
    mailbox.forget();
    await round();
    await settled();
    return [...mailbox.letters];
  };
  /** Waits until no mail is on its way. */
  const settled = () =>
    until(() => server.sql("SELECT * FROM mails WHERE state = 'queued'"), "all mails to be sent", {
      passes: (rows) => rows.length === 0,
    });
  const direct = async (one: Person, other: Person) =>
    (await one.post("/channels/direct", [one.id, other.id])).id as string;

  before(async () => {
    mailbox = await Mailbox.open();
    server = await startTestServer({ ...mailbox.environment, MM_SERVICESETTINGS_SITEURL: SITE }, { background: false });
    server.app.background.mails.sender.start();
    ada = await anAdmin({ url: server.app.http.address });
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "crew");
    await join(ada, team, bob, cat);
    room = await aChannel(ada, team, "secret-room", "P");
    await ada.post(`/channels/${room.id}/members`, { user_id: bob.id });
    for (const person of [ada, bob, cat]) await prefer(person, "0");
    await round();
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
  });

  it("go to those who are mentioned or written to directly, and to nobody else", async () => {
    const post = await write(ada, room.id, "hello @bob, the **plan** is ready");
    await write(ada, await direct(ada, cat), "just for you");
    await write(ada, room.id, "nobody in particular");
    const letters = await told();
    assert.deepEqual(letters.map((letter) => letter.to).sort(), ["bob@example.org", "cat@example.org"]);
    const [bobs, cats] = ["bob@example.org", "cat@example.org"].map((to) =>
      letters.find((letter) => letter.to === to),
    ) as [Letter, Letter];
    assert.match(bobs.text, /hello @bob, the \*\*plan\*\* is ready/);
    assert.match(bobs.text, /secret-room \(crew\)/);
    assert.ok(bobs.text.includes(`${SITE}/crew/pl/${post.id}`));
    assert.ok(!bobs.text.includes("nobody in particular") && !bobs.text.includes("just for you"));
    assert.match(cats.text, /Direct message/);
    assert.match(cats.subject, /^A message from @ada on Courtyard$/);
    assert.deepEqual(await told(), [], "nobody is told twice");
  });

  it("gather what comes within the time the person chose", async () => {
    await prefer(bob, "900");
    await write(ada, room.id, "@bob one");
    await write(ada, room.id, "@bob two");
    assert.deepEqual(await told(), []);
    await server.sql("UPDATE mail_notices SET create_at = create_at - 901000 WHERE done_at = 0");
    const letters = await told();
    assert.deepEqual(
      letters.map((letter) => letter.subject),
      ["2 messages from @ada on Courtyard"],
    );
    assert.match(letters[0]?.text ?? "", /> @bob one[\s\S]*> @bob two/);
    await prefer(bob, "0");
  });

  it("do not go to those who are here, were here since, or have read the message", async () => {
    const socket = await Listener.open(bob);
    await write(ada, room.id, "@bob while you look");
    assert.deepEqual(await told(), []);
    await socket.ask("user_update_active_status", { user_is_active: true });
    socket.close();
    await until(() => ada.get(`/users/${bob.id}/status`), "Bob to be away", {
      passes: ({ status }) => status === "offline",
    });
    await server.app.statuses.flush();
    assert.deepEqual(await told(), [], "he was here after it");
    await server.sql("UPDATE statuses SET last_activity_at = 0, status = 'offline' WHERE user_id = $1", [bob.id]);
    const stored = await server.sql("SELECT 1 FROM mail_notices WHERE done_at = 0");
    assert.deepEqual(stored, []);
    await write(ada, room.id, "@bob read this");
    await bob.post(`/channels/members/${bob.id}/view`, { channel_id: room.id });
    assert.deepEqual(await told(), []);
    await server.sql("UPDATE statuses SET last_activity_at = $2 WHERE user_id = $1", [bob.id, Date.now() - 60_000]);
    await write(ada, room.id, "@bob a minute away is not away");
    assert.deepEqual(await told(), []);
    await server.sql("UPDATE statuses SET last_activity_at = $2 WHERE user_id = $1", [bob.id, Date.now() - 301_000]);
    assert.equal((await told()).length, 1);
    await server.sql("UPDATE statuses SET last_activity_at = 0 WHERE user_id = $1", [bob.id]);
  });

  it("follow what people set, for themselves and for a channel", async () => {
    const setChannel = (props: Record<string, string>) =>
      bob.put(`/channels/${room.id}/members/${bob.id}/notify_props`, {
        user_id: bob.id,
        channel_id: room.id,
        ...props,
      });
    const setSelf = (email: string) => bob.put("/users/me/patch", { notify_props: { email } });
    const told1 = async () => {
      await write(ada, room.id, "@bob are you told?");
      return (await told()).length;
    };
    await setChannel({ mark_unread: "mention" });
    assert.equal(await told1(), 0, "muted");
    await setChannel({ mark_unread: "all", email: "false" });
    assert.equal(await told1(), 0, "not from this channel");
    await setChannel({ email: "default" });
    await setSelf("false");
    assert.equal(await told1(), 0, "not at all");
    await setChannel({ email: "true" });
    assert.equal(await told1(), 1, "but from this channel");
    await setChannel({ email: "default" });
    await setSelf("true");
    await write(ada, room.id, "@all hear");
    assert.equal((await told()).length, 1);
    await setChannel({ ignore_channel_mentions: "on" });
    await write(ada, room.id, "@all hear again");
    assert.equal((await told()).length, 0);
    await setChannel({ ignore_channel_mentions: "default" });
  });

  it("tell of replies in threads people follow", async () => {
    const root = await write(bob, room.id, "who knows?");
    await write(ada, room.id, "I do", { root_id: root.id });
    const letters = await told();
    assert.deepEqual(
      letters.map((letter) => letter.to),
      ["bob@example.org"],
    );
    await bob.put("/users/me/patch", { notify_props: { email_threads: "mention" } });
    await write(ada, room.id, "and more", { root_id: root.id });
    assert.deepEqual(await told(), []);
  });

  it("say nothing of what was deleted, or stands where the person has left, before they go out", async () => {
    await server.app.background.mails.sender.stop();
    const gone = await write(ada, room.id, "@bob CANARY-DELETED");
    await write(ada, room.id, "@bob CANARY-LEFT");
    const other = await aChannel(ada, team, "other-room", "P");
    await ada.post(`/channels/${other.id}/members`, { user_id: bob.id });
    await write(ada, other.id, "@bob still for you");
    mailbox.forget();
    await round();
    await ada.delete(`/posts/${gone.id}`);
    await bob.delete(`/channels/${room.id}/members/${bob.id}`);
    const kept = JSON.stringify(await server.sql("SELECT * FROM mails"));
    assert.ok(!kept.includes("CANARY"), "what waits holds no text of messages");
    server.app.background.mails.sender.start();
    await settled();
    assert.deepEqual(
      mailbox.letters.map((letter) => letter.to),
      ["bob@example.org"],
    );
    const all = JSON.stringify(mailbox.letters);
    assert.ok(!all.includes("CANARY") && all.includes("still for you"));
    await ada.post(`/channels/${room.id}/members`, { user_id: bob.id });
  });

  it("never bring a private channel to those who are not in it, nor a team to those who left it", async () => {
    await write(ada, room.id, "@cat CANARY-OUTSIDER @bob");
    const eve = await aUser(ada, "eve");
    await join(ada, team, eve);
    await prefer(eve, "0");
    const open = await aChannel(ada, team, "open-room", "O");
    await ada.post(`/channels/${open.id}/members`, { user_id: eve.id });
    await server.app.background.mails.sender.stop();
    await write(ada, open.id, "@eve CANARY-TEAM");
    mailbox.forget();
    await round();
    await ada.delete(`/teams/${team.id}/members/${eve.id}`);
    server.app.background.mails.sender.start();
    await settled();
    assert.deepEqual(
      mailbox.letters.map((letter) => letter.to),
      ["bob@example.org"],
    );
  });

  it("do not go to accounts that are deactivated meanwhile", async () => {
    const fay = await aUser(ada, "fay");
    await prefer(fay, "0");
    await server.app.background.mails.sender.stop();
    await write(ada, await direct(ada, fay), "hello");
    mailbox.forget();
    await round();
    await ada.put(`/users/${fay.id}/active`, { active: false });
    server.app.background.mails.sender.start();
    await settled();
    assert.deepEqual(mailbox.letters, []);
  });

  it("show what people wrote and call themselves as text", async () => {
    const evil = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";
    const channel = await ada.post("/channels", {
      team_id: team.id,
      name: "evil",
      display_name: "<b>x</b><script>",
      type: "P",
    });
    await ada.post(`/channels/${channel.id}/members`, { user_id: bob.id });
    await write(ada, channel.id, `@bob ${evil}`);
    const [letter] = await told();
    assert.ok(letter?.html.includes("&lt;img src=x onerror=alert(1)&gt;"));
    assert.ok(!/<(script|img|svg|b>x)/i.test(letter?.html.replace(/<b>@/g, "") ?? "<script"));
    assert.match(letter?.text ?? "", /<script>alert\(2\)<\/script>/);
  });

  it("say only how many and from whom where the server wants it so", async () => {
    const { config } = server.app.platform;
    const stored = config.stored;
    config.replace({ ...stored, EmailSettings: { ...stored.EmailSettings, EmailNotificationContentsType: "generic" } });
    await write(ada, room.id, "@bob CANARY-GENERIC");
    const [letter] = await told();
    config.replace(stored);
    const all = JSON.stringify([letter, ...(letter?.headers ?? [])]);
    assert.match(letter?.text ?? "", /A message for you from @ada/);
    assert.ok(!/CANARY|secret-room|crew/.test(all));
  });

  it("stop by a click on their link, which only its owner has", async () => {
    await write(ada, room.id, "@bob last one");
    const [letter] = await told();
    const link = /(https:\S+unsubscribe\S+)/.exec(letter?.text ?? "")?.[1] ?? "";
    const list = letter?.headers.get("list") as { unsubscribe: { url: string } };
    assert.equal(list.unsubscribe.url, link);
    assert.equal(
      letter?.headers.get("list-unsubscribe-post") ?? (list as any)["unsubscribe-post"]?.name,
      "List-Unsubscribe=One-Click",
    );
    const url = link.replace(SITE, server.app.http.address);
    const emailOf = async () => (await bob.get("/users/me")).notify_props.email;
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<form method="post">/);
    assert.equal(await emailOf(), "true", "looking changes nothing");
    const forged = url.replace(/u=\w+/, `u=${cat.id}`);
    assert.equal((await fetch(forged, { method: "POST" })).status, 400);
    assert.equal((await cat.get("/users/me")).notify_props.email, "true");
    const click = {
      method: "POST",
      body: "List-Unsubscribe=One-Click",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    };
    assert.equal((await fetch(url, click)).status, 200);
    assert.equal(await emailOf(), "false");
    await write(ada, room.id, "@bob again");
    assert.deepEqual(await told(), []);
    await bob.put("/users/me/patch", { notify_props: { email: "true" } });
  });

  it("miss no message when a round is interrupted", async () => {
    await write(ada, room.id, "@bob before the crash");
    await server.sql(
      "CREATE FUNCTION no_mails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$",
    );
    await server.sql("CREATE TRIGGER no_mails BEFORE INSERT ON mails FOR EACH ROW EXECUTE FUNCTION no_mails()");
    mailbox.forget();
    await assert.rejects(round(), /power cut/);
    await server.sql("DROP TRIGGER no_mails ON mails");
    const letters = await told();
    assert.equal(letters.length, 1);
    assert.match(letters[0]?.text ?? "", /before the crash/);
  });
});
