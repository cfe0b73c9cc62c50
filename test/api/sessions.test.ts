import assert from "node:assert/strict";
import { hashOfSecret } from "../../core/platform/ids.js";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { renewed } from "../support/world/people.js";

/** How often each way to end a session is tried. */
const ROUNDS = 10;
const NEW = "a quite different horse";

/** One try: a session that ends, and another of the same person. */
interface Round {
  server: TestServer;
  ada: Person;
  victim: Person;
  other: Person;
  n: number;
}

/** Every way in which a session ends before its time. */
const WAYS: Record<string, (round: Round) => Promise<unknown>> = {
  "signing out": ({ victim }) => victim.post("/users/logout"),
  "revoking one session": async ({ victim, other, server }) => {
    const [row] = await server.sql("SELECT id FROM sessions WHERE token_hash = $1", [hashOfSecret(victim.token)]);
    return other.post("/users/me/sessions/revoke", { session_id: row?.id });
  },
  "revoking all one's sessions": ({ other }) => other.post("/users/me/sessions/revoke/all"),
  "an administrator who revokes all sessions of somebody": ({ ada, victim }) =>
    ada.post(`/users/${victim.id}/sessions/revoke/all`),
  "an administrator who revokes the sessions of everybody": ({ ada }) => ada.post("/users/sessions/revoke/all"),
  "a new password": ({ other, n }) =>
    other.put("/users/me/password", {
      current_password: n === 0 ? other.password : `${NEW} ${n - 1}`,
      new_password: `${NEW} ${n}`,
    }),
  "a password set by an administrator": ({ ada, victim, n }) =>
    ada.put(`/users/${victim.id}/password`, { new_password: `${NEW} ${n}` }),
  "another way to sign in": ({ ada, victim }) =>
    ada.put(`/users/${victim.id}/auth`, { auth_service: "", password: NEW }),
  deactivation: ({ ada, victim }) => ada.put(`/users/${victim.id}/active`, { active: false }),
  "the end of a guest's time": async ({ victim, server }) => {
    await server.app.users.setRoles(victim.id, "system_guest");
    await server.sql("UPDATE users SET guest_expires_at = $2 WHERE id = $1", [victim.id, Date.now() - 1]);
    return server.app.guests.endExpired();
  },
};

async function closed(listener: Listener): Promise<void> {
  for (const end = Date.now() + 5_000; !listener.closed; ) {
    assert.ok(Date.now() < end, "the socket stays open");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

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
  let writer: Person;
  let team: { id: string };
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    writer = await aUser(ada, "wim");
    team = await aTeam(ada, "sessions");
    await join(ada, team, writer);
    channel = await aChannel(ada, team, "talk");
    await add(ada, channel, writer);
  });
  after(() => server.stop());

  describe("ends for requests and sockets", () => {
    for (const [way, end] of Object.entries(WAYS)) {
      it(`by ${way}, ${ROUNDS} times of ${ROUNDS}`, async function () {
        this.timeout(120_000);
        const name = `victim${Object.keys(WAYS).indexOf(way)}`;
        const person = await aUser(ada, name);
        await join(ada, team, person);
        await add(ada, channel, person);
        for (let n = 0; n < ROUNDS; n++) {
          const victim = await renewed(server, person);
          const other = await renewed(server, person);
          const socket = await Listener.open(victim);
          const stop = traffic(victim);
          await end({ server, ada, victim, other, n });
          const answers = await Promise.all([1, 2, 3].map(() => victim.send("GET", "/users/me/teams")));
          assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [401], `round ${n}`);
          await stop();
          if (way.includes("everybody")) {
            ada = await renewed(server, ada);
            writer = await renewed(server, writer);
          }
          const later = await aPost(writer, channel, `after the end of ${name} ${n}`);
          await closed(socket);
          assert.ok(!JSON.stringify(socket.heard).includes(later.id), "an event came after the end");
          assert.equal((await victim.send("GET", "/users/me/teams")).status, 401);
          await server.sql("UPDATE users SET delete_at = 0, roles = 'system_user' WHERE id = $1", [person.id]);
        }
      });
    }

    it(`by revoking the token of a program, or switching it off, ${ROUNDS} times of ${ROUNDS}`, async function () {
      this.timeout(120_000);
      for (let n = 0; n < ROUNDS; n++) {
        const made = await ada.post("/users/me/tokens", { description: `robot ${n}` });
        const robot = new Person(server.url, made.token, ada.id);
        const socket = await Listener.open(robot);
        const stop = traffic(robot);
        await ada.post(`/users/tokens/${n % 2 === 0 ? "revoke" : "disable"}`, { token_id: made.id });
        assert.equal((await robot.send("GET", "/users/me/teams")).status, 401);
        const later = await aPost(ada, channel, `after the robot ${n}`);
        await closed(socket);
        await stop();
        assert.ok(!JSON.stringify(socket.heard).includes(later.id));
        assert.equal((await robot.send("GET", "/users/me/teams")).status, 401);
      }
    });

    it("when its time is over, without anybody doing anything", async () => {
      const eve = await aUser(ada, "eve");
      const soon = Date.now() + 1_500;
      await server.sql("UPDATE sessions SET expires_at = $1 WHERE user_id = $2", [soon, eve.id]);
      const socket = await Listener.open(eve);
      assert.equal((await eve.get("/users/me")).username, "eve");
      await new Promise((resolve) => setTimeout(resolve, soon - Date.now() + 50));
      assert.equal((await eve.send("GET", "/users/me")).status, 401);
      for (const end = Date.now() + 20_000; !socket.closed && Date.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(socket.closed);
    }).timeout(30_000);
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
    const person = await aUser(admin, `racer-${Date.now().toString(36)}`);
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
  }).timeout(60_000);

  it("hears as little as a guest once its person is one", async () => {
    const dan = await aUser(ada, "dan");
    const socket = await Listener.open(dan);
    await aUser(ada, "early");
    await socket.next("new_user");
    await ada.post(`/users/${dan.id}/demote`);
    socket.forget();
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
    await closed(socket);
    assert.equal((await first.send("GET", "/users/me")).status, 401);
    assert.equal((await next.get("/users/me")).username, "max");
  });
});
