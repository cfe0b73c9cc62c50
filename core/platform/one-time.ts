import { type Queryable, statement } from "./database/database.js";
import { hashOfSecret, newSecret } from "./ids.js";

const ADD = statement(
  "one_time.add",
  "INSERT INTO tokens (token_hash, type, create_at, expires_at, extra) VALUES ($1, $2, $3, $4, $5)",
);
const FIND = statement(
  "one_time.find",
  "SELECT extra FROM tokens WHERE token_hash = $1 AND type = $2 AND expires_at > $3",
);
const TAKE = statement(
  "one_time.take",
  "DELETE FROM tokens WHERE token_hash = $1 AND type = $2 AND expires_at > $3 RETURNING extra",
);
const DROP = statement("one_time.drop", "DELETE FROM tokens WHERE type = $1 AND extra @> $2::jsonb");
const SWEEP = statement("one_time.sweep", "DELETE FROM tokens WHERE expires_at <= $1");

/** Secrets that are good for one use until they expire. Only their hashes are kept. */
export class OneTimeTokens<Extra extends object> {
  /** Removals nobody waits for: until they are done no token is looked for. */
  readonly #ending = new Set<Promise<unknown>>();

  constructor(
    readonly type: string,
    /** Milliseconds. */
    readonly life: number,
    /** What every token begins with, where its holder has to be sent to a place of its own. */
    readonly prefix = "",
  ) {}

  /** Makes a token of 52 random characters; nobody can read it again later. */
  async issue(db: Queryable, extra: Extra, now = Date.now()): Promise<{ token: string; expiresAt: number }> {
    const token = this.prefix + newSecret() + newSecret();
    await db.run(ADD, [hashOfSecret(token), this.type, now, now + this.life, JSON.stringify(extra)]);
    return { token, expiresAt: now + this.life };
  }

  /** What a token stands for; undefined for one that is unknown, used or expired. */
  async find(db: Queryable, token: string, now = Date.now()): Promise<Extra | undefined> {
    await this.#ended();
    return (await db.row<{ extra: Extra }>(FIND, [hashOfSecret(token), this.type, now]))?.extra;
  }

  /** Uses a token up; of those who try at the same moment one gets what it stands for. */
  async take(db: Queryable, token: string, now = Date.now()): Promise<Extra | undefined> {
    await this.#ended();
    return (await db.row<{ extra: Extra }>(TAKE, [hashOfSecret(token), this.type, now]))?.extra;
  }

  /** Makes those tokens invalid that stand for something with these values. */
  drop = (db: Queryable, extra: Partial<Extra>): Promise<number> => db.run(DROP, [this.type, JSON.stringify(extra)]);

  /** The same for who cannot wait for it: from the call on none of these tokens is good here. */
  dropAtOnce(db: Queryable, extra: Partial<Extra>): Promise<number> {
    const done = this.drop(db, extra).finally(() => this.#ending.delete(done));
    this.#ending.add(done);
    return done;
  }

  #ended = () => Promise.allSettled(this.#ending);
}

/** Removes what has expired, of every type. */
export const sweepTokens = (db: Queryable, now = Date.now()): Promise<number> => db.run(SWEEP, [now]);
