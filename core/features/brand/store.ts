import { type Queryable, statement, type Transaction } from "../../platform/database/database.js";

const NAME = "BrandImage";
const GET = statement("brand.get", "SELECT value FROM systems WHERE name = $1");
const LOCK = statement("brand.lock", "SELECT value FROM systems WHERE name = $1 FOR UPDATE");
const SET = statement(
  "brand.set",
  "INSERT INTO systems (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
);
const CLEAR = statement("brand.clear", "DELETE FROM systems WHERE name = $1 RETURNING value AS former");

/** The name of the file that is the brand's picture, such as `0a….png`. */
export const brandStore = {
  file: async (db: Queryable) => (await db.row<{ value: string }>(GET, [NAME]))?.value,
  /** Names another file; returns the former one. */
  async setFile(tx: Transaction, file: string): Promise<string | undefined> {
    const former = await tx.row<{ value: string }>(LOCK, [NAME]);
    await tx.run(SET, [NAME, file]);
    return former?.value;
  },
  /** Names none any more; returns the former one. */
  clear: async (db: Queryable) => (await db.row<{ former: string }>(CLEAR, [NAME]))?.former,
};
