import assert from "node:assert/strict";
import type { TSchema } from "@sinclair/typebox";
import type { Route } from "../../core/platform/http/route.js";
import { Listener } from "../support/listener.js";
import { add, aPost, type Person } from "../support/people.js";
import { fillWithBelongings } from "../support/world/belongings.js";
import { addressOf, nameOf, type Prepared, placesOf, prepare, send } from "../support/world/calls.js";
import { Scene, type Subject } from "../support/world/scene.js";
import { BAIT } from "../support/world/secrets.js";
import { aFile, aWorld, type Place, type Role, type World } from "../support/world/world.js";

/** Those from whom something is kept. */
const outside: Role[] = ["outsider", "teammate", "guest", "bot", "teamAdmin"];

/** Calls that answer lists or searches: what is in them depends on who asks. */
const asks = ({ endpoint }: Route) =>
  endpoint.method === "GET" ||
  /\/(search|ids|names|usernames|search_archived|reactions|group_channels|member_count)$/.test(endpoint.path);

/** Calls that show secrets to those who hold their key, or name makers by id; see access-matrix.test.ts. */
const known = new Set([
  "GET /teams/invite/{invite_id}",
  "GET /emoji",
  "POST /emoji/search",
  "GET /emoji/autocomplete",
  "POST /emoji/names",
]);

const subjects = ({ endpoint }: Route): Subject[] =>
  endpoint.path.includes("{user_id}") ? ["member", "own"] : ["own"];

type Fields = Record<string, unknown>;

/** Every value worth trying for one field: ids of what is hidden, the word all secrets begin with, each switch. */
function temptations(name: string, schema: TSchema, world: World, place: Place): unknown[] {
  const { team, cast } = world;
  if (schema.anyOf) return schema.anyOf.flatMap((one: TSchema) => temptations(name, one, world, place));
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum) return schema.enum;
  if (schema.type === "boolean") return [true, false];
  if (schema.type === "integer") return [0, 1, 200];
  if (schema.type === "array") return temptations(name, schema.items, world, place).map((item) => [item]);
  if (schema.type !== "string") return [];
  if (/team/.test(name)) return [team.id, team.name];
  if (/channel/.test(name)) return [place.channel.id, place.channel.name];
  const ids = [place.post.id, place.root.id, place.reply.id, cast.member.id, place.channel.id, team.id];
  return /\{26\}/.test(String(schema.pattern))
    ? ids
    : [BAIT, `${BAIT}*`, `*${BAIT}*`, `in:${place.channel.name} ${BAIT}*`, `from:mia`, ...ids];
}

/** The calls of a route with each of its fields tempting, one at a time. */
function variations(route: Route, call: Prepared, world: World, place: Place): Prepared[] {
  const out = [call];
  const query = Object.entries((route.endpoint.query as TSchema | undefined)?.properties ?? {}) as [string, TSchema][];
  for (const [name, schema] of query)
    for (const value of temptations(name, schema, world, place))
      out.push({ ...call, query: { ...call.query, [name]: String(value) } });
  const body = (route.endpoint.body as TSchema | undefined)?.properties as Record<string, TSchema> | undefined;
  if (!body || route.endpoint.method === "GET") return out;
  for (const [name, schema] of Object.entries(body))
    for (const value of temptations(name, schema, world, place))
      out.push({ ...call, body: { ...(call.body as Fields), [name]: value } });
  return out;
}

const textOf = (body: unknown) => (Buffer.isBuffer(body) ? body.toString("latin1") : (JSON.stringify(body) ?? ""));

describe("secrets", () => {
  let world: World;

  before(async () => {
    world = await aWorld();
    const kinds = new Set(await fillWithBelongings(world));
    assert.ok(kinds.size >= 11, [...kinds].join(", "));
  });
  after(() => world.stop());

  /** Asks as a role in every way; returns what was told that should not have been. */
  async function ask(route: Route, role: Role, place: Place, as: Subject): Promise<string[]> {
    const told: string[] = [];
    const call = await prepare(route, new Scene(world, place, role, as));
    for (const variation of variations(route, call, world, place)) {
      const { body, status } = await send(variation);
      // What the path leads to decides, before any field does.
      if (variation === call && status > 400) return [];
      const asked = addressOf(variation) + textOf(variation.body);
      for (const leak of world.secrets.leaks(role, textOf(body), asked))
        told.push(`${role} ${variation.method} ${addressOf(variation)} ${textOf(variation.body)}: ${leak}`);
    }
    return told;
  }

  it("reach nobody outside by any list or search, whatever is asked for", async function () {
    this.timeout(300_000);
    const told: string[] = [];
    let routes = 0;
    for (const route of world.server.app.http.routes) {
      if (!asks(route) || known.has(nameOf(route))) continue;
      routes++;
      for (const place of placesOf(route).map((name) => world.places[name]))
        for (const role of outside) for (const as of subjects(route)) told.push(...(await ask(route, role, place, as)));
    }
    assert.deepEqual([...new Set(told)].slice(0, 20), []);
    assert.ok(routes > 100, `${routes} routes were asked`);
  });

  it("are there to be found by those inside", async () => {
    const { member } = world.cast;
    const { private: place } = world.places;
    const found = await member.post<{ order: string[] }>("/posts/search", { terms: `${BAIT}*` });
    assert.ok(found.order.includes(place.post.id));
    const files = await member.post<{ order: string[] }>("/api/v4/files/search", { terms: `${BAIT}*` });
    assert.ok(files.order.includes(place.file.id));
  });

  it("reach nobody outside by an event, whatever is done", async () => {
    const listeners = new Map<Role, Listener>();
    for (const role of outside) listeners.set(role, await Listener.open(world.cast[role]));
    const inside = await Listener.open(world.cast.member);
    for (const place of Object.values(world.places)) await act(world, place);
    await actOnTeam(world);
    // Somebody inside hears all of it, some a moment after it was caused.
    for (const event of [
      "posted",
      "post_edited",
      "post_deleted",
      "reaction_added",
      "reaction_removed",
      "thread_updated",
      "channel_updated",
      "user_added",
      "user_removed",
      "draft_updated",
      "preferences_changed",
      "typing",
      "channel_deleted",
    ])
      await inside.next(event);
    const told: string[] = [];
    for (const [role, listener] of listeners) {
      for (const heard of await listener.all()) {
        const leaks = world.secrets.leaks(role, JSON.stringify(heard));
        if (leaks.length > 0)
          told.push(`${role} heard ${heard.event}: ${leaks.join(", ")} ${JSON.stringify(heard).slice(0, 300)}`);
      }
      listener.close();
    }
    inside.close();
    assert.deepEqual(told, []);
  });
});

/** Everything people do in a channel. */
async function act(world: World, place: Place): Promise<void> {
  const { cast, secrets, team, picture } = world;
  const { member, channelAdmin } = cast;
  const word = () => secrets.word(place.level);
  const { channel } = place;
  const keep = <T extends { id: string }>(made: T) => {
    secrets.hide(made.id, place.level);
    return made;
  };
  const ask = (person: Person, method: string, path: string, body?: unknown) => person.send(method, path, body);
  const file = keep(await aFile(member, channel, `${word()}.png`, picture));
  const root = keep(
    await aPost(member, channel, `${word()} @all @${cast.teammate.username} @${cast.guest.username}`, {
      file_ids: [file.id],
    }),
  );
  const reply = keep(await aPost(channelAdmin, channel, word(), { root_id: root.id }));
  await ask(member, "PUT", `/posts/${root.id}/patch`, { message: word() });
  await ask(member, "POST", `/posts/${root.id}/pin`);
  await ask(member, "POST", "/reactions", { user_id: member.id, post_id: root.id, emoji_name: "heart" });
  await ask(member, "DELETE", `/users/me/posts/${root.id}/reactions/heart`);
  await ask(member, "POST", `/users/me/posts/${root.id}/set_unread`, {});
  await ask(member, "PUT", `/users/me/teams/${team.id}/threads/${root.id}/following`);
  await ask(member, "PUT", `/users/me/teams/${team.id}/threads/${root.id}/read/1`);
  await ask(member, "POST", "/drafts", { channel_id: channel.id, message: secrets.word("own") });
  await ask(member, "POST", `/users/me/typing`, { channel_id: channel.id });
  await ask(channelAdmin, "POST", `/users/me/typing`, { channel_id: channel.id });
  await ask(member, "POST", "/channels/members/me/view", { channel_id: channel.id });
  await ask(member, "POST", `/channels/${channel.id}/bookmarks`, {
    display_name: word(),
    type: "link",
    link_url: `https://example.org/${word()}`,
  });
  await ask(member, "PUT", `/channels/${channel.id}/members/${member.id}/notify_props`, { desktop: "all" });
  await ask(member, "PUT", "/users/me/preferences", [
    { user_id: member.id, category: "display_settings", name: "x", value: secrets.word("own") },
  ]);
  await ask(member, "POST", `/users/me/teams/${team.id}/channels/categories`, {
    user_id: member.id,
    team_id: team.id,
    display_name: secrets.word("own"),
    channel_ids: [channel.id],
  });
  await ask(channelAdmin, "PUT", `/channels/${channel.id}/patch`, { header: word(), purpose: word() });
  await ask(channelAdmin, "PUT", `/channels/${channel.id}/members/${member.id}/schemeRoles`, {
    scheme_user: true,
    scheme_admin: true,
  });
  await ask(member, "DELETE", `/posts/${reply.id}`);
  await ask(member, "DELETE", `/posts/${root.id}`);
  if (place.name !== "direct") await actOnTwin(world, place);
}

/** Channels are made, filled, emptied, renamed and archived. */
async function actOnTwin(world: World, place: Place): Promise<void> {
  const { cast, secrets } = world;
  const twin = await new Scene(world, place, "member").twin();
  const path = `/channels/${twin.id}`;
  await aPost(cast.member, twin, secrets.word(place.level)).then((made) => secrets.hide(made.id, place.level));
  await cast.channelAdmin.send("DELETE", `${path}/members/${cast.bot.id}`);
  await add(cast.channelAdmin, twin, cast.bot);
  await cast.channelAdmin.send("PUT", `${path}/patch`, { display_name: secrets.word(place.level) });
  await cast.channelAdmin.send("DELETE", path);
  await cast.channelAdmin.send("POST", `${path}/restore`);
}

/** What happens to a team, its people and the person who has the secrets. */
async function actOnTeam(world: World): Promise<void> {
  const { cast, secrets, team } = world;
  const scene = new Scene(world, world.places.private, "member");
  const newcomer = await scene.newcomer();
  secrets.hide(newcomer.id, "stranger");
  await cast.teamAdmin.send("PUT", `/teams/${team.id}/patch`, { description: secrets.word("team") });
  await cast.teamAdmin.send("POST", `/teams/${team.id}/members`, { team_id: team.id, user_id: newcomer.id });
  await cast.teamAdmin.send("DELETE", `/teams/${team.id}/members/${newcomer.id}`);
  await cast.teamAdmin.send("POST", `/teams/${team.id}/regenerate_invite_id`);
  await cast.member.send("PUT", "/users/me/patch", {
    notify_props: { mention_keys: secrets.word("own"), comments: "any" },
  });
  await cast.member.send("PUT", "/users/me/status", { user_id: cast.member.id, status: "away" });
  await cast.teammate.send("PUT", "/users/me/patch", { nickname: secrets.word("stranger") });
  await cast.teammate.send("PUT", "/users/me/status", { user_id: cast.teammate.id, status: "dnd" });
}
