import assert from "node:assert/strict";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("messages that are deleted at the same time", () => {
  let server: TestServer;
  let people: Person[];
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    const ada = await anAdmin(server);
    const team = await aTeam(ada, "garden");
    people = [ada];
    for (let number = 0; number < 12; number++) people.push(await aUser(ada, `member${number}`));
    await join(ada, team, ...people.slice(1));
    channel = await aChannel(ada, team, "beds");
    await add(ada, channel, ...people.slice(1));
  });
  after(() => server.stop());

  it("all go, beside new ones and people who look, and are unread for nobody", async () => {
    const [ada, bob, ...others] = people as [Person, Person, ...Person[]];
    for (let round = 0; round < 4; round++) {
      const posts: { id: string }[] = [];
      for (let number = 0; number < 10; number++) posts.push(await aPost(number % 2 ? ada : bob, channel, `${number}`));
      const deletions = posts.map(({ id }) => ada.send("DELETE", `/posts/${id}`));
      const writing = [ada, bob].map((person) => aPost(person, channel, "meanwhile"));
      const looking = others
        .slice(6)
        .map((person) => person.post("/channels/members/me/view", { channel_id: channel.id }));
      assert.deepEqual(
        (await Promise.all(deletions)).map(({ status }) => status),
        posts.map(() => 200),
      );
      for (const { id } of await Promise.all(writing)) await ada.delete(`/posts/${id}`);
      await Promise.all(looking);
      const total = await others[0]?.get(`/channels/${channel.id}`);
      for (const person of others) {
        const member = await person.get(`/channels/${channel.id}/members/me`);
        assert.equal(total.total_msg_count - member.msg_count, 0, person.username);
      }
    }
  });
});
