import pg from "pg";
import { testPostgres } from "../postgres.js";
import type { TestServer } from "../server.js";

/** Does something while nobody can read accounts, and has the database give up every statement that waits for it. */
export async function cancelled(server: TestServer, work: () => Promise<void>): Promise<void> {
  const [at] = await server.sql<{ name: string }>("SELECT current_database() AS name");
  const lock = new pg.Client({ ...(await testPostgres()), database: at?.name ?? "" });
  await lock.connect();
  const cancel = setInterval(
    () =>
      void server
        .sql(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()",
          [at?.name],
        )
        .catch(() => {}),
    50,
  );
  try {
    await lock.query("BEGIN");
    await lock.query("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
    await work();
  } finally {
    clearInterval(cancel);
    await lock.query("ROLLBACK").catch(() => {});
    await lock.end();
  }
}
