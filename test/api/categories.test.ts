import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, aDirect, add, anAdmin, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

interface Category {
  id: string;
  type: string;
  display_name: string;
  sorting: string;
  muted: boolean;
  collapsed: boolean;
  channel_ids: string[];
}
interface Sidebar {
  categories: Category[];
  order: string[];
}
type Place = { id: string; name: string };

describe("sidebar categories", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: Place;
  let other: Place;
  let main: Place;
  let offTopic: Place;
  let plans: Place;
  let direct: { id: string };
  const path = (place: { id: string } = team, person = bob) =>
    `/users/${person.id}/teams/${place.id}/channels/categories`;
  const sidebar = (place = team) => bob.get<Sidebar>(path(place));
  const id = (type: string, place: { id: string } = team, person = bob) => `${type}_${person.id}_${place.id}`;
  const find = (all: Sidebar, wanted: string) =>
    all.categories.find((one) => one.id === wanted || one.type === wanted) as Category;
  /** Names of channels by name of category, without the empty ones. */
  const shown = async (place = team) => {
    const names = new Map([main, offTopic, plans].map((one) => [one.id, one.name]));
    const { categories } = await sidebar(place);
    return Object.fromEntries(
      categories
        .filter((one) => one.channel_ids.length > 0)
        .map((one) => [one.display_name, one.channel_ids.map((each) => names.get(each) ?? "direct")]),
    );
  };
  const favourite = (channelId: string) => ({
    user_id: bob.id,
    category: "favorite_channel",
    name: channelId,
    value: "true",
  });
  const make = (name: string, more: object = {}) =>
    bob.post<Category>(path(), { user_id: bob.id, team_id: team.id, display_name: name, ...more });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
    team = (await aTeam(ada, "crew")) as Place;
    other = (await aTeam(ada, "other")) as Place;
    await join(ada, team, bob, cat);
    await join(ada, other, bob);
    main = await bob.get(`/teams/${team.id}/channels/name/town-square`);
    offTopic = await bob.get(`/teams/${team.id}/channels/name/off-topic`);
    plans = await aChannel(ada, team, "plans", "P");
    direct = await aDirect(bob, cat);
  });
  after(() => server.stop());

  it("begin with three that hold everything, made once even when many clients ask at once", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => bob.get<Sidebar>(path())));
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.deepEqual(answers[0]?.order, [id("favorites"), id("channels"), id("direct_messages")]);
    assert.deepEqual(
      answers[0]?.categories.map((one) => one.type),
      ["favorites", "channels", "direct_messages"],
    );
    assert.deepEqual(await shown(), { Channels: ["off-topic", "town-square"], "Direct Messages": ["direct"] });
    assert.deepEqual(
      find(await sidebar(other), "direct_messages").channel_ids,
      [direct.id],
      "conversations appear in every team",
    );
    assert.deepEqual(await bob.get(`${path()}/order`), answers[0]?.order);
    assert.deepEqual(
      await bob.get(`/users/me/teams/${team.id}/channels/categories/${id("channels")}`),
      answers[0]?.categories[1],
    );
    await add(ada, plans, bob);
    assert.deepEqual(
      (await shown()).Channels,
      ["off-topic", "plans", "town-square"],
      "a new channel has its place at once",
    );
  });

  it("are made below the favourites, changed and deleted", async () => {
    const listener = await Listener.open(bob);
    const hers = await Listener.open(cat);
    const made = await make("Work", { channel_ids: [plans.id] });
    assert.equal(made.type, "custom");
    assert.match(made.id, /^[a-z0-9]{26}$/);
    assert.deepEqual(made.channel_ids, [plans.id]);
    assert.deepEqual((await sidebar()).order.slice(0, 2), [id("favorites"), made.id]);
    const updated = await bob.put<Category>(`${path()}/${made.id}`, {
      ...made,
      display_name: "Home",
      sorting: "alpha",
      collapsed: true,
      channel_ids: [plans.id, direct.id],
    });
    assert.deepEqual(updated, {
      ...made,
      display_name: "Home",
      sorting: "alpha",
      collapsed: true,
      channel_ids: [plans.id, direct.id],
      sort_order: 10,
    });
    assert.deepEqual(await shown(), { Home: ["plans", "direct"], Channels: ["off-topic", "town-square"] });
    await bob.delete(`${path()}/${made.id}`);
    assert.deepEqual(await shown(), { Channels: ["off-topic", "plans", "town-square"], "Direct Messages": ["direct"] });
    assert.equal((await bob.fails("GET", `${path()}/${made.id}`)).status_code, 404);
    const heard = await listener.all();
    const events = heard.filter((one) => one.event.startsWith("sidebar"));
    assert.deepEqual(
      events.map((one) => one.event),
      [
        "sidebar_category_created",
        "sidebar_category_updated",
        "sidebar_category_updated",
        "sidebar_category_deleted",
        "sidebar_category_updated",
      ],
    );
    assert.deepEqual(events[0]?.data, { category_id: made.id });
    assert.equal(events[0]?.broadcast.user_id, bob.id);
    assert.equal(events[0]?.broadcast.team_id, team.id);
    assert.deepEqual(
      JSON.parse(events[1]?.data.updatedCategories).map((one: Category) => one.type),
      ["channels"],
      "clients learn what a channel left, too",
    );
    assert.deepEqual(
      (await hers.all()).filter((one) => one.event.startsWith("sidebar")),
      [],
      "nobody else hears of it",
    );
    listener.close();
    hers.close();
  });

  it("take a channel from each other, with one list or with both", async () => {
    const work = await make("Work", { channel_ids: [plans.id, offTopic.id] });
    const play = await make("Play");
    const [answer] = await bob.put<Category[]>(path(), [{ ...play, channel_ids: [offTopic.id] }]);
    assert.deepEqual(answer?.channel_ids, [offTopic.id]);
    assert.deepEqual(await shown(), {
      Work: ["plans"],
      Play: ["off-topic"],
      Channels: ["town-square"],
      "Direct Messages": ["direct"],
    });
    const both = await bob.put<Category[]>(path(), [
      { ...work, channel_ids: [] },
      { ...play, channel_ids: [plans.id, offTopic.id] },
    ]);
    assert.deepEqual(
      both.map((one) => one.channel_ids),
      [[], [plans.id, offTopic.id]],
      "in the order they were named",
    );
    await Promise.all(
      [work, play, work, play].map((one) => bob.put(path(), [{ ...one, channel_ids: [main.id, plans.id] }])),
    );
    const all = (await sidebar()).categories.flatMap((one) => one.channel_ids);
    assert.deepEqual(
      [...all].sort(),
      [main.id, offTopic.id, plans.id, direct.id].sort(),
      "two clients at one moment: still each channel once",
    );
    for (const one of [work, play]) await bob.delete(`${path()}/${one.id}`);
  });

  it("keep favourites and the preference in step, both ways and in every team", async () => {
    const listener = await Listener.open(bob);
    await bob.put("/users/me/preferences", [favourite(plans.id), favourite(direct.id)]);
    assert.deepEqual(await shown(), { Favorites: ["direct", "plans"], Channels: ["off-topic", "town-square"] });
    assert.deepEqual(find(await sidebar(other), "favorites").channel_ids, [direct.id]);
    const told = await listener.next("sidebar_category_updated", (one) => one.broadcast.team_id === other.id);
    assert.deepEqual(
      JSON.parse(told.data.updatedCategories).map((one: Category) => [one.type, one.channel_ids]),
      [
        ["favorites", [direct.id]],
        ["direct_messages", []],
      ],
    );
    const { channel_ids: _, ...favourites } = find(await sidebar(), "favorites");
    await bob.put(`${path()}/${favourites.id}`, { ...favourites, channel_ids: [main.id, plans.id] });
    const preferences = await bob.get<{ name: string }[]>("/users/me/preferences/favorite_channel");
    assert.deepEqual(preferences.map((one) => one.name).sort(), [main.id, plans.id].sort());
    assert.deepEqual((await shown()).Favorites, ["town-square", "plans"], "in the order that was chosen");
    assert.deepEqual(find(await sidebar(other), "favorites").channel_ids, []);
    await listener.next("preferences_deleted");
    await bob.put(path(), [{ ...find(await sidebar(), "channels"), channel_ids: [offTopic.id, main.id] }]);
    await bob.post("/users/me/preferences/delete", [favourite(plans.id)]);
    assert.deepEqual((await shown()).Channels, ["off-topic", "town-square", "plans"]);
    assert.equal((await bob.fails("GET", "/users/me/preferences/favorite_channel")).status_code, 404);
    listener.close();
  });

  it("mute and unmute the channels in them", async () => {
    const muted = async (channelId: string) =>
      (await bob.get(`/channels/${channelId}/members/${bob.id}`)).notify_props.mark_unread === "mention";
    const quiet = await make("Quiet", { channel_ids: [plans.id] });
    await bob.put(`${path()}/${quiet.id}`, { ...quiet, muted: true });
    assert.deepEqual([await muted(plans.id), await muted(offTopic.id)], [true, false]);
    await bob.put(path(), [{ ...quiet, muted: true, channel_ids: [offTopic.id] }]);
    assert.deepEqual([await muted(plans.id), await muted(offTopic.id)], [false, true], "as channels come and go");
    await bob.delete(`${path()}/${quiet.id}`);
    assert.equal(await muted(offTopic.id), false);
  });

  it("are ordered as a whole, or not at all", async () => {
    const listener = await Listener.open(bob);
    const extra = await make("Extra");
    const order = [extra.id, id("direct_messages"), id("favorites"), id("channels")];
    assert.deepEqual(await bob.put(`${path()}/order`, order), order);
    assert.deepEqual((await sidebar()).order, order);
    assert.deepEqual((await listener.next("sidebar_category_order_updated")).data.order, order);
    for (const wrong of [
      order.slice(1),
      [...order, extra.id],
      [extra.id, ...order.slice(0, 3)],
      [...order.slice(0, 3), id("channels", other)],
    ]) {
      assert.equal((await bob.fails("PUT", `${path()}/order`, wrong)).id, "api.sidebar_category.order.app_error");
    }
    await bob.delete(`${path()}/${extra.id}`);
    listener.close();
  });

  it("hold nothing one is no member of, and forget what one left", async () => {
    const secret = await aChannel(ada, team, "secret", "P");
    const made = await make("Mixed", { channel_ids: [secret.id, offTopic.id, "z".repeat(26)] });
    assert.deepEqual(made.channel_ids, [offTopic.id]);
    await bob.delete(`/channels/${offTopic.id}/members/${bob.id}`);
    assert.deepEqual((await bob.get<Category>(`${path()}/${made.id}`)).channel_ids, []);
    await bob.post(`/channels/${offTopic.id}/members`, { user_id: bob.id });
    assert.deepEqual(
      (await bob.get<Category>(`${path()}/${made.id}`)).channel_ids,
      [offTopic.id],
      "who comes back finds it where it was",
    );
    await bob.delete(`${path()}/${made.id}`);
  });

  it("are only for oneself, and for administrators", async () => {
    const mine = await make("Mine");
    for (const [method, at, body] of [
      ["GET", path(team)],
      ["GET", `${path(team)}/order`],
      ["POST", path(team), { display_name: "x" }],
      ["PUT", path(team), []],
      ["DELETE", `${path(team)}/${mine.id}`],
    ] as const) {
      assert.equal((await cat.fails(method, at, body)).status_code, 403, `${method} ${at}`);
      assert.equal((await stranger(server).fails(method, at, body)).status_code, 401, `${method} ${at}`);
    }
    assert.equal((await cat.fails("GET", path(other, cat))).status_code, 404, "a team one is not in does not exist");
    assert.equal(
      (await cat.fails("PUT", `${path(team, cat)}/${mine.id}`, { ...mine, user_id: cat.id })).status_code,
      404,
    );
    assert.equal((await cat.fails("DELETE", `${path(team, cat)}/${mine.id}`)).status_code, 404);
    assert.equal((await ada.get<Sidebar>(path())).categories.length, 4);
    assert.equal(
      (await ada.fails("GET", `/users/${"z".repeat(26)}/teams/${team.id}/channels/categories`)).status_code,
      404,
    );
  });

  it("say what is wrong", async () => {
    const mine = (await sidebar()).categories.find((one) => one.type === "custom") as Category;
    const cases: [string, string, unknown, string][] = [
      ["POST", path(), {}, "display_name"],
      ["POST", path(), { display_name: "  " }, "display_name"],
      ["POST", path(), { display_name: "x".repeat(65) }, "display_name"],
      ["POST", path(), { display_name: "x", user_id: cat.id }, "user_id"],
      ["POST", path(), { display_name: "x", sorting: "random" }, "sorting"],
      ["POST", path(), { display_name: "x", channel_ids: ["y"] }, "channel_ids"],
      ["PUT", path(), [{ ...mine, team_id: other.id }], "team_id"],
      ["PUT", path(), [{ ...mine, muted: 1 }], "0.muted"],
      ["PUT", `${path()}/${mine.id}`, { ...mine, id: id("channels") }, "id"],
      ["PUT", `${path()}/order`, {}, "body"],
    ];
    for (const [method, at, body, field] of cases) {
      const error = await bob.fails(method, at, body);
      assert.equal(error.status_code, 400, `${method} ${JSON.stringify(body)}`);
      assert.ok(error.message.includes(`missing ${field}`), `${field}: ${error.message}`);
    }
    assert.equal(
      (await bob.fails("DELETE", `${path()}/${id("channels")}`)).id,
      "api.sidebar_category.delete.app_error",
    );
    assert.equal(
      (await bob.put<Category>(`${path()}/${id("channels")}`, { display_name: "Renamed", collapsed: true }))
        .display_name,
      "Channels",
    );
    assert.equal(
      (await bob.fails("PUT", `${path()}/${id("channels", other)}`, {})).status_code,
      404,
      "each team has its own",
    );
  });
});
