import type { StoredConfig } from "../../platform/config/config.js";
import { type Queryable, statement, type Transaction } from "../../platform/database/database.js";

export interface ConfigurationRow {
  id: string;
  create_at: number;
  user_id: string;
  comment: string;
  value: StoredConfig;
}

export interface NamedConfiguration extends ConfigurationRow {
  username: string;
}

const LOCK = statement("configurations.lock", "SELECT pg_advisory_xact_lock(7305912)");
const NEWEST = statement(
  "configurations.newest_row",
  "SELECT * FROM configurations ORDER BY create_at DESC, id DESC LIMIT 1",
);
const INSERT = statement(
  "configurations.insert",
  "INSERT INTO configurations (id, create_at, user_id, comment, value) VALUES ($1, $2, $3, $4, $5)",
);
const PAGE = statement(
  "configurations.page",
  `SELECT c.*, coalesce(u.username, '') AS username FROM configurations c LEFT JOIN users u ON u.id = c.user_id
   ORDER BY c.create_at DESC, c.id DESC LIMIT $1 OFFSET $2`,
);
const WITH_FORMER = statement(
  "configurations.with_former",
  `SELECT c.*, coalesce(u.username, '') AS username FROM configurations c LEFT JOIN users u ON u.id = c.user_id
   WHERE (c.create_at, c.id) <= (SELECT create_at, id FROM configurations WHERE id = $1)
   ORDER BY c.create_at DESC, c.id DESC LIMIT 2`,
);

export const configurationStore = {
  /** Changes of settings wait for each other until the transaction ends. */
  lock: (tx: Transaction) => tx.run(LOCK),
  newest: (db: Queryable) => db.row<ConfigurationRow>(NEWEST),
  insert: (db: Queryable, row: ConfigurationRow) =>
    db.run(INSERT, [row.id, row.create_at, row.user_id, row.comment, JSON.stringify(row.value)]),
  page: (db: Queryable, limit: number, offset: number) => db.rows<NamedConfiguration>(PAGE, [limit, offset]),
  /** A saved state and the one before it. */
  withFormer: async (db: Queryable, id: string): Promise<[NamedConfiguration?, NamedConfiguration?]> => {
    const [row, former] = await db.rows<NamedConfiguration>(WITH_FORMER, [id]);
    return row?.id === id ? [row, former] : [];
  },
};
