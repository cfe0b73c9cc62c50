import assert from "node:assert/strict";
import { Database } from "../../core/platform/database/database.js";
import { testDatabase } from "../support/server.js";

describe("what follows a commit", () => {
  let db: Database;
  let drop: () => Promise<void>;

  before(async () => {
    const made = await testDatabase();
    drop = made.drop;
    db = Database.open(made.connection);
  });
  after(async () => {
    await db.close();
    await drop();
  });

  it("is done in its order before the transaction is over for whoever began it", async () => {
    const done: string[] = [];
    await db.transaction(async (tx) => {
      tx.afterCommit(async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        done.push("slow");
      });
      tx.afterCommit(() => void done.push("quick"));
      done.push("work");
    });
    assert.deepEqual(done, ["work", "slow", "quick"]);
  });

  it("is done though something before it failed, which whoever began it hears of", async () => {
    const done: string[] = [];
    const failing = db.transaction(async (tx) => {
      tx.afterCommit(() => void done.push("first"));
      tx.afterCommit(() => Promise.reject(new Error("one told nobody")));
      tx.afterCommit(() => void done.push("last"));
    });
    await assert.rejects(failing, /one told nobody/);
    assert.deepEqual(done, ["first", "last"]);
  });

  it("is not done when nothing was committed", async () => {
    const done: string[] = [];
    const failing = db.transaction(async (tx) => {
      tx.afterCommit(() => void done.push("followed"));
      throw new Error("no");
    });
    await assert.rejects(failing, /no/);
    assert.deepEqual(done, []);
  });
});
