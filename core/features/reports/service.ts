import { Readable } from "node:stream";
import type { ChannelReport, Overview, TeamReport, UserReport } from "../../api/reports.js";
import { badQuery, notFound } from "../../platform/app-error.js";
import { statement } from "../../platform/database/database.js";
import type { Monitor } from "../../platform/monitor.js";
import type { Platform } from "../../platform/platform.js";
import { csvLine, csvTime } from "../../platform/text/csv.js";
import type { UserRow, Users } from "../users/index.js";
import type { Activity, ActivityDay } from "./activity.js";
import { figures, type TeamStorage } from "./figures.js";
import { countPeople, type Figures, type Filter, figuresOf, findPeople, type Query } from "./people.js";

const TEAM_EXISTS = statement("reports.team_exists", "SELECT 1 AS found FROM teams WHERE id = $1");
/** Sizes of all files are summed at most this often (ms). */
const STORAGE_FRESH = 300_000;
const CSV_PAGE = 500;
const NO_FIGURES: Figures = { last_status_at: 0, last_post_date: 0, days_active: 0, total_posts: 0, channel_count: 0 };

type Row = { name: string; value: number };

/** How the server is used, for those who run it. */
export class Reports {
  readonly #start = Date.now();
  #storage: { at: number; rows: Promise<TeamStorage[]> } | undefined;

  constructor(
    readonly platform: Platform,
    readonly users: Users,
    readonly activity: Activity,
    readonly monitor: Monitor,
    readonly version: string,
    /** What the settings ask for and this node cannot do. */
    readonly problems: () => Overview["problems"],
  ) {}

  /** A page of people with their activity. @throws AppError 400 */
  async people(query: Query, limit: number): Promise<UserReport[]> {
    const { db } = this.platform;
    await this.activity.ready();
    const rows = await findPeople(db, query, limit);
    const found = await figuresOf(
      db,
      rows.map((row) => row.id),
      query.date_range ?? "",
      Date.now(),
    );
    return rows.map((row) => this.#present(row, found.get(row.id) ?? NO_FIGURES));
  }

  /** Administrators see whole profiles; the routes let nobody else in. */
  #present(row: UserRow, own: Figures): UserReport {
    return { ...this.users.present(row, null, "admin"), last_login: row.last_login, ...own };
  }

  count(filter: Filter): Promise<number> {
    return countPeople(this.platform.db, filter);
  }

  /** Everybody who passes the filter as a table, read page by page while it is sent; `onRows` hears of each page. */
  csv(query: Query, onRows: (count: number) => void = () => {}): Readable {
    const pages = async function* (reports: Reports) {
      yield csvLine(CSV_COLUMNS.map(([title]) => title));
      const order = { ...query, sort_column: query.sort_column || "Username" };
      let after: Partial<Query> = {};
      for (;;) {
        const rows = await reports.people({ ...order, ...after }, CSV_PAGE);
        onRows(rows.length);
        yield rows.map((row) => csvLine(CSV_COLUMNS.map(([, read]) => read(row)))).join("");
        const last = rows.at(-1);
        if (!last || rows.length < CSV_PAGE) return;
        after = { from_id: last.id, from_column_value: String(cursorOf(last, order.sort_column)) };
      }
    };
    return Readable.from(pages(this), { objectMode: false });
  }

  teams(page: { term?: string; archived?: boolean; limit: number; offset: number }): Promise<TeamReport[]> {
    return figures.teams<TeamReport>(this.platform.db, page);
  }

  channels(
    page: { term?: string; archived?: boolean; limit: number; offset: number },
    teamId?: string,
  ): Promise<ChannelReport[]> {
    return figures.channels<ChannelReport>(this.platform.db, page, teamId);
  }

  async overview(days: number): Promise<Overview> {
    const { db, hub } = this.platform;
    const now = Date.now();
    const [counts, series, storage, database, ping] = await Promise.all([
      figures.counts(db, now),
      this.activity.days(days),
      this.#storageByTeam(),
      figures.database(db),
      db.ping(),
    ]);
    const { connections, users, queuedBytes } = hub.stats();
    const pool = db.pool;
    return {
      time: now,
      version: this.version,
      uptime: now - this.#start,
      counts: { ...counts, files: sum(storage, "files"), file_bytes: sum(storage, "bytes") },
      days: series,
      complete: this.activity.complete,
      storage: storage.slice(0, 20),
      database: { ...database, ping: Math.round(ping * 10) / 10, ...pool },
      sockets: { connections, people: users, waiting_bytes: queuedBytes },
      minutes: this.monitor.minutes,
      problems: this.problems(),
    };
  }

  #storageByTeam(): Promise<TeamStorage[]> {
    const now = Date.now();
    if (this.#storage && now - this.#storage.at < STORAGE_FRESH) return this.#storage.rows;
    const rows = figures.storage(this.platform.db);
    this.#storage = { at: now, rows };
    rows.catch(() => {
      this.#storage = undefined;
    });
    return rows;
  }

  /** @throws AppError 404 */
  async team(id: string, days: number) {
    const { db } = this.platform;
    if (!(await db.row(TEAM_EXISTS, [id]))) throw notFound("team");
    const [counts, series, storage, recent, joined] = await Promise.all([
      figures.team(db, id),
      this.activity.days(days, id),
      this.#storageByTeam(),
      figures.recentlyActive(db, id),
      figures.newlyJoined(db, id),
    ]);
    const bytes = storage.find((row) => row.team_id === id)?.bytes ?? 0;
    return { ...counts, file_bytes: bytes, days: series, recently_active: recent, newly_joined: joined };
  }

  /** The figures older consoles ask for by name. @throws AppError 400, 404 */
  async analytics(name: string, teamId: string): Promise<Row[]> {
    if (teamId && !(await this.platform.db.row(TEAM_EXISTS, [teamId]))) throw notFound("team");
    const daily = DAILY[name];
    if (daily) {
      const days = await this.activity.days(31, teamId);
      return days.toReversed().map((day) => ({ name: day.day, value: daily(day) }));
    }
    if (name === "standard") return this.#standard(teamId);
    if (name === "extra_counts") {
      const { sessions, files, file_bytes } = (await this.overview(1)).counts;
      return rowsOf({ session_count: sessions, file_count: files, file_size: file_bytes });
    }
    throw badQuery("name");
  }

  async #standard(teamId: string): Promise<Row[]> {
    const { db, hub } = this.platform;
    const all = await figures.counts(db, Date.now());
    const own = teamId ? await figures.team(db, teamId) : undefined;
    return rowsOf({
      channel_open_count: (own ?? all).open_channels,
      channel_private_count: (own ?? all).private_channels,
      post_count: (own ?? all).messages,
      unique_user_count: own ? own.members : all.people,
      team_count: teamId ? 1 : all.teams,
      total_websocket_connections: hub.stats().connections,
      total_master_db_connections: db.pool.connections,
      total_read_db_connections: 0,
      daily_active_users: all.active_today,
      monthly_active_users: all.active_month,
      inactive_user_count: all.inactive,
    });
  }
}

const DAILY: Record<string, (day: ActivityDay) => number> = {
  post_counts_day: (day) => day.messages,
  bot_post_counts_day: (day) => day.bot_messages,
  user_counts_with_posts_day: (day) => day.people,
};

const rowsOf = (values: Record<string, number>): Row[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
const sum = (rows: readonly TeamStorage[], key: "files" | "bytes") => rows.reduce((total, row) => total + row[key], 0);

/** The value of a row in the column it is sorted by, for the next page. */
function cursorOf(row: UserReport, column: string): string | number {
  const values: Record<string, string | number> = {
    Username: row.username,
    Email: row.email,
    CreateAt: row.create_at,
    FirstName: row.first_name,
    LastName: row.last_name,
    Nickname: row.nickname,
  };
  return values[column] ?? row.username;
}

const CSV_COLUMNS: readonly (readonly [string, (row: UserReport) => unknown])[] = [
  ["User name", (row) => row.username],
  ["E-mail", (row) => row.email],
  ["First name", (row) => row.first_name],
  ["Last name", (row) => row.last_name],
  ["Nickname", (row) => row.nickname],
  ["Position", (row) => row.position],
  ["Roles", (row) => row.roles],
  ["Signs in with", (row) => row.auth_service || "password"],
  ["Multi-factor", (row) => (row.mfa_active ? "yes" : "no")],
  ["Active", (row) => (row.delete_at === 0 ? "yes" : "no")],
  ["Created (UTC)", (row) => csvTime(row.create_at)],
  ["Last sign-in (UTC)", (row) => csvTime(row.last_login)],
  ["Last active (UTC)", (row) => csvTime(row.last_status_at)],
  ["Last message (UTC)", (row) => csvTime(row.last_post_date)],
  ["Days with messages", (row) => row.days_active],
  ["Messages", (row) => row.total_posts],
  ["Channels", (row) => row.channel_count],
  ["Id", (row) => row.id],
];
