import { type Queryable, statement } from "../../platform/database/database.js";
import type { Platform } from "../../platform/platform.js";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** How long the live figures of today are kept (ms). */
const FRESH = 30_000;

const WRITTEN = `p.delete_at = 0 AND p.original_id = '' AND p.type NOT LIKE 'system\\_%'`;
const FIRST = statement("activity.first", "SELECT create_at FROM posts WHERE delete_at = 0 ORDER BY create_at LIMIT 1");
const COUNTED = statement("activity.counted", "SELECT day FROM activity_counted WHERE day >= $1 AND day < $2");
const COUNT_DAY = statement(
  "activity.count",
  `INSERT INTO activity_days (day, team_id, user_id, messages)
   SELECT $1, c.team_id, p.user_id, count(*) FROM posts p JOIN channels c ON c.id = p.channel_id
   WHERE p.create_at >= $2 AND p.create_at < $3 AND ${WRITTEN} GROUP BY 2, 3 ON CONFLICT DO NOTHING`,
);
const MARK = statement("activity.mark", "INSERT INTO activity_counted (day) VALUES ($1) ON CONFLICT DO NOTHING");
const SUMS = `sum(messages)::bigint AS messages, coalesce(sum(messages) FILTER (WHERE u.is_bot), 0)::bigint AS bot_messages,
  count(DISTINCT a.user_id) FILTER (WHERE NOT coalesce(u.is_bot, false))::integer AS people`;
const SERIES = statement(
  "activity.series",
  `SELECT day, ${SUMS} FROM activity_days a LEFT JOIN users u ON u.id = a.user_id
   WHERE day >= $1 AND ($2 = '' OR team_id = $2) GROUP BY day`,
);
const TODAY = statement(
  "activity.today",
  `SELECT ${SUMS} FROM (
     SELECT p.user_id, count(*) AS messages FROM posts p JOIN channels c ON c.id = p.channel_id
     WHERE p.create_at >= $1 AND ${WRITTEN} AND ($2 = '' OR c.team_id = $2) GROUP BY 1
   ) a LEFT JOIN users u ON u.id = a.user_id`,
);

export interface ActivityDay {
  /** `2026-11-22`, UTC. */
  day: string;
  messages: number;
  bot_messages: number;
  people: number;
}

type Sums = Omit<ActivityDay, "day">;

export const dayOf = (time: number) => Math.floor(time / DAY);
const nameOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

/** Counts what was written on each day, once the day is over; charts read the counts. */
export class Activity {
  #timer: NodeJS.Timeout | undefined;
  #counting: Promise<void> | undefined;
  #complete = false;
  readonly #today = new Map<string, { at: number; sums: Promise<Sums> }>();

  constructor(
    readonly platform: Platform,
    readonly now: () => number = Date.now,
  ) {}

  get complete(): boolean {
    return this.#complete;
  }

  /** Counts what is missing, soon and then every hour; returns the function that ends it. */
  start(): () => Promise<void> {
    const quietly = () =>
      void this.catchUp().catch((error: Error) =>
        this.platform.log.warn({ reason: error.message }, "days not counted"),
      );
    this.#timer = setInterval(quietly, HOUR).unref();
    return async () => {
      clearInterval(this.#timer);
      this.#timer = undefined;
      await this.#counting?.catch(() => {});
    };
  }

  /** Counts the finished days that have not been, the newest first. */
  async catchUp(): Promise<void> {
    this.#counting ??= this.#count().finally(() => {
      this.#counting = undefined;
    });
    return this.#counting;
  }

  async #count(): Promise<void> {
    const { db } = this.platform;
    const today = dayOf(this.now());
    const first = await db.row<{ create_at: number }>(FIRST);
    const start = first ? dayOf(first.create_at) : today;
    const counted = new Set((await db.rows<{ day: number }>(COUNTED, [start, today])).map(({ day }) => day));
    for (let day = today - 1; day >= start; day--) {
      if (counted.has(day)) continue;
      await db.transaction(async (tx) => {
        await tx.run(COUNT_DAY, [day, day * DAY, (day + 1) * DAY]);
        await tx.run(MARK, [day]);
      });
    }
    this.#complete = true;
  }

  /** Waits a moment for what is not counted yet: a server that starts counting must not make anybody wait long. */
  async ready(): Promise<void> {
    await Promise.race([this.catchUp(), new Promise((done) => setTimeout(done, 1_500).unref())]);
  }

  /** The last days, oldest first, today included; with a team only what was written there. */
  async days(length: number, teamId = ""): Promise<ActivityDay[]> {
    await this.ready();
    const today = dayOf(this.now());
    const from = today - length + 1;
    const rows = await this.platform.db.rows<Sums & { day: number }>(SERIES, [from, teamId]);
    const byDay = new Map<number, Sums>(rows.map(({ day, ...sums }) => [day, sums]));
    byDay.set(today, await this.#sumsOfToday(teamId));
    const none: Sums = { messages: 0, bot_messages: 0, people: 0 };
    return Array.from({ length }, (_, at) => ({ day: nameOf(from + at), ...(byDay.get(from + at) ?? none) }));
  }

  #sumsOfToday(teamId: string): Promise<Sums> {
    const now = this.now();
    const known = this.#today.get(teamId);
    if (known && now - known.at < FRESH && dayOf(known.at) === dayOf(now)) return known.sums;
    const read = async (db: Queryable) => {
      const row = (await db.row<Sums>(TODAY, [dayOf(now) * DAY, teamId])) as Sums;
      return { messages: row.messages ?? 0, bot_messages: row.bot_messages ?? 0, people: row.people };
    };
    const sums = read(this.platform.db);
    if (this.#today.size > 500) this.#today.clear();
    this.#today.set(teamId, { at: now, sums });
    sums.catch(() => this.#today.delete(teamId));
    return sums;
  }
}
