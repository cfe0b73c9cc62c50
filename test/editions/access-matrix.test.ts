import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { Route } from "../../core/platform/http/route.js";
import { testKeys } from "../support/edition.js";
import { enterprise } from "../support/ldap.js";
import { Person } from "../support/people.js";
import { startTestServer } from "../support/server.js";
import { slapdPath } from "../support/slapd.js";
import { nameOf, paramNames, prepare, send } from "../support/world/calls.js";
import { anEnterpriseWorld, type EnterpriseWorld, goUp } from "../support/world/directory.js";
import { checkMatrix } from "../support/world/matrix-suite.js";
import { Scene } from "../support/world/scene.js";
import { roles, type World } from "../support/world/world.js";

const suite = slapdPath && existsSync(enterprise.folder) ? describe : describe.skip;

/** A call of a route that is well formed or not, whoever makes it: nothing of it is looked at while it is closed. */
function callsOf(route: Route): [path: string, body: unknown][] {
  const { method, path } = route.endpoint;
  const filled = (value: string) => path.replace(/\{(\w+)\}/g, () => value);
  const names = paramNames(route);
  const calls: [string, unknown][] = [[filled("a".repeat(26)), method === "GET" ? undefined : {}]];
  if (names.length > 0) calls.push([filled("no-id"), method === "GET" ? undefined : {}]);
  if (method !== "GET") calls.push([filled("a".repeat(26)), "{no JSON"]);
  return calls;
}

/** Calls that change nothing though they are no GET. */
const changeNothing = [
  "POST /ldap/test",
  "POST /ldap/test_connection",
  "POST /ldap/test_diagnostics",
  "POST /courtyard/ldap/test",
  "POST /courtyard/ldap/sync/preview",
  "POST /courtyard/ldap/adopt",
  "POST /groups/names",
];

/** How many audit records a call of the administrator leaves. */
async function recordsOf(world: World, route: Route): Promise<number> {
  const call = await prepare(route, new Scene(world, world.places.private, "systemAdmin"));
  const count = async () => Number((await world.server.sql("SELECT count(*) FROM audits"))[0]?.count);
  const before = await count();
  const answer = await send(call);
  const left = (await count()) - before;
  await call.after?.();
  assert.ok(answer.status < 300, `${nameOf(route)}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return left;
}

async function isClosed(route: Route, people: Record<string, Person>): Promise<string[]> {
  const wrong: string[] = [];
  for (const [who, person] of Object.entries(people)) {
    for (const [path, body] of callsOf(route)) {
      const answer = await person.send(route.endpoint.method, path, body);
      if (answer.status !== 501 || answer.body.id !== "api.license_error")
        wrong.push(`${nameOf(route)} as ${who}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }
  return wrong;
}

suite("who may call what of the Enterprise Edition (slapd)", () => {
  checkMatrix({
    file: new URL("./access-matrix.md", import.meta.url),
    makeWorld: anEnterpriseWorld,
    routesOf: (world) => (world as EnterpriseWorld).added,
    // Direct messages have no groups.
    neverWork: [
      "GET /groups/{group_id}/channels/{channel_id} (direct)",
      "POST /groups/{group_id}/channels/{channel_id}/link (direct)",
      "PUT /groups/{group_id}/channels/{channel_id}/patch (direct)",
      "DELETE /groups/{group_id}/channels/{channel_id}/link (direct)",
    ],
    mostPublic: 0,
    more(given) {
      it("leaves one record of every change an administrator makes", async () => {
        const world = given() as EnterpriseWorld;
        const left: Record<string, number> = {};
        const expected: Record<string, number> = {};
        for (const route of world.added) {
          const quiet = route.endpoint.method === "GET" || changeNothing.includes(nameOf(route));
          expected[nameOf(route)] = quiet ? 0 : 1;
          left[nameOf(route)] = await recordsOf(world, route);
        }
        assert.deepEqual(left, expected);
      });

      it("answers 501 to everybody while it is down, and as before when it is up again", async () => {
        const world = given() as EnterpriseWorld;
        const { cast, added, directory } = world;
        const wrong: string[] = [];
        await cast.systemAdmin.delete("/license");
        for (const route of added) {
          const people = Object.fromEntries(roles.map((role) => [role, cast[role]]));
          wrong.push(...(await isClosed(route, people)));
        }
        assert.deepEqual(wrong, []);
        await goUp(world, directory.slapd);
        assert.equal((await cast.systemAdmin.get(`/groups/${directory.hidden.id}`)).id, directory.hidden.id);
        assert.equal((await cast.anonymous.fails("GET", "/groups")).status_code, 401);
      });

      it("answers the same on a server that never had it", async () => {
        const bare = await startTestServer({}, { licenseKeys: testKeys, module: null });
        try {
          const wrong: string[] = [];
          for (const route of (given() as EnterpriseWorld).added)
            wrong.push(...(await isClosed(route, { anonymous: new Person(bare.url) })));
          assert.deepEqual(wrong, []);
        } finally {
          await bare.stop();
        }
      });
    },
  });
});
