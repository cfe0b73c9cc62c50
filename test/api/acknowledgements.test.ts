import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const events = ["post_acknowledgement_added", "post_acknowledgement_removed"];
const asking = { metadata: { priority: { priority: "urgent", requested_ack: true } } };

describe("acknowledgements", () => {
  let server: TestServer;
  let [ada, bob, cat]: Person[] = [];
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "beds", "P");
    await add(ada, channel, bob);
  });
  after(() => server.stop());

  const acknowledged = async (post: { id: string }) => (await ada.get(`/posts/${post.id}`)).metadata.acknowledgements;

  it("are kept once, shown with the message, and told to its channel alone", async () => {
    const post = await aPost(ada, channel, "Frost tonight", asking);
    assert.deepEqual(await acknowledged(post), []);
    const [hers, outside] = await Promise.all([Listener.open(ada), Listener.open(cat)]);
    const first = await bob.post(`/users/me/posts/${post.id}/ack`);
    assert.deepEqual([first.user_id, first.post_id], [bob.id, post.id]);
    assert.deepEqual(await bob.post(`/users/${bob.id}/posts/${post.id}/ack`), first);
    await ada.post(`/users/me/posts/${post.id}/ack`);
    assert.deepEqual(
      (await acknowledged(post)).map((one: any) => one.user_id),
      [bob.id, ada.id],
    );
    const since = await bob.get(`/channels/${channel.id}/posts?since=${post.update_at}`);
    // The line that tells of Bob's coming is written in the background and may be newer.
    assert.ok(since.order.includes(post.id), "clients that ask for changes learn of it");
    assert.deepEqual(
      (await hers.all(...events)).map((one) => JSON.parse(one.data.acknowledgement).user_id),
      [bob.id, ada.id],
    );
    assert.deepEqual(await outside.all(...events), []);
    hers.close();
    outside.close();
  });

  it("are taken back within five minutes", async () => {
    const post = await aPost(ada, channel, "Frost again", asking);
    const heard = await Listener.open(ada);
    await bob.post(`/users/me/posts/${post.id}/ack`);
    assert.deepEqual(await bob.delete(`/users/me/posts/${post.id}/ack`), { status: "OK" });
    await bob.delete(`/users/me/posts/${post.id}/ack`);
    assert.deepEqual(await acknowledged(post), []);
    assert.deepEqual(
      (await heard.all(...events)).map((one) => one.event),
      events,
    );
    await bob.post(`/users/me/posts/${post.id}/ack`);
    await server.sql("UPDATE post_acknowledgements SET acknowledged_at = acknowledged_at - 301000 WHERE post_id = $1", [
      post.id,
    ]);
    const late = await bob.fails("DELETE", `/users/me/posts/${post.id}/ack`);
    assert.deepEqual([late.status_code, late.id], [403, "app.acknowledgement.delete.deadline.app_error"]);
    assert.equal((await acknowledged(post)).length, 1);
    heard.close();
  });

  it("belong to messages that ask for them, in channels one may read and write", async () => {
    const plain = await aPost(ada, channel, "Just so");
    assert.equal((await ada.get(`/posts/${plain.id}`)).metadata.acknowledgements, undefined);
    assert.equal(
      (await bob.fails("POST", `/users/me/posts/${plain.id}/ack`)).id,
      "app.acknowledgement.not_requested.app_error",
    );
    const post = await aPost(ada, channel, "Canary", asking);
    assert.equal((await ada.fails("POST", `/users/${bob.id}/posts/${post.id}/ack`)).status_code, 403);
    assert.equal((await cat.fails("POST", `/users/me/posts/${post.id}/ack`)).status_code, 404);
    await ada.delete(`/channels/${channel.id}`);
    assert.equal((await bob.fails("POST", `/users/me/posts/${post.id}/ack`)).status_code, 400);
    await ada.post(`/channels/${channel.id}/restore`);
    assert.deepEqual(await acknowledged(post), []);
  });
});
