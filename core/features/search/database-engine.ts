import { LRUCache } from "lru-cache";
import type { SearchEngine, SearchRequest } from "../../edition/ports/search-engine.js";
import { AppError } from "../../platform/app-error.js";
import { type Database, postgresError, type Queryable, statement } from "../../platform/database/database.js";
import { fileQuery } from "./file-query.js";
import { type Outlook, plan } from "./plan.js";
import { postQuery } from "./post-query.js";
import { type IndexQuery, indexQuery } from "./query.js";
import { countedOf, LATEST, listOf, shareOf, timeRange } from "./where.js";

const settings = statement(
  "",
  `SELECT set_config('statement_timeout', $1, true), set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
     set_config('max_parallel_workers_per_gather', '0', true), set_config('enable_seqscan', 'off', true)`,
);

/** Searches the database: the engine every server has. */
export class DatabaseSearch implements SearchEngine {
  readonly name = "database";
  readonly #db: Database;
  readonly #timeout: () => number;
  /** Row estimates are good enough for a minute. */
  readonly #estimates = new LRUCache<string, number>({ max: 2_000, ttl: 60_000 });

  /** `timeout` gives the most milliseconds one statement of a search may take. */
  constructor(db: Database, timeout: () => number = () => 8_000) {
    this.#db = db;
    this.#timeout = timeout;
  }

  async messages(request: SearchRequest): Promise<string[]> {
    if (!request.channels.length || request.limit < 1) return [];
    const words = indexQuery(request);
    return this.#search(async (tx) => {
      const steps = plan(await this.#outlook(tx, request, words));
      let ids: string[] = [];
      for (const step of steps) {
        const { text, values } = postQuery(
          request,
          words,
          step,
          step.newest && (await this.#startOf(tx, request, step.newest)),
        );
        ids = (await tx.rows<{ id: string }>(once(text), values)).map((row) => row.id);
        // a full page proves that the bound was wide enough, since the rows before it were found as well
        if ((!step.bound && !step.newest) || ids.length === request.limit) break;
      }
      return ids;
    });
  }

  async files(request: SearchRequest): Promise<string[]> {
    if (!request.channels.length || request.limit < 1) return [];
    const words = indexQuery({ ...request, flags: { include: [], exclude: [] } });
    return this.#search(async (tx) => {
      const ids = request.channels.map((channel) => channel.id);
      const looked = words?.lookup
        ? await this.#rows(tx, HOLDS, [words.lookup], "file_infos")
        : Number.POSITIVE_INFINITY;
      const readable = await this.#rows(tx, "channel_id = ANY($1::text[])", [ids], "file_infos");
      const { text, values } = fileQuery(request, words, looked < readable ? "words" : "channels");
      return (await tx.rows<{ id: string }>(once(text), values)).map((row) => row.id);
    });
  }

  async #search<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result> {
    try {
      return await this.#db.transaction(async (tx) => {
        await tx.rows(settings, [String(this.#timeout())]);
        return work(tx);
      });
    } catch (error) {
      if (postgresError(error)?.code === "57014")
        throw new AppError("app.search.timeout.app_error", {}, { cause: error });
      throw error;
    }
  }

  async #outlook(tx: Queryable, request: SearchRequest, words: IndexQuery | undefined): Promise<Outlook> {
    const { start, end } = timeRange(request);
    const limited = start > 0 || end < LATEST;
    const { include } = request.authors;
    const channels = request.channels.map((channel) => channel.messages).sort((one, other) => other - one);
    const total = Math.max(
      await this.#rows(tx, "true", []),
      channels.reduce((sum, count) => sum + count, 0),
    );
    const visible = channels.reduce((sum, count) => sum + count, 0) / Math.max(total, 1);
    let flags = shareOf(request);
    for (const condition of countedOf(request)) flags *= (await this.#rows(tx, condition, [])) / Math.max(total, 1);
    const list = listOf(request);
    return {
      total,
      channels,
      words: words?.lookup ? await this.#rows(tx, HOLDS, [words.lookup]) : undefined,
      holding: words ? (await this.#rows(tx, HOLDS, [words.estimate])) * words.share : total,
      authors: include.length ? await this.#rows(tx, "user_id = ANY($1::text[])", [include]) : undefined,
      listed: list && (list.rows ?? visible * (await this.#rows(tx, list.counted ?? "true", []))),
      time: limited
        ? Math.min(
            1,
            (await this.#rows(tx, "create_at >= $1::bigint AND create_at < $2::bigint", [start, end])) /
              Math.max(total, 1),
          )
        : 1,
      flags,
      wanted: request.offset + request.limit,
    };
  }

  /** The time from which on the newest part of what is searched was written, by the planner's statistics. */
  async #startOf(tx: Queryable, request: SearchRequest, newest: number): Promise<number> {
    const { start, end } = timeRange(request);
    const [row] = await tx.rows<{ bounds: number[] | null }>(bounds);
    const times = row?.bounds ?? [];
    const from = times.filter((time) => time < start).length;
    const to = times.filter((time) => time < end).length;
    return times[Math.floor(to - (to - from) * newest) - 1] ?? 0;
  }

  /** How many messages or files meet a condition, by the planner's statistics. */
  async #rows(
    tx: Queryable,
    condition: string,
    values: unknown[],
    table: "posts" | "file_infos" = "posts",
  ): Promise<number> {
    const key = JSON.stringify([table, condition, values]);
    const known = this.#estimates.get(key);
    if (known !== undefined) return known;
    const [row] = await tx.rows<{ "QUERY PLAN": { Plan: { "Plan Rows": number } }[] }>(
      once(`EXPLAIN (FORMAT JSON) SELECT FROM ${table} WHERE ${condition}`),
      values,
    );
    const rows = row?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
    // a list of thousands of channels is no key worth keeping
    if (key.length < 1_000) this.#estimates.set(key, rows);
    return rows;
  }
}

/** Equal parts of all messages by time. */
const bounds = statement(
  "search.times",
  "SELECT histogram_bounds::text::bigint[] AS bounds FROM pg_stats WHERE schemaname = current_schema AND tablename = 'posts' AND attname = 'create_at'",
);

const HOLDS = "search @@ $1::tsquery";

/** A statement without a name is planned anew for its very values, which is the point of it. */
const once = (text: string) => statement("", text);
