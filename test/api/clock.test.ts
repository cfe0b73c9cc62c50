import assert from "node:assert/strict";
import { atTime } from "../support/clock.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const MINUTE = 60_000;

describe("a clock that is set back by a minute", () => {
  let server: TestServer;
  let ada: Person;
  let ben: Person;
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    ben = await aUser(ada, "ben");
    const team = await aTeam(ada, "crew");
    channel = await aChannel(ada, team, "talk");
    await join(ada, team, ben);
    await add(ada, channel, ben);
  });
  after(() => server.stop());

  /** What a client asks that was away: everything newer than the newest it has. */
  const newer = async (since: number): Promise<Record<string, any>> =>
    (await ben.get(`/channels/${channel.id}/posts?since=${since}`)).posts;

  it("hides no message, no change and no reaction from clients that ask for what is new", async () => {
    const [edited, deleted, pinned, liked] = [
      await aPost(ada, channel, "one"),
      await aPost(ada, channel, "two"),
      await aPost(ada, channel, "three"),
      await aPost(ada, channel, "four"),
    ];
    // The newest a client knows is a change, later than every message.
    const known = await ada.put(`/posts/${edited.id}/patch`, { message: "one, said better" });
    const since = known.update_at as number;
    await atTime(
      (real) => real - MINUTE,
      async () => {
        const written = await aPost(ada, channel, "five");
        await ada.put(`/posts/${edited.id}/patch`, { message: "one, best" });
        await ada.delete(`/posts/${deleted.id}`);
        await ada.post(`/posts/${pinned.id}/pin`);
        await ada.post("/reactions", { user_id: ada.id, post_id: liked.id, emoji_name: "+1" });
        const reply = await aPost(ada, channel, "four and a half", { root_id: liked.id });
        const found = await newer(since);
        const wanted = [written, edited, deleted, pinned, liked, reply].map(({ id }) => id);
        assert.deepEqual(Object.keys(found).sort(), wanted.sort());
        assert.equal(found[edited.id].message, "one, best");
        assert.ok(found[deleted.id].delete_at > 0);
        assert.ok(written.create_at > since && reply.create_at > written.create_at);
      },
    );
    const after = await aPost(ada, channel, "six");
    const order: string[] = (await ben.get(`/channels/${channel.id}/posts`)).order;
    assert.equal(order[0], after.id, "the order is that in which they were written");
  });

  it("ends no session, and lets people in", async () => {
    await atTime(
      (real) => real - MINUTE,
      async () => {
        assert.equal((await ben.send("GET", "/users/me")).status, 200);
        const again = await signIn(server, "ben");
        assert.equal((await again.send("GET", "/users/me")).status, 200);
      },
    );
    assert.equal((await ben.send("GET", "/users/me")).status, 200);
  });
});
