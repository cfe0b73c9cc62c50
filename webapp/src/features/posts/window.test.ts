import assert from "node:assert/strict";
import { insertId, mergeIds, type Placed } from "./window.js";

const posts = new Map<string, Placed>();
const at = (id: string) => posts.get(id);
function post(id: string, create_at: number): Placed {
  const made = { id, create_at };
  posts.set(id, made);
  return made;
}

describe("window of posts", () => {
  beforeEach(() => posts.clear());

  it("appends the newest and puts a late one where it belongs", () => {
    const ids = ["a", "c"];
    post("a", 1);
    post("c", 3);
    assert.deepEqual(insertId(ids, post("d", 4), at), ["a", "c", "d"]);
    assert.deepEqual(insertId(ids, post("b", 2), at), ["a", "b", "c"]);
  });

  it("keeps the same array for a post that is there", () => {
    const ids = ["a", "b"];
    const a = post("a", 1);
    post("b", 2);
    assert.equal(insertId(ids, a, at), ids);
  });

  it("orders posts of the same millisecond by id, whichever comes first", () => {
    post("m", 5);
    assert.deepEqual(insertId(["m"], post("a", 5), at), ["a", "m"]);
    assert.deepEqual(insertId(["m"], post("z", 5), at), ["m", "z"]);
  });

  it("merges overlapping pages without repeating a post", () => {
    for (const [id, time] of [
      ["a", 1],
      ["b", 2],
      ["c", 3],
      ["d", 4],
    ] as const)
      post(id, time);
    assert.deepEqual(mergeIds(["b", "c"], ["d", "c", "b", "a"], at), ["a", "b", "c", "d"]);
  });
});
