import assert from "node:assert/strict";
import { detailsOf, idsIn, placesIn, wordsOf } from "./audit-words.js";

const BOB = "b".repeat(26);
const TEAM = "t".repeat(26);

describe("an entry of the audit log", () => {
  it("is told in words, where there are some", () => {
    assert.equal(wordsOf("users.login"), "Signed in");
    assert.equal(wordsOf("something.new"), undefined);
  });

  it("names people by their names, and nothing twice or empty", () => {
    const entry = { object: TEAM, extra: { user_ids: [BOB], comment: "", paths: ["A.B", "C.D"], active: false } };
    assert.deepEqual(idsIn(entry), [TEAM, BOB]);
    const lines = detailsOf(entry.extra, (id) => (id === BOB ? "bob" : id));
    assert.deepEqual(lines, ["user ids: bob", "paths: A.B, C.D", "active: false"]);
  });

  it("tells teams and channels from what else it is about", () => {
    const extra = { user_ids: [BOB] };
    assert.deepEqual(placesIn({ action: "teams.archive", object: TEAM, extra }), { team: [TEAM], channel: [] });
    assert.deepEqual(placesIn({ action: "users.active", object: BOB, extra: { team_id: TEAM } }), {
      team: [TEAM],
      channel: [],
    });
    assert.deepEqual(placesIn({ action: "channels.scheme", object: "", extra }), { team: [], channel: [] });
  });
});
