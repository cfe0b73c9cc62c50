import assert from "node:assert/strict";
import { nextRun, setLdap, startLdapServer, synchronise } from "../support/ldap.js";
import { Listener } from "../support/listener.js";
import { aUser, type Person, signIn, stranger } from "../support/people.js";
import type { TestServer } from "../support/server.js";
import { aPerson, dnOf, PEOPLE, ROOT_DN, ROOT_PASSWORD, Slapd, slapdPath } from "../support/slapd.js";
import { until } from "../support/until.js";

const suite = slapdPath ? describe : describe.skip;
const names = (list: { name: string }[]) => list.map(({ name }) => name);

suite("synchronising with a directory (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  const enter = (uid: string) => signIn(server, uid, `${uid} password`);
  const isActive = async (person: Person) => (await ada.get(`/users/${person.id}`)).delete_at === 0;

  before(async () => {
    slapd = await Slapd.start();
    await slapd.load(["anna", "bert", "carl", "dora", "emil", "fred"].map((uid) => aPerson(uid)));
    ({ server, ada } = await startLdapServer(slapd, { UserFilter: "(!(title=blocked))" }));
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("makes no accounts, and shows before what it would do", async () => {
    const anna = await enter("anna");
    await slapd.change(dnOf("anna"), { sn: "Changed" });
    const { report, would_stop } = await ada.post("/courtyard/ldap/sync/preview");
    assert.equal(would_stop, false);
    assert.deepEqual(
      [report.entries, report.accounts, report.create, report.update, report.deactivate],
      [6, 1, 5, 1, 0],
    );
    assert.deepEqual(names(report.to_create).sort(), ["bert", "carl", "dora", "emil", "fred"]);
    assert.deepEqual(report.to_update, [{ name: "anna", detail: "last_name" }]);
    assert.equal((await anna.get("/users/me")).last_name, "Example", "a preview changes nothing");
    const run = await synchronise(ada);
    assert.equal(run.state, "done", run.reason);
    assert.equal(run.result.updated, 1);
    assert.equal((await anna.get("/users/me")).last_name, "Changed");
    assert.equal((await ada.get("/users/stats")).total_users_count, 2);
  });

  it("deactivates who left, ends their sessions, says why, and lets them back in when they return", async () => {
    const bert = await enter("bert");
    const socket = await Listener.open(bert);
    const [dn, attributes] = aPerson("bert");
    await slapd.delete(dn);
    const run = await synchronise(ada);
    assert.equal(run.state, "done", run.reason);
    assert.deepEqual(run.result.to_deactivate, [{ name: "bert", detail: "is not in the directory any more" }]);
    assert.equal(run.result.deactivated, 1);
    assert.equal((await bert.send("GET", "/users/me")).status, 401);
    await socket.ended();
    const why = await ada.get(`/courtyard/ldap/users/${bert.id}`);
    assert.equal(why.away_reason, "is not in the directory any more");
    assert.equal(why.now[0].state, "failed");
    await slapd.load([[dn, attributes]]);
    const back = await synchronise(ada);
    assert.equal(back.result.reactivated, 1);
    assert.equal((await enter("bert")).id, bert.id);
  });

  it("deactivates whom the filter leaves out now; a sign-in is enough to return", async () => {
    const carl = await enter("carl");
    await slapd.change(dnOf("carl"), { title: "blocked" });
    const run = await synchronise(ada);
    assert.deepEqual(run.result.to_deactivate, [{ name: "carl", detail: "does not match the user filter any more" }]);
    assert.equal(await isActive(carl), false);
    await slapd.change(dnOf("carl"), { title: [] });
    assert.equal((await enter("carl")).id, carl.id);
    assert.equal(await isActive(carl), true);
  });

  it("does not bring back whom an administrator deactivated, and leaves other accounts alone", async () => {
    const bob = await aUser(ada, "bob");
    const emil = await enter("emil");
    await ada.put(`/users/${emil.id}/active`, { active: false });
    const run = await synchronise(ada);
    assert.equal(run.state, "done");
    assert.equal(run.result.reactivated, 0);
    assert.equal(await isActive(emil), false);
    assert.equal(await isActive(bob), true);
    const refused = await stranger(server).fails("POST", "/users/login", {
      login_id: "emil",
      password: "emil password",
    });
    assert.equal(refused.id, "api.user.login.inactive.app_error");
    await ada.put(`/users/${emil.id}/active`, { active: true });
  });

  it("finds the renamed by their id and keeps one account when a name is taken", async () => {
    const dora = await enter("dora");
    await slapd.rename(dnOf("dora"), "uid=dorothea");
    const fred = await enter("fred");
    await slapd.rename(dnOf("fred"), "uid=bob");
    const run = await synchronise(ada);
    assert.equal(run.state, "done");
    assert.equal((await ada.get(`/users/${dora.id}`)).username, "dorothea");
    assert.equal((await ada.get(`/users/${fred.id}`)).username, "fred", "bob is somebody else");
    assert.deepEqual(names(run.result.problems), ["fred"]);
    await slapd.rename(`uid=bob,${PEOPLE}`, "uid=fred");
    await slapd.rename(`uid=dorothea,${PEOPLE}`, "uid=dora");
    await synchronise(ada);
  });

  it("stops and asks when too many would be deactivated, and goes on when somebody agreed to that many", async () => {
    await setLdap(ada, { UserFilter: "(|(uid=anna)(uid=bert)(uid=carl))" });
    const { would_stop, report } = await ada.post("/courtyard/ldap/sync/preview");
    assert.equal(would_stop, true);
    assert.deepEqual([report.deactivate, report.limit], [3, 1]);
    const stopped = await synchronise(ada);
    assert.equal(stopped.state, "stopped");
    assert.match(stopped.reason, /3 of 6 people would be deactivated/);
    assert.equal((await server.sql("SELECT 1 FROM users WHERE auth_service = 'ldap' AND delete_at > 0")).length, 0);
    const again = await synchronise(ada);
    assert.equal(again.state, "stopped", "asking again is no answer");
    assert.equal((await ada.fails("POST", `/courtyard/ldap/sync/runs/${stopped.id}/confirm`)).status_code, 409);
    await ada.post(`/courtyard/ldap/sync/runs/${again.id}/confirm`);
    const done = await nextRun(ada, again.id);
    assert.equal(done.state, "done", done.reason);
    assert.equal(done.result.deactivated, 3);
    await setLdap(ada, { UserFilter: "" });
    assert.equal((await synchronise(ada)).result.reactivated, 3);
  });

  it("follows the admin filter", async () => {
    await slapd.change(dnOf("anna"), { employeeType: "admin" });
    await setLdap(ada, { EnableAdminFilter: true, AdminFilter: "(employeeType=admin)" });
    assert.equal((await synchronise(ada)).result.promoted, 1);
    const anna = await enter("anna");
    assert.match((await anna.get("/users/me")).roles, /system_admin/);
    await slapd.change(dnOf("anna"), { employeeType: [] });
    assert.equal((await synchronise(ada)).result.demoted, 1);
    assert.equal((await anna.get("/users/me")).roles, "system_user");
    await setLdap(ada, { EnableAdminFilter: false });
  });

  it("is for those who may, and appears among the jobs", async () => {
    const anna = await enter("anna");
    for (const [method, path] of [
      ["POST", "/ldap/sync"],
      ["POST", "/courtyard/ldap/sync/preview"],
      ["GET", "/courtyard/ldap/sync/runs"],
      ["POST", "/ldap/test"],
      ["POST", "/courtyard/ldap/test"],
      ["GET", `/courtyard/ldap/users/${anna.id}`],
      ["POST", "/ldap/certificate/public"],
    ] as const)
      assert.equal((await anna.fails(method, path, method === "POST" ? {} : undefined)).status_code, 403, path);
    const jobs = await ada.get("/jobs/type/ldap_sync");
    assert.ok(jobs.some((job: { status: string }) => job.status === "success"));
    await setLdap(ada, { Enable: false });
    assert.equal((await ada.fails("POST", "/ldap/sync", {})).id, "ent.ldap.disabled.app_error");
    await setLdap(ada, { Enable: true });
  });
});

suite("a directory that fails (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  const enter = (uid: string) => signIn(server, uid, `${uid} password`);
  const login = (uid: string) =>
    stranger(server).fails("POST", "/users/login", { login_id: uid, password: `${uid} password` });
  const nobodyLost = async () =>
    assert.equal((await server.sql("SELECT 1 FROM users WHERE auth_service = 'ldap' AND delete_at > 0")).length, 0);

  before(async () => {
    slapd = await Slapd.start();
    await slapd.load(["anna", "bert", "carl", "dora"].map((uid) => aPerson(uid)));
    ({ server, ada } = await startLdapServer(slapd, { SyncDeactivationLimitPercent: 100, QueryTimeout: 3 }));
    bob = await aUser(ada, "bob");
    for (const uid of ["anna", "bert", "carl"]) await enter(uid);
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });
  afterEach(nobodyLost);

  it("is down: sign-ins say so, the job fails, nobody is deactivated, others notice nothing", async () => {
    const anna = await enter("anna");
    await slapd.halt();
    const answer = await login("anna");
    assert.equal(answer.id, "api.context.unavailable.app_error");
    assert.equal(answer.status_code, 503);
    assert.ok(await signIn(server, "bob"));
    assert.equal((await anna.get("/users/me")).username, "anna", "open sessions stay");
    const run = await synchronise(ada);
    assert.equal(run.state, "failed");
    assert.match(run.reason, /Nothing answers at this server and port/);
    await assertJobFailed();
    assert.match((await ada.fails("POST", "/courtyard/ldap/sync/preview")).message, /Nothing answers/);
    assert.match((await ada.fails("POST", "/ldap/test")).message, /Nothing answers/);
    await slapd.run();
    assert.ok(await enter("anna"));
    assert.equal((await synchronise(ada)).state, "done");
  });

  const assertJobFailed = () =>
    until(() => ada.get("/jobs/type/ldap_sync?per_page=1"), "the job to be marked as failed", {
      passes: ([job]) => job.status === "error",
    });

  it("hangs: sign-ins end all the same, the job fails, others notice nothing", async () => {
    slapd.hang();
    try {
      const [answer, others] = await Promise.all([login("anna"), signIn(server, "bob")]);
      assert.equal(answer.id, "api.context.unavailable.app_error");
      assert.equal((await others.get("/users/me")).username, "bob");
      assert.equal((await bob.get("/users/me")).username, "bob");
      const run = await synchronise(ada);
      assert.equal(run.state, "failed");
      assert.match(run.reason, /did not answer in time/);
    } finally {
      slapd.wake();
    }
    assert.ok(await enter("anna"));
  });

  it("cuts its answer off at a limit: the run fails", async () => {
    await slapd.halt();
    const small = await Slapd.start({ database: ['limits dn.base="cn=reader,dc=example,dc=org" size=2'] });
    try {
      await small.load([
        ["cn=reader,dc=example,dc=org", { objectClass: "person", cn: "reader", sn: "x", userPassword: "read" }],
        ...["anna", "bert", "carl", "dora"].map((uid) => aPerson(uid)),
      ]);
      await setLdap(ada, { LdapPort: small.port, BindUsername: "cn=reader,dc=example,dc=org", BindPassword: "read" });
      const run = await synchronise(ada);
      assert.equal(run.state, "failed");
      assert.match(run.reason, /size limit was reached, so the answer is not complete/);
      await setLdap(ada, { MaxPageSize: 2 });
      assert.equal((await synchronise(ada)).state, "failed", "also page by page");
    } finally {
      await small.stop();
      await slapd.run();
      const own = { LdapPort: slapd.port, BindUsername: ROOT_DN, BindPassword: ROOT_PASSWORD };
      await setLdap(ada, { ...own, MaxPageSize: 0 });
    }
  });

  it("names nobody: the run fails", async () => {
    await setLdap(ada, { UserFilter: "(uid=nobody)" });
    const run = await synchronise(ada);
    assert.equal(run.state, "failed");
    assert.match(run.reason, /named nobody/);
    await setLdap(ada, { UserFilter: "", BaseDN: `ou=nowhere,${PEOPLE}` });
    assert.equal((await synchronise(ada)).state, "failed");
    await setLdap(ada, { BaseDN: PEOPLE });
  });

  it("has lost its bind account: the run fails, sign-ins say so", async () => {
    await setLdap(ada, { BindPassword: "wrong" });
    const run = await synchronise(ada);
    assert.equal(run.state, "failed");
    assert.match(run.reason, /name or the password is not right/);
    assert.equal((await login("anna")).status_code, 503);
    await setLdap(ada, { BindPassword: ROOT_PASSWORD });
  });
});

suite("a large directory (slapd)", () => {
  const PEOPLE_COUNT = 10_000;
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  before(async function () {
    this.timeout(180_000);
    slapd = await Slapd.start();
    const everybody = Array.from({ length: PEOPLE_COUNT }, (_, at) =>
      aPerson(`person${at}`, { userPassword: at === 0 ? "person0 password" : [] }),
    );
    await slapd.load(everybody);
    ({ server, ada } = await startLdapServer(slapd, { MaxPageSize: 700 }));
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("is read page by page, completely", async () => {
    await signIn(server, "person0", "person0 password");
    // Accounts as sign-ins would have made them: all but one are in the directory.
    await server.sql(
      `INSERT INTO users (id, create_at, update_at, username, email, email_verified, auth_service, auth_data, last_name)
       SELECT lpad(n::text, 26, '0'), 1, 1, 'person' || n, 'person' || n || '@example.org', true, 'ldap', 'n-person' || n, 'Example'
       FROM generate_series(1, $1) AS n`,
      [PEOPLE_COUNT],
    );
    const { report } = await ada.post("/courtyard/ldap/sync/preview");
    assert.deepEqual([report.entries, report.accounts, report.create, report.update], [PEOPLE_COUNT, 10_001, 0, 0]);
    assert.deepEqual(names(report.to_deactivate), [`person${PEOPLE_COUNT}`]);
    const run = await synchronise(ada);
    assert.equal(run.state, "done", run.reason);
    assert.equal(run.result.deactivated, 1);
  });
});
