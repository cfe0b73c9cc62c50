import type { Socket } from "node:net";
import type { Knex } from "knex";
import type pg from "pg";

/** What knex says of lost connections on its own; whoever ran the statement is told the same by its error. */
export const silentLog: Knex.Logger = { warn() {}, error() {}, deprecate() {}, debug() {} };

/**
 * Closes a connection that owes an answer and says nothing for `ms`: its database stands still, or is gone without a
 * goodbye, as after a failover. Statements on it fail then, instead of holding their requests and a place in the pool
 * until the system notices, which takes a quarter of an hour.
 */
export function closeWhenSilent(connection: pg.Client, ms: number): void {
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection;
  stream.setTimeout(ms, () => {
    if (owesAnswer(connection))
      stream.destroy(Object.assign(new Error("The database does not answer."), { code: "ETIMEDOUT" }));
  });
}

const owesAnswer = (connection: pg.Client) =>
  (connection as unknown as { readyForQuery: boolean }).readyForQuery === false;
