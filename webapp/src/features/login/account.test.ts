import assert from "node:assert/strict";
import { safeReturn } from "../../lib/routes.js";
import { emailProblem, passwordLevel, suggestUsername, usernameProblem } from "./account-rules.js";

describe("account form", () => {
  it("suggests a user name that is allowed", () => {
    for (const email of ["Anna.Berg@example.com", "9lives+cat@x.y", "--dash@x", "José@x"]) {
      assert.equal(usernameProblem(suggestUsername(email)), "", email);
    }
    assert.equal(suggestUsername("Anna.Berg@example.com"), "anna.berg");
  });

  it("says what is wrong with a user name", () => {
    assert.match(usernameProblem("1anna"), /letter/);
    assert.match(usernameProblem("anna berg"), /only/);
    assert.match(usernameProblem("a".repeat(65)), /64/);
    assert.equal(usernameProblem("anna_berg-1"), "");
  });

  it("says what is wrong with an address", () => {
    for (const wrong of ["anna", "anna@", "@example.org", "anna berg@example.org"])
      assert.match(emailProblem(wrong), /like/);
    for (const right of ["", "anna@example.org", " anna@localhost "]) assert.equal(emailProblem(right), "");
  });

  it("rates passwords by length and kind, never a short one", () => {
    assert.equal(passwordLevel("aB1!", 8), 0);
    assert.equal(passwordLevel("aaaaaaaa", 8), 1);
    assert.equal(passwordLevel("correct horse battery", 8), 3);
  });
});

describe("return address after sign-in", () => {
  it("stays within the app", () => {
    assert.equal(safeReturn("/ops/channels/town-square"), "/ops/channels/town-square");
    for (const bad of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/login?x",
      "",
      undefined,
    ]) {
      assert.equal(safeReturn(bad), "/", String(bad));
    }
  });
});
