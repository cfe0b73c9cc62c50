import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { capabilities, capabilityNames, features } from "../../core/edition/features.js";
import { loadModule, placeOfModule } from "../../core/edition/module.js";
import { editionsTable } from "../../core/edition/table.js";
import { capabilitiesIn } from "../../core/server/build.mjs";

const root = resolve(import.meta.dirname, "../..");

describe("the table of editions and features", () => {
  const doubled = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at);

  it("names each capability, key, path and service once", () => {
    assert.deepEqual(doubled(capabilityNames), []);
    assert.deepEqual(doubled(features.flatMap(({ clientKeys }) => clientKeys ?? [])), []);
    assert.deepEqual(doubled(capabilities.flatMap(({ paths }) => paths ?? [])), []);
    assert.deepEqual(doubled(capabilities.flatMap(({ authServices }) => authServices ?? [])), []);
    assert.deepEqual(doubled(capabilities.flatMap(({ sections }) => sections ?? [])), []);
  });

  it("knows every capability of the module, and the documentation says what there is", async function () {
    if (!existsSync(join(root, "enterprise"))) this.skip();
    const module = await loadModule(await placeOfModule(root, false), 30_000);
    const present = Object.keys(module.capabilities);
    assert.deepEqual(
      present.filter((name) => !capabilityNames.includes(name)),
      [],
    );
    const source = readFileSync(join(root, "enterprise/index.ts"), "utf8");
    assert.deepEqual(capabilitiesIn(source), [...present].sort(), "the build reads from the source what is exported");
    const written = readFileSync(join(root, "core/edition/EDITIONS.md"), "utf8");
    assert.equal(written, editionsTable(present), "run: node --import=tsx core/edition/write-table.ts");
  });
});
