import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { type Drawn, drawn, elements } from "./testing.js";

const ELEMENTS = new Set(
  "a b blockquote br code div em h1 h2 h3 h4 h5 h6 hr img input li ol p pre s strong table tbody td th thead tr ul".split(
    " ",
  ),
);
const PROPS = new Set(
  "alt aria-label checked class dir disabled height href role src start tabIndex title type width".split(" "),
);

/** What attacks are made of, `…` being where a text goes; the tests in the browser draw them, too. */
const { markup, around, targets, links } = JSON.parse(
  readFileSync(new URL("../../../../test/support/attacks.json", import.meta.url), "utf8"),
) as Record<"markup" | "around" | "targets" | "links", string[]>;
const inForms = (texts: string[], forms: string[]) =>
  texts.flatMap((text) => forms.map((form) => form.replaceAll("…", () => text)));
const payloads = [...inForms(markup, around), ...inForms(targets, links)];

function check(element: Drawn): void {
  assert.ok(ELEMENTS.has(element.name), `element ${element.name}`);
  for (const [name, value] of Object.entries(element.props)) {
    if (value === undefined) continue;
    assert.ok(PROPS.has(name), `attribute ${name}`);
    assert.notEqual(typeof value, "function", `attribute ${name}`);
    if (name === "href") assert.match(String(value), /^(?:https?:\/\/|mailto:|ftp:\/\/|tel:|\/(?![/\\]))/);
    if (name === "src") assert.match(String(value), /^(?:https?:\/\/|\/(?![/\\]))/);
  }
}

describe("Messages that attack the page", () => {
  it(`leave only harmless elements (${payloads.length} payloads)`, () => {
    assert.ok(payloads.length >= 800);
    for (const payload of payloads) {
      for (const inline of [false, true]) {
        for (const element of elements(drawn(payload, inline))) {
          try {
            check(element);
          } catch (error) {
            throw new Error(`${JSON.stringify(payload)}: ${(error as Error).message}`);
          }
        }
      }
    }
  });

  it("keep what was written readable", () => {
    const [paragraph] = drawn("<script>alert(1)</script>");
    assert.deepEqual(typeof paragraph === "string" ? [] : paragraph?.children, ["<script>alert(1)</script>"]);
  });
});
