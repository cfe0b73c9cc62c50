import assert from "node:assert/strict";
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

type Shape = { type?: string; properties?: Record<string, unknown>; additionalProperties?: unknown };
const shapeOf = ({ endpoint }: Route) => (endpoint.body ?? {}) as Shape;
const hasFields = (route: Route) => shapeOf(route).type === "object" && shapeOf(route).properties !== undefined;

describe("fields a call does not have", () => {
  let world: World;
  before(async () => {
    world = await aWorld();
  });
  after(() => world.stop());

  /** The answer to the call of the first who may make it, with and without the fields. */
  async function compared(route: Route) {
    const known = shapeOf(route).properties ?? {};
    const more = Object.fromEntries(Object.entries(foreign).filter(([name]) => !Object.hasOwn(known, name)));
    for (const by of ["member", "channelAdmin", "teamAdmin", "systemAdmin"] as Role[]) {
      const call = async (extra: object) => {
        const made = await prepare(route, new Scene(world, world.places.private, by));
        const answer = await send({ ...made, body: { ...((made.body as object) ?? {}), ...extra } });
        await made.after?.();
        return answer;
      };
      const plain = await call({});
      if (plain.status < 300) return { plain, padded: await call(more) };
    }
    return undefined;
  }

  it("change nothing, and never stop a call", async function () {
    this.timeout(600_000);
    const wrong: string[] = [];
    let looked = 0;
    for (const route of world.server.app.http.routes.filter(hasFields)) {
      const found = await compared(route);
      if (!found) continue;
      looked++;
      const { plain, padded } = found;
      const text = JSON.stringify(padded.body);
      if (padded.status !== plain.status) wrong.push(`${nameOf(route)}: ${padded.status} ${text}`);
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
