import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { aLicense, uploadLicense } from "../support/edition.js";
import { ldapSettingsFor, setLdap, startLdapServer, synchronise } from "../support/ldap.js";
import { restClient } from "../support/official-client.js";
import { aUser, type Person, signIn, stranger } from "../support/people.js";
import type { TestServer } from "../support/server.js";
import { aPerson, ROOT_PASSWORD, Slapd, slapdPath } from "../support/slapd.js";

const suite = slapdPath ? describe : describe.skip;
const stepOf = (answer: { steps: { step: string; state: string; message: string }[] }, step: string) =>
  answer.steps.find((one) => one.step === step);

suite("going down and up again with a directory (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  const login = (login_id: string, password: string) =>
    stranger(server).send("POST", "/users/login", { login_id, password });

  before(async () => {
    slapd = await Slapd.start();
    await slapd.load(["anna", "bert"].map((uid) => aPerson(uid)));
    ({ server, ada } = await startLdapServer(slapd, { EnableSync: true }));
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("names before who loses what", async () => {
    await signIn(server, "anna", "anna password");
    await synchronise(ada);
    const report = await ada.get("/courtyard/edition/impact?to=team");
    const of = (kind: string) => report.sections.filter((section: { kind: string }) => section.kind === kind);
    assert.equal(of("sign_in")[0].items[0].name, "anna");
    assert.ok(of("sign_in")[0].items[0].at > 0);
    assert.equal(of("jobs")[0].items[0].id, "ldap_sync");
    assert.ok(of("jobs")[0].items[0].at > Date.now());
    assert.match(of("policies")[0].title, /Nobody is deactivated any more/);
    assert.equal(of("policies")[0].items[0].detail, "done");
    assert.match(of("data")[0].title, /Profiles stay/);
  });

  it("leaves a way in, and reunites the same account afterwards", async () => {
    const anna = await signIn(server, "anna", "anna password");
    const before = await server.sql("SELECT id, username, email, auth_service, auth_data FROM users ORDER BY id");
    const stored = JSON.stringify(server.app.platform.config.stored.LdapSettings);
    await ada.delete("/license");

    assert.equal((await login("anna", "anna password")).status, 401);
    assert.equal((await login("ada", ada.password)).status, 200);
    for (const path of ["/ldap/sync", "/ldap/test", "/courtyard/ldap/sync/preview"])
      assert.equal((await ada.fails("POST", path, {})).status_code, 501, path);
    assert.equal((await stranger(server).get("/config/client?format=old")).EnableLdap, "false");
    assert.equal((await anna.get("/users/me")).username, "anna", "open sessions stay");
    const own = await anna.fails("PUT", `/users/${anna.id}/patch`, { last_name: "Own" });
    assert.equal(own.status_code, 409, "what restricts people stays in force");
    assert.equal((await ada.put(`/users/${anna.id}/patch`, { last_name: "Byhand" })).last_name, "Byhand");

    const { token } = await ada.post(`/courtyard/users/${anna.id}/sign_in_link`);
    await stranger(server).post("/courtyard/sign_in_link", { token, new_password: "a password of my own" });
    assert.equal((await signIn(server, "anna", "a password of my own")).id, anna.id);

    await uploadLicense(ada, aLicense(["ldap"]));
    assert.equal(JSON.stringify(server.app.platform.config.stored.LdapSettings), stored);
    assert.equal((await login("anna", "a password of my own")).status, 401, "only the directory counts again");
    const again = await signIn(server, "anna", "anna password");
    assert.equal(again.id, anna.id);
    assert.equal((await again.get("/users/me")).last_name, "Example");
    assert.deepEqual(
      await server.sql("SELECT id, username, email, auth_service, auth_data FROM users ORDER BY id"),
      before,
    );
  });

  it("locks nobody out when sign-in with the directory is switched off", async () => {
    const anna = await signIn(server, "anna", "anna password");
    assert.equal((await ada.fails("POST", `/courtyard/users/${anna.id}/sign_in_link`)).status_code, 400);
    await setLdap(ada, { Enable: false });
    assert.equal((await login("anna", "anna password")).status, 401);
    assert.equal((await login("anna", "a password of my own")).status, 200);
    await setLdap(ada, { Enable: true });
    assert.equal((await login("anna", "a password of my own")).status, 401);
  });

  it("refuses the one more than there are seats for, and lets the others in", async () => {
    await uploadLicense(ada, aLicense(["ldap"], { seats: 2 }));
    assert.equal((await login("anna", "anna password")).status, 200);
    const full = await login("bert", "bert password");
    assert.equal(full.status, 400);
    assert.equal(full.body.id, "api.user.create_user.license_user_limits.exceeded");
    await uploadLicense(ada, aLicense(["ldap"]));
    assert.equal((await login("bert", "bert password")).status, 200);
  });
});

suite("testing the settings of a directory (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  const test = (values: Record<string, unknown>) => ada.post("/courtyard/ldap/test", values);
  const secure = () => ({ LdapPort: slapd.tlsPort, ConnectionSecurity: "TLS", BindPassword: ROOT_PASSWORD });
  const starttls = { ConnectionSecurity: "STARTTLS" };

  before(async () => {
    slapd = await Slapd.start();
    await slapd.load([aPerson("anna", { givenName: "Anna", title: "Admin" }), aPerson("bert", { mail: [] })]);
    ({ server, ada } = await startLdapServer(slapd));
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("says of every step what it found", async () => {
    const answer = await test({ EnableAdminFilter: true, AdminFilter: "(title=Admin)", GuestFilter: "(title=Nobody)" });
    assert.equal(answer.ok, true, JSON.stringify(answer));
    assert.equal(stepOf(answer, "encryption")?.state, "warning");
    assert.equal(stepOf(answer, "bind")?.state, "ok");
    assert.equal(stepOf(answer, "people")?.message, "2 found.");
    assert.equal(stepOf(answer, "IdAttribute")?.state, "ok");
    assert.deepEqual(
      [stepOf(answer, "EmailAttribute")?.state, stepOf(answer, "EmailAttribute")?.message],
      ["warning", "mail: 1 of 2 have a value."],
    );
    assert.equal(stepOf(answer, "admins")?.message, "The filter matches 1 people.");
    assert.equal(stepOf(answer, "guests")?.state, "warning");
  });

  it("names the step that fails, and skips those after it", async () => {
    const cases: [Record<string, unknown>, string, RegExp][] = [
      [{ IdAttribute: "" }, "settings", /Still empty: Id attribute/],
      [{ LdapPort: 1 }, "reach", /Nothing answers/],
      [{ LdapServer: "nowhere.invalid" }, "reach", /no server of this name/],
      [{ ConnectionSecurity: "TLS" }, "encryption", /does not speak TLS/],
      [{ BindPassword: "wrong" }, "bind", /name or the password/],
      [{ UserFilter: "(uid=" }, "settings", /user filter is not written correctly/],
      [{ BaseDN: "ou=nowhere,dc=example,dc=org" }, "search", /no such entry/],
      [{ UserFilter: "(uid=nobody)" }, "people", /Nobody found/],
      [{ EmailAttribute: "nothing" }, "EmailAttribute", /0 of 2/],
      [{ CACertificateFile: "/no/such/file" }, "settings", /certificate authority cannot be read/],
      [{ PublicCertificateFile: "/no/such/file", PrivateKeyFile: "" }, "settings", /client certificate cannot be read/],
    ];
    for (const [values, step, message] of cases) {
      const answer = await test(values);
      assert.equal(answer.ok, false, JSON.stringify(values));
      assert.deepEqual([stepOf(answer, step)?.state, step], ["failed", step], JSON.stringify(answer));
      assert.match(stepOf(answer, step)?.message ?? "", message);
    }
    const refused = await test({ BindPassword: "wrong" });
    assert.equal(stepOf(refused, "reach")?.state, "ok");
  });

  it("does not give the stored password to another server", async () => {
    const seen: Buffer[] = [];
    const spy: Server = createServer((socket: Socket) => void socket.on("data", (data) => seen.push(data)));
    await new Promise<void>((resolve) => spy.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = spy.address() as AddressInfo;
      const answer = await test({ LdapPort: port });
      assert.equal(stepOf(answer, "bind")?.state, "failed");
      assert.match(stepOf(answer, "bind")?.message ?? "", /Enter it again/);
      assert.equal((await ada.fails("POST", "/ldap/test_connection", { LdapPort: port })).status_code, 400);
      await setLdap(ada, { LdapPort: port });
      assert.equal((await ada.fails("POST", "/ldap/test")).status_code, 400);
      assert.doesNotMatch(Buffer.concat(seen).toString("latin1"), /directory secret/);
    } finally {
      spy.close();
      await setLdap(ada, ldapSettingsFor(slapd));
    }
  });

  it("encrypts with an authority of its own and refuses every other certificate", async () => {
    const ca = slapd.file("ca.pem");
    for (const values of [secure(), starttls]) {
      assert.equal(stepOf(await test({ ...values, CACertificateFile: ca }), "encryption")?.state, "ok");
      const unknown = await test(values);
      assert.equal(stepOf(unknown, "encryption")?.state, "failed");
      assert.match(stepOf(unknown, "encryption")?.message ?? "", /not signed by an authority/);
      const skipped = await test({ ...values, SkipCertificateVerification: true });
      assert.equal(stepOf(skipped, "encryption")?.state, "warning");
      assert.equal(skipped.ok, true);
    }
    await setLdap(ada, { ...secure(), CACertificateFile: ca });
    assert.ok(await signIn(server, "anna", "anna password"));
    await setLdap(ada, { CACertificateFile: "" });
    const refused = await stranger(server).fails("POST", "/users/login", {
      login_id: "anna",
      password: "anna password",
    });
    assert.equal(refused.status_code, 503);
    await setLdap(ada, { LdapPort: slapd.port, ...starttls, CACertificateFile: ca, BindPassword: ROOT_PASSWORD });
    assert.ok(await signIn(server, "anna", "anna password"));
    assert.equal((await synchronise(ada)).state, "done");
    await setLdap(ada, { ...ldapSettingsFor(slapd), CACertificateFile: "", ConnectionSecurity: "" });
  });

  it("shows a certificate of its own where the directory asks for one", async () => {
    const asking = await Slapd.start({ clientCertificates: true });
    try {
      await asking.load([aPerson("anna")]);
      const values = { LdapPort: asking.tlsPort, ConnectionSecurity: "TLS", BindPassword: ROOT_PASSWORD };
      const settings = { ...values, CACertificateFile: asking.file("ca.pem") };
      assert.equal((await test(settings)).ok, false);
      const form = (name: string) => {
        const data = new FormData();
        data.append("certificate", new Blob([readFileSync(asking.file(name))]), name);
        return data;
      };
      assert.equal((await ada.send("POST", "/ldap/certificate/public", form("client.key"))).status, 400);
      assert.equal((await ada.send("POST", "/ldap/certificate/private", form("client.pem"))).status, 400);
      for (const [kind, name] of [
        ["public", "client.pem"],
        ["private", "client.key"],
      ] as const)
        assert.equal((await ada.send("POST", `/ldap/certificate/${kind}`, form(name))).status, 200);
      const answer = await test(settings);
      assert.equal(answer.ok, true, JSON.stringify(answer));
      for (const kind of ["public", "private"]) await ada.delete(`/ldap/certificate/${kind}`);
      assert.equal((await test(settings)).ok, false);
      assert.deepEqual(await server.sql("SELECT name FROM configuration_files"), []);
    } finally {
      await asking.stop();
    }
  });

  it("answers the calls of the published client", async () => {
    const client = restClient(server.url);
    client.setToken(ada.token);
    assert.deepEqual(await client.testLdap(), { status: "OK" });
    const settings = ldapSettingsFor(slapd) as never;
    assert.deepEqual(await client.testLdapConnection(settings), { status: "OK" });
    const filters: any = await client.testLdapFilters({ ...(settings as object), UserFilter: "(uid=anna)" } as never);
    assert.equal(filters[0]?.test_name, "UserFilter");
    assert.equal(filters[0]?.total_count, 1);
    assert.equal(filters[0]?.sample_results[0]?.username, "anna");
    const attributes: any = await client.testLdapAttributes(settings);
    const mail = attributes.find((one: { test_name: string }) => one.test_name === "EmailAttribute");
    assert.deepEqual([mail?.test_value, mail?.total_count, mail?.entries_with_value], ["mail", 2, 1]);
    assert.deepEqual(await client.syncLdap(), { status: "OK" });
    await assert.rejects(
      client.testLdapConnection({ ...(settings as object), LdapPort: 1 } as never),
      /Nothing answers/,
    );
  });

  it("survives a directory that answers nonsense", async () => {
    const nonsense = [
      Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"),
      Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02]),
      Buffer.from([0x30, 0x05, 0x02, 0x01, 0x02, 0x61, 0x7f]),
      Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x02, 0x61, 0x07, 0x0a, 0x01, 0x7f, 0x04, 0x00, 0x04, 0x00]),
      Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0x30, 0x05, 0x02, 0x01, 0x63, 0x42, 0x00]))),
      Buffer.from([0x30, 0x80, 0x00, 0x00]),
      Buffer.alloc(300_000, 0x30),
      Buffer.alloc(0),
    ];
    let turn = 0;
    const fake = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", () => {
        const answer = nonsense[turn++ % nonsense.length] as Buffer;
        if (answer.length === 0) socket.destroy();
        else socket.write(answer);
      });
    });
    await new Promise<void>((resolve) => fake.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = fake.address() as AddressInfo;
      await setLdap(ada, { LdapPort: port, BindPassword: ROOT_PASSWORD, QueryTimeout: 1 });
      for (const _ of nonsense) {
        const answer = await stranger(server).fails("POST", "/users/login", {
          login_id: "anna",
          password: "anna password",
        });
        assert.equal(answer.status_code, 503);
      }
      assert.equal((await synchronise(ada)).state, "failed");
      assert.equal((await ada.get("/users/me")).username, "ada");
      assert.ok(await aUser(ada, "bob"));
    } finally {
      fake.close();
      await setLdap(ada, ldapSettingsFor(slapd));
    }
  });
});
