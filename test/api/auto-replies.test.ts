import assert from "node:assert/strict";
import { awayFromMidnight } from "../support/clock.js";
import { aBot, aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("automatic replies", () => {
  let server: TestServer;
  let [ada, bob, cat]: Person[] = [];
  let team: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
  });
  after(() => server.stop());

  const wish = (person: Person, active: boolean, more: Record<string, string> = {}) =>
    person.put("/users/me/patch", {
      notify_props: {
        auto_responder_active: String(active),
        auto_responder_message: "On holiday. Ask Ada.",
        ...more,
      },
    });
  const statusOf = async (person: Person) => (await ada.get(`/users/${person.id}/status`)).status;
  const becomes = (person: Person, status: string) =>
    until(() => statusOf(person), `${person.username} to be ${status}`, { passes: (now) => now === status });
  const answers = async (reader: Person, channel: { id: string }) => {
    const { order, posts } = await reader.get(`/channels/${channel.id}/posts`);
    return order.map((id: string) => posts[id]).filter((post: any) => post.type === "system_auto_responder");
  };
  /** The answers, once there are as many. */
  const answered = (reader: Person, channel: { id: string }, count: number): Promise<any[]> =>
    until(() => answers(reader, channel), `${count} answers`, { passes: (found: any[]) => found.length >= count });

  it("answer direct messages once a day to each person, and nothing else", async () => {
    await awayFromMidnight();
    await wish(bob, true);
    await becomes(bob, "ooo");
    const direct = await aDirect(cat, bob);
    await aPost(cat, direct, "Hello");
    const [answer, ...more] = await answered(cat, direct, 1);
    assert.deepEqual([answer.user_id, answer.message, more], [bob.id, "On holiday. Ask Ada.", []]);
    assert.equal((await cat.get(`/users/me/channels/${direct.id}/unread`)).msg_count, 1, "the answer is news");
    const unread = await bob.get(`/users/me/channels/${direct.id}/unread`);
    assert.deepEqual([unread.msg_count, unread.mention_count], [1, 1], "the message waits, the answer does not");
    const { order, posts } = await bob.get(`/users/me/channels/${direct.id}/posts/unread?limit_before=0`);
    assert.deepEqual(
      order.map((id: string) => posts[id].type),
      ["system_auto_responder", ""],
    );
    await aPost(cat, direct, "Are you there?");
    const other = await aDirect(ada, bob);
    // Two at once are answered once.
    await Promise.all([aPost(ada, other, "And to me?"), aPost(ada, other, "Or not?")]);
    assert.equal((await answered(ada, other, 1))[0].root_id, "");
    // What must not be answered, and then what is: only that comes.
    const beds = await aChannel(ada, team, "beds");
    await add(ada, beds, bob, cat);
    await aPost(cat, beds, "@bob hello");
    const group = await ada.post<{ id: string }>("/channels/group", [ada.id, bob.id, cat.id]);
    await aPost(cat, group, "All of you");
    const bot = await aBot(ada, "robot");
    await join(ada, team, bot);
    const machine = await aDirect(bot, bob);
    await aPost(bot, machine, "beep");
    await aPost(bob, await aDirect(bob, bob), "To myself");
    const dan = await aUser(ada, "dan");
    await join(ada, team, dan);
    await wish(dan, true);
    await becomes(dan, "ooo");
    // Both are away: neither answers an answer.
    const both = await aDirect(dan, bob);
    const thread = await aPost(dan, both, "A question");
    assert.deepEqual(
      (await answered(dan, both, 1)).map((post: any) => post.user_id),
      [bob.id],
    );
    await aPost(cat, await aDirect(cat, dan), "Still there?", {});
    assert.equal((await answered(cat, await aDirect(cat, dan), 1)).length, 1);
    for (const [reader, channel] of [
      [cat, beds],
      [cat, group],
      [bot, machine],
    ] as const)
      assert.deepEqual(await answers(reader, channel), []);
    assert.equal((await answers(dan, { id: thread.channel_id })).length, 1);
    for (const [reader, channel] of [
      [cat, direct],
      [ada, other],
    ] as const)
      assert.equal((await answers(reader, channel)).length, 1);
  });

  it("answer a reply in its thread", async () => {
    const eva = await aUser(ada, "eva");
    await join(ada, team, eva);
    const direct = await aDirect(cat, eva);
    const root = await aPost(eva, direct, "I leave tomorrow");
    await wish(eva, true);
    await becomes(eva, "ooo");
    await aPost(cat, direct, "Have a good time", { root_id: root.id });
    assert.equal((await answered(cat, direct, 1))[0].root_id, root.id);
  });

  it("end when somebody chooses another status, takes the wish back, or comes back as planned", async () => {
    await bob.put(`/users/${bob.id}/status`, { user_id: bob.id, status: "online" });
    const ended = () =>
      until(async () => (await bob.get("/users/me")).notify_props, "the wish to end", {
        passes: (props) => props.auto_responder_active === "false",
      });
    await ended();
    const back = String(Date.now() + 3_600_000);
    await wish(bob, true, { auto_responder_until: back });
    await becomes(bob, "ooo");
    assert.equal(
      (await bob.get(`/users/${bob.id}/status`)).dnd_end_time,
      Math.floor(Number(back) / 1000),
      "clients see until when",
    );
    const later = String(Number(back) + 86_400_000);
    await wish(bob, true, { auto_responder_until: later });
    await until(() => ada.get(`/users/${bob.id}/status`), "the later end", {
      passes: (status) => status.dnd_end_time === Math.floor(Number(later) / 1000),
    });
    assert.equal(await statusOf(bob), "ooo");
    await wish(bob, false);
    await becomes(bob, "online");
    await wish(bob, true, { auto_responder_until: back });
    await becomes(bob, "ooo");
    await server.app.statuses.endDue(Number(back) + 1);
    await becomes(bob, "offline");
    assert.equal((await ended()).auto_responder_until, "");
  });

  it("are nobody's to choose as a status, and stop when the server does without them", async () => {
    const refused = await cat.fails("PUT", `/users/${cat.id}/status`, { user_id: cat.id, status: "ooo" });
    assert.equal(refused.status_code, 400);
    await ada.put("/config/patch", { TeamSettings: { ExperimentalEnableAutomaticReplies: false } });
    assert.equal((await cat.get("/config/client?format=old")).ExperimentalEnableAutomaticReplies, "false");
    const fay = await aUser(ada, "fay");
    await join(ada, team, fay);
    await wish(fay, true);
    const direct = await aDirect(cat, fay);
    await aPost(cat, direct, "Hello");
    await ada.put("/config/patch", { TeamSettings: { ExperimentalEnableAutomaticReplies: true } });
    await wish(fay, true);
    await becomes(fay, "ooo");
    const other = await aDirect(ada, fay);
    await aPost(ada, other, "Hello");
    assert.equal((await answered(ada, other, 1)).length, 1);
    assert.deepEqual(await answers(cat, direct), []);
  });
});
