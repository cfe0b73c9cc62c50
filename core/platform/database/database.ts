import knexFactory, { type Knex } from "knex";
import pg from "pg";
import { closeWhenSilent, silentLog } from "./connections.js";

// Times and counters are 64-bit in the database and stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Where the database is: a connection string, or the fields of one. */
export type Connection = string | { host: string; port?: number; user: string; password?: string; database: string };

/** A statement with a name: PostgreSQL prepares it once per connection, which halves its cost. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Declares a named statement. The name must be unique in the whole server. */
export function statement(name: string, text: string): Statement {
  return { name, text };
}

/** Something statements run on: the database itself, or one transaction of it. */
export interface Queryable {
  /** Handle for Objection models: `Model.query(db.knex)`. */
  readonly knex: Knex;
  /** Rows of a prepared statement. */
  rows<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  /** First row of a prepared statement, or undefined. */
  row<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row | undefined>;
  /** Runs a prepared statement; returns the number of rows it touched. */
  run(statement: Statement, values?: readonly unknown[]): Promise<number>;
}

/**
 * A transaction: statements run together or not at all. `afterCommit` callbacks run once it has been committed, one after
 * the other in their order, and whoever began it waits for them.
 */
export interface Transaction extends Queryable {
  afterCommit(callback: () => void | Promise<void>): void;
}

async function queryOn(knex: Knex, { name, text }: Statement, values: readonly unknown[]) {
  const connection = (await knex.client.acquireConnection()) as pg.Client;
  try {
    return await connection.query({ name, text, values: values as unknown[] });
  } finally {
    await knex.client.releaseConnection(connection);
  }
}

class OnKnex implements Queryable {
  constructor(readonly knex: Knex) {}

  async rows<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return (await queryOn(this.knex, statement, values)).rows as Row[];
  }

  async row<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row | undefined> {
    return (await this.rows<Row>(statement, values))[0];
  }

  async run(statement: Statement, values: readonly unknown[] = []): Promise<number> {
    return (await queryOn(this.knex, statement, values)).rowCount ?? 0;
  }
}

class OnTransaction extends OnKnex implements Transaction {
  readonly callbacks: (() => void | Promise<void>)[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** One connection answers one statement at a time: what is asked side by side takes turns. */
  #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const answered = this.#last.then(ask);
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  override rows<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]> {
    return this.#inTurn(() => super.rows<Row>(statement, values));
  }

  override run(statement: Statement, values?: readonly unknown[]): Promise<number> {
    return this.#inTurn(() => super.run(statement, values));
  }

  afterCommit(callback: () => void | Promise<void>) {
    this.callbacks.push(callback);
  }
}

/** After how long (ms) the database gives a statement up. */
const STATEMENT_TIMEOUT = 25_000;
/** How much longer (ms) a database may be silent that has a statement to answer: then it is not slow, but away. */
const PATIENCE = 3_000;

/** The server's one pool of connections to PostgreSQL. */
export class Database extends OnKnex {
  /**
   * Opens a pool; nothing connects before the first statement. Statements are cancelled after `statementTimeout` ms; a
   * database that does not even do that within `patience` ms more counts as lost.
   */
  static open(
    connection: Connection,
    options: { max?: number; statementTimeout?: number; patience?: number } = {},
  ): Database {
    const { max = 20, statementTimeout = STATEMENT_TIMEOUT, patience = PATIENCE } = options;
    const base = typeof connection === "string" ? { connectionString: connection } : connection;
    const knex = knexFactory({
      client: "pg",
      connection: {
        ...base,
        application_name: "courtyard",
        statement_timeout: statementTimeout,
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
      } as never,
      pool: { min: 0, max, idleTimeoutMillis: 60_000, acquireTimeoutMillis: 20_000 },
      acquireConnectionTimeout: 20_000,
      log: silentLog,
    });
    return new Database(knex, statementTimeout + patience);
  }

  /** Called for every connection that was lost: what was under way on it may be done or not. */
  onLoss: (() => void) | undefined;

  /** Counts how often connections were replaced; those of an earlier count are not used again. */
  #generation = 0;
  readonly #born = new WeakMap<object, number>();

  private constructor(knex: Knex, mostSilence: number) {
    super(knex);
    // Asked of each connection before it is lent; one that is refused is closed and another is taken.
    const client = knex.client as { validateConnection(connection: object): boolean };
    const usual = client.validateConnection.bind(client);
    client.validateConnection = (connection) => {
      if (!this.#born.has(connection)) {
        this.#born.set(connection, this.#generation);
        closeWhenSilent(connection as pg.Client, mostSilence);
        (connection as pg.Client).once("error", () => this.onLoss?.());
      }
      return this.#born.get(connection) === this.#generation && usual(connection);
    };
  }

  /**
   * Replaces the connections of the pool by new ones. Those that are idle are closed now, those at work when they are
   * done; nothing under way fails. Resolves when the database has answered on a new connection.
   */
  async recycle(): Promise<void> {
    this.#generation++;
    const { pool } = this.knex.client as { pool: { numFree(): number } };
    await Promise.all(Array.from({ length: Math.max(1, pool.numFree()) }, () => this.ping()));
  }

  /**
   * Runs `work` in a transaction, commits it, then runs its after-commit callbacks. An error rolls back and is thrown on;
   * so is the first one of a callback, after the others have run.
   */
  async transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    let callbacks: OnTransaction["callbacks"] = [];
    const result = await this.knex.transaction(async (trx) => {
      const tx = new OnTransaction(trx);
      const value = await work(tx);
      callbacks = tx.callbacks;
      return value;
    });
    await allOf(callbacks);
    return result;
  }

  /** Milliseconds one trivial statement takes; throws when the database cannot be reached. */
  async ping(): Promise<number> {
    const start = performance.now();
    await this.knex.raw("SELECT 1");
    return performance.now() - start;
  }

  /** Connections that are open, and statements that wait for one. */
  get pool(): { connections: number; waiting: number } {
    const { pool } = this.knex.client as {
      pool: { numUsed(): number; numFree(): number; numPendingAcquires(): number };
    };
    return { connections: pool.numUsed() + pool.numFree(), waiting: pool.numPendingAcquires() };
  }

  async close(): Promise<void> {
    await this.knex.destroy();
  }
}

/** Runs one after the other: what fails keeps no later one from following what is committed. @throws the first error */
async function allOf(callbacks: OnTransaction["callbacks"]): Promise<void> {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      await callback();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** The SQLSTATE of a PostgreSQL error and the constraint it names, or undefined when it is another kind of error. */
export function postgresError(error: unknown): { code: string; constraint: string } | undefined {
  const cause = (error as { nativeError?: unknown }).nativeError ?? error;
  const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
  // Every SQLSTATE holds a digit; EPIPE looks like one but is the system's.
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code)
    ? { code, constraint: typeof constraint === "string" ? constraint : "" }
    : undefined;
}

/** Whether an error is the violation of the named unique index or constraint. */
export function violates(error: unknown, constraint: string): boolean {
  const known = postgresError(error);
  return known?.code === "23505" && known.constraint === constraint;
}

const GONE_CODE = /^(08|57P|53|XX000)/;
const GONE_WORDS =
  /ECONNREFUSED|ENOENT.*PGSQL|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|EMFILE|ENFILE|EAGAIN|ENOTFOUND|EAI_AGAIN|not queryable|Connection terminated|Timeout acquiring a connection|timeout expired|Query read timeout/;

/** Whether an error says that the database cannot be used now; what was asked of it may have been done all the same. */
export function isDatabaseAway(error: unknown): boolean {
  const known = postgresError(error)?.code;
  if (known !== undefined && GONE_CODE.test(known)) return true;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return GONE_WORDS.test(`${code} ${message}`);
}
