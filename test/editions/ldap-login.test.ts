import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import { setLdap, startLdapServer } from "../support/ldap.js";
import { type Person, signIn, stranger } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import type { TestServer } from "../support/server.js";
import { aPerson, dnOf, PEOPLE, Slapd, slapdPath } from "../support/slapd.js";

(slapdPath ? describe : describe.skip)("signing in with a directory (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  const enter = (uid: string, password = `${uid} password`) => signIn(server, uid, password);
  const refused = (login: string, password: string) =>
    stranger(server).fails("POST", "/users/login", { login_id: login, password });

  before(async () => {
    slapd = await Slapd.start();
    await slapd.load([
      aPerson("dora", {
        givenName: ["Dora", "Dorothea"],
        sn: "Müller",
        title: "Pilot",
        mail: ["dora@example.org", "d@example.org"],
      }),
      aPerson("emil"),
      aPerson("felix", { title: "blocked" }),
      aPerson("gast", { employeeType: "guest" }),
      aPerson("heidi", { employeeType: "admin" }),
      aPerson("Jörg Groß", { mail: "joerg@example.org", employeeNumber: "n-joerg" }),
      aPerson("ada", { mail: "other-ada@example.org" }),
      [
        `uid=nomail,${PEOPLE}`,
        {
          objectClass: "inetOrgPerson",
          uid: "nomail",
          cn: "x",
          sn: "x",
          employeeNumber: "n-nomail",
          userPassword: "nomail password",
        },
      ],
    ]);
    ({ server, ada } = await startLdapServer(slapd, { UserFilter: "(!(title=blocked))" }));
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("makes an account at the first sign-in, with what the directory knows", async () => {
    const dora = await enter("dora");
    const me = await dora.get("/users/me");
    assert.equal(me.username, "dora");
    assert.equal(me.email, "dora@example.org", "the first of several addresses");
    assert.equal(me.first_name, "Dora");
    assert.equal(me.last_name, "Müller");
    assert.equal(me.position, "Pilot");
    assert.equal(me.auth_service, "ldap");
    assert.equal(me.roles, "system_user");
    assert.equal((await enter("dora")).id, dora.id, "the second sign-in finds the same account");
    assert.equal((await ada.get(`/courtyard/ldap/users/${dora.id}`)).dn, dnOf("dora"));
  });

  it("tells clients what they need for the sign-in page", async () => {
    await setLdap(ada, { LoginFieldName: "Company account" });
    const config = await stranger(server).get("/config/client?format=old");
    assert.equal(config.EnableLdap, "true");
    assert.equal(config.LdapLoginFieldName, "Company account");
    assert.equal((await ada.get("/config/client?format=old")).LdapPositionAttributeSet, "true");
    assert.equal((await ada.get("/config/client?format=old")).LdapNicknameAttributeSet, "false");
  });

  it("refuses wrong passwords, unknown names and those the filter leaves out with one answer", async () => {
    const answers = [
      await refused("dora", "wrong"),
      await refused("emil", "wrong"),
      await refused("nobody", "wrong"),
      await refused("felix", "felix password"),
      await refused(dnOf("dora"), "dora password"),
    ];
    for (const answer of answers) {
      assert.equal(answer.status_code, 401);
      assert.equal(answer.id, "api.user.login.invalid_credentials_email_username");
    }
    assert.equal((await ada.get("/users/stats")).total_users_count, 2, "nobody got an account by failing");
  });

  it("refuses an empty password before the directory is asked, which would agree to it", async () => {
    for (const password of ["", "\u0000", "\u0000dora password"]) {
      const answer = await stranger(server).send("POST", "/users/login", { login_id: "emil", password });
      assert.ok([400, 401].includes(answer.status), `${answer.status}`);
    }
    assert.deepEqual(await server.sql("SELECT 1 FROM users WHERE username = 'emil'"), []);
  });

  it("locks an account after too many wrong passwords, without passing more on", async () => {
    await enter("emil");
    await setLdap(ada, { MaximumLoginAttempts: 3 });
    for (let attempt = 0; attempt < 3; attempt++) assert.equal((await refused("emil", "wrong")).status_code, 401);
    const locked = await refused("emil", "emil password");
    assert.equal(locked.id, "api.user.check_user_login_attempts.too_many.app_error");
    await server.sql("UPDATE users SET failed_attempts = 0 WHERE username = 'emil'");
    await setLdap(ada, { MaximumLoginAttempts: 10 });
    assert.ok(await enter("emil"));
  });

  it("takes over changes at the next sign-in, also another name, and reunites the renamed with their account", async () => {
    const before = await enter("emil");
    await slapd.change(dnOf("emil"), { sn: "Neu", title: "Captain", givenName: "Emil" });
    await slapd.rename(dnOf("emil"), "uid=emilio");
    const after = await signIn(server, "emilio", "emil password");
    assert.equal(after.id, before.id);
    const me = await after.get("/users/me");
    assert.deepEqual([me.username, me.first_name, me.last_name, me.position], ["emilio", "Emil", "Neu", "Captain"]);
    assert.equal((await refused("emil", "emil password")).status_code, 401);
    // The account's address works, too: its id finds the entry.
    assert.equal((await signIn(server, "emil@example.org", "emil password")).id, before.id);
    await slapd.change(`uid=emilio,${PEOPLE}`, { title: [] });
    assert.equal((await (await signIn(server, "emilio", "emil password")).get("/users/me")).position, "");
  });

  it("keeps fields of the directory from being changed here", async () => {
    const dora = await enter("dora");
    for (const change of [{ username: "other" }, { email: "a@b.example" }, { first_name: "X" }, { position: "X" }]) {
      const answer = await dora.fails("PUT", `/users/${dora.id}/patch`, change);
      assert.equal(answer.id, "api.user.patch_user.login_provider_attribute_set.app_error");
      assert.equal(answer.status_code, 409);
      assert.match(answer.message, new RegExp(Object.keys(change)[0] as string));
      assert.equal((await ada.fails("PUT", `/users/${dora.id}/patch`, change)).status_code, 409);
    }
    const same = await dora.put(`/users/${dora.id}/patch`, { nickname: "Dodo", first_name: "Dora", locale: "de" });
    assert.equal(same.nickname, "Dodo", "what the directory does not know is theirs");
    assert.equal(
      (await dora.fails("PUT", `/users/${dora.id}/password`, { current_password: "", new_password: "something else" }))
        .status_code,
      400,
    );
  });

  it("writes names as this server's rules want them", async () => {
    const joerg = await signIn(server, "Jörg Groß", "Jörg Groß password");
    assert.equal(joerg.username, "jorg-gross");
  });

  it("leaves accounts of others alone: a taken name or a missing address makes no account", async () => {
    assert.equal(
      (await refused("ada", "ada password")).status_code,
      401,
      "the name belongs to somebody with a password here",
    );
    assert.equal((await signIn(server, "ada")).id, ada.id);
    const without = await refused("nomail", "nomail password");
    assert.equal(without.id, "model.user.is_valid.email.app_error");
    assert.deepEqual(await server.sql("SELECT 1 FROM users WHERE username = 'nomail'"), []);
  });

  it("makes administrators and guests by filter, and takes back only what the filter gave", async () => {
    await setLdap(ada, {
      EnableAdminFilter: true,
      AdminFilter: "(employeeType=admin)",
      GuestFilter: "(employeeType=guest)",
    });
    const guest = await enter("gast");
    assert.equal((await guest.get("/users/me")).roles, "system_guest");
    let heidi = await enter("heidi");
    assert.equal((await heidi.get("/users/me")).roles, "system_admin system_user");
    assert.ok(await heidi.get("/config"));
    await slapd.change(dnOf("heidi"), { employeeType: "none" });
    await enter("heidi");
    assert.equal((await heidi.get("/users/me")).roles, "system_user");
    assert.equal((await heidi.fails("GET", "/logs")).status_code, 403, "open sessions lose it, too");
    const dora = await enter("dora");
    await ada.put(`/users/${dora.id}/roles`, { roles: "system_user system_admin" });
    await enter("dora");
    assert.match((await dora.get("/users/me")).roles, /system_admin/, "made by hand, kept");
    await ada.put(`/users/${dora.id}/roles`, { roles: "system_user" });
    await slapd.change(dnOf("gast"), { employeeType: "none" });
    await enter("gast");
    assert.equal((await guest.get("/users/me")).roles, "system_guest", "guests are not promoted by themselves");
    await slapd.change(dnOf("heidi"), { employeeType: "admin" });
    heidi = await enter("heidi");
    await setLdap(ada, { EnableAdminFilter: false });
    await enter("heidi");
    assert.equal(
      (await heidi.get("/users/me")).roles,
      "system_user",
      "without the filter nobody is administrator by it",
    );
  });

  it("asks for the second factor of this server, where somebody has one, and counts guesses", async () => {
    const dora = await enter("dora");
    const { secret } = await dora.post("/users/me/mfa/generate");
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    const codeAt = (steps: number) => app.generate({ timestamp: Date.now() + steps * 30_000 });
    await dora.put("/users/me/mfa", { activate: true, code: codeAt(0) });
    const login = (token?: string) =>
      stranger(server).send("POST", "/users/login", { login_id: "dora", password: "dora password", token });
    assert.equal((await login()).body.id, "mfa.validate_token.authenticate.app_error");
    assert.equal((await login("000000")).body.id, "api.user.check_user_mfa.bad_code.app_error");
    const [row] = await server.sql("SELECT failed_attempts FROM users WHERE id = $1", [dora.id]);
    assert.deepEqual(row, { failed_attempts: 1 });
    assert.equal((await login(codeAt(1))).status, 200);
    await dora.put("/users/me/mfa", { activate: false });
  });

  it("takes over the picture, and goes back when the directory has none", async () => {
    await slapd.change(dnOf("dora"), { jpegPhoto: await aPicture(64, 64, "jpeg") });
    await setLdap(ada, { PictureAttribute: "jpegPhoto" });
    const dora = await enter("dora");
    const first = (await dora.get("/users/me")).last_picture_update;
    assert.ok(first > 0);
    await enter("dora");
    assert.equal((await dora.get("/users/me")).last_picture_update, first, "the same picture is not stored again");
    assert.equal((await dora.fails("DELETE", `/users/${dora.id}/image`)).status_code, 409);
    await slapd.change(dnOf("dora"), { jpegPhoto: [] });
    await enter("dora");
    assert.equal((await dora.get("/users/me")).last_picture_update, 0);
    await setLdap(ada, { PictureAttribute: "" });
  });

  it("keeps the bind password out of answers and logs", async () => {
    assert.doesNotMatch(JSON.stringify(await ada.get("/config")), /directory secret/);
    assert.doesNotMatch(server.log(), /directory secret|dora password/);
  });
});

(slapdPath ? describe : describe.skip)("names that look like filters (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  before(async () => {
    slapd = await Slapd.start();
    await slapd.load([aPerson("dora"), aPerson("emil", { userPassword: "dora password" })]);
    ({ server } = await startLdapServer(slapd));
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("does not let names mean anything in the language of filters", async () => {
    const known = (await server.sql<{ count: string }>("SELECT count(*) FROM users"))[0]?.count;
    const seeds = [
      "*",
      "*)(uid=*",
      "dora)(|(uid=*",
      "*)(|(objectClass=*",
      "dora)(&",
      ")(cn=))\\00",
      "\\2a",
      "dor*",
      "do\\72a",
      "(uid=dora)",
      "&(uid=dora)",
      "!(uid=x)",
      "dora,ou=people",
      "d\u200Bora",
      "*))%00",
      "uid=*",
      "*)(objectClass=person",
      "dora\\29\\28uid=\\2a",
      "#dora",
      "+dora",
    ];
    const payloads = seeds.flatMap((seed) => [seed, `dora${seed}`, `${seed}dora`, `${seed}${seed}`, `x)(uid=${seed}`]);
    assert.equal(payloads.length, 100);
    for (const login of payloads) {
      const answer = await stranger(server).send("POST", "/users/login", {
        login_id: login,
        password: "dora password",
      });
      assert.equal(answer.status, 401, `${login}: ${JSON.stringify(answer.body)}`);
    }
    assert.equal((await server.sql<{ count: string }>("SELECT count(*) FROM users"))[0]?.count, known);
  });

  it("still lets in whoever gives a name that is one", async () => {
    assert.ok(await signIn(server, "DORA", "dora password"));
  });
});
