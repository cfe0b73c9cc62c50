import assert from "node:assert/strict";
import { hashOfSecret } from "../../core/platform/ids.js";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";
import { cloneOf, renewed } from "../support/world/people.js";

/** Every way is tried with so many people, each with so many sessions and a socket for each of those. */
const PEOPLE = 20;
const SESSIONS = 10;
const ALL = PEOPLE * SESSIONS;

/** Somebody whose sessions end. */
interface Case {
  person: Person;
  victims: Person[];
  /** Another session of theirs, by which they may end the others. */
  other: Person;
}
interface Round {
  server: TestServer;
  ada: Person;
  cases: readonly Case[];
  sockets: readonly Listener[];
}

const NEW = "a quite different horse";
const ofEach = (end: (one: Case, round: Round) => Promise<unknown>) => (round: Round) =>
  Promise.all(round.cases.map((one) => end(one, round)));
const ofEachSession = (end: (victim: Person, one: Case, round: Round) => Promise<unknown>) =>
  ofEach((one, round) => Promise.all(one.victims.map((victim) => end(victim, one, round))));

/** Every way in which sessions end before their time. */
const WAYS: Record<string, (round: Round) => Promise<unknown>> = {
  "signing out": ofEachSession((victim) => victim.post("/users/logout")),
  "revoking one session": ofEachSession(async (victim, { other }, { server }) => {
    const [row] = await server.sql("SELECT id FROM sessions WHERE token_hash = $1", [hashOfSecret(victim.token)]);
    await other.post("/users/me/sessions/revoke", { session_id: row?.id });
  }),
  "revoking all one's sessions": ofEach(({ other }) => other.post("/users/me/sessions/revoke/all")),
  "an administrator who revokes all sessions of somebody": ofEach(({ person }, { ada }) =>
    ada.post(`/users/${person.id}/sessions/revoke/all`),
  ),
  "an administrator who revokes the sessions of everybody": ({ ada }) => ada.post("/users/sessions/revoke/all"),
  "a new password": ofEach(({ person, other }) =>
    other.put("/users/me/password", { current_password: person.password, new_password: NEW }),
  ),
  "a password set by an administrator": ofEach(({ person }, { ada }) =>
    ada.put(`/users/${person.id}/password`, { new_password: `${NEW} still` }),
  ),
  "another way to sign in": ofEach(({ person }, { ada }) =>
    ada.put(`/users/${person.id}/auth`, { auth_service: "", password: NEW }),
  ),
  deactivation: ofEach(({ person }, { ada }) => ada.put(`/users/${person.id}/active`, { active: false })),
  "deactivation of oneself": ofEach(({ other }) => other.delete("/users/me")),
  "the end of a guest's time": async ({ server }) => {
    await server.sql("UPDATE users SET guest_expires_at = $1 WHERE roles = 'system_guest'", [Date.now() - 1]);
    await server.app.guests.endExpired();
  },
  "the end of accounts for guests": async ({ ada, sockets }) => {
    await ada.put("/config/patch", { GuestAccountsSettings: { Enable: false } });
    // Requests are refused at once; sockets close when the server has found whose they are.
    await allClosed(sockets);
  },
};

/** Asks again and again until told to stop: what is under way at the end must not keep the door open. */
function traffic(people: readonly Person[]): () => Promise<unknown> {
  let on = true;
  const under = people.map(async (person) => {
    while (on) await person.send("GET", "/users/me/teams");
  });
  return () => {
    on = false;
    return Promise.all(under);
  };
}

/** A socket of each, which shows that the session is one; fifty at a time, so that the last need not wait long. */
async function opened(people: readonly Person[]): Promise<Listener[]> {
  const sockets: Listener[] = [];
  while (sockets.length < people.length)
    sockets.push(
      ...(await Promise.all(people.slice(sockets.length, sockets.length + 50).map((one) => Listener.open(one)))),
    );
  return sockets;
}

async function allClosed(sockets: readonly Listener[]): Promise<void> {
  const open = () => sockets.filter((socket) => !socket.closed).length;
  await until(
    () => open() === 0,
    () => `the end of ${open()} sockets that stay open`,
  );
}

describe(`${ALL} sessions of ${PEOPLE} people, with a socket each`, () => {
  let server: TestServer;
  let ada: Person;
  let writer: Person;
  let channel: { id: string };
  const people: Person[] = [];

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    writer = await aUser(ada, "wim");
    const first = await aUser(ada, "first");
    const team = await aTeam(ada, "sessions");
    channel = await aChannel(ada, team, "talk");
    people.push(first);
    await ada.put("/config/patch", { TeamSettings: { EnableUserDeactivation: true } });
    while (people.length < PEOPLE) people.push(await cloneOf(server, first));
    await join(ada, team, writer, ...people);
    await add(ada, channel, writer, ...people);
  });
  after(() => server.stop());
  afterEach(async () => {
    await ada.put("/config/patch", {
      GuestAccountsSettings: { Enable: true },
    });
    // As they were: there, members, with the password they began with.
    await server.sql(
      `UPDATE users SET delete_at = 0, roles = 'system_user', guest_expires_at = 0,
         password = (SELECT password FROM users WHERE id = $2) WHERE id = ANY($1)`,
      [people.map(({ id }) => id), writer.id],
    );
  });

  /** Asks as everybody at once. */
  const statuses = async (victims: readonly Person[], path = "/users/me/teams") => {
    const answers = await Promise.all(victims.map((victim) => victim.send("GET", path)));
    const counted: Record<number, number> = {};
    for (const { status } of answers) counted[status] = (counted[status] ?? 0) + 1;
    return counted;
  };
  /** Writes a message that none of these sockets may hear; others do. */
  const unheard = async (sockets: readonly Listener[]) => {
    const witness = await Listener.open(writer);
    const later = await aPost(writer, channel, "after the end");
    await witness.next("posted", (one) => one.data.post.includes(later.id));
    await allClosed(sockets);
    const hearers = sockets.filter((socket) => JSON.stringify(socket.heard).includes(later.id));
    assert.equal(hearers.length, 0, "events came after the end");
    witness.close();
  };

  for (const [way, end] of Object.entries(WAYS)) {
    it(`end by ${way}, for requests at once and for sockets`, async () => {
      if (way.includes("guest"))
        await server.sql("UPDATE users SET roles = 'system_guest' WHERE id = ANY($1)", [people.map(({ id }) => id)]);
      const cases = await Promise.all(
        people.map(async (person) => ({
          person,
          victims: await Promise.all(Array.from({ length: SESSIONS }, () => renewed(server, person))),
          other: await renewed(server, person),
        })),
      );
      const victims = cases.flatMap((one) => one.victims);
      const sockets = await opened(victims);
      const stop = traffic(cases.map((one) => one.victims[0] as Person));
      await end({ server, ada, cases, sockets });
      assert.deepEqual(await statuses(victims), { 401: ALL });
      if (way.includes("everybody")) [ada, writer] = [await renewed(server, ada), await renewed(server, writer)];
      await unheard(sockets);
      await stop();
      assert.deepEqual(await statuses(victims), { 401: ALL }, "and stay ended");
    });
  }

  for (const [way, verb] of [
    ["revoking the tokens of programs", "revoke"],
    ["switching the tokens of programs off", "disable"],
  ] as const) {
    it(`end by ${way}, for requests at once and for sockets`, async () => {
      const made = await Promise.all(
        people.flatMap((person) =>
          Array.from({ length: SESSIONS }, (_, n) =>
            ada.post(`/users/${person.id}/tokens`, { description: `robot ${n}` }),
          ),
        ),
      );
      const robots = made.map(({ token, user_id }) => new Person(server.url, token, user_id));
      const sockets = await opened(robots);
      const stop = traffic(robots.filter((_, n) => n % SESSIONS === 0));
      await Promise.all(made.map(({ id }) => ada.post(`/users/tokens/${verb}`, { token_id: id })));
      assert.deepEqual(await statuses(robots), { 401: ALL });
      await unheard(sockets);
      await stop();
      assert.deepEqual(await statuses(robots), { 401: ALL });
      await server.sql("DELETE FROM access_tokens");
    });
  }

  it("lose the rights of a role at once, and hear no more than a guest when its people are guests", async () => {
    const victims = await Promise.all(
      people.flatMap((person) => Array.from({ length: SESSIONS }, () => renewed(server, person))),
    );
    const sockets = await opened(victims.filter((_, n) => n % SESSIONS === 0));
    const stop = traffic(victims.filter((_, n) => n % SESSIONS === 1));
    const roles = (text: string) => Promise.all(people.map(({ id }) => ada.put(`/users/${id}/roles`, { roles: text })));
    await roles("system_user system_admin");
    assert.deepEqual(await statuses(victims, "/config"), { 200: ALL });
    await roles("system_user");
    assert.deepEqual(await statuses(victims, "/config"), { 403: ALL });
    const first = await ada.post("/users", { username: "early", email: "early@example.org", password: NEW });
    await Promise.all(sockets.map((socket) => socket.next("new_user", (one) => one.data.user_id === first.id)));
    await Promise.all(people.map(({ id }) => ada.post(`/users/${id}/demote`)));
    const second = await ada.post("/users", { username: "late", email: "late@example.org", password: NEW });
    for (const socket of sockets)
      assert.deepEqual(
        (await socket.all("new_user")).filter((one) => one.data.user_id === second.id),
        [],
      );
    await stop();
    assert.deepEqual(await statuses(victims, "/config"), { 403: ALL });
    for (const socket of sockets) socket.close();
  });
});
