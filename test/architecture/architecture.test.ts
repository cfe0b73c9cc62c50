import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { circles, cyclesOf, importsOf, isTest, root, type Source, sourcesOf } from "./sources.js";

/** Lines a source file may have, and a test. Lists and generated files are no reading matter. */
const LONGEST = 450;
const LONGEST_TEST = 600;
const LISTS = /\.generated\.ts$|^core\/api\/(errors|permissions|events)\.ts$/;
/** What the web app and the admin console have in common. */
const SHARED = "webapp/shared/";
const LAYERS = ["api", "platform", "edition", "features", "server"];

const layerOf = (path: string) => /^core\/(\w+)\//.exec(path)?.[1] ?? "";
const sliceOf = (path: string) => /^core\/features\/([\w-]+)\//.exec(path)?.[1] ?? "";
const core = sourcesOf("core").filter((source) => !isTest(source.path));
const enterprise = sourcesOf("enterprise").filter((source) => !isTest(source.path));
const clients = sourcesOf("webapp", "admin-console").filter((source) => !isTest(source.path));

/** The imports that break a rule, as "file -> target". */
function breaking(sources: readonly Source[], rule: (target: string, source: Source) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports.filter((one) => one.own && rule(one.target, source)).map((one) => `${source.path} -> ${one.target}`),
  );
}

describe("the architecture", () => {
  it("is read rightly from the sources", () => {
    const text = [
      'import type { A } from "./a.js";',
      'import { type B, type C } from "./b.js";',
      'import { type D, e } from "./d.js";',
      'import "./f.js";',
      'export * from "./g.js";',
      'const h = await import("./h.js");',
      '// import { no } from "./comment.js";',
      'import {\n  i,\n} from "./i.js";',
      'import j from "package";',
    ].join("\n");
    const found = importsOf("core/x.ts", text).map(({ target, typeOnly }) => `${target}${typeOnly ? " (types)" : ""}`);
    assert.deepEqual(found.sort(), [
      "core/a.js (types)",
      "core/b.js (types)",
      "core/d.js",
      "core/f.js",
      "core/g.js",
      "core/h.js",
      "core/i.js",
      "package",
    ]);
    assert.ok(core.length > 100, "the sources are found");
    const edges = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["a"]],
      ["d", ["a"]],
      ["e", ["e"]],
    ]);
    assert.deepEqual(circles(edges), [["a", "b", "c"], ["e"]]);
  });

  it("lets each layer of the core import only those below it", () => {
    const wrong = breaking(core, (target, { path }) => {
      const from = LAYERS.indexOf(layerOf(path));
      const to = LAYERS.indexOf(layerOf(target));
      return target.startsWith("core/") && (from < 0 || to < 0 || to > from);
    });
    assert.deepEqual(wrong, []);
  });

  it("keeps the contract with clients free of everything else, and runnable in a browser", () => {
    const api = core.filter(({ path }) => layerOf(path) === "api");
    assert.deepEqual(
      breaking(api, (target) => layerOf(target) !== "api"),
      [],
    );
    const packages = new Set(api.flatMap(({ imports }) => imports.filter((one) => !one.own).map((one) => one.target)));
    assert.deepEqual([...packages], ["@sinclair/typebox"]);
  });

  it("lets a feature import another only by its index, and never in a circle", () => {
    const features = core.filter(({ path }) => sliceOf(path) !== "");
    const inside = breaking(features, (target, { path }) => {
      const other = sliceOf(target);
      return other !== "" && other !== sliceOf(path) && target !== `core/features/${other}/index.ts`;
    });
    assert.deepEqual(inside, []);
    const edges = new Map<string, string[]>();
    for (const { path, imports } of features) {
      const others = imports
        .map((one) => sliceOf(one.target))
        .filter((other) => other !== "" && other !== sliceOf(path));
      edges.set(sliceOf(path), [...(edges.get(sliceOf(path)) ?? []), ...others]);
    }
    assert.deepEqual(circles(edges), []);
  });

  it("has no files that import each other in a circle", () => {
    assert.deepEqual(cyclesOf([...core, ...enterprise, ...sourcesOf("licenses")]), []);
    assert.deepEqual(cyclesOf(clients), []);
  });

  it("lets nobody import the Enterprise Edition", () => {
    const others = sourcesOf("core", "webapp", "admin-console", "licenses", "test");
    assert.deepEqual(
      breaking(others, (target) => target.startsWith("enterprise/")),
      [],
    );
  });

  it("lets the Enterprise Edition import the core by its doors only", () => {
    const doors = /^core\/(api|platform|edition)\/|^core\/features\/[\w-]+\/index\.ts$|^core\/features\/services\.ts$/;
    assert.deepEqual(
      breaking(enterprise, (target) => !target.startsWith("enterprise/") && !doors.test(target)),
      [],
    );
  });

  it("lets the web applications import the contract with clients and what they share only", () => {
    const wrong = breaking(clients, (target, { path }) => {
      const own = path.startsWith(SHARED) ? [SHARED] : [`${path.split("/")[0]}/`, SHARED];
      return ![...own, "core/api/"].some((folder) => target.startsWith(folder));
    });
    assert.deepEqual(wrong, []);
  });

  it("keeps what the web applications share free of packages but the one that draws", () => {
    const shared = clients.filter(({ path }) => path.startsWith(SHARED));
    const packages = shared.flatMap(({ imports }) => imports.filter((one) => !one.own).map((one) => one.target));
    assert.deepEqual(
      [...new Set(packages)].filter((name) => !/^(preact|@preact\/signals)($|\/)/.test(name)),
      [],
    );
    assert.ok(shared.length > 5, "the sources are found");
  });

  it("lets no feature ask for a licence", () => {
    const allowed =
      /^core\/(edition\/|features\/(system|license)\/|api\/(license|system|errors|permissions)\.ts$|server\/)/;
    const word = /licen[cs]e/i;
    const wrong = core
      .filter(({ path }) => !allowed.test(path))
      .flatMap(({ path, text }) => text.split("\n").map((line, at) => ({ line, where: `${path}:${at + 1}` })))
      // The errors that existing clients know by their ids, and the names of roles' permissions.
      .filter(({ line }) =>
        word.test(line.replace(/"api\.[\w.]+"|"\w*license_information"|"\w+_about_edition_and_license"/g, "")),
      )
      .map(({ where }) => where);
    assert.deepEqual(wrong, []);
  });

  it("lets no setting reach the keys that verify licences", () => {
    const edition = core.filter(({ path }) => path.startsWith("core/edition/") || path === "core/server/editions.ts");
    assert.deepEqual(
      edition.filter(({ text }) => text.includes("process.env")).map(({ path }) => path),
      [],
    );
  });

  it("has files one can read in one go", () => {
    const long = [...core, ...enterprise, ...clients, ...sourcesOf("licenses", "test")]
      .filter(({ path, lines }) => lines > (isTest(path) ? LONGEST_TEST : LONGEST) && !LISTS.test(path))
      .map(({ path, lines }) => `${path}: ${lines} lines`);
    assert.deepEqual(long, []);
  });

  it("holds no private key", () => {
    const tracked = [...sourcesOf("core", "enterprise", "licenses", "test").map(({ text }) => text)];
    tracked.push(readFileSync(join(root, "licenses/keys/2026-11.pem"), "utf8"));
    const begin = ["-----BEGIN", "PRIVATE KEY-----"];
    assert.equal(
      tracked.filter((text) => new RegExp(`${begin[0]} (\\w+ )*${begin[1]}\\n[A-Za-z0-9+/=\\n]{40}`).test(text)).length,
      0,
    );
  });
});
