import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { highlight, languageOf, MAX_HIGHLIGHT, type Run } from "./highlight.js";

const text = (runs: readonly Run[]): string =>
  runs.map((run) => (typeof run === "string" ? run : text(run.children))).join("");
const scopes = (runs: readonly Run[]): string[] =>
  runs.flatMap((run) => (typeof run === "string" ? [] : [run.scope, ...scopes(run.children)]));

describe("Code colouring", () => {
  it("gives runs that add up to the code", async () => {
    const code = 'const a: string = `<b>${1 + 1}</b>`; // "x"';
    const runs = await highlight(code, "ts");
    assert.ok(runs);
    assert.equal(text(runs), code);
    assert.ok(scopes(runs).includes("keyword") && scopes(runs).includes("comment"));
  });

  it("leaves unknown languages and long code alone", async () => {
    assert.equal(await highlight("a", "klingon"), null);
    assert.equal(await highlight("a".repeat(MAX_HIGHLIGHT + 1), "js"), null);
    assert.equal(languageOf("__proto__"), null);
    assert.equal(languageOf("YML"), "yaml");
  });

  it("handles languages inside languages", async () => {
    const code = "<script>let a = 1;</script>";
    const runs = await highlight(code, "html");
    assert.equal(runs && text(runs), code);
  });
});
