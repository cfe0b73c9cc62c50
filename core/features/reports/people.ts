import { createHash } from "node:crypto";
import type { Static } from "@sinclair/typebox";
import type { UserReportFilter, UserReportQuery } from "../../api/reports.js";
import { badQuery } from "../../platform/app-error.js";
import { type Queryable, statement } from "../../platform/database/database.js";
import { beginsWith } from "../../platform/database/like.js";
import { prefixQuery, type UserRow } from "../users/index.js";
import { dayOf } from "./activity.js";

export type Filter = Static<typeof UserReportFilter>;
export type Query = Static<typeof UserReportQuery>;

/** What a report adds to a person. */
export interface Figures {
  last_status_at: number;
  last_post_date: number;
  days_active: number;
  total_posts: number;
  channel_count: number;
}

const COLUMNS: Record<string, string> = {
  Username: "u.username",
  Email: "u.email",
  CreateAt: "u.create_at",
  FirstName: "lower(u.first_name)",
  LastName: "lower(u.last_name)",
  Nickname: "lower(u.nickname)",
};

class Where {
  readonly clauses = ["NOT u.is_bot"];
  readonly values: unknown[] = [];

  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  add(clause: string) {
    this.clauses.push(clause);
  }

  get text(): string {
    return this.clauses.join(" AND ");
  }
}

const CHANNELS_OF_GUEST =
  "(SELECT count(*) FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = u.id AND c.type IN ('O', 'P') AND c.delete_at = 0)";
const IN_TEAM = "SELECT 1 FROM team_members m WHERE m.user_id = u.id AND m.delete_at = 0";

function filtered(filter: Filter): Where {
  const where = new Where();
  const has = (role: string) => `${where.bind(role)} = ANY(string_to_array(u.roles, ' '))`;
  if (filter.role_filter === "system_user") where.add("u.roles = 'system_user'");
  else if (filter.role_filter) where.add(has(filter.role_filter));
  if (filter.has_no_team) where.add(`NOT EXISTS (${IN_TEAM})`);
  else if (filter.team_filter) where.add(`EXISTS (${IN_TEAM} AND m.team_id = ${where.bind(filter.team_filter)})`);
  if (filter.hide_active) where.add("u.delete_at > 0");
  if (filter.hide_inactive) where.add("u.delete_at = 0");
  if (filter.auth_service === "email") where.add("u.auth_service = ''");
  else if (filter.auth_service) where.add(`u.auth_service = ${where.bind(filter.auth_service)}`);
  if (filter.guest_filter) {
    where.add(has("system_guest"));
    if (filter.guest_filter === "single_channel") where.add(`${CHANNELS_OF_GUEST} = 1`);
    if (filter.guest_filter === "multi_channel") where.add(`${CHANNELS_OF_GUEST} > 1`);
  }
  search(where, filter.search_term ?? "");
  return where;
}

function search(where: Where, text: string) {
  const term = text.trim().toLowerCase();
  if (!term) return;
  const ways = [`u.id = ${where.bind(term)}`, `u.email LIKE ${where.bind(beginsWith(term))}`];
  const words = prefixQuery(term);
  if (words)
    ways.push(`people_words(u.username, u.nickname, u.first_name, u.last_name) @@ ${where.bind(words)}::tsquery`);
  where.add(`(${ways.join(" OR ")})`);
}

// The text depends on which filters are set, never on their values, so there are few of them.
const named = (text: string) =>
  statement(`reports.${createHash("sha1").update(text).digest("hex").slice(0, 16)}`, text);

/** People who pass the filter, after the row the caller has seen last. @throws AppError 400 */
export async function findPeople(db: Queryable, query: Query, limit: number): Promise<UserRow[]> {
  const where = filtered(query);
  const column = COLUMNS[query.sort_column || "Username"] as string;
  const back = query.direction === "prev";
  const descending = (query.sort_direction === "desc") !== back;
  if (query.from_id) {
    const numeric = query.sort_column === "CreateAt";
    if (numeric && !/^\d{1,15}$/.test(query.from_column_value ?? "")) throw badQuery("from_column_value");
    const value = `${where.bind(numeric ? Number(query.from_column_value) : (query.from_column_value ?? "").toLowerCase())}${numeric ? "::bigint" : "::text"}`;
    where.add(`(${column}, u.id) ${descending ? "<" : ">"} (${value}, ${where.bind(query.from_id)})`);
  }
  const order = descending ? "DESC" : "ASC";
  const text = `SELECT u.* FROM users u WHERE ${where.text} ORDER BY ${column} ${order}, u.id ${order} LIMIT ${where.bind(limit)}`;
  const rows = await db.rows<UserRow>(named(text), where.values);
  return back ? rows.reverse() : rows;
}

export async function countPeople(db: Queryable, filter: Filter): Promise<number> {
  const where = filtered(filter);
  const row = await db.row<{ count: number }>(
    named(`SELECT count(*) AS count FROM users u WHERE ${where.text}`),
    where.values,
  );
  return row?.count ?? 0;
}

const FIGURES = statement(
  "reports.figures",
  `SELECT u.id, coalesce(s.last_activity_at, 0) AS last_status_at, coalesce(last.at, 0) AS last_post_date,
     (coalesce(old.days, 0) + coalesce(new.days, 0))::integer AS days_active,
     (coalesce(old.messages, 0) + coalesce(new.messages, 0))::integer AS total_posts, coalesce(c.count, 0)::integer AS channel_count
   FROM unnest($1::text[]) AS u(id)
   LEFT JOIN statuses s ON s.user_id = u.id
   LEFT JOIN LATERAL (SELECT create_at AS at FROM posts p WHERE p.user_id = u.id AND p.delete_at = 0 AND p.type NOT LIKE 'system\\_%' ORDER BY create_at DESC LIMIT 1) last ON true
   LEFT JOIN LATERAL (SELECT count(DISTINCT day) AS days, sum(messages) AS messages FROM activity_days a WHERE a.user_id = u.id AND a.day >= $2 AND a.day < $3) old ON true
   LEFT JOIN LATERAL (SELECT least(count(*), 1) AS days, count(*) AS messages FROM posts p WHERE $5 AND p.user_id = u.id AND p.create_at >= $4 AND p.delete_at = 0 AND p.type NOT LIKE 'system\\_%') new ON true
   LEFT JOIN LATERAL (SELECT count(*) FROM channel_members m JOIN channels ch ON ch.id = m.channel_id WHERE m.user_id = u.id AND ch.type IN ('O', 'P') AND ch.delete_at = 0) c ON true`,
);

/** First day and the day after the last one (counted from 1970) of a range. */
export function daysOf(range: string, now: number): { from: number; to: number } {
  const date = new Date(now);
  const month = (offset: number) => dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
  const today = dayOf(now);
  switch (range) {
    case "last_30_days":
      return { from: today - 29, to: today + 1 };
    case "previous_month":
      return { from: month(-1), to: month(0) };
    case "last_6_months":
      return { from: dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 6, date.getUTCDate())), to: today + 1 };
    default:
      return { from: 0, to: today + 1 };
  }
}

/** The figures of people within a range. */
export async function figuresOf(
  db: Queryable,
  ids: readonly string[],
  range: string,
  now: number,
): Promise<Map<string, Figures>> {
  const { from, to } = daysOf(range, now);
  const today = dayOf(now);
  const rows = await db.rows<Figures & { id: string }>(FIGURES, [
    ids,
    from,
    Math.min(to, today),
    today * 86_400_000,
    to > today,
  ]);
  return new Map(rows.map(({ id, ...figures }) => [id, figures]));
}
