import assert from "node:assert/strict";
import { Line } from "../support/line.js";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, Person, signIn } from "../support/people.js";
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";

/** The database does what it was asked, and the connection breaks before it can say so. */
describe("a change whose answer was lost", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let line: Line;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let channel: { id: string };

  before(async () => {
    database = await testDatabase();
    line = await Line.to(database.connection);
    server = await startTestServer({}, { database: { ...database.connection, host: "127.0.0.1", port: line.port } });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
    const team = await aTeam(ada, "crew");
    channel = await aChannel(ada, team, "secret", "P");
    await join(ada, team, bob, cat);
    await add(ada, channel, bob, cat);
  });
  after(async () => {
    await server.stop();
    line.close();
    await database.drop();
  });

  /** Does something whose answer gets lost at these words; the caller cannot know whether it was done. */
  async function unanswered(words: string, call: () => Promise<{ status: number }>): Promise<void> {
    const met = line.loseAnswerTo(words);
    const { status } = await call();
    await met;
    assert.equal(status, 503);
  }

  it("closes the sockets of a session that was ended, and lets nobody in by it", async () => {
    const [socket, other] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    const [session] = await ada.get(`/users/${bob.id}/sessions`);
    await unanswered("sessions.delete", () =>
      ada.send("POST", `/users/${bob.id}/sessions/revoke`, { session_id: session.id }),
    );
    await socket.ended();
    assert.equal((await bob.send("GET", "/users/me")).status, 401);
    assert.equal((await cat.send("GET", "/users/me")).status, 200);
    await other.all();
    assert.equal(other.closed, undefined, "others go on");
    other.close();
  });

  it("closes the sockets of a token that was taken away", async () => {
    const made = await ada.post(`/users/${cat.id}/tokens`, { description: "robot" });
    const robot = new Person(server.url, made.token, cat.id);
    const [socket, own] = await Promise.all([Listener.open(robot), Listener.open(cat)]);
    await unanswered("tokens.delete", () => ada.send("POST", "/users/tokens/revoke", { token_id: made.id }));
    await socket.ended();
    assert.equal((await robot.send("GET", "/users/me")).status, 401);
    await own.all();
    assert.equal(own.closed, undefined, "the session of the same person goes on");
    own.close();
  });

  it("lets nobody hear on who was taken out of a channel", async () => {
    const [socket, witness] = await Promise.all([Listener.open(cat), Listener.open(ada)]);
    assert.equal((await cat.send("GET", `/channels/${channel.id}/posts`)).status, 200);
    await unanswered("COMMIT", () => ada.send("DELETE", `/channels/${channel.id}/members/${cat.id}`));
    const { hub } = server.app.platform;
    await until(() => !hub.onlineIn(`channel:${channel.id}`).includes(cat.id), "her to hear the channel no more");
    assert.equal((await cat.send("GET", `/channels/${channel.id}/posts`)).status, 404);
    const post = await aPost(ada, channel, "without her");
    await witness.next("posted", (heard) => heard.data.post.includes(post.id));
    assert.ok(!JSON.stringify(await socket.all()).includes(post.id));
    for (const one of [socket, witness]) one.close();
  });

  it("is no end of a session that the person only thinks is over", async () => {
    const dan = await aUser(ada, "dan");
    await unanswered("sessions.delete", () => dan.send("POST", "/users/logout"));
  });

  it("leaves no session to somebody whose password is another, or who is deactivated", async () => {
    const dan = await aUser(ada, "dora");
    const next = "another correct horse";
    const broken = line.breakAt("sessions.delete_of_user");
    const answer = await dan.send("PUT", "/users/me/password", { current_password: dan.password, new_password: next });
    await broken;
    assert.equal(answer.status, 503);
    await signIn(server, "dora");
    await dan.put("/users/me/password", { current_password: dan.password, new_password: next });
    const again = await signIn(server, "dora", next);
    const away = line.breakAt("sessions.delete_of_user");
    assert.equal((await ada.send("PUT", `/users/${dan.id}/active`, { active: false })).status, 503);
    await away;
    assert.equal((await again.send("GET", "/users/me")).status, 200, "still active");
    await ada.put(`/users/${dan.id}/active`, { active: false });
    await ada.put(`/users/${dan.id}/active`, { active: true });
    assert.equal((await again.send("GET", "/users/me")).status, 401, "what was ended stays so");
  });

  it("is in the audit log all the same, once", async () => {
    const met = line.loseAnswerTo("audits.add");
    await ada.put(`/users/${cat.id}/patch`, { nickname: "Kitty" });
    await met;
    const entries = () => ada.get<{ object: string; action: string }[]>("/audits?per_page=200");
    const wanted = async () =>
      (await entries()).filter(({ object, action }) => object === cat.id && action === "users.profile");
    await until(async () => (await wanted()).length > 0, "the entry");
    assert.equal((await wanted()).length, 1);
  });
});
