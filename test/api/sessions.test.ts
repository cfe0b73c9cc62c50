import assert from "node:assert/strict";
import { hashOfSecret } from "../../core/platform/ids.js";
import { atTime } from "../support/clock.js";
import { Listener } from "../support/listener.js";
import { anAdmin, aUser, Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const ROUNDS = 10;

/** Asks again and again until told to stop, a few at a time: what is under way at the end must not keep the door open. */
function traffic(person: Person): () => Promise<void> {
  let on = true;
  const ask = async () => {
    while (on) await person.send("GET", "/users/me/teams");
  };
  const under = [ask(), ask(), ask()];
  return async () => {
    on = false;
    await Promise.all(under);
  };
}

describe("a session", () => {
  let server: TestServer;
  let ada: Person;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    await aUser(ada, "wim");
  });
  after(() => server.stop());

  it("ends when its time is over, without anybody doing anything", async () => {
    const eve = await aUser(ada, "eve");
    await server.sql("UPDATE sessions SET expires_at = $1 WHERE user_id = $2", [Date.now() + 60_000, eve.id]);
    const socket = await Listener.open(eve);
    assert.equal((await eve.get("/users/me")).username, "eve");
    // A minute goes by.
    await atTime(
      (now) => now + 60_001,
      async () => {
        assert.equal((await eve.send("GET", "/users/me")).status, 401);
        assert.equal((await socket.ended()).code, 1008);
      },
    );
  });

  it("is not believed because it was looked up just before it ended", async () => {
    const bob = await aUser(ada, "bob");
    const made = await ada.post("/users/me/tokens", { description: "robot" });
    const robot = new Person(server.url, made.token, ada.id);
    const { db } = server.app.platform;
    const row = db.row;
    for (const [who, end] of [
      [bob, () => server.app.sessions.revokeAll(bob.id)],
      [robot, () => ada.post("/users/tokens/revoke", { token_id: made.id })],
    ] as const) {
      await ada.post("/caches/invalidate");
      await ada.get("/users/me");
      let seen = () => {};
      let goOn = () => {};
      const read = new Promise<void>((resolve) => (seen = resolve));
      const late = new Promise<void>((resolve) => (goOn = resolve));
      // The answer of the database was on its way when the session ended.
      db.row = async function slow(this: typeof db, ...question: Parameters<typeof row>) {
        const answer = await row.apply(this, question);
        if (JSON.stringify(question[1] ?? "").includes(hashOfSecret(who.token)) && answer) {
          seen();
          await late;
        }
        return answer;
      } as typeof row;
      const asked = who.send("GET", "/users/me");
      await read;
      db.row = row;
      await end();
      goOn();
      await asked;
      assert.equal((await who.send("GET", "/users/me")).status, 401);
    }
  });

  it("does not begin with a password that is changed at the same moment", async () => {
    const admin = await signIn(server, "ada");
    const person = await aUser(admin, "racer");
    let [password, next] = [person.password, "another long password"];
    for (let round = 0; round < 5; round++) {
      const owner = await signIn(server, person.username, password);
      const signIns = Array.from({ length: 6 }, () =>
        stranger(server).send("POST", "/users/login", { login_id: person.username, password }),
      );
      const change = owner.send("PUT", `/users/${person.id}/password`, {
        current_password: password,
        new_password: next,
      });
      const answers = await Promise.all(signIns);
      assert.equal((await change).status, 200);
      for (const { status, headers } of answers) {
        if (status !== 200) continue;
        const late = new Person(server.url, headers.get("token") ?? "");
        assert.equal((await late.send("GET", "/users/me")).status, 401, `round ${round}`);
      }
      [password, next] = [next, password];
    }
  });

  it("has the rights its person has now, not those at sign-in", async () => {
    const cat = await aUser(ada, "cat");
    for (let n = 0; n < ROUNDS; n++) {
      await ada.put(`/users/${cat.id}/roles`, { roles: "system_user system_admin" });
      const stop = traffic(cat);
      assert.equal((await cat.send("GET", "/config")).status, 200);
      await ada.put(`/users/${cat.id}/roles`, { roles: "system_user" });
      assert.equal((await cat.send("GET", "/config")).status, 403);
      await stop();
      assert.equal((await cat.send("GET", "/config")).status, 403);
    }
  });

  it("hears as little as a guest once its person is one", async () => {
    const dan = await aUser(ada, "dan");
    const socket = await Listener.open(dan);
    await aUser(ada, "early");
    await socket.next("new_user");
    await ada.post(`/users/${dan.id}/demote`);
    await socket.forget();
    await aUser(ada, "late");
    assert.deepEqual(await socket.all("new_user", "user_updated"), []);
    assert.equal((await dan.send("GET", "/config")).status, 403);
    socket.close();
  });

  it("is a new one at each sign-in, whatever the client brings along", async () => {
    const known = await signIn(server, "wim");
    const again = await stranger(server).send(
      "POST",
      "/users/login",
      { login_id: "wim", password: known.password },
      { Cookie: `MMAUTHTOKEN=${known.token}`, "X-Requested-With": "XMLHttpRequest", Token: known.token },
    );
    const token = again.headers.get("token") ?? "";
    assert.match(token, /^[a-z0-9]{26}$/);
    assert.notEqual(token, known.token);
    assert.ok(again.headers.getSetCookie().some((cookie) => cookie.startsWith(`MMAUTHTOKEN=${token};`)));
    const made = await signIn(server, "wim");
    assert.equal(new Set([made.token, known.token, token]).size, 3);
    assert.equal(
      (await stranger(server).send("GET", "/users/me", undefined, { Cookie: "MMAUTHTOKEN=chosen" })).status,
      401,
    );
  });

  it("is marked in the list of who has it, and in nobody else's", async () => {
    const [one, other] = [await signIn(server, "wim"), await signIn(server, "wim")];
    const marked = async (person: Person, of = "me") =>
      (await person.get(`/users/${of}/sessions`)).filter((session: any) => session.props.current).length;
    assert.deepEqual([await marked(one), await marked(other), await marked(ada, one.id)], [1, 1, 0]);
    const own = (await one.get("/users/me/sessions")).find((session: any) => session.props.current);
    await one.post("/users/me/sessions/revoke", { session_id: own.id });
    assert.equal((await one.send("GET", "/users/me")).status, 401);
    assert.equal(await marked(other), 1);
  });

  it("makes room when a person has 500: the one unused for longest ends", async () => {
    const max = await aUser(ada, "max");
    const first = max;
    await server.sql(
      `INSERT INTO sessions (id, token_hash, user_id, create_at, expires_at, last_activity_at, device_id, is_oauth, csrf, props)
       SELECT lpad(n::text, 26, 'x'), 'hash' || n, $1, $2::bigint, $2::bigint + 10000000, $2::bigint + n, '', false, 'c', '{}' FROM generate_series(1, 499) n`,
      [max.id, Date.now()],
    );
    const socket = await Listener.open(first);
    await server.sql("UPDATE sessions SET last_activity_at = 1 WHERE token_hash = $1", [hashOfSecret(first.token)]);
    const next = await signIn(server, "max");
    assert.equal((await next.get("/users/me/sessions")).length, 500);
    await socket.ended();
    assert.equal((await first.send("GET", "/users/me")).status, 401);
    assert.equal((await next.get("/users/me")).username, "max");
  });
});
