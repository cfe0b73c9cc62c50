import assert from "node:assert/strict";
import { permissionIds } from "../../core/api/permissions.js";
import type { Route } from "../../core/platform/http/route.js";
import { type Answer, aUser, join, type Person } from "../support/people.js";
import { nameOf, type Prepared, paramNames, prepare, send } from "../support/world/calls.js";
import { Scene } from "../support/world/scene.js";
import { aWorld, type World } from "../support/world/world.js";

/** Calls that name a person whose account they leave as it is. */
const elsewhere: Record<string, string> = {
  "POST /bots/{bot_user_id}/assign/{user_id}": "the bot changes",
  "DELETE /teams/{team_id}/members/{user_id}": "a team's members are its administrators' business",
  "PUT /teams/{team_id}/members/{user_id}/roles": "as above",
  "PUT /teams/{team_id}/members/{user_id}/schemeRoles": "as above",
  "DELETE /channels/{channel_id}/members/{user_id}": "a channel's members are its administrators' business",
  "PUT /channels/{channel_id}/members/{user_id}/roles": "as above",
  "PUT /channels/{channel_id}/members/{user_id}/schemeRoles": "as above",
};

/** Reading these is as good as having the account, or helps to get it. */
const secretReads = ["GET /users/{user_id}/sessions", "GET /users/{user_id}/tokens", "GET /users/tokens/{token_id}"];

/** Calls about an access token: whose it is stands in the token. */
const ofTokens = ["revoke", "disable", "enable"].map((verb) => `POST /users/tokens/${verb}`);

/** Where what works for the owner is not what others do. */
const bodies: Record<string, unknown> = { "PUT /users/{user_id}/mfa": { activate: false } };

describe("whoever manages people but not the system", () => {
  let world: World;
  let delegate: Person;
  let routes: Route[];

  before(async () => {
    world = await aWorld();
    const { systemAdmin, teamAdmin } = world.cast;
    delegate = await aUser(systemAdmin, "delia");
    await join(teamAdmin, world.team, delegate);
    const role = await systemAdmin.get("/roles/name/system_post_all");
    const permissions = permissionIds.filter((one) => one !== "manage_system");
    await systemAdmin.put(`/roles/${role.id}/patch`, { permissions });
    await systemAdmin.put(`/users/${delegate.id}/roles`, { roles: "system_user system_post_all" });
    routes = world.server.app.http.routes.filter((route) => {
      const name = nameOf(route);
      const about = paramNames(route).includes("user_id") && route.endpoint.method !== "GET";
      return (about || secretReads.includes(name) || ofTokens.includes(name)) && !elsewhere[name];
    });
  });
  after(() => world?.stop());

  async function targetOf({ params, body }: Prepared): Promise<string> {
    if (params.user_id) return params.user_id;
    const id = params.token_id ?? (body as { token_id: string }).token_id;
    const [row] = await world.server.sql<{ user_id: string }>("SELECT user_id FROM access_tokens WHERE id = $1", [id]);
    return row?.user_id as string;
  }

  async function prepared(route: Route): Promise<Prepared> {
    const call = await prepare(route, new Scene(world, world.places.private, "systemAdmin"));
    return { ...call, body: bodies[nameOf(route)] ?? call.body };
  }

  /** What the delegate, and then an administrator, are answered when the call is about an administrator. */
  async function aboutAdmin(route: Route): Promise<{ byDelegate: Answer; byAdmin: Answer }> {
    const call = await prepared(route);
    const target = await targetOf(call);
    const { sql } = world.server;
    const [before] = await sql<{ roles: string }>("SELECT roles FROM users WHERE id = $1", [target]);
    await sql("UPDATE users SET roles = roles || ' system_admin' WHERE id = $1", [target]);
    const byDelegate = await send({ ...call, caller: delegate });
    const byAdmin = await send(call);
    await sql("UPDATE users SET roles = $2 WHERE id = $1", [target, before?.roles]);
    return { byDelegate, byAdmin };
  }

  it("manages ordinary people, and no administrator", async function () {
    this.timeout(120_000);
    const wrong: string[] = [];
    const managed: string[] = [];
    for (const route of routes) {
      const name = nameOf(route);
      const ordinary = await send({ ...(await prepared(route)), caller: delegate });
      const { byDelegate, byAdmin } = await aboutAdmin(route);
      const told = `${name}: ${ordinary.status} of somebody, ${byDelegate.status} of an administrator, ${byAdmin.status} by one`;
      if (ordinary.status < 300) {
        managed.push(name);
        // Tokens that are not one's business are as if there were none.
        const no = name.startsWith("GET /users/tokens") || ofTokens.includes(name) ? 404 : 403;
        if (byDelegate.status !== no || byAdmin.status >= 300) wrong.push(told);
      } else if (![403, 404, 501].includes(ordinary.status) || byDelegate.status < 400) wrong.push(told);
    }
    assert.deepEqual(wrong, []);
    // Every route that names the rule was shown to obey it, and nothing else lets in.
    const guarded = routes.filter((route) => route.guards.some((guard) => /by administrators only/.test(guard.words)));
    const expected = [...guarded.map(nameOf), ...ofTokens, "GET /users/tokens/{token_id}"];
    assert.deepEqual(managed.toSorted(), expected.toSorted());
    assert.ok(managed.length > 35, `${managed.length} calls`);
  });

  it("does to their own account what they did", async () => {
    await delegate.put(`/users/${delegate.id}/patch`, { nickname: "Dee" });
    await delegate.put(`/users/${delegate.id}/status`, { user_id: delegate.id, status: "dnd" });
    assert.equal((await delegate.get(`/users/${delegate.id}/sessions`)).length, 1);
  });

  it("still reads what is no secret of an administrator", async () => {
    const { systemAdmin } = world.cast;
    for (const path of ["preferences", "terms_of_service"])
      assert.notEqual((await delegate.send("GET", `/users/${systemAdmin.id}/${path}`)).status, 403, path);
  });
});
