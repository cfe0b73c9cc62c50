import type { Audit } from "../../api/audits.js";
import { type Queryable, statement } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { Backlog, type Values } from "./backlog.js";

type Row = Omit<Audit, "extra_info">;

const COLUMNS = "id, create_at, user_id, session_id, ip_address, action, object, result, extra";
const ADD = statement(
  "audits.add",
  `INSERT INTO audits (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
);
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
  readonly #backlog: Backlog;

  constructor(readonly platform: Platform) {
    this.#backlog = new Backlog((values) => platform.db.run(ADD, values), platform.log);
  }

  /**
   * Writes an entry; with `tx` in a transaction, so that it is kept exactly when the deed is. Without one the deed is
   * done: while the database is away the entry waits until it is back.
   */
  async record(entry: AuditEntry, tx?: Queryable): Promise<void> {
    if (tx) await tx.run(ADD, valuesOf(entry));
    else await this.#backlog.put(valuesOf(entry));
  }

  /** Has an entry written when the database is back, which is known to be away. */
  recordLater(entry: AuditEntry): void {
    this.#backlog.keep(valuesOf(entry));
  }

  /** Writes what waits. */
  stop = (): Promise<void> => this.#backlog.stop();

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

function valuesOf({ caller, ip = "", action, object = "", result = "success", extra = {} }: AuditEntry): Values {
  const now = Date.now();
  const { userId = "", sessionId = "" } = caller ?? {};
  return [newId(now), now, userId, sessionId, ip, action, object, result, JSON.stringify(extra)];
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
