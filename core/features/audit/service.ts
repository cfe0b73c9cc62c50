import type { Audit } from "../../api/audits.js";
import { type Queryable, statement } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";

type Row = Omit<Audit, "extra_info">;

const COLUMNS = "id, create_at, user_id, session_id, ip_address, action, object, result, extra";
const ADD = statement("audits.add", `INSERT INTO audits (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`);
const LIST = statement(
  "audits.list",
  `SELECT ${COLUMNS} FROM audits ORDER BY create_at DESC, id DESC LIMIT $1 OFFSET $2`,
);
const OF_USER = statement(
  "audits.of_user",
  `SELECT ${COLUMNS} FROM audits WHERE user_id = $1 ORDER BY create_at DESC, id DESC LIMIT $2 OFFSET $3`,
);

export interface AuditEntry {
  /** Who did it; left out for what the server did by itself. */
  readonly caller?: Pick<Caller, "userId" | "sessionId"> | null;
  readonly ip?: string;
  /** What was done, such as `edition.switch`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly object?: string;
  readonly result?: "success" | "fail";
  /** Anything worth knowing later. Never a secret. */
  readonly extra?: Record<string, unknown>;
}

/** The log of what people and the server did. Entries are only ever added. */
export class Audits {
  constructor(readonly platform: Platform) {}

  /** Writes an entry; with `db` in a transaction, so that it is kept exactly when the deed is. */
  async record(entry: AuditEntry, db: Queryable = this.platform.db): Promise<void> {
    const { caller, ip = "", action, object = "", result = "success", extra = {} } = entry;
    const now = Date.now();
    await db.run(ADD, [
      newId(now),
      now,
      caller?.userId ?? "",
      caller?.sessionId ?? "",
      ip,
      action,
      object,
      result,
      JSON.stringify(extra),
    ]);
  }

  /** Entries, newest first; those of one person with `userId`. */
  async list(options: { userId?: string; limit: number; offset: number }): Promise<Audit[]> {
    const { userId, limit, offset } = options;
    const { db } = this.platform;
    const rows = userId
      ? await db.rows<Row>(OF_USER, [userId, limit, offset])
      : await db.rows<Row>(LIST, [limit, offset]);
    return rows.map((row) => ({ ...row, extra_info: lineOf(row) }));
  }
}

const lineOf = ({ object, result, extra }: Row) =>
  [
    object,
    result,
    ...Object.entries(extra).map(
      ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
  ]
    .filter(Boolean)
    .join(" ");
