import assert from "node:assert/strict";
import type { SettingInfo } from "../../../../core/api/config.js";
import { problemOf } from "./check.js";

const setting = (more: Partial<SettingInfo>): SettingInfo => ({ type: "text", ...more }) as SettingInfo;

describe("the check of a form of settings", () => {
  it("holds numbers to their bounds", () => {
    const number = setting({ type: "number", min: 1, max: 5 });
    assert.equal(problemOf(number, 3), "");
    assert.equal(problemOf(number, 0), "At least 1.");
    assert.equal(problemOf(number, 6), "At most 5.");
    assert.equal(problemOf(number, Number.NaN), "Enter a number.");
  });

  it("holds texts to their length and form; an empty one has every form", () => {
    const text = setting({ maxLength: 4, pattern: "^[a-z]+$" });
    assert.equal(problemOf(text, "abc"), "");
    assert.equal(problemOf(text, ""), "");
    assert.equal(problemOf(text, "abcde"), "At most 4 characters.");
    assert.equal(problemOf(text, "A"), "This does not have the right form.");
    const address = setting({ pattern: "^https?://[^\\s/]+(/[^\\s]*)?$" });
    assert.equal(problemOf(address, "chat.example.org"), "Begin with https:// or http://, and leave out spaces.");
    assert.equal(problemOf(address, "https://chat.example.org"), "");
  });
});
