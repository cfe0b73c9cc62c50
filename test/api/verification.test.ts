import assert from "node:assert/strict";
import { Mailbox, tokenIn } from "../support/mailbox.js";
import { anAdmin, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";

describe("confirming an e-mail address", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  const account = (username: string) =>
    stranger(server).post("/users", { username, email: `${username}@example.org`, password: PASSWORD });
  const verify = (token: string) => stranger(server).send("POST", "/users/email/verify", { token });
  const signInError = (login: string) =>
    stranger(server).fails("POST", "/users/login", { login_id: login, password: PASSWORD });

  before(async () => {
    mailbox = await Mailbox.open();
    server = await startTestServer(
      {
        ...mailbox.environment,
        MM_TEAMSETTINGS_ENABLEOPENSERVER: "true",
        MM_EMAILSETTINGS_REQUIREEMAILVERIFICATION: "true",
      },
      { background: true },
    );
    ada = await anAdmin(server);
    await account("bob");
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
  });

  it("is demanded at sign-in, of everybody but those who could repair the mail server", async () => {
    assert.equal((await ada.get("/users/me")).email_verified, false);
    const error = await signInError("bob");
    assert.deepEqual([error.status_code, error.id], [401, "api.user.login.not_verified.app_error"]);
    const wrong = await stranger(server).fails("POST", "/users/login", { login_id: "bob", password: "a wrong one" });
    assert.match(wrong.id, /invalid_credentials/, "only the right password learns of it");
    for (let n = 0; n < 12; n++)
      assert.equal((await signInError("bob")).id, "api.user.login.not_verified.app_error", "it locks nobody");
  });

  it("works by the link that is sent after sign-up, once", async () => {
    const letter = await mailbox.next("bob@example.org");
    assert.match(letter.subject, /^Confirm your address/);
    const token = tokenIn(letter);
    const statuses = await Promise.all(Array.from({ length: 50 }, () => verify(token).then((answer) => answer.status)));
    assert.equal(statuses.filter((status) => status === 200).length, 1);
    bob = await signIn(server, "bob");
    assert.equal((await bob.get("/users/me")).email_verified, true);
    assert.equal((await verify(token)).body.id, "api.user.verify_email.bad_link.app_error");
  });

  it("is asked again for a new address, and an old link does not confirm it", async () => {
    const cat = await account("cat");
    const old = tokenIn(await mailbox.next("cat@example.org"));
    await ada.put(`/users/${cat.id}/patch`, { email: "cat@new.example.org" });
    assert.equal((await verify(old)).status, 400);
    const fresh = tokenIn(await mailbox.next("cat@new.example.org"));
    assert.equal((await verify(fresh)).status, 200);
    assert.ok((await signIn(server, "cat")).token);
  });

  it("can be sent again, with the same answer for addresses nobody has", async () => {
    await account("dan");
    await mailbox.next("dan@example.org");
    mailbox.forget();
    const answers = await Promise.all(
      ["dan@example.org", "nobody@example.org", "bob@example.org"].map((email) =>
        stranger(server).post("/users/email/verify/send", { email }),
      ),
    );
    assert.deepEqual(answers, [{ status: "OK" }, { status: "OK" }, { status: "OK" }]);
    const letter = await mailbox.next("dan@example.org");
    await server.sql("UPDATE tokens SET expires_at = $1", [Date.now() - 1]);
    assert.equal((await verify(tokenIn(letter))).status, 400, "expired");
    assert.deepEqual(
      mailbox.letters.map((one) => one.to),
      ["dan@example.org"],
      "nobody else was written to",
    );
  });

  it("can be done by an administrator, or by a link they hand over", async () => {
    const eve = await account("eve");
    assert.equal((await bob.fails("POST", `/users/${eve.id}/email/verify/member`)).status_code, 403);
    assert.equal((await bob.fails("POST", `/courtyard/users/${eve.id}/verify_link`)).status_code, 403);
    assert.equal((await stranger(server).fails("POST", `/users/${eve.id}/email/verify/member`)).status_code, 401);
    const { link, token } = await ada.post(`/courtyard/users/${eve.id}/verify_link`);
    assert.equal(link, `${server.url}/do_verify_email?token=${token}`);
    assert.equal((await verify(token)).status, 200);
    assert.equal((await ada.fails("POST", `/courtyard/users/${eve.id}/verify_link`)).status_code, 501);
    const fay = await account("fay");
    assert.equal((await ada.post(`/users/${fay.id}/email/verify/member`)).email_verified, true);
    assert.ok((await signIn(server, "fay")).token);
    assert.equal((await ada.fails("POST", `/users/${"z".repeat(26)}/email/verify/member`)).status_code, 404);
  });
});
