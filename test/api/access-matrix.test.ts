import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Route } from "../../core/platform/http/route.js";
import { nameOf } from "../support/world/calls.js";
import { cellOf, essence, keyOf, observe, type Row, readTable, rowsOf, writeRow } from "../support/world/matrix.js";
import { aWorld, type Role, roles, type World } from "../support/world/world.js";

const FILE = "test/api/access-matrix.md";
const markdown = readFileSync(new URL("./access-matrix.md", import.meta.url), "utf8");
const table = readTable(markdown);

/** Calls whose answer may tell a hidden thing from none, and why. */
const tellApart: Record<string, string> = {
  "GET /teams/name/{team_name}/exists": "whoever may make teams learns of taken addresses when making one",
  "GET /files/{file_id}/public": "the hash in the address is the key",
};
/** Calls that show secrets, and why they may. */
const mayTell: Record<string, string> = {
  "GET /teams/invite/{invite_id}": "the invitation is the key",
  "POST /teams/members/invite": "the invitation is the key",
  "GET /emoji": "an emoji names its maker by id, also to guests",
  "POST /emoji/search": "as above",
  "GET /emoji/autocomplete": "as above",
  "POST /users/login": "whoever has the password is told about themselves",
};

/** The calls listed under "Without a session". */
const publicCalls = [...markdown.matchAll(/^- `((?:GET|POST|PUT|DELETE) \S+)`/gm)].map((match) => match[1] as string);

describe("who may call what", () => {
  let world: World;
  let routes: Map<string, Route>;

  before(async () => {
    world = await aWorld();
    routes = new Map(world.server.app.http.routes.map((route) => [nameOf(route), route]));
  });
  after(() => world.stop());

  /** The row of a route as the server behaves now. */
  async function now(row: Pick<Row, "call" | "place" | "as">): Promise<string> {
    const cells = {} as Record<Role, string>;
    for (const role of roles) {
      cells[role] = await observe(world, routes.get(row.call) as Route, row, role).then(
        ({ answer }) => cellOf(answer),
        (error: Error) => `?? ${error.message}`,
      );
    }
    return writeRow({ ...row, cells });
  }

  it("is written down for every route", async () => {
    const known = new Set(table.map(keyOf));
    const missing: string[] = [];
    for (const row of [...routes.values()].flatMap(rowsOf)) if (!known.has(keyOf(row))) missing.push(await now(row));
    assert.deepEqual(
      missing,
      [],
      `${FILE} lacks rows. So the server answers now; look at each cell before you add it:\n${missing.join("\n")}`,
    );
    const needed = new Set([...routes.values()].flatMap(rowsOf).map(keyOf));
    const surplus = table.map(keyOf).filter((key) => !needed.has(key));
    assert.deepEqual(surplus, [], `${FILE} has rows for calls there are not: take them out.`);
    assert.equal(known.size, table.length, "a row stands twice");
  });

  it("lets nobody in without a session but by the list", () => {
    const open = [...routes.values()].filter((route) => !route.guards.some((guard) => guard.session)).map(nameOf);
    assert.deepEqual(publicCalls.toSorted(), open.toSorted(), `the list "Without a session" of ${FILE}`);
    assert.ok(open.length <= 35, "at most 35 calls work without a session");
  });

  it("is shown to work for somebody", () => {
    // A row without one success would say nothing: its call may be wrong rather than refused.
    const idle = table.filter((row) => !roles.some((role) => row.cells[role] === "ok")).map(keyOf);
    assert.deepEqual(idle.toSorted(), neverWork.toSorted(), `rows of ${FILE} in which nobody succeeds`);
  });

  for (const row of table) {
    it(keyOf(row), async function () {
      const route = routes.get(row.call);
      if (!route) return this.skip();
      for (const role of roles) await checkCell(world, route, row, role);
    });
  }
});

/** Calls that no one may make on direct messages. */
const neverWork = [
  "PUT /channels/{channel_id}/privacy (direct)",
  "DELETE /channels/{channel_id} (direct)",
  "POST /channels/{channel_id}/restore (direct)",
  "PUT /channels/{channel_id}/moderations/patch (direct)",
  "PUT /channels/{channel_id}/scheme (direct)",
  "POST /channels/{channel_id}/move (direct)",
  "POST /channels/{channel_id}/members (direct)",
  "DELETE /channels/{channel_id}/members/{user_id} (direct)",
];

async function checkCell(world: World, route: Route, row: Row, role: Role): Promise<void> {
  const { answer, unknown, made, asked } = await observe(world, route, row, role);
  assert.equal(
    cellOf(answer),
    row.cells[role],
    `${role}: ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`,
  );
  if (unknown && !tellApart[row.call]) {
    assert.equal(essence(answer, made), essence(unknown, made), `${role}: what is hidden must look like what is not`);
  }
  if (mayTell[row.call]) return;
  const text = Buffer.isBuffer(answer.body) ? answer.body.toString("latin1") : JSON.stringify(answer.body ?? "");
  assert.deepEqual(world.secrets.leaks(role, text, asked), [], `${role} is told what is not theirs`);
}
