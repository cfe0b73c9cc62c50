import { createHash } from "node:crypto";
import { type Queryable, statement } from "../../platform/database/database.js";
import { beginsWith } from "../../platform/database/like.js";
import type { UserRow } from "./store.js";

export const sorts = ["", "create_at", "last_activity_at", "status", "admin", "display_name"] as const;
export type Sort = (typeof sorts)[number];

/** Which people a list holds. What is not set does not restrict. */
export interface PeopleFilter {
  /** Each of its words begins a word of the person's names. */
  term?: string;
  /** Whether first and last names count as names here, because the reader sees them. */
  byFullName?: boolean;
  byEmail?: boolean;
  /** Only this person and those they share a channel with. */
  knownTo?: string;
  inTeam?: string;
  notInTeam?: string;
  inChannel?: string;
  notInChannel?: string;
  withoutTeam?: boolean;
  active?: boolean;
  /** false = no bots. */
  bots?: boolean;
  role?: string;
  /** Anybody who has one of these roles: system-wide, in the team, in the channel. */
  roles?: readonly string[];
  teamRoles?: readonly string[];
  channelRoles?: readonly string[];
  /** Only those whose user names come after this one. */
  after?: string;
  sort?: Sort;
}

const ONLINE_FIRST = "array_position(ARRAY['online', 'away', 'dnd'], s.status)";
const SHOWN_NAME =
  "lower(coalesce(nullif(u.nickname, ''), nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username))";

/** Collects the clauses of one list and the values they name. */
class Clauses {
  readonly joins: string[] = [];
  readonly where: string[] = [];
  readonly values: unknown[] = [];
  /** Set where the order is not the filter's own. */
  order: string | undefined;

  /** Binds a value; returns its place in the text. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get from(): string {
    const where = this.where.length > 0 ? ` WHERE ${this.where.join(" AND ")}` : "";
    return `FROM users u ${this.joins.join(" ")}${where}`;
  }
}

/** The words of a term, as a PostgreSQL text query for prefixes: quoted, so that no sign in them has a meaning. */
export function prefixQuery(term: string): string {
  const words = term
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^@/, ""))
    .filter(Boolean);
  return words.map((word) => `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}':*`).join(" & ");
}

function matchTerm(clauses: Clauses, filter: PeopleFilter) {
  const query = prefixQuery(filter.term ?? "");
  if (!query) return;
  clauses.order = FOUND_ORDER;
  const place = `${clauses.bind(query)}::tsquery`;
  // The index holds all names; where full names are hidden, what it finds is checked again without them.
  const names = [`people_words(u.username, u.nickname, u.first_name, u.last_name) @@ ${place}`];
  if (!filter.byFullName) names.push(`people_words(u.username, u.nickname, '', '') @@ ${place}`);
  const email = filter.byEmail
    ? ` OR u.email LIKE ${clauses.bind(beginsWith((filter.term ?? "").trim().toLowerCase()))}`
    : "";
  clauses.where.push(`((${names.join(" AND ")})${email})`);
}

function matchPlaces(clauses: Clauses, filter: PeopleFilter) {
  const { joins, where } = clauses;
  if (filter.inTeam)
    joins.push(
      `JOIN team_members tm ON tm.user_id = u.id AND tm.team_id = ${clauses.bind(filter.inTeam)} AND tm.delete_at = 0`,
    );
  if (filter.inChannel)
    joins.push(`JOIN channel_members cm ON cm.user_id = u.id AND cm.channel_id = ${clauses.bind(filter.inChannel)}`);
  if (filter.notInTeam) {
    where.push(
      `NOT EXISTS (SELECT 1 FROM team_members x WHERE x.user_id = u.id AND x.team_id = ${clauses.bind(filter.notInTeam)} AND x.delete_at = 0)`,
    );
  }
  if (filter.notInChannel)
    where.push(
      `NOT EXISTS (SELECT 1 FROM channel_members x WHERE x.user_id = u.id AND x.channel_id = ${clauses.bind(filter.notInChannel)})`,
    );
  if (filter.withoutTeam)
    where.push("NOT EXISTS (SELECT 1 FROM team_members x WHERE x.user_id = u.id AND x.delete_at = 0)");
  if (filter.knownTo) {
    const me = clauses.bind(filter.knownTo);
    where.push(
      `(u.id = ${me} OR u.id IN (SELECT other.user_id FROM channel_members mine JOIN channel_members other USING (channel_id) WHERE mine.user_id = ${me}))`,
    );
  }
}

/** `team_user` and `channel_user` mean members who are neither administrators nor guests there. */
function memberRole(alias: string, role: string): string | undefined {
  if (role.endsWith("_admin")) return `${alias}.scheme_admin`;
  if (role.endsWith("_guest")) return `${alias}.scheme_guest`;
  return role.endsWith("_user") ? `(${alias}.scheme_user AND NOT ${alias}.scheme_admin)` : undefined;
}

function matchRoles(clauses: Clauses, filter: PeopleFilter) {
  if (filter.role) clauses.where.push(`${clauses.bind(filter.role)} = ANY(string_to_array(u.roles, ' '))`);
  const any: string[] = [];
  const special = (filter.roles ?? []).filter((role) => role !== "system_user");
  if (special.length > 0) any.push(`string_to_array(u.roles, ' ') && ${clauses.bind(special)}::text[]`);
  if (filter.roles?.includes("system_user")) any.push("u.roles = 'system_user'");
  for (const role of filter.teamRoles ?? []) any.push(memberRole("tm", role) ?? "false");
  for (const role of filter.channelRoles ?? []) any.push(memberRole("cm", role) ?? "false");
  if (any.length > 0) clauses.where.push(`(${[...new Set(any)].join(" OR ")})`);
}

// How rare a term is the planner cannot know. Sorted by an expression, it does not read everybody in the order of their
// user names in the hope of finding enough of them soon.
const FOUND_ORDER = "u.username || ''";

function orderOf(clauses: Clauses, filter: PeopleFilter): string {
  switch (filter.sort) {
    case "create_at":
      return "u.create_at DESC, u.id DESC";
    case "last_activity_at":
      clauses.joins.push("LEFT JOIN statuses s ON s.user_id = u.id");
      return "coalesce(s.last_activity_at, 0) DESC, u.username";
    case "status":
      clauses.joins.push("LEFT JOIN statuses s ON s.user_id = u.id");
      return `coalesce(${ONLINE_FIRST}, 9), u.username`;
    case "admin": {
      const alias = filter.inChannel ? "cm" : filter.inTeam ? "tm" : undefined;
      return `${alias ? `${alias}.scheme_admin` : "('system_admin' = ANY(string_to_array(u.roles, ' ')))"} DESC, u.username`;
    }
    case "display_name":
      return `${SHOWN_NAME}, u.username`;
    default:
      return "u.username";
  }
}

/** The one word of a term, without `@`; undefined when it has none or several. */
function onlyWord(term = ""): string | undefined {
  const word = term.trim().toLowerCase().replace(/^@/, "");
  return word && !/\s/.test(word) ? word : undefined;
}

type Page = { limit: number; offset: number };

// The text depends on which filters are set, never on their values, so there are few of them.
const named = (text: string) =>
  statement(`users.list.${createHash("sha1").update(text).digest("hex").slice(0, 16)}`, text);

function clausesOf(filter: PeopleFilter, more?: (clauses: Clauses) => void): Clauses {
  const clauses = new Clauses();
  matchPlaces(clauses, filter);
  more?.(clauses);
  matchRoles(clauses, filter);
  if (filter.active !== undefined) clauses.where.push(filter.active ? "u.delete_at = 0" : "u.delete_at > 0");
  if (filter.after) clauses.where.push(`u.username > ${clauses.bind(filter.after)}`);
  if (filter.bots === false) clauses.where.push("NOT u.is_bot");
  return clauses;
}

function select(
  db: Queryable,
  filter: PeopleFilter,
  page: Page,
  more?: (clauses: Clauses) => void,
): Promise<UserRow[]> {
  const clauses = clausesOf(filter, more);
  const order = clauses.order ?? orderOf(clauses, filter);
  const text = `SELECT u.* ${clauses.from} ORDER BY ${order} LIMIT ${clauses.bind(page.limit)} OFFSET ${clauses.bind(page.offset)}`;
  return db.rows<UserRow>(named(text), clauses.values);
}

/** How many people pass the filter. */
export async function countPeople(db: Queryable, filter: PeopleFilter): Promise<number> {
  const clauses = clausesOf(filter);
  const row = await db.row<{ count: number }>(named(`SELECT count(*) AS count ${clauses.from}`), clauses.values);
  return row?.count ?? 0;
}

/** People who pass the filter, sorted. */
export const listPeople = (db: Queryable, filter: PeopleFilter, page: Page): Promise<UserRow[]> =>
  select(db, filter, page);

/**
 * At most `limit` people whom a term finds: first those whose user name it is or begins, then those it finds by other
 * names. The first are read in the order of an index, so that a term of one letter costs no more than a long one.
 */
export async function findPeople(db: Queryable, filter: PeopleFilter, limit: number): Promise<UserRow[]> {
  const word = onlyWord(filter.term);
  if (!word) return select(db, filter, { limit, offset: 0 }, (clauses) => matchTerm(clauses, filter));
  const begins = (clauses: Clauses) => `u.username LIKE ${clauses.bind(beginsWith(word))}`;
  const first = await select(db, filter, { limit, offset: 0 }, (clauses) => clauses.where.push(begins(clauses)));
  if (first.length >= limit) return first;
  const rest = await select(db, filter, { limit: limit - first.length, offset: 0 }, (clauses) => {
    matchTerm(clauses, filter);
    clauses.where.push(`NOT ${begins(clauses)}`);
  });
  return [...first, ...rest];
}
