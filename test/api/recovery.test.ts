import assert from "node:assert/strict";
import { Mailbox, tokenIn } from "../support/mailbox.js";
import { anAdmin, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const NEW = "a quite different horse";

describe("forgotten passwords", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  const ask = (email: string) => stranger(server).post("/users/password/reset/send", { email });
  const reset = (token: string, password = NEW) =>
    stranger(server).send("POST", "/users/password/reset", { token, new_password: password });
  const linkFor = async (email: string) => {
    mailbox.forget();
    await ask(email);
    return tokenIn(await mailbox.next(email, (letter) => /new password for/.test(letter.subject)));
  };

  before(async () => {
    mailbox = await Mailbox.open();
    server = await startTestServer(mailbox.environment, { background: true });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
  });

  it("are replaced by a link that works once, unlocks the account and ends its sessions", async () => {
    await server.sql("UPDATE users SET failed_attempts = 10 WHERE id = $1", [bob.id]);
    await assert.rejects(signIn(server, "bob"), /too_many/);
    const token = await linkFor("bob@example.org");
    const [letter] = mailbox.letters;
    assert.match(letter?.text ?? "", new RegExp(`${server.url}/reset_password_complete\\?token=[a-z0-9]{52}\n`));
    assert.equal((await reset(token)).status, 200);
    assert.equal((await bob.send("GET", "/users/me")).status, 401, "the old session has ended");
    bob = await signIn(server, "bob", NEW);
    assert.equal((await reset(token)).body.id, "api.user.reset_password.invalid_link.app_error");
    assert.match(
      (await mailbox.next("bob@example.org", (mail) => /was changed/.test(mail.subject))).text,
      /account bob was changed on/,
    );
    assert.equal((await ada.get(`/users/${bob.id}`)).email_verified, true, "whoever opens the link reads the mails");
  });

  it("give the same answer for addresses nobody has, and send them nothing", async () => {
    mailbox.forget();
    const answers = [
      await ask("nobody@example.org"),
      await ask("bob@example.org"),
      await ask("not an address"),
      await ask("a@b.c,d@e.f"),
    ];
    assert.deepEqual(new Set(answers.map((answer) => JSON.stringify(answer))), new Set(['{"status":"OK"}']));
    await mailbox.next("bob@example.org");
    assert.deepEqual([...new Set(mailbox.letters.map((letter) => letter.to))], ["bob@example.org"]);
    const kept = await server.sql("SELECT recipient FROM mails WHERE recipient LIKE 'nobody%'");
    assert.deepEqual(kept, [], "nothing stays of it");
  });

  it("let one of fifty who use the same link at once set the password", async () => {
    const token = await linkFor("bob@example.org");
    const tries = Array.from({ length: 50 }, (_, n) => reset(token, `${NEW} ${n}`));
    const statuses = (await Promise.all(tries)).map((answer) => answer.status);
    assert.equal(statuses.filter((status) => status === 200).length, 1);
    assert.ok(statuses.every((status) => status === 200 || status === 400 || status === 429));
    const winner = statuses.indexOf(200);
    bob = await signIn(server, "bob", `${NEW} ${winner}`);
  });

  it("keep the link good when the new password is too weak, and refuse it after an hour", async () => {
    const eve = await aUser(ada, "eve");
    const token = await linkFor("eve@example.org");
    assert.equal((await reset(token, "short")).body.id, "model.user.is_valid.pwd.app_error");
    const [row] = await server.sql<{ expires_at: string; create_at: string }>(
      "SELECT * FROM tokens WHERE type = 'password_recovery' ORDER BY create_at DESC",
    );
    assert.equal(Number(row?.expires_at) - Number(row?.create_at), 3_600_000);
    await server.sql("UPDATE tokens SET expires_at = $1 WHERE type = 'password_recovery'", [Date.now() - 1]);
    assert.equal((await reset(token)).body.id, "api.user.reset_password.invalid_link.app_error");
    assert.equal((await eve.get("/users/me")).username, "eve");
  });

  it("send nothing to accounts that are deactivated, machines, or have another address by now", async () => {
    const fay = await aUser(ada, "fay");
    const token = await linkFor("fay@example.org");
    await ada.put(`/users/${fay.id}/patch`, { email: "fay@new.example.org" });
    assert.equal((await reset(token)).body.id, "api.user.reset_password.invalid_link.app_error");
    await ada.put(`/users/${fay.id}/active`, { active: false });
    mailbox.forget();
    await ask("fay@new.example.org");
    await ask("bob@example.org");
    await mailbox.next("bob@example.org");
    assert.deepEqual(mailbox.to("fay@new.example.org"), []);
  });

  it("are no secret to the person: each change of password or address is told, the latter to the old address", async () => {
    const ida = await aUser(ada, "ida");
    mailbox.forget();
    await ida.put(`/users/${ida.id}/password`, { current_password: ida.password, new_password: NEW });
    assert.match((await mailbox.next("ida@example.org")).subject, /^Your password for Courtyard was changed$/);
    await ada.put(`/users/${ida.id}/patch`, { email: "<b>ida</b>@example.org" }).catch(() => {});
    await ada.put(`/users/${ida.id}/patch`, { email: "ida2@example.org" });
    const letter = await mailbox.next("ida@example.org", (mail) => /address/.test(mail.subject));
    assert.match(letter.text, /changed to ida2@example.org/);
    assert.deepEqual(mailbox.to("ida2@example.org"), []);
  });

  it("keep no secret in the database or the log", async () => {
    const token = await linkFor("ada@example.org");
    const dump = JSON.stringify(await server.sql("SELECT * FROM mails, tokens"));
    assert.ok(!dump.includes(token));
    assert.ok(!server.log().includes(token));
    assert.equal((await reset("", NEW)).status, 400);
    assert.match((await reset("", NEW)).body.message, /token/);
  });

  it("do not flood an address", async () => {
    const gil = await aUser(ada, "gil");
    assert.ok(gil.id);
    mailbox.forget();
    for (let n = 0; n < 8; n++) assert.deepEqual(await ask("gil@example.org"), { status: "OK" });
    await linkFor("ada@example.org");
    assert.ok(mailbox.to("gil@example.org").length <= 5);
  });
});
