import assert from "node:assert/strict";
import { strayRejections } from "../support/fuzz-suite.js";
import { UNSTORABLE } from "../support/hostile.js";
import { send } from "../support/world/calls.js";
import { longest, replaced, textCalls } from "../support/world/hostile-calls.js";
import { aWorld, type World } from "../support/world/world.js";

const KINDS = ["words", "brackets and parentheses", "mentions", "words in quotes", "marks on marks", "right to left"];
const deep = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);

describe("bodies with hostile texts", () => {
  let world: World;
  before(async () => {
    world = await aWorld();
  });
  after(() => world.stop());

  it("that cannot be stored are refused by every call, wherever they stand, also as names of fields", async function () {
    this.timeout(300_000);
    const faults: string[] = [];
    let tried = 0;
    const calls = await textCalls(world);
    assert.ok(calls.length >= 130, `${calls.length} calls take JSON`);
    for (const { name, call, texts } of calls) {
      const bodies = texts.flatMap((place) => UNSTORABLE.map((text) => replaced(call.body, place, text)));
      bodies.push(...UNSTORABLE.map((text) => ({ ...(call.body as object), [text]: 1 })));
      bodies.push({ ...(call.body as object), more: { and: ["more", { deep: UNSTORABLE[0] }] } });
      const answers = await Promise.all(bodies.map((body) => send({ ...call, body })));
      tried += answers.length;
      for (const { status, body } of answers)
        if (status !== 400) faults.push(`${name}: ${status} ${JSON.stringify(body)}`);
      await call.after?.();
    }
    assert.deepEqual([...new Set(faults)], []);
    assert.ok(tried >= 1_000, `${tried} were tried`);
  });

  it("as long as bodies may be, or nested two thousand deep, harm no call", async function () {
    this.timeout(600_000);
    const values: unknown[] = KINDS.map(longest);
    values.push(
      deep(60),
      deep(2_000),
      Array.from({ length: 20_000 }, () => "x"),
    );
    const faults: string[] = [];
    const tally: Record<number, number> = {};
    const stray = await strayRejections(async () => {
      for (const { name, call, texts } of await textCalls(world)) {
        for (const place of texts) {
          const sent = values.map((value) => send({ ...call, body: replaced(call.body, place, value) }));
          for (const { status, body } of await Promise.all(sent)) {
            tally[status] = (tally[status] ?? 0) + 1;
            if (status >= 500 && status !== 501)
              faults.push(`${name} at ${place.join(".")}: ${status} ${JSON.stringify(body)}`);
          }
        }
        await call.after?.();
        world.server.app.platform.busy.clear();
        if ((await world.cast.systemAdmin.send("GET", "/users/me")).status === 401) await world.renew();
      }
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(stray, []);
    const tried = Object.values(tally).reduce((sum, count) => sum + count, 0);
    assert.ok(tried >= 1_000 && (tally[413] ?? 0) < tried / 10, JSON.stringify(tally));
  });
});
