import assert from "node:assert/strict";
import type { TSchema } from "@sinclair/typebox";
import { prunerOf } from "../../core/platform/http/declared.js";
import type { Route } from "../../core/platform/http/route.js";
import { aChannel, add, aTeam, join } from "../support/people.js";
import { nameOf, prepare, send } from "../support/world/calls.js";
import { Scene } from "../support/world/scene.js";
import { aWorld, type Role, type World } from "../support/world/world.js";

/** Names of columns, none of them for callers to write, with values that are seen again when they were written. */
const ID = "zzzzzzzzzzzzzzzzzzzzzzzzzz";
const TIME = 1_111_111_111_111;
const foreign: Record<string, unknown> = {
  nonsense: 0,
  "6UcpgIO<~l": { a: [1] },
  id: ID,
  user_id: ID,
  creator_id: ID,
  invite_id: ID,
  policy_id: ID,
  last_post_at: TIME,
  last_team_icon_update: TIME,
  create_at: TIME,
  update_at: TIME,
  delete_at: TIME,
  seen_at: TIME,
};

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  patternProperties?: Record<string, Shape>;
  additionalProperties?: unknown;
  items?: Shape;
  anyOf?: Shape[];
}
const shapeOf = ({ endpoint }: Route) => (endpoint.body ?? {}) as Shape;
const isDeclared = ({ properties, additionalProperties }: Shape) => Boolean(properties) && !additionalProperties;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether the shape, or a part of it, names the fields it has. */
function hasFields(shape: Shape): boolean {
  const parts = [
    ...Object.values(shape.properties ?? {}),
    ...(shape.items ? [shape.items] : []),
    ...(shape.anyOf ?? []),
  ];
  return isDeclared(shape) || parts.some(hasFields);
}

/** The value with the foreign fields in each declared object of it, at every depth. */
function padded(shape: Shape, value: unknown): unknown {
  for (const form of shape.anyOf ?? [])
    if (hasFields(form) && (form.type === "array") === Array.isArray(value)) return padded(form, value);
  if (Array.isArray(value)) return shape.items ? value.map((one) => padded(shape.items as Shape, one)) : value;
  if (!isObject(value) || !isDeclared(shape)) return value;
  const known = shape.properties ?? {};
  const more = Object.entries(foreign).filter(([name]) => !Object.hasOwn(known, name));
  const own = Object.entries(value).map(([name, part]) => [name, padded(known[name] ?? {}, part)]);
  return Object.fromEntries([...own, ...more]);
}

/** A value with every declared field of the shape in it, and a field of nobody's in each object that is open. */
function filled(shape: Shape): unknown {
  const form = shape.anyOf?.find(hasFields);
  if (form) return filled(form);
  if (shape.type === "array") return [filled(shape.items ?? {})];
  if (isDeclared(shape))
    return Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, part]) => [name, filled(part)]));
  return shape.type === "object" || shape.type === undefined ? { open: { of_nobody: [{ id: "kept" }] } } : 0;
}

describe("fields a call does not have", () => {
  let world: World;
  before(async () => {
    world = await aWorld();
  });
  after(() => world.stop());

  /** The answer to the call of the first who may make it, with and without the fields. */
  async function compared(route: Route) {
    for (const by of ["member", "channelAdmin", "teamAdmin", "systemAdmin"] as Role[]) {
      const call = async (pad: (body: unknown) => unknown) => {
        const made = await prepare(route, new Scene(world, world.places.private, by));
        const answer = await send({ ...made, body: pad(made.body ?? {}) });
        await made.after?.();
        return answer;
      };
      const plain = await call((body) => body);
      if (plain.status < 300) return { plain, full: await call((body) => padded(shapeOf(route), body)) };
    }
    return undefined;
  }

  it("reach no handler at any depth, and what is open stays whole", () => {
    const shapes = world.server.app.http.routes.map(shapeOf).filter(hasFields);
    const nested = shapes.filter(
      (shape) => !isDeclared(shape) || Object.values(shape.properties ?? {}).some(hasFields),
    );
    assert.ok(nested.length > 10, `only ${nested.length} bodies have declared objects in them`);
    for (const shape of shapes) {
      const body = filled(shape);
      const received = padded(shape, structuredClone(body));
      assert.notDeepEqual(received, body);
      prunerOf(shape as TSchema)?.(received);
      assert.deepEqual(received, body);
    }
  });

  it("change nothing, and never stop a call", async function () {
    this.timeout(600_000);
    const wrong: string[] = [];
    let looked = 0;
    for (const route of world.server.app.http.routes.filter((one) => hasFields(shapeOf(one)))) {
      const found = await compared(route);
      if (!found) continue;
      looked++;
      const { plain, full } = found;
      const text = JSON.stringify(full.body);
      if (full.status !== plain.status) wrong.push(`${nameOf(route)}: ${full.status} ${text}`);
      else if (text.includes(ID) || text.includes(String(TIME))) wrong.push(`${nameOf(route)} takes over ${text}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(looked > 60, `only ${looked} calls were made`);
  });

  it("lead nobody into another team or channel than the one of the address", async () => {
    const { member, teammate } = world.cast;
    const { team, places } = world;
    const own = await aTeam(member, "of-mia");
    await join(member, own, teammate);
    const room = await aChannel(member, own, "room");
    await add(member, room, teammate);
    const { user_id, scheme_admin } = await member.get(`/teams/${team.id}/members/${member.id}`);
    assert.deepEqual([user_id, scheme_admin], [member.id, false]);
    const roles = { scheme_user: true, scheme_admin: true };
    for (const who of [member, teammate]) {
      const elsewhere = { ...roles, team_id: team.id, channel_id: places.public.channel.id, user_id: member.id };
      await member.put(`/teams/${own.id}/members/${who.id}/schemeRoles`, elsewhere);
      await member.put(`/channels/${room.id}/members/${who.id}/schemeRoles`, elsewhere);
    }
    assert.equal((await member.get(`/teams/${team.id}/members/${member.id}`)).scheme_admin, false);
    const inChannel = await member.get(`/channels/${places.public.channel.id}/members/${member.id}`);
    assert.equal(inChannel.scheme_admin, false);
  });

  it("in the parts of a body are neither kept nor shown, and open parts are kept whole", async () => {
    const { member, systemAdmin } = world.cast;
    const { id: _declared, ...undeclared } = foreign;
    const options = [{ name: "Blue", ...undeclared }];
    const attrs = { visibility: "always", options, ...foreign };
    const field = { name: "Colour", type: "select", attrs, ...foreign };
    const made = await systemAdmin.post("/custom_profile_attributes/fields", field);
    const { id } = made.attrs.options[0];
    for (const one of [made, ...(await member.get("/custom_profile_attributes/fields"))])
      if (one.id === made.id) {
        assert.deepEqual(one.attrs.options, [{ id, name: "Blue" }]);
        assert.deepEqual(
          Object.keys(foreign).filter((name) => Object.hasOwn(one.attrs, name)),
          [],
        );
      }
    const props = { ...foreign, deep: { of_nobody: [{ id: ID }] } };
    const channel_id = world.places.private.channel.id;
    const post = await member.post("/posts", { channel_id, message: "open", props, metadata: { ...foreign } });
    assert.deepEqual(post.props, props);
    const rows = [{ ...foreign, user_id: member.id, category: "mine", name: "one", value: "1" }];
    await member.put(`/users/${member.id}/preferences`, rows);
    const [{ user_id, category, name, value, ...rest }] = await member.get(`/users/${member.id}/preferences/mine`);
    assert.deepEqual([user_id, category, name, value, rest], [member.id, "mine", "one", "1", {}]);
  });

  it("of a team stay as they are, whoever manages it", async () => {
    const { teamAdmin } = world.cast;
    const team = await aTeam(teamAdmin, "steady");
    const before = await teamAdmin.get(`/teams/${team.id}`);
    const change = { id: ID, type: "O", name: "stolen", scheme_id: ID, delete_at: TIME, invite_id: ID, policy_id: ID };
    for (const path of [`/teams/${team.id}`, `/teams/${team.id}/patch`])
      await teamAdmin.put(path, { ...change, display_name: "Steady" });
    const after = await teamAdmin.get(`/teams/${team.id}`);
    assert.deepEqual({ ...after, update_at: 0 }, { ...before, display_name: "Steady", update_at: 0 });
    await teamAdmin.put(`/teams/${team.id}`, { group_constrained: true });
    assert.equal((await teamAdmin.get(`/teams/${team.id}`)).group_constrained, before.group_constrained);
  });
});
