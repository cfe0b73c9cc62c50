import assert from "node:assert/strict";
import { FreshCache } from "./fresh-cache.js";

interface Pass {
  owner: string;
  number: number;
}

describe("a cache of what was read", () => {
  const make = () => new FreshCache<Pass>({ max: 10, ttl: 60_000 }, (pass) => pass.owner);
  const known = (cache: FreshCache<Pass>, key: string) => cache.get(key, async () => undefined);

  it("keeps what it was given, not what there is none of", async () => {
    const cache = make();
    assert.equal((await cache.get("a", async () => ({ owner: "bob", number: 1 })))?.number, 1);
    assert.equal((await known(cache, "a"))?.number, 1);
    assert.equal(await known(cache, "b"), undefined);
  });

  it("forgets one owner, or all", async () => {
    const cache = make();
    await cache.get("a", async () => ({ owner: "bob", number: 1 }));
    await cache.get("b", async () => ({ owner: "eve", number: 2 }));
    cache.forget("bob");
    assert.equal(await known(cache, "a"), undefined);
    assert.equal((await known(cache, "b"))?.number, 2);
    cache.clear();
    assert.equal(await known(cache, "b"), undefined);
  });

  for (const [what, change] of [
    ["its owner changed", (cache: FreshCache<Pass>) => cache.forget("bob")],
    ["everything changed", (cache: FreshCache<Pass>) => cache.clear()],
  ] as const) {
    it(`does not keep what was read before ${what} and came after`, async () => {
      const cache = make();
      let answer = (_pass: Pass) => {};
      const asked = cache.get("a", () => new Promise((resolve) => (answer = resolve)));
      change(cache);
      answer({ owner: "bob", number: 1 });
      assert.equal((await asked)?.number, 1);
      assert.equal(await known(cache, "a"), undefined);
      await cache.get("a", async () => ({ owner: "bob", number: 2 }));
      assert.equal((await known(cache, "a"))?.number, 2, "what is read later is kept again");
    });
  }
});
