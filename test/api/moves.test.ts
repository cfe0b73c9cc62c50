import assert from "node:assert/strict";
import { upload } from "../support/files.js";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("moving channels", () => {
  let server: TestServer;
  let [ada, bob, cat, dan]: Person[] = [];
  let garden: { id: string };
  let kitchen: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat, dan] = [await aUser(ada, "bob"), await aUser(ada, "cat"), await aUser(ada, "dan")];
    garden = await aTeam(ada, "garden");
    kitchen = await aTeam(ada, "kitchen");
    await join(ada, garden, bob, cat, dan);
    await join(ada, kitchen, bob);
  });
  after(() => server.stop());

  it("to another team takes everything along", async () => {
    const channel = await aChannel(ada, garden, "herbs");
    await add(ada, channel, bob);
    const root = await aPost(bob, channel, "Basil");
    await aPost(ada, channel, "Thyme", { root_id: root.id });
    const heard = await Listener.open(bob);
    const moved = await ada.post(`/channels/${channel.id}/move`, { team_id: kitchen.id });
    assert.deepEqual([moved.id, moved.team_id], [channel.id, kitchen.id]);
    assert.equal(JSON.parse((await heard.next("channel_updated")).data.channel).team_id, kitchen.id);
    assert.ok((await bob.get(`/users/me/teams/${kitchen.id}/channels`)).some((one: any) => one.id === channel.id));
    assert.ok(!(await bob.get(`/users/me/teams/${garden.id}/channels`)).some((one: any) => one.id === channel.id));
    assert.equal((await bob.get(`/channels/${channel.id}/posts`)).posts[root.id].message, "Basil");
    assert.deepEqual(
      (await bob.get(`/users/me/teams/${kitchen.id}/threads`)).threads.map((one: any) => one.id),
      [root.id],
    );
    assert.deepEqual((await bob.get(`/users/me/teams/${garden.id}/threads`)).threads, []);
    const sidebar = await bob.get(`/users/me/teams/${kitchen.id}/channels/categories`);
    assert.equal(sidebar.categories.filter((one: any) => one.channel_ids.includes(channel.id)).length, 1);
    heard.close();
  });

  it("needs everybody to be in the team, or force, which takes the others out", async () => {
    const channel = await aChannel(ada, garden, "flowers");
    await add(ada, channel, bob, cat);
    assert.match(
      (await ada.fails("POST", `/channels/${channel.id}/move`, { team_id: kitchen.id })).message,
      /not in that team/,
    );
    assert.equal((await ada.get(`/channels/${channel.id}`)).team_id, garden.id);
    await ada.post(`/channels/${channel.id}/move`, { team_id: kitchen.id, force: true });
    assert.equal((await cat.fails("GET", `/channels/${channel.id}/posts`)).status_code, 404);
    assert.equal((await bob.get(`/channels/${channel.id}`)).team_id, kitchen.id);
  });

  it("is for those who manage the system, and not for every channel", async () => {
    const channel = await aChannel(bob, garden, "trees");
    assert.equal((await bob.fails("POST", `/channels/${channel.id}/move`, { team_id: kitchen.id })).status_code, 403);
    await aChannel(ada, kitchen, "trees");
    assert.equal(
      (await ada.fails("POST", `/channels/${channel.id}/move`, { team_id: kitchen.id })).id,
      "store.sql_channel.save_channel.exists.app_error",
    );
    const main = await ada.get(`/teams/${garden.id}/channels/name/town-square`);
    assert.equal((await ada.fails("POST", `/channels/${main.id}/move`, { team_id: kitchen.id })).status_code, 400);
    assert.equal((await ada.fails("POST", `/channels/${channel.id}/move`, { team_id: garden.id })).status_code, 400);
    assert.equal(
      (await ada.fails("POST", `/channels/${channel.id}/move`, { team_id: "z".repeat(26) })).status_code,
      404,
    );
    assert.match((await ada.fails("POST", `/channels/${channel.id}/move`, {})).message, /team_id/);
  });

  describe("from a group message to a private channel", () => {
    it("keeps people and messages, and makes room for the group message again", async () => {
      const group = await bob.post("/channels/group", [bob.id, cat.id, dan.id]);
      const post = await aPost(cat, group, "Shall we make it a channel?");
      assert.deepEqual(
        (await bob.get(`/channels/${group.id}/common_teams`)).map((team: any) => [team.id, team.invite_id]),
        [[garden.id, ""]],
      );
      const heard = await Listener.open(cat);
      const channel = await bob.post(`/channels/${group.id}/convert_to_channel?team_id=${garden.id}`, {
        channel_id: group.id,
        team_id: garden.id,
        name: "shed",
        display_name: "The shed",
      });
      assert.deepEqual(
        [channel.id, channel.type, channel.team_id, channel.name, channel.display_name],
        [group.id, "P", garden.id, "shed", "The shed"],
      );
      await heard.next("channel_converted");
      assert.equal((await cat.get(`/channels/${group.id}/posts`)).posts[post.id].message, post.message);
      const members = await cat.get(`/channels/${group.id}/members`);
      assert.deepEqual(
        members.map((one: any) => [one.user_id, one.scheme_admin]).sort(),
        [
          [bob.id, true],
          [cat.id, false],
          [dan.id, false],
        ].sort(),
      );
      const again = await cat.post("/channels/group", [bob.id, cat.id, dan.id]);
      assert.notEqual(again.id, group.id);
      assert.equal(
        (await ada.fails("GET", `/channels/${again.id}/common_teams`)).status_code,
        400,
        "not one of its people",
      );
      heard.close();
    });

    it("needs a team of all, a good name, and one of its people", async () => {
      const group = await bob.post("/channels/group", [bob.id, cat.id, ada.id]);
      const to = (more: object) => ({ team_id: garden.id, name: "barn", display_name: "Barn", ...more });
      const url = `/channels/${group.id}/convert_to_channel`;
      assert.match((await bob.fails("POST", url, to({ team_id: kitchen.id }))).message, /team_id/);
      assert.equal(
        (await bob.fails("POST", url, to({ name: "no name!" }))).id,
        "model.channel.is_valid.name.app_error",
      );
      assert.match((await bob.fails("POST", url, to({ display_name: " " }))).message, /display_name/);
      await aChannel(ada, garden, "barn");
      assert.equal((await bob.fails("POST", url, to({}))).id, "store.sql_channel.save_channel.exists.app_error");
      assert.equal((await dan.fails("POST", url, to({}))).status_code, 404);
      assert.equal((await dan.fails("GET", `/channels/${group.id}/common_teams`)).status_code, 404);
      const other = await aChannel(bob, garden, "other");
      assert.equal(
        (await bob.fails("POST", `/channels/${other.id}/convert_to_channel`, to({ name: "x1" }))).status_code,
        400,
      );
      assert.equal((await bob.get(`/channels/${group.id}`)).type, "G");
    });
  });
});

describe("moving threads", () => {
  let server: TestServer;
  let [ada, bob, cat]: Person[] = [];
  let [from, to]: { id: string }[] = [];

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    [from, to] = [await aChannel(ada, team, "from"), await aChannel(ada, team, "to", "P")];
    await add(ada, from, bob, cat);
    await add(ada, to, bob);
  });
  after(() => server.stop());

  it("takes messages, authors, files, reactions and followers along, and leaves nothing", async () => {
    const file = await upload(bob, from, "plan.txt", "the plan");
    const root = await aPost(bob, from, "Root #plan", { file_ids: [file.id] });
    const reply = await aPost(cat, from, "Reply", { root_id: root.id });
    await ada.post("/reactions", { post_id: reply.id, emoji_name: "smile" });
    const [his, hers] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    const before = (await ada.get(`/posts/${root.id}`)).update_at;
    assert.deepEqual(await ada.post(`/posts/${reply.id}/move`, { channel_id: to.id }), { status: "OK" });

    const list = await bob.get(`/channels/${to.id}/posts`);
    const moved: any[] = list.order
      .map((id: string) => list.posts[id])
      .filter((post: any) => post.type === "")
      .reverse();
    assert.deepEqual(
      moved.map((post) => [post.message, post.user_id, post.root_id]),
      [
        ["Root #plan", bob.id, ""],
        ["Reply", cat.id, moved[0].id],
      ],
    );
    assert.deepEqual([moved[0].hashtags, moved[0].reply_count, moved[0].metadata.files[0].id], ["#plan", 1, file.id]);
    assert.deepEqual(
      moved[1].metadata.reactions.map((one: any) => [one.user_id, one.emoji_name]),
      [[ada.id, "smile"]],
    );
    assert.equal(await bob.get(`/api/v4/files/${file.id}`), "the plan");
    assert.equal((await cat.fails("GET", `/api/v4/files/${file.id}`)).status_code, 404, "not in that channel");
    assert.equal(
      (
        await bob.get(
          `/users/me/teams/${list.posts[moved[0].id] && (await bob.get(`/channels/${to.id}`)).team_id}/threads`,
        )
      ).threads[0].id,
      moved[0].id,
    );

    assert.equal((await bob.fails("GET", `/posts/${root.id}`)).status_code, 404);
    const since = await cat.get(`/channels/${from.id}/posts?since=${before}`);
    assert.ok(
      since.posts[root.id].delete_at > 0 && since.posts[reply.id].delete_at > 0,
      "clients that were away learn of it",
    );
    await hers.next("post_deleted");
    assert.deepEqual(
      (await hers.all("posted")).filter((one) => one.broadcast.channel_id === to.id),
      [],
    );
    const heard = (await his.all("posted")).map((one) => JSON.parse(one.data.post));
    assert.equal(heard.filter((post) => post.channel_id === to.id && post.type === "").length, 2);
    his.close();
    hers.close();
  });

  it("goes on where it was interrupted", async () => {
    const root = await aPost(bob, from, "Twice?");
    // What an interrupted move leaves behind: the copy is there, the original too.
    await bob.post("/posts", { channel_id: to.id, message: "Twice?", pending_post_id: `move:${root.id}:${to.id}` });
    await bob.post(`/posts/${root.id}/move`, { channel_id: to.id });
    const list = await bob.get(`/channels/${to.id}/posts`);
    assert.equal(Object.values<any>(list.posts).filter((post) => post.message === "Twice?").length, 1);
    assert.equal((await bob.fails("GET", `/posts/${root.id}`)).status_code, 404);
  });

  it("is for those who may delete the messages here and write there", async () => {
    const hers = await aPost(cat, from, "Hers");
    const his = await aPost(bob, from, "His");
    await aPost(cat, from, "Reply", { root_id: his.id });
    assert.equal((await bob.fails("POST", `/posts/${hers.id}/move`, { channel_id: to.id })).status_code, 403);
    assert.equal(
      (await bob.fails("POST", `/posts/${his.id}/move`, { channel_id: to.id })).status_code,
      403,
      "with a reply of somebody else",
    );
    const hidden = await cat.fails("POST", `/posts/${hers.id}/move`, { channel_id: to.id });
    assert.deepEqual(
      [hidden.status_code, hidden.message],
      [404, (await cat.fails("POST", `/posts/${hers.id}/move`, { channel_id: "z".repeat(26) })).message],
    );
    const inside = await aPost(bob, to, "Inside");
    assert.equal((await cat.fails("POST", `/posts/${inside.id}/move`, { channel_id: from.id })).status_code, 404);
    assert.match((await bob.fails("POST", `/posts/${inside.id}/move`, { channel_id: to.id })).message, /already/);
    assert.match((await bob.fails("POST", `/posts/${inside.id}/move`, {})).message, /channel_id/);
  });
});
