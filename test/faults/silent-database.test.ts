import assert from "node:assert/strict";
import { Database } from "../../core/platform/database/database.js";
import { Line } from "../support/line.js";
import { testPostgres } from "../support/postgres.js";

describe("a pool whose database falls silent", () => {
  let line: Line;
  let db: Database;
  before(async () => {
    const database = await testPostgres();
    line = await Line.to(database);
    db = Database.open(
      { ...database, host: "127.0.0.1", port: line.port, database: "postgres" },
      { max: 2, statementTimeout: 100, patience: 100 },
    );
  });
  after(async () => {
    await db.close();
    line.close();
  });

  it("fails what waits for an answer, and goes on with new connections", async () => {
    await Promise.all([db.ping(), db.ping()]);
    const before = line.opened;
    line.hush();
    const lost = /does not answer|Connection terminated|not queryable/;
    await Promise.all([
      assert.rejects(db.ping(), lost),
      assert.rejects(
        db.transaction((tx) => tx.rows({ name: "test.one", text: "SELECT 1" })),
        lost,
      ),
    ]);
    await db.ping();
    assert.ok(line.opened > before);
  });

  it("leaves connections alone that are merely not used", async () => {
    await db.ping();
    const { opened } = line;
    await new Promise((done) => setTimeout(done, 400));
    await db.ping();
    assert.equal(line.opened, opened);
  });
});
