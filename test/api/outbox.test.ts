import assert from "node:assert/strict";
import { Mailbox, tokenIn } from "../support/mailbox.js";
import { anAdmin, aUser, Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const PASSWORD = "smtp-canary-secret-93";
const MINUTE = 60_000;

const eventually = <T>(ask: () => Promise<T>, passes: (value: T) => boolean) => until(ask, "mails", { passes });

describe("the outbox", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  const outbox = (query = "") => ada.get(`/courtyard/mail/outbox${query}`);
  const states = async () =>
    (await outbox()).mails.map((mail: { to: string; state: string }) => `${mail.to} ${mail.state}`);
  const ask = (email: string) => stranger(server).post("/users/password/reset/send", { email });
  const use = (settings: Record<string, unknown>) => {
    const { config } = server.app.platform;
    config.replace({ ...config.stored, EmailSettings: { ...config.stored.EmailSettings, ...settings } });
  };
  const useMailbox = () => use({ SMTPServer: "127.0.0.1", SMTPPort: String(mailbox.port), ConnectionSecurity: "" });
  /** Lets the time until the next tries pass. */
  const later = async () => {
    await server.sql("UPDATE mails SET next_at = 0 WHERE state = 'queued'");
    server.app.background.mails.sender.resume();
  };

  before(async () => {
    mailbox = await Mailbox.open({
      refuse: (stage, address) => {
        if (stage === "to" && address.startsWith("gone")) return [550, "5.1.1 no such person"];
        if (stage === "to" && address.startsWith("busy")) return [450, "4.2.1 try later"];
        return undefined;
      },
    });
    server = await startTestServer({}, { background: true });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
  });
  after(async () => {
    await server.stop();
    await mailbox.close().catch(() => {});
  });

  it("holds mails while no mail server is set up, for administrators to hand over or to send later", async () => {
    await ask("bob@example.org");
    await ask("nobody@example.org");
    await eventually(states, (list) => list.length === 1 && list[0] === "bob@example.org held");
    const { mails, counts, can_send } = await outbox("?state=held");
    assert.deepEqual([counts, can_send], [{ queued: 0, sent: 0, failed: 0, held: 1 }, false]);
    assert.equal(mails[0].subject, "A link to set a new password");
    assert.ok(!JSON.stringify(mails).includes("token"));
    assert.equal(
      (await ada.get("/config/client?format=old")).SendEmailNotifications,
      "false",
      "clients do not offer it",
    );
    const opened = await ada.post(`/courtyard/mail/outbox/${mails[0].id}/open`);
    const token = tokenIn(opened);
    assert.ok(
      opened.text.includes(`${server.url}/reset_password_complete?token=${token}`),
      "the address it listens on",
    );
    await stranger(server).post("/users/password/reset", { token, new_password: "another good horse" });
    useMailbox();
    assert.equal((await ada.get("/config/client?format=old")).SendEmailNotifications, "true");
    assert.deepEqual(mailbox.letters, [], "what was held is not sent by itself");
    assert.ok((await ada.post("/courtyard/mail/outbox/retry")).queued >= 1);
    assert.match(
      (await mailbox.next("bob@example.org", (mail) => /Set a new/.test(mail.subject))).text,
      /reset_password_complete/,
    );
    await eventually(states, (list) => list.every((state: string) => state.endsWith("sent")));
    const sent = (await outbox("?state=sent")).mails[0];
    assert.equal(
      (await ada.fails("POST", `/courtyard/mail/outbox/${sent.id}/open`)).id,
      "api.mail.open.sent.app_error",
    );
    assert.equal((await ada.fails("POST", `/courtyard/mail/outbox/${sent.id}/retry`)).status_code, 409);
  });

  it("is for administrators of the mail server, and what mails say only for those who may do everything", async () => {
    const [mail] = (await outbox()).mails;
    bob = await signIn(server, "bob", "another good horse");
    for (const [method, path] of [
      ["GET", "/courtyard/mail/outbox"],
      ["POST", "/courtyard/mail/outbox/retry"],
      ["POST", `/courtyard/mail/outbox/${mail.id}/retry`],
      ["POST", `/courtyard/mail/outbox/${mail.id}/open`],
      ["DELETE", `/courtyard/mail/outbox/${mail.id}`],
      ["POST", "/email/test"],
    ] as const) {
      assert.equal((await bob.fails(method, path, method === "GET" ? undefined : {})).status_code, 403, path);
      assert.equal(
        (await stranger(server).fails(method, path, method === "GET" ? undefined : {})).status_code,
        401,
        path,
      );
    }
    const permissions = ["sysconsole_read_environment_smtp", "sysconsole_write_environment_smtp"];
    await server.sql(
      "INSERT INTO roles (id, name, permissions, create_at, update_at) VALUES ($1, 'mail_manager', $2, 1, 1)",
      ["m".repeat(26), permissions],
    );
    await server.app.users.roles.load();
    await ada.put(`/users/${bob.id}/roles`, { roles: "system_user mail_manager" });
    assert.equal((await bob.get("/courtyard/mail/outbox")).mails[0].id, mail.id);
    assert.equal(
      (await bob.fails("POST", `/courtyard/mail/outbox/${mail.id}/open`)).status_code,
      403,
      "a link is as good as the account",
    );
    await ada.put(`/users/${bob.id}/roles`, { roles: "system_user" });
    assert.equal((await ada.fails("POST", `/courtyard/mail/outbox/${"z".repeat(26)}/open`)).status_code, 404);
    assert.equal((await ada.fails("GET", "/courtyard/mail/outbox?state=lost")).status_code, 400);
  });

  it("loses nothing while the mail server is away, and waits longer each time", async () => {
    mailbox.forget();
    const { port } = mailbox;
    await mailbox.close();
    for (const name of ["cat", "dan", "eve"]) {
      await aUser(ada, name);
      await ask(`${name}@example.org`);
    }
    const first = await eventually(
      () =>
        server.sql<{ attempts: number; next_at: string; last_error: string; recipient: string }>(
          "SELECT * FROM mails WHERE state = 'queued' ORDER BY attempts DESC",
        ),
      (rows) => rows.length === 3 && rows[0]?.attempts === 1 && rows[0].last_error !== "",
    );
    assert.match(first[0]?.last_error ?? "", /ECONNREFUSED/);
    assert.ok(
      first.slice(1).every((row) => row.attempts === 0),
      "the others wait for the server, not each for its own failure",
    );
    const wait = Number(first[0]?.next_at) - Date.now();
    assert.ok(wait > 0 && wait <= MINUTE);
    await later();
    const again = await eventually(
      () =>
        server.sql<{ attempts: number; next_at: string }>(
          "SELECT * FROM mails WHERE state = 'queued' AND last_error <> '' ORDER BY attempts DESC",
        ),
      (rows) => rows.some((row) => Number(row.next_at) > Date.now()),
    );
    assert.ok(again.length >= 1);
    await mailbox.listen(port);
    await later();
    await eventually(
      async () => new Set(mailbox.letters.map((letter) => letter.to)).size,
      (count) => count === 3,
    );
    await eventually(states, (list) => list.every((state: string) => state.endsWith("sent")));
    assert.equal(mailbox.letters.length, 3, "and none twice");
  });

  it("gives up addresses that do not exist at once and others after three days; both can be tried again", async () => {
    await aUser(ada, "gone");
    await aUser(ada, "busy");
    await ask("gone@example.org");
    await ask("busy@example.org");
    await eventually(states, (list) => list.includes("gone@example.org failed"));
    const busy = () =>
      server.sql<{ attempts: number; state: string; id: string; lease_until: string }>(
        "SELECT * FROM mails WHERE recipient = 'busy@example.org'",
      );
    await eventually(busy, ([row]) => row?.attempts === 1);
    await ask("bob@example.org");
    await mailbox.next("bob@example.org");
    await server.sql(
      "UPDATE mails SET create_at = create_at - 3 * 86400000::bigint WHERE recipient = 'busy@example.org'",
    );
    await later();
    const [failed] = await eventually(busy, ([row]) => row?.state === "failed");
    await ada.post(`/courtyard/mail/outbox/${failed?.id}/retry`);
    await eventually(busy, ([row]) => row?.state === "queued" && row.attempts === 1 && Number(row.lease_until) === 0);
    await ada.delete(`/courtyard/mail/outbox/${failed?.id}`);
    assert.deepEqual(await busy(), []);
    const actions = (await ada.get("/audits")).map((entry: { action: string }) => entry.action);
    for (const action of ["mail.open", "mail.retry", "mail.retry_held", "mail.delete"])
      assert.ok(actions.includes(action), action);
  });

  it("sends a mail once though two servers look for it, and again after a server died with it", async () => {
    const second = await startTestServer(
      {
        MM_EMAILSETTINGS_SMTPSERVER: "127.0.0.1",
        MM_EMAILSETTINGS_SMTPPORT: String(mailbox.port),
        MM_EMAILSETTINGS_CONNECTIONSECURITY: "",
      },
      { background: true, database: server.app.platform.jobs.options.connection as never },
    );
    try {
      mailbox.forget();
      const people = await Promise.all(Array.from({ length: 12 }, (_, n) => aUser(ada, `many${n}`)));
      await Promise.all(
        people.map((person, n) =>
          new Person(n % 2 ? server.url : second.url).post("/users/password/reset/send", {
            email: `${person.username}@example.org`,
          }),
        ),
      );
      await eventually(
        async () => mailbox.letters.length,
        (count) => count >= 12,
      );
      await eventually(states, (list) => !list.some((state: string) => state.endsWith("queued")));
      assert.equal(mailbox.letters.length, 12);
      // As a server leaves it that died while it handed the mail over.
      await server.sql(
        "UPDATE mails SET state = 'queued', attempts = 1, lease_until = $1 WHERE recipient = 'many3@example.org'",
        [Date.now() + 60_000],
      );
      await later();
      assert.equal(
        (await server.sql("SELECT 1 FROM mails WHERE state = 'queued'")).length,
        1,
        "it is with the other one still",
      );
      await server.sql("UPDATE mails SET lease_until = $1 WHERE recipient = 'many3@example.org'", [Date.now() - 1]);
      await later();
      await eventually(
        async () => mailbox.to("many3@example.org").length,
        (count) => count === 2,
      );
      const ids = mailbox.to("many3@example.org").map((letter) => letter.messageId);
      assert.equal(new Set(ids).size, 1, "mail programs can tell that both are one");
    } finally {
      await second.stop();
    }
  });

  it("tests settings before they are saved, tells what the server said, and never tells the password", async () => {
    const strict = await Mailbox.open({ account: { user: "courtyard", password: PASSWORD } });
    const body = (more: object) => ({
      EmailSettings: {
        SMTPServer: "127.0.0.1",
        SMTPPort: String(strict.port),
        ConnectionSecurity: "",
        EnableSMTPAuth: true,
        SMTPUsername: "courtyard",
        SMTPPassword: PASSWORD,
        ...more,
      },
    });
    try {
      const good = await ada.post("/email/test", body({}));
      assert.equal(good.to, "ada@example.org");
      assert.match((await strict.next("ada@example.org")).text, /It works/);
      assert.ok(
        good.transcript.some((line: string) => line.startsWith("← 2")) &&
          good.transcript.some((line: string) => /^→ (EHLO|MAIL FROM)/.test(line)),
        good.transcript.join("\n"),
      );
      const coded = Buffer.from(PASSWORD).toString("base64");
      const plain = Buffer.from(`\0courtyard\0${PASSWORD}`).toString("base64");
      const told = [JSON.stringify(good)];
      const bad = await ada.fails("POST", "/email/test", body({ SMTPUsername: "somebody" }));
      told.push(JSON.stringify(bad));
      assert.equal(bad.status_code, 400);
      assert.match(bad.message, /535|Failed/);
      const away = await ada.fails("POST", "/email/test", body({ SMTPPort: "1" }));
      assert.match(away.message, /ECONNREFUSED/);
      // The stored password goes to its own server only.
      use({
        SMTPServer: "127.0.0.1",
        SMTPPort: String(strict.port),
        EnableSMTPAuth: true,
        SMTPUsername: "courtyard",
        SMTPPassword: PASSWORD,
      });
      await ada.post("/email/test", body({ SMTPPassword: "*".repeat(32) }));
      const elsewhere = await ada.fails(
        "POST",
        "/email/test",
        body({ SMTPServer: "localhost", SMTPPassword: "*".repeat(32) }),
      );
      told.push(JSON.stringify(elsewhere), server.log(), JSON.stringify(await ada.get("/config")));
      for (const text of told) for (const secret of [PASSWORD, coded, plain]) assert.ok(!text.includes(secret));
      assert.match((await ada.fails("POST", "/email/test", body({ SMTPPort: "x" }))).message, /EmailSettings.SMTPPort/);
      assert.equal(
        (await ada.fails("POST", "/email/test", body({ SMTPServer: "" }))).id,
        "api.admin.test_email.missing_server",
      );
    } finally {
      await strict.close();
      useMailbox();
    }
  });

  it("never falls back to less encryption than was asked for, nor to a server nobody vouches for", async () => {
    const plain = await Mailbox.open();
    const starttls = await Mailbox.open({ encrypted: "STARTTLS" });
    const tls = await Mailbox.open({ encrypted: "TLS" });
    const attempt = (box: Mailbox, security: string, skip: boolean) =>
      ada.send("POST", "/email/test", {
        EmailSettings: {
          SMTPServer: "127.0.0.1",
          SMTPPort: String(box.port),
          ConnectionSecurity: security,
          SkipServerCertificateVerification: skip,
          EnableSMTPAuth: false,
        },
      });
    try {
      assert.equal((await attempt(plain, "STARTTLS", true)).status, 400);
      assert.equal((await attempt(starttls, "STARTTLS", false)).status, 400);
      assert.equal((await attempt(tls, "TLS", false)).status, 400);
      assert.deepEqual([plain.letters, starttls.letters, tls.letters], [[], [], []]);
      assert.equal((await attempt(starttls, "STARTTLS", true)).status, 200);
      assert.equal((await attempt(tls, "TLS", true)).status, 200);
    } finally {
      await Promise.all([plain.close(), starttls.close(), tls.close()]);
    }
  });
});
