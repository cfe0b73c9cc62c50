import assert from "node:assert/strict";
import { answerName } from "./answers.js";

const BASE = "https://chat.example.org/api/v4";
const ID = "01m8kmz3ebfq8jhggyk2jx07sm";
const name = (path: string, method?: string, body?: unknown) =>
  answerName(BASE + path, { method, body: JSON.stringify(body) }, BASE);

describe("answers that are kept for reading offline", () => {
  it("are those the app needs to open, each under its address", () => {
    for (const path of [
      "/users/me",
      "/config/client?format=old",
      `/users/me/teams/${ID}/channels?include_deleted=true`,
      `/users/${ID}/teams/${ID}/channels/categories`,
      `/channels/${ID}/stats?exclude_files_count=true`,
    ])
      assert.equal(name(path), `answer${path}`);
    assert.notEqual(name("/users/me/teams"), name("/users/me/teams/members"));
  });

  it("name what was asked for, in any order", () => {
    assert.equal(name("/roles/names", "post", ["b", "a"]), "answer/roles/names a,b");
    assert.equal(name("/roles/names", "post", ["a", "b"]), name("/roles/names", "POST", ["b", "a"]));
    assert.notEqual(name("/roles/names", "post", ["a"]), name("/roles/names", "post", ["b"]));
  });

  it("are no changes, no secrets, and nothing of other servers", () => {
    for (const path of [
      "/users/me/sessions",
      "/users/me/tokens",
      "/users/me/mfa/generate",
      `/users/${ID}/audits`,
      "/config",
      "/users/me/../config",
      `/files/${ID}`,
      "/posts/search",
    ])
      assert.equal(name(path), undefined, path);
    for (const method of ["put", "delete", "post"]) assert.equal(name("/users/me", method, {}), undefined, method);
    assert.equal(answerName(`https://elsewhere.example/api/v4/users/me`, {}, BASE), undefined);
  });
});
