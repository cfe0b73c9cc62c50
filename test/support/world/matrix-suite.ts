import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Route } from "../../../core/platform/http/route.js";
import { nameOf } from "./calls.js";
import { cellOf, essence, keyOf, observe, type Row, readTable, rowsOf, writeRow } from "./matrix.js";
import { type Role, roles, type World } from "./world.js";

/** A table of calls and answers, and the world it is true of. */
export interface Matrix {
  /** The Markdown file of the table. */
  readonly file: URL;
  readonly makeWorld: () => Promise<World>;
  /** The routes the table is about. */
  readonly routesOf: (world: World) => readonly Route[];
  /** Calls whose answer may tell a hidden thing from none, and why. */
  readonly tellApart?: Readonly<Record<string, string>>;
  /** Calls that show secrets, and why they may. */
  readonly mayTell?: Readonly<Record<string, string>>;
  /** Rows in which nobody succeeds. */
  readonly neverWork?: readonly string[];
  /** How many calls may work without a session. */
  readonly mostPublic: number;
  /** More tests of the same world. */
  readonly more?: (world: () => World) => void;
}

/** Makes every call of a table as everybody, in the current suite of tests, and compares the answers. */
export function checkMatrix(matrix: Matrix): void {
  const markdown = readFileSync(matrix.file, "utf8");
  const file = relative(".", matrix.file.pathname);
  const table = readTable(markdown);
  /** The calls listed under "Without a session". */
  const publicCalls = [...markdown.matchAll(/^- `((?:GET|POST|PUT|DELETE) \S+)`/gm)].map((match) => match[1] as string);
  let world: World;
  let routes: Map<string, Route>;

  before(async () => {
    world = await matrix.makeWorld();
    routes = new Map(matrix.routesOf(world).map((route) => [nameOf(route), route]));
  });
  after(() => world?.stop());

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
      `${file} lacks rows. So the server answers now; look at each cell before you add it:\n${missing.join("\n")}`,
    );
    const needed = new Set([...routes.values()].flatMap(rowsOf).map(keyOf));
    const surplus = table.map(keyOf).filter((key) => !needed.has(key));
    assert.deepEqual(surplus, [], `${file} has rows for calls there are not: take them out.`);
    assert.equal(known.size, table.length, "a row stands twice");
  });

  it("lets nobody in without a session but by the list", () => {
    const open = [...routes.values()].filter((route) => !route.guards.some((guard) => guard.session)).map(nameOf);
    assert.deepEqual(publicCalls.toSorted(), open.toSorted(), `the list "Without a session" of ${file}`);
    assert.ok(open.length <= matrix.mostPublic, `at most ${matrix.mostPublic} calls work without a session`);
  });

  it("is shown to work for somebody", () => {
    // A row without one success would say nothing: its call may be wrong rather than refused.
    const idle = table.filter((row) => !roles.some((role) => row.cells[role] === "ok")).map(keyOf);
    const expected = (matrix.neverWork ?? []).toSorted();
    assert.deepEqual(idle.toSorted(), expected, `rows of ${file} in which nobody succeeds`);
  });

  for (const row of table) {
    it(keyOf(row), async function () {
      const route = routes.get(row.call);
      if (!route) return this.skip();
      for (const role of roles) await checkCell(matrix, world, route, row, role);
    });
  }

  matrix.more?.(() => world);
}

async function checkCell(matrix: Matrix, world: World, route: Route, row: Row, role: Role): Promise<void> {
  const { answer, unknown, made, asked } = await observe(world, route, row, role);
  assert.equal(
    cellOf(answer),
    row.cells[role],
    `${role}: ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`,
  );
  if (unknown && !matrix.tellApart?.[row.call]) {
    assert.equal(essence(answer, made), essence(unknown, made), `${role}: what is hidden must look like what is not`);
  }
  if (matrix.mayTell?.[row.call]) return;
  const text = Buffer.isBuffer(answer.body) ? answer.body.toString("latin1") : JSON.stringify(answer.body ?? "");
  assert.deepEqual(world.secrets.leaks(role, text, asked), [], `${role} is told what is not theirs`);
}
