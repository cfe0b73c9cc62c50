import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import { type Answer, anAdmin, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";
const LOCKED = "api.user.check_user_login_attempts.too_many.app_error";

describe("signing in", () => {
  let server: TestServer;
  let ada: Person;
  let address = 0;

  before(async () => {
    // So that guesses can come from many addresses: only the account's own limit is left.
    server = await startTestServer({ MM_SERVICESETTINGS_TRUSTEDPROXIES: "127.0.0.1" });
    ada = await anAdmin(server);
  });
  after(() => server.stop());

  const elsewhere = () => ({ "X-Forwarded-For": `10.7.${++address >> 8}.${address & 255}` });
  const attempt = (login_id: string, password: string): Promise<Answer> =>
    stranger(server).send("POST", "/users/login", { login_id, password }, elsewhere());
  const failures = async (person: Person) =>
    (await server.sql<{ failed_attempts: number }>("SELECT failed_attempts FROM users WHERE id = $1", [person.id]))[0]
      ?.failed_attempts;

  it("checks ten guesses of a hundred and fifty that come at once from everywhere, by name and by address", async () => {
    const tess = await aUser(ada, "tess");
    const guesses = await Promise.all(
      Array.from({ length: 150 }, (_, n) => attempt(n % 2 ? "tess" : "Tess@Example.org ", `guess ${n}`)),
    );
    assert.ok(guesses.every((guess) => guess.status === 401));
    assert.equal(guesses.filter((guess) => guess.body.id !== LOCKED).length, 10);
    assert.equal((await attempt("tess", PASSWORD)).body.id, LOCKED, "the right one comes too late");
    assert.equal((await tess.get("/users/me")).username, "tess", "who is in stays in");
    await ada.post(`/users/${tess.id}/reset_failed_attempts`);
    assert.equal((await attempt("tess", PASSWORD)).status, 200);
    assert.equal(await failures(tess), 0);
  });

  it("does the same work and gives the same answer whether or not there is such an account", async () => {
    const names = {
      known: (await aUser(ada, "known")).username,
      unknown: "nobody-has-this-name",
      "known address": "known@example.org",
      "unknown address": "nobody@example.org",
      deactivated: (await aUser(ada, "gone")).username,
      locked: (await aUser(ada, "locked")).username,
      "linked elsewhere": (await aUser(ada, "linked")).username,
    };
    await server.sql("UPDATE users SET delete_at = 1 WHERE username = 'gone'");
    await server.sql("UPDATE users SET failed_attempts = 10 WHERE username = 'locked'");
    await server.sql(
      "UPDATE users SET auth_service = 'ldap', auth_data = 'x', password = '' WHERE username = 'linked'",
    );
    // The work of hashing is done outside the event loop, by the only library whose tasks have no name.
    let tasks = 0;
    const hook = createHook({
      init(_id, type) {
        if (type === "undefined") tasks++;
      },
    });
    const work: Record<string, number> = {};
    const answers = new Map<string, string>();
    for (const [kind, name] of Object.entries(names)) {
      tasks = 0;
      hook.enable();
      const { status, body } = await attempt(name, "a wrong password");
      hook.disable();
      work[kind] = tasks;
      answers.set(kind, `${status} ${body.id} ${body.message}`);
    }
    assert.deepEqual(work, Object.fromEntries(Object.keys(names).map((kind) => [kind, 1])));
    answers.delete("locked");
    assert.equal(new Set(answers.values()).size, 1, [...answers].join("\n"));
  });

  it("counts guesses wherever a password must be repeated, so that an open session does not tell it", async () => {
    const eve = await aUser(ada, "eve");
    const tries = [
      (password: string) =>
        eve.send("PUT", "/users/me/password", { current_password: password, new_password: "x".repeat(9) }),
      (password: string) => eve.send("PUT", "/users/me/patch", { email: "eve@new.example.org", password }),
    ];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (tries[n % 2] as (typeof tries)[number])(`guess ${n}`)),
    );
    assert.equal(answers.filter((answer) => answer.status === 400).length, 10);
    assert.ok(answers.every((answer) => answer.status === 400 || answer.body.id === LOCKED));
    assert.equal((await tries[0]?.(PASSWORD))?.body.id, LOCKED);
    await ada.post(`/users/${eve.id}/reset_failed_attempts`);
    assert.equal((await tries[1]?.(PASSWORD))?.status, 200);
    assert.equal(await failures(eve), 0);
    assert.equal((await signIn(server, "eve")).username, "eve");
  });

  it("is not possible without a password, with half a name, or with a name that means something to the database", async () => {
    await aUser(ada, "fay");
    for (const [name, password] of [
      ["fay", ""],
      ["", PASSWORD],
      ["%", PASSWORD],
      ["f_y", PASSWORD],
      ["fay' --", PASSWORD],
      ["fay\\", PASSWORD],
      ["fay", `${PASSWORD} `],
      ["fay", PASSWORD.toUpperCase()],
      ["fay", "x".repeat(100_000)],
    ] as const) {
      const { status } = await attempt(name, password);
      assert.ok(status === 400 || status === 401, `${name}: ${status}`);
    }
  });
});
