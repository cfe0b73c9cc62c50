import assert from "node:assert/strict";
import { aLicense, type BuiltModule, buildModule, testKeys, uploadLicense } from "../support/edition.js";
import { anAdmin, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";

const DAY = 86_400_000;

describe("licences on a server", () => {
  let module: BuiltModule;
  let server: TestServer;
  let ada: Person;
  /** How far the server's clock is from the true one, ms. */
  let shift = 0;
  const options = () => ({ licenseKeys: testKeys, module, now: () => Date.now() + shift });
  const state = async () => (await ada.get("/courtyard/edition")).state;
  const travel = (days: number) => {
    shift = days * DAY;
    return server.app.editions.licensing.tick();
  };

  before(async () => {
    module = await buildModule();
  });
  after(() => module.remove());
  beforeEach(async () => {
    shift = 0;
    server = await startTestServer({}, options());
    ada = await anAdmin(server);
  });
  afterEach(() => server.stop());

  it("go through their states without a restart, and each change is written down once", async () => {
    await uploadLicense(ada, aLicense(["ldap"], { expires_at: Date.now() + 100 * DAY }));
    const seen = [await state()];
    for (const day of [39, 41, 99, 101, 109]) {
      await travel(day);
      seen.push(await state());
      assert.equal((await ada.get(`/ldap/greeting/${ada.id}`)).greeting, "Hello ada");
    }
    await travel(111);
    seen.push(await state());
    assert.deepEqual(seen, ["valid", "valid", "expiring", "expiring", "grace", "grace", "expired"]);
    assert.equal((await ada.fails("GET", `/ldap/greeting/${ada.id}`)).status_code, 501);
    assert.equal((await stranger(server).get("/license/client")).IsLicensed, "false");
    // An entry is written after the change it tells of.
    const written = async () =>
      (await ada.get("/audits")).filter((audit: { action: string }) => audit.action === "edition.state");
    const changes = await until(written, "four changes to be written down", { passes: (found) => found.length >= 4 });
    assert.deepEqual(changes.map((audit: { extra: { to: string } }) => audit.extra.to).reverse(), [
      "valid",
      "expiring",
      "grace",
      "expired",
    ]);
    const [receipt] = await ada.get("/courtyard/edition/switches");
    assert.equal(receipt.cause, "expiry");
    assert.deepEqual(receipt.receipt.lowered, ["ldap"]);
    // A renewed licence takes effect at once.
    assert.equal((await uploadLicense(ada, aLicense(["ldap"], { expires_at: Date.now() + 400 * DAY }))).status, 200);
    assert.equal((await ada.get(`/ldap/greeting/${ada.id}`)).greeting, "Hello ada");
  });

  it("are not made longer by setting the clock back, also over a restart", async () => {
    const database = await testDatabase();
    const more = { ...options(), database: database.connection };
    let other = await startTestServer({}, more);
    const boss = await anAdmin(other);
    await uploadLicense(boss, aLicense(["ldap"], { expires_at: Date.now() + 20 * DAY }));
    shift = 40 * DAY;
    await other.app.editions.licensing.tick();
    assert.equal((await boss.get("/courtyard/edition")).state, "expired");
    shift = 0;
    await other.app.editions.licensing.tick();
    assert.equal((await boss.get("/courtyard/edition")).state, "expired");
    await other.stop();
    shift = -40 * DAY;
    other = await startTestServer({}, more);
    const again = await signIn(other, "ada");
    assert.equal((await again.get("/courtyard/edition")).state, "expired");
    assert.equal((await again.fails("GET", `/ldap/greeting/${again.id}`)).status_code, 501);
    await other.stop();
    await database.drop();
  });

  it("believe the database when the server's own clock is behind", async () => {
    shift = -100 * DAY;
    await server.app.editions.licensing.tick();
    const late = aLicense(["ldap"], { starts_at: Date.now() - 90 * DAY, expires_at: Date.now() - 50 * DAY });
    assert.match((await uploadLicense(ada, late)).body.message, /expired on/);
  });

  it("put a clock right that was far ahead, when they are new to the server", async () => {
    const old = aLicense(["ldap"], { expires_at: Date.now() + 30 * DAY });
    await uploadLicense(ada, old);
    await travel(3650);
    assert.equal(await state(), "expired");
    await travel(0);
    assert.equal((await uploadLicense(ada, old)).status, 400, "the same key proves nothing new");
    assert.equal(
      (await uploadLicense(ada, aLicense(["ldap"], { expires_at: Date.now() + 3700 * DAY, issued_at: Date.now() })))
        .status,
      200,
    );
    assert.equal(await state(), "valid");
    const drift = Math.abs(server.app.editions.licensing.now() - Date.now());
    assert.ok(drift < DAY, `${drift} ms`);
  });

  it("refuse what is altered, expired, not begun, no licence or no file", async () => {
    const good = aLicense(["ldap"]);
    const message = async (content: string) => {
      const { status, body } = await uploadLicense(ada, content);
      assert.equal(status, 400);
      assert.equal(body.id, "api.license.add_license.invalid.app_error");
      return body.message as string;
    };
    assert.match(await message(good.replace('"seats": 100', '"seats": 101')), /changed/);
    assert.match(
      await message(aLicense(["ldap"], { starts_at: Date.now() - 40 * DAY, expires_at: Date.now() - 20 * DAY })),
      /expired/,
    );
    assert.match(
      await message(aLicense(["ldap"], { starts_at: Date.now() + 20 * DAY, expires_at: Date.now() + 50 * DAY })),
      /begins/,
    );
    assert.match(await message("hello"), /not a licence/);
    assert.equal((await ada.fails("POST", "/license", new FormData())).status_code, 400);
    assert.equal((await ada.fails("POST", "/license", "hello")).status_code, 400);
    assert.equal((await uploadLicense(ada, "x".repeat(70_000))).status, 413);
    assert.equal(await state(), "none");
    assert.equal((await server.sql("SELECT 1 FROM licenses")).length, 0);
    const refusals = (await ada.get("/audits")).filter((audit: { result: string }) => audit.result === "fail");
    assert.ok(refusals.length >= 4, "refused licences are in the audit log");
  });

  it("are shown before they are applied, and nothing changes by that", async () => {
    const content = aLicense(["ldap"], { seats: 1 });
    await aUser(ada, "bob");
    const { status, body } = await uploadLicense(ada, content, "/courtyard/edition/preview");
    assert.equal(status, 200);
    assert.equal(body.licence.customer.name, "Example Ltd");
    assert.deepEqual(body.impact.gained, ["ldap"]);
    const seats = body.impact.sections.find((section: { kind: string }) => section.kind === "seats");
    assert.match(seats.title, /2 people are active; the licence has 1 seats/);
    assert.equal((await uploadLicense(ada, content, "/license/preview")).body.features.ldap, true);
    assert.equal(await state(), "none");
  });

  it("are for administrators only", async () => {
    const bob = await aUser(ada, "bob");
    for (const person of [bob, stranger(server)]) {
      const expected = person === bob ? 403 : 401;
      assert.equal((await uploadLicense(person, aLicense(["ldap"]))).status, expected);
      for (const [method, path] of [
        ["DELETE", "/license"],
        ["POST", "/trial-license"],
        ["GET", "/license/load_metric"],
        ["GET", "/courtyard/edition"],
        ["POST", "/courtyard/edition/evaluation"],
        ["GET", "/courtyard/edition/impact?to=team"],
        ["GET", "/courtyard/edition/switches"],
        ["GET", "/audits"],
      ] as const) {
        assert.equal((await person.fails(method, path)).status_code, expected, path);
      }
    }
    assert.equal(await state(), "none");
  });

  it("are read again when the server starts; one it cannot read is explained and does no harm", async () => {
    const database = await testDatabase();
    const more = { ...options(), database: database.connection };
    let other = await startTestServer({}, more);
    const boss = await anAdmin(other);
    await uploadLicense(boss, aLicense(["ldap"]));
    await other.stop();
    other = await startTestServer({}, more);
    assert.deepEqual((await (await signIn(other, "ada")).get("/courtyard/edition")).edition, "enterprise");
    await other.sql("UPDATE licenses SET content = replace(content, '100', '999')");
    await other.stop();
    other = await startTestServer({}, more);
    const status = await (await signIn(other, "ada")).get("/courtyard/edition");
    assert.equal(status.edition, "team");
    assert.match(status.problem, /changed/);
    await other.stop();
    await database.drop();
  });

  it("take effect on a server that shares the database, without its being told", async () => {
    const database = await testDatabase();
    const more = { ...options(), database: database.connection };
    const first = await startTestServer({}, more);
    const second = await startTestServer({}, more);
    const boss = await anAdmin(first);
    await uploadLicense(boss, aLicense(["ldap"]));
    await second.app.editions.licensing.tick();
    assert.deepEqual(second.app.editions.registry.active, ["ldap"]);
    await boss.delete("/license");
    await second.app.editions.licensing.tick();
    assert.deepEqual(second.app.editions.registry.active, []);
    const states = async () =>
      (await boss.get("/audits")).filter((audit: { action: string }) => audit.action === "edition.state").length;
    // The entry is written after the change; a third would come as late as the second.
    await until(states, "the change to be written down", { passes: (count) => count >= 2 });
    await second.app.editions.licensing.tick();
    assert.equal(await states(), 2, "two nodes write each change once");
    await first.stop();
    await second.stop();
    await database.drop();
  });

  describe("seats", () => {
    it("are counted when accounts are made or reactivated; nobody is locked out", async () => {
      const bob = await aUser(ada, "bob");
      await uploadLicense(ada, aLicense(["ldap"], { seats: 3 }));
      const carl = await aUser(ada, "carl");
      const full = await ada.fails("POST", "/users", {
        username: "dora",
        email: "dora@example.org",
        password: "long enough",
      });
      assert.equal(full.status_code, 400);
      assert.equal(full.id, "api.user.create_user.license_user_limits.exceeded");
      assert.match(full.message, /All 3 seats/);
      await ada.put(`/users/${carl.id}/active`, { active: false });
      const dora = await aUser(ada, "dora");
      assert.equal((await ada.fails("PUT", `/users/${carl.id}/active`, { active: true })).id, full.id);
      // Fewer seats than people: everybody goes on, and administrators see it.
      await uploadLicense(ada, aLicense(["ldap"], { seats: 2 }));
      assert.equal((await ada.get("/courtyard/edition")).seats.over, true);
      await signIn(server, "dora");
      await bob.get("/users/me");
      assert.equal((await ada.get("/license/load_metric")).load, 1500);
      await ada.put(`/users/${dora.id}/active`, { active: true });
      await ada.delete("/license");
      await ada.put(`/users/${carl.id}/active`, { active: true });
      await aUser(ada, "eve");
    });

    it("do not run out twice: of many who come at once exactly as many get in as there are seats", async () => {
      await uploadLicense(ada, aLicense(["ldap"], { seats: 4 }));
      const attempts = Array.from({ length: 10 }, (_, at) =>
        ada.send("POST", "/users", { username: `user${at}`, email: `user${at}@example.org`, password: "long enough" }),
      );
      const statuses = (await Promise.all(attempts)).map(({ status }) => status);
      assert.deepEqual(statuses.filter((status) => status === 201).length, 3);
      assert.deepEqual(statuses.filter((status) => status === 400).length, 7);
    });
  });

  describe("the evaluation", () => {
    it("starts without a file or a connection, is marked, ends on its day, and happens once", async () => {
      assert.equal((await ada.get("/courtyard/edition")).evaluation.available, true);
      assert.deepEqual(await ada.get("/trial-license/prev"), { IsLicensed: "false" });
      const receipt = await ada.post("/courtyard/edition/evaluation");
      assert.deepEqual(receipt.raised, ["ldap"]);
      assert.match(receipt.failed.saml, /does not contain/);
      const shown = await ada.get("/license/client");
      assert.equal(shown.IsTrial, "true");
      assert.equal(Number(shown.ExpiresAt) - Number(shown.StartsAt), 30 * DAY);
      assert.equal((await ada.get("/courtyard/edition")).licence.trial, true);
      assert.equal((await ada.fails("POST", "/trial-license")).id, "api.license.request_trial_license.used.app_error");
      await travel(21);
      assert.equal(await state(), "expiring");
      await travel(31);
      assert.equal(await state(), "expired");
      assert.equal((await ada.fails("GET", `/ldap/greeting/${ada.id}`)).status_code, 501);
      await travel(0);
      assert.equal(await state(), "expired");
      assert.match((await ada.fails("POST", "/courtyard/edition/evaluation")).message, /has had its evaluation/);
      assert.equal((await ada.get("/trial-license/prev")).IsTrial, "true");
    });

    it("is over when it is removed or a licence is applied", async () => {
      await ada.post("/trial-license");
      assert.equal((await ada.get("/courtyard/edition")).edition, "enterprise");
      await ada.delete("/license");
      assert.equal(await state(), "none");
      assert.equal((await ada.fails("POST", "/trial-license")).status_code, 400);
      await uploadLicense(ada, aLicense(["ldap"]));
      assert.equal(await state(), "valid");
      await ada.delete("/license");
      assert.equal(await state(), "none");
    });
  });
});
