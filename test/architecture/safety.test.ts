import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isTest, root, type Source, sourcesOf } from "./sources.js";

const server = sourcesOf("core", "enterprise").filter(({ path }) => !isTest(path));
const clients = sourcesOf("webapp", "admin-console").filter(({ path }) => !isTest(path));

/** The text of a source without its comments. */
const codeOf = ({ text }: Source) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

/**
 * Files that put SQL together while the server runs, by the functions that give a placeholder for each value. Look at
 * every part of the text before you add one: none of it may come from a request.
 */
const COMPOSED =
  /^core\/features\/(search\/(where|post-query|file-query|database-engine)|users\/queries|reports\/people)\.ts$/;
/** Parts of SQL that are chosen when the server starts, among texts that stand in the source. */
const CHOSEN = new Set([
  "core/features/integrity/index.ts: sql",
  "core/features/teams/constraint.ts: kind",
  "core/features/teams/constraint.ts: linked",
  "core/features/teams/store.ts: guest",
  "core/features/teams/store.ts: knownTo",
  "core/features/posts/write.sql.ts: plain",
  "core/platform/jobs/store.ts: ms",
  "enterprise/groups/places.ts: kind",
  "enterprise/groups/places.ts: live",
  "enterprise/groups/store.ts: LINKS",
  "enterprise/groups/store.ts: column",
  "enterprise/groups/store.ts: table",
]);
const SQL = /\b(SELECT|INSERT INTO|UPDATE \w+|DELETE FROM|WHERE|ORDER BY)\b/;

/** What stands in the holes of SQL texts, but for constants. */
function holesOf(source: Source): string[] {
  return [...codeOf(source).matchAll(/`([^`]*)`/g)]
    .map((match) => match[1] as string)
    .filter((text) => SQL.test(text))
    .flatMap((text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] as string))
    .filter((hole) => !/^[A-Z][A-Z0-9_]*$/.test(hole))
    .map((hole) => `${source.path}: ${/^\w+/.exec(hole)?.[0]}`);
}

/** Lines of sources in which a pattern is found. */
const linesWith = (sources: readonly Source[], pattern: RegExp) =>
  sources.flatMap((source) =>
    codeOf(source)
      .split("\n")
      .filter((line) => pattern.test(line))
      .map((line) => `${source.path}: ${line.trim()}`),
  );

describe("the sources", () => {
  it("make no SQL of values", () => {
    const found = server.filter(({ path }) => !COMPOSED.test(path)).flatMap(holesOf);
    assert.deepEqual(
      [...new Set(found)].filter((hole) => !CHOSEN.has(hole)),
      [],
    );
    // The server is whole without the Enterprise Edition.
    const there = (hole: string) => existsSync(join(root, hole.split(":")[0] as string));
    assert.deepEqual(
      [...CHOSEN].filter((hole) => there(hole) && !found.includes(hole)),
      [],
      "these are there no more",
    );
    // A text that is made where it is run could hold anything.
    assert.deepEqual(linesWith(server, /\.(rows?|run|query|raw)(<[^>]*>)?\(\s*`/), []);
  });

  it("reach addresses that others choose only through the one guarded client", () => {
    const guarded =
      /^core\/platform\/(outbound|files\/s3|mail|http|realtime|database)|^core\/server\/|^enterprise\/ldap\//;
    const open = server
      .filter(
        ({ path, imports }) =>
          !guarded.test(path) &&
          imports.some(
            ({ target, typeOnly }) => !typeOnly && /^(undici|node:(https?|net|tls|dgram|http2))$/.test(target),
          ),
      )
      .map(({ path }) => path);
    assert.deepEqual(open, []);
    assert.deepEqual(linesWith(server, /(?<![#.\w])fetch\(/), []);
  });

  it("write tables for spreadsheets only with what takes the formulas out of them", () => {
    // Each is a route or a job; the cells are written in the service beside it.
    const written = server
      .filter(({ path }) => path !== "core/platform/files/kinds.ts")
      .filter((source) => /text\/csv/.test(codeOf(source)))
      .map(({ path }) => path);
    const careless = written.filter((path) => {
      const folder = path.slice(0, path.lastIndexOf("/"));
      return !server.some((one) => one.path.startsWith(folder) && /\bcsvLine\(/.test(codeOf(one)));
    });
    assert.ok(written.length >= 3);
    assert.deepEqual(careless, []);
    const joined = linesWith(server, /\.join\(\s*["'`][,;]["'`]\s*\).*\\r\\n/);
    assert.deepEqual(
      joined.filter((line) => !line.startsWith("core/platform/text/csv.ts:")),
      [],
    );
  });

  it("make no markup and no program of texts in the pages", () => {
    const unsafe =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc|\beval\(|new Function\(|dangerouslySetInnerHTML/i;
    // The pages of the guide come with the product.
    const guide = "admin-console/src/features/help/help-page.tsx";
    assert.deepEqual(
      linesWith(clients, unsafe).filter((line) => !line.startsWith(`${guide}:`)),
      [],
    );
  });

  it("hold every test that SECURITY.md names", () => {
    const text = readFileSync(join(root, "SECURITY.md"), "utf8");
    const promises = text.slice(text.indexOf("## What we promise"));
    const named = [...promises.matchAll(/`((?:test|core|webapp|admin-console|enterprise)\/[\w./-]+)`/g)].map(
      (match) => match[1] as string,
    );
    assert.ok(named.length >= 30, `${named.length} are named`);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(root, path)) || !isTest(path)),
      [],
    );
    const rows = promises.split("\n").filter((line) => line.startsWith("| ") && !/^\| (Promise|---)/.test(line));
    assert.deepEqual(
      rows.filter((line) => !/`[\w-]+\/[\w./-]+`/.test(line)),
      [],
      "each promise names its test",
    );
  });
});
