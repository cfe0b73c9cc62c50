import assert from "node:assert/strict";
import { type Letter, Mailbox, tokenIn } from "../support/mailbox.js";
import { aChannel, anAdmin, aTeam, aUser, join, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";

describe("invitations by mail", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string; name: string };
  const invite = (by: Person, emails: unknown, query = "") =>
    by.send("POST", `/teams/${team.id}/invite/email${query}`, emails);
  const invited = async (email: string): Promise<Letter> => {
    const before = mailbox.to(email).length;
    assert.equal((await invite(bob, [email])).status, 200);
    await mailbox.next(email, () => mailbox.to(email).length > before);
    return mailbox.to(email).at(-1) as Letter;
  };
  const signUp = (username: string, email: string, token: string) =>
    stranger(server).send("POST", `/users?t=${token}`, { username, email, password: PASSWORD });
  const members = async () =>
    (await ada.get(`/users?in_team=${team.id}&per_page=200`)).map((user: { username: string }) => user.username).sort();

  before(async () => {
    mailbox = await Mailbox.open();
    server = await startTestServer(mailbox.environment, { background: true });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
    team = await aTeam(ada, "crew");
    await join(ada, team, bob);
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
  });

  it("let the invited, and only them, make an account and join", async () => {
    const letter = await invited("Dan@Example.org".toLowerCase());
    assert.match(letter.subject, /^@bob invites you to crew on Courtyard$/);
    assert.match(letter.text, new RegExp(`${server.url}/signup_user_complete/\\?t=`));
    const token = tokenIn(letter);
    assert.equal(
      (await signUp("mallory", "mallory@example.org", token)).body.id,
      "api.user.create_user.signup_link_invalid.app_error",
    );
    assert.equal((await signUp("nobody", "nobody@example.org", `${"x".repeat(52)}`)).status, 400);
    const answer = await signUp("dan", "dan@example.org", token);
    assert.deepEqual([answer.status, answer.body.email_verified], [201, true]);
    assert.deepEqual(await members(), ["ada", "bob", "dan"]);
    assert.equal((await signUp("dan2", "dan@example.org", token)).status, 400);
  });

  it("are good once, also for fifty who try at once", async () => {
    const token = tokenIn(await invited("eve@example.org"));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => signUp(`eve${n}`, "eve@example.org", token)),
    );
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.ok(answers.every((answer) => answer.status < 500));
  });

  it("let somebody join who has an account with that address, and nobody else", async () => {
    const letter = await invited("cat@example.org");
    assert.match(letter.text, /Join the team/);
    const token = tokenIn(letter);
    const dan = await signIn(server, "dan");
    await aUser(ada, "fay");
    const fay = await signIn(server, "fay");
    assert.equal(
      (await fay.fails("POST", `/teams/members/invite?token=${token}`)).id,
      "api.team.invalid_invite.app_error",
    );
    const results = await Promise.all(
      Array.from({ length: 20 }, () => cat.send("POST", `/teams/members/invite?token=${token}`)),
    );
    assert.equal(results.filter((one) => one.status === 201).length, 1);
    assert.ok((await members()).includes("cat") && !(await members()).includes("fay"));
    assert.ok(dan.token);
  });

  it("end with the inviter's right to invite, by hand, and after two days", async () => {
    const gone = await aUser(ada, "gone");
    await join(ada, team, gone);
    await invite(gone, ["gil@example.org"]);
    const token = tokenIn(await mailbox.next("gil@example.org"));
    await ada.put(`/users/${gone.id}/active`, { active: false });
    assert.equal((await signUp("gil", "gil@example.org", token)).status, 400, "the inviter is gone");
    const second = tokenIn(await invited("hal@example.org"));
    assert.equal((await bob.fails("DELETE", "/teams/invites/email")).status_code, 403);
    await ada.delete("/teams/invites/email");
    assert.equal((await signUp("hal", "hal@example.org", second)).status, 400, "cancelled");
    const third = tokenIn(await invited("hal@example.org"));
    const [row] = await server.sql<{ life: string }>(
      "SELECT expires_at - create_at AS life FROM tokens WHERE type = 'invitation'",
    );
    assert.equal(Number(row?.life), 48 * 3_600_000);
    await server.sql("UPDATE tokens SET expires_at = $1", [Date.now() - 1]);
    assert.equal((await signUp("hal", "hal@example.org", third)).status, 400, "expired");
  });

  it("bring people into channels the inviter may fill, and stay out of others", async () => {
    const room = await aChannel(bob, team, "bobs-room", "P");
    const hidden = await aChannel(ada, team, "adas-room", "P");
    assert.equal(
      (await invite(bob, { emails: ["ian@example.org"], channelIds: [hidden.id] }, "?graceful=true")).status,
      404,
    );
    const answer = await invite(
      bob,
      { emails: ["ian@example.org"], channelIds: [room.id], message: "<b>Come in</b>" },
      "?graceful=true",
    );
    assert.deepEqual(answer.body, [{ email: "ian@example.org", error: null }]);
    const letter = await mailbox.next("ian@example.org");
    assert.match(letter.html, /&lt;b&gt;Come in&lt;\/b&gt;/);
    await signUp("ian", "ian@example.org", tokenIn(letter));
    const ian = await signIn(server, "ian");
    const names = (await ian.get(`/users/me/teams/${team.id}/channels`)).map(
      (channel: { name: string }) => channel.name,
    );
    assert.ok(names.includes("bobs-room") && !names.includes("adas-room"));
  });

  it("name what is wrong with each address, or with the first", async () => {
    await ada.put(`/teams/${team.id}/patch`, { allowed_domains: "example.org" });
    const graceful = await invite(bob, ["a@b@c", "x@other.example", "ok@example.org"], "?graceful=true");
    assert.deepEqual(
      graceful.body.map((one: { error: { id: string } | null }) => one.error?.id ?? "sent"),
      ["model.user.is_valid.email.app_error", "api.team.add_members.user_denied", "sent"],
    );
    await mailbox.next("ok@example.org");
    mailbox.forget();
    assert.equal(
      (await invite(bob, ["fine@example.org", "x@other.example"])).body.id,
      "api.team.add_members.user_denied",
    );
    assert.equal(
      (
        await invite(
          bob,
          Array.from({ length: 51 }, (_, n) => `n${n}@example.org`),
        )
      ).status,
      413,
    );
    assert.equal((await invite(bob, [])).status, 400);
    assert.equal((await invite(bob, { mails: [] })).status, 400);
    await invited("last@example.org");
    assert.deepEqual(
      mailbox.letters.map((letter) => letter.to),
      ["last@example.org"],
      "none of a refused list was sent",
    );
    await ada.put(`/teams/${team.id}/patch`, { allowed_domains: "" });
  });

  it("are for members who may invite; for others the team does not exist", async () => {
    const out = await aUser(ada, "outsider");
    assert.equal((await invite(out, ["x@example.org"])).status, 404);
    assert.equal((await invite(stranger(server), ["x@example.org"])).status, 401);
    assert.equal(
      (await out.fails("POST", `/courtyard/teams/${team.id}/invite_link`, { email: "x@example.org" })).status_code,
      404,
    );
  });

  it("show what people call themselves and their team as text", async () => {
    const evil = await ada.post("/teams", {
      name: "evil",
      display_name: "<script>alert(1)</script>\u202Ex",
      type: "I",
    });
    await ada.post(`/teams/${evil.id}/invite/email`, ["jan@example.org"]);
    const letter = await mailbox.next("jan@example.org");
    assert.ok(letter.html.includes("&lt;script&gt;") && !/<script/i.test(letter.html));
    assert.ok(!letter.subject.includes("\u202E"));
  });

  it("can be handed over as a link, which does not prove whose the address is", async () => {
    const { link, token } = await bob.post(`/courtyard/teams/${team.id}/invite_link`, { email: "kim@example.org" });
    assert.equal(link, `${server.url}/signup_user_complete/?t=${token}&email=kim%40example.org`);
    const answer = await signUp("kim", "kim@example.org", token);
    assert.deepEqual([answer.status, answer.body.email_verified], [201, false]);
    assert.ok((await members()).includes("kim"));
  });

  it("say so where the server cannot send mails, and can be switched off", async () => {
    const { config } = server.app.platform;
    const stored = config.stored;
    config.replace({ ServiceSettings: { EnableEmailInvitations: false } });
    assert.equal((await invite(bob, ["x@example.org"])).status, 501);
    config.replace(stored);
    const silent = await startTestServer({}, { background: true });
    try {
      const admin = await anAdmin(silent);
      const eva = await aUser(admin, "eva");
      const group = await aTeam(admin, "group");
      await join(admin, group, eva);
      const refused = await eva.fails("POST", `/teams/${group.id}/invite/email`, ["x@example.org"]);
      assert.equal(refused.id, "api.team.invite_members.unable_to_send_email_with_defaults.app_error");
      assert.ok((await eva.post(`/courtyard/teams/${group.id}/invite_link`, { email: "x@example.org" })).link);
    } finally {
      await silent.stop();
    }
  });
});
