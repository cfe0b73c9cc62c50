import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import { type Letter, Mailbox } from "../support/mailbox.js";
import { aChannel, anAdmin, aTeam, aUser, join, Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const INVALID = "api.user.login_by_link.invalid.app_error";
const tokenOf = (letter: Letter) => /one_time_link\?t=([a-z0-9]+)/.exec(letter.text)?.[1] ?? "";

describe("links that sign guests in", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let team: { id: string; name: string };
  let room: { id: string };

  const configure = (settings: Record<string, unknown>) =>
    ada.put("/config/patch", { GuestAccountsSettings: settings });
  const invite = (emails: string[], channels = [room.id], by = ada) =>
    by.send("POST", `/teams/${team.id}/invite-guests/email?graceful=true&guest_magic_link=true`, { emails, channels });
  let address = 0;
  /** From another address each time: the limit of one address is not what is looked at here. */
  const elsewhere = () => ({ "X-Forwarded-For": `10.7.${++address >> 8}.${address & 255}` });
  const enter = (token: string, more: object = {}, headers: Record<string, string> = {}) =>
    stranger(server).send("POST", "/users/login/one_time_link", { token, ...more }, { ...elsewhere(), ...headers });
  const typeOf = async (login_id: string) =>
    (await stranger(server).post("/users/login/type", { login_id })).auth_service;
  const seen = new Set<string>();
  const nextLetter = async (email: string) => {
    const letter = await mailbox.next(email, (one) => !seen.has(one.messageId));
    seen.add(letter.messageId);
    return letter;
  };
  const ask = async (email: string) => {
    await stranger(server).send("POST", "/courtyard/guest_link/send", { email }, elsewhere());
    return tokenOf(await nextLetter(email));
  };
  const personOf = (answer: { body: { id: string; username: string }; headers: Headers }) =>
    new Person(server.url, answer.headers.get("token") ?? "", answer.body.id, answer.body.username);
  /** A guest without a password, who has just come in by an invitation. */
  const aGuest = async (name: string) => {
    await invite([`${name}@partner.example`]);
    const answer = await enter(tokenOf(await nextLetter(`${name}@partner.example`)));
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return personOf(answer);
  };
  /** Whether no mail is left to be sent, and how many went to an address. */
  const settled = async (email: string) => {
    const queued = "SELECT subject FROM mails WHERE recipient = $1 AND state = 'queued'";
    await until(() => server.sql(queued, [email]), "mails to be sent", { passes: (rows) => rows.length === 0 });
    return mailbox.letters.filter((letter) => letter.to === email).length;
  };

  before(async () => {
    mailbox = await Mailbox.open();
    server = await startTestServer(
      { ...mailbox.environment, MM_SERVICESETTINGS_TRUSTEDPROXIES: "127.0.0.1" },
      { background: true },
    );
    ada = await anAdmin(server);
    team = await aTeam(ada, "crew");
    room = await aChannel(ada, team, "room", "P");
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
  });

  it("are off at first", async () => {
    assert.equal((await ada.get("/config/client?format=old")).EnableGuestMagicLink, "false");
    const refused = await invite(["no@partner.example"]);
    assert.deepEqual([refused.status, refused.body.id], [501, "api.context.feature_disabled.app_error"]);
    assert.equal((await enter("x".repeat(52))).status, 501);
    const asked = await stranger(server).send("POST", "/courtyard/guest_link/send", { email: "no@partner.example" });
    assert.equal(asked.status, 501);
    await configure({ EnableGuestMagicLink: true });
    assert.equal((await stranger(server).get("/config/client?format=old")).EnableGuestMagicLink, "true");
  });

  it("make the account of whoever is invited, and sign in like a password", async () => {
    await invite(["Gus.Oh@partner.example"]);
    const letter = await nextLetter("gus.oh@partner.example");
    assert.match(letter.text, /Do not pass the link on/);
    // Programs that look at mails fetch the link, and ask whether it is there.
    for (const method of ["GET", "HEAD"]) {
      const page = await fetch(`${server.url}/login/one_time_link?t=${tokenOf(letter)}`, { method });
      assert.ok(page.status < 500);
    }
    const answer = await enter(tokenOf(letter), {}, { "X-Requested-With": "XMLHttpRequest" });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(
      [answer.body.username, answer.body.email, answer.body.roles, answer.body.email_verified],
      ["gus.oh", "gus.oh@partner.example", "system_guest", true],
    );
    assert.match(String(answer.headers.getSetCookie()), /MMAUTHTOKEN=.*HttpOnly.*MMUSERID=.*MMCSRF=/);
    assert.doesNotMatch(JSON.stringify(answer.body), new RegExp(tokenOf(letter)));
    const gus = personOf(answer);
    const names = (await gus.get(`/users/me/teams/${team.id}/channels`)).map((one: { name: string }) => one.name);
    assert.deepEqual(names, ["room"]);
    assert.equal((await enter(tokenOf(letter))).body.id, INVALID, "used up");
    const password = await stranger(server).send("POST", "/users/login", { login_id: "gus.oh", password: "" });
    assert.equal(password.status, 400);
    const other = await stranger(server).send("POST", "/users/login", { login_id: "gus.oh", password: "x" });
    assert.equal(other.status, 401);
  });

  it("find another name where the first is taken or none", async () => {
    await aUser(ada, "hal");
    assert.match((await aGuest("hal")).username, /^hal\d+$/);
    assert.match((await aGuest("12")).username, /^guest/);
    assert.match((await aGuest("here")).username, /^here\d+$/);
  });

  it("let one of fifty in who use an invitation at once, and one of fifty who use a link", async () => {
    await invite(["eve@partner.example"]);
    const first = tokenOf(await nextLetter("eve@partner.example"));
    const race = async (token: string) => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => enter(token)));
      assert.equal(answers.filter((one) => one.status === 200).length, 1);
      assert.ok(
        answers.every((one) => one.status === 200 || one.status === 400),
        String(answers.map((a) => a.status)),
      );
    };
    await race(first);
    const rows = await server.sql("SELECT id FROM users WHERE email = 'eve@partner.example'");
    assert.equal(rows.length, 1);
    await race(await ask("eve@partner.example"));
  });

  it("are mailed to guests without a password only, and every address hears the same", async () => {
    const ida = await aGuest("ida");
    const bob = await aUser(ada, "bob");
    const withPassword = await aUser(ada, "pat");
    await ada.post(`/users/${withPassword.id}/demote`);
    const answers = new Set<string>();
    for (const email of ["ida@partner.example", "bob@example.org", "pat@example.org", "nobody@partner.example", "none"])
      answers.add(JSON.stringify((await stranger(server).send("POST", "/courtyard/guest_link/send", { email })).body));
    assert.equal(answers.size, 1);
    const token = tokenOf(await nextLetter("ida@partner.example"));
    for (const email of ["bob@example.org", "pat@example.org", "nobody@partner.example"])
      assert.equal(await settled(email), 0, email);
    const again = await enter(token);
    assert.deepEqual([again.status, again.body.id], [200, ida.id]);
    assert.equal((await enter(token)).body.id, INVALID, "once");
    for (const name of ["bob", "pat", "nobody", "", bob.id]) assert.equal(await typeOf(name), "", name);
    assert.equal(await typeOf(" IDA "), "magic_link");
    assert.ok((await enter(tokenOf(await nextLetter("ida@partner.example")))).status === 200, "asking has it mailed");
  });

  it("end when a newer one is made, by time, and with everything they stand on", async () => {
    await aGuest("jo");
    const [older, newer] = [await ask("jo@partner.example"), await ask("jo@partner.example")];
    assert.equal((await enter(older)).body.id, INVALID, "an older one");
    await server.sql("UPDATE tokens SET expires_at = $1 WHERE type = 'guest_sign_in'", [Date.now() - 1]);
    assert.equal((await enter(newer)).body.id, INVALID, "too late");
    const [row] = await server.sql<{ life: string }>(
      "SELECT (expires_at - create_at)::text AS life FROM tokens WHERE type = 'invitation' LIMIT 1",
    );
    assert.equal(Number(row?.life ?? 48 * 3_600_000), 48 * 3_600_000);

    const refusedAfter = async (name: string, change: (guest: Person) => Promise<unknown>) => {
      const guest = await aGuest(name);
      const token = await ask(`${name}@partner.example`);
      await change(guest);
      const answer = await enter(token);
      assert.ok([400, 501].includes(answer.status), `${name}: ${answer.status}`);
      return token;
    };
    await refusedAfter("gone", (guest) => ada.put(`/users/${guest.id}/active`, { active: false }));
    await refusedAfter("back", async (guest) => {
      await ada.put(`/users/${guest.id}/active`, { active: false });
      await ada.put(`/users/${guest.id}/active`, { active: true });
    });
    await refusedAfter("late", (guest) =>
      server.sql("UPDATE users SET guest_expires_at = $2 WHERE id = $1", [guest.id, Date.now() - 1]),
    );
    await refusedAfter("grown", (guest) => ada.post(`/users/${guest.id}/promote`));
    await refusedAfter("safe", (guest) =>
      ada.put(`/users/${guest.id}/password`, { new_password: "correct horse battery" }),
    );
    await refusedAfter("moved", (guest) => ada.put(`/users/${guest.id}/patch`, { email: "elsewhere@partner.example" }));
    const off = await refusedAfter("off", () => configure({ EnableGuestMagicLink: false }));
    await configure({ EnableGuestMagicLink: true });
    assert.equal((await enter(off)).body.id, INVALID, "not again when it is switched on");
    const without = await refusedAfter("none", () => configure({ Enable: false }));
    await configure({ Enable: true });
    assert.equal((await enter(without)).body.id, INVALID);
    assert.equal(await typeOf("safe"), "", "whoever has a password types it");
  });

  it("end at once, however long the database takes to forget them", async () => {
    const guest = await aGuest("brisk");
    const token = await ask("brisk@partner.example");
    const { db } = server.app.platform;
    const run = db.run;
    let goOn = () => {};
    const late = new Promise<void>((resolve) => (goOn = resolve));
    db.run = async function slow(this: typeof db, ...question: Parameters<typeof run>) {
      if (question[0].name === "one_time.drop") await late;
      return run.apply(this, question);
    } as typeof run;
    try {
      await ada.put(`/users/${guest.id}/active`, { active: false });
      await ada.put(`/users/${guest.id}/active`, { active: true });
      const entered = enter(token);
      // Whoever did not wait would be in by now.
      await Promise.race([entered, new Promise((resolve) => setTimeout(resolve, 500))]);
      goOn();
      assert.equal((await entered).body.id, INVALID);
    } finally {
      goOn();
      db.run = run;
    }
  });

  it("of invitations end with the setting, with the invitation, and for those who have an account", async () => {
    const mailed = async (email: string) => {
      await invite([email]);
      return tokenOf(await nextLetter(email));
    };
    const one = await mailed("one@partner.example");
    await configure({ EnableGuestMagicLink: false });
    await configure({ EnableGuestMagicLink: true });
    assert.equal((await enter(one)).body.id, INVALID);
    const two = await mailed("two@partner.example");
    await ada.delete("/teams/invites/email");
    assert.equal((await enter(two)).body.id, INVALID);
    const three = await mailed("three@partner.example");
    await aUser(ada, "three", { email: "three@partner.example" });
    assert.equal((await enter(three)).body.id, "api.user.login_by_link.known.app_error");
    // Somebody who is known is invited as ever: their link signs nobody in.
    await invite(["three@partner.example"]);
    const letter = await nextLetter("three@partner.example");
    assert.equal(tokenOf(letter), "");
    assert.equal((await enter(/\?t=([a-z0-9]+)/.exec(letter.text)?.[1] ?? "")).body.id, INVALID);
    const plain = await ada.post(`/courtyard/teams/${team.id}/invite_guest_link`, {
      email: "four@partner.example",
      channel_ids: [room.id],
    });
    assert.equal((await enter(plain.token)).body.id, INVALID, "a link handed over proves no mailbox");
  });

  it("ask for the second factor, and count wrong codes", async () => {
    const kim = await aGuest("kim");
    await ada.put("/config/patch", { ServiceSettings: { EnableMultifactorAuthentication: true } });
    const { secret } = await kim.post("/users/me/mfa/generate");
    const code = (step = 0) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + step * 30_000 });
    await kim.put("/users/me/mfa", { activate: true, code: code() });
    const token = await ask("kim@partner.example");
    assert.equal((await enter(token)).body.id, "mfa.validate_token.authenticate.app_error");
    assert.equal((await enter(token, { code: "000000" })).body.id, "api.user.check_user_mfa.bad_code.app_error");
    const failures = async () =>
      (await server.sql<{ n: number }>("SELECT failed_attempts AS n FROM users WHERE id = $1", [kim.id]))[0]?.n;
    assert.equal(await failures(), 1);
    assert.equal((await enter(token, { code: code(1) })).status, 200);
    assert.equal(await failures(), 0);
    const next = await ask("kim@partner.example");
    for (let n = 0; n < 10; n++) await enter(next, { code: "000000" });
    const locked = await enter(next, { code: "000000" });
    assert.equal(locked.body.id, "api.user.check_user_login_attempts.too_many.app_error");
  });

  it("are not mailed more often than five times an hour to one account, whatever way they are asked for", async () => {
    await aGuest("lou");
    for (let n = 0; n < 6; n++) {
      await typeOf("lou");
      await stranger(server).post("/courtyard/guest_link/send", { email: "Lou@partner.example" });
    }
    assert.equal(await settled("lou@partner.example"), 1 + 5);
  });

  it("leave a record of who came in or not, without the link", async () => {
    const max = await aGuest("max");
    const token = await ask("max@partner.example");
    await enter(token);
    await enter(token);
    const rows = await server.sql<{ object: string; result: string; text: string }>(
      "SELECT *, row_to_json(audits)::text AS text FROM audits WHERE action = 'users.login' ORDER BY create_at DESC, id DESC LIMIT 2",
    );
    assert.deepEqual(rows.map((row) => row.result).sort(), ["fail", "success"]);
    assert.equal(rows.find((row) => row.result === "success")?.object, max.id);
    for (const row of rows) assert.ok(!row.text.includes(token));
    for (const bad of [{}, { token: "" }, { token: 5 }, { token: "x".repeat(201) }])
      assert.equal((await stranger(server).send("POST", "/users/login/one_time_link", bad)).status, 400);
  });

  it("are offered by those who may invite guests only", async () => {
    const member = await aUser(ada, "member");
    await join(ada, team, member);
    assert.equal((await invite(["x@partner.example"], [room.id], member)).status, 403);
  });
});
