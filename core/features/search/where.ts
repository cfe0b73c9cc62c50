import type { SearchFlag, SearchRequest } from "../../edition/ports/search-engine.js";

/** After every time that can occur. */
export const LATEST = 253_402_300_799_999;

/** SQL text with numbered parameters: what people typed travels as values only. */
export class Sql {
  readonly values: unknown[] = [];

  /** The placeholder of one more value. */
  bind(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

const conditions: Record<SearchFlag, (sql: Sql, request: SearchRequest) => string> = {
  link: () => "p.message ~* '(https?://|www[.])'",
  file: () => "p.file_ids <> '{}'",
  image: () =>
    "p.file_ids <> '{}' AND EXISTS (SELECT FROM file_infos f WHERE f.post_id = p.id AND f.delete_at = 0 AND f.mime_type LIKE 'image/%')",
  reaction: () => "p.has_reactions",
  pin: () => "p.is_pinned",
  thread: () => "p.root_id <> '' OR EXISTS (SELECT FROM threads t WHERE t.post_id = p.id AND t.reply_count > 0)",
  saved: (sql, { userId }) =>
    `EXISTS (SELECT FROM preferences s WHERE s.user_id = ${sql.bind(userId, "text")} AND s.category = 'flagged_post' AND s.name = p.id)`,
  unread: (sql, { userId }) =>
    `p.create_at > (SELECT m.last_viewed_at FROM channel_members m WHERE m.channel_id = p.channel_id AND m.user_id = ${sql.bind(userId, "text")})`,
};

/** Conditions whose frequency the statistics of the database tell. */
const counted: Partial<Record<SearchFlag, string>> = {
  file: "file_ids <> '{}'",
  image: "file_ids <> '{}'",
  reaction: "has_reactions",
  pin: "is_pinned",
};

export const countedOf = ({ flags }: SearchRequest): string[] => [
  ...new Set(flags.include.flatMap((flag) => counted[flag] ?? [])),
];

const guesses: Partial<Record<SearchFlag, number>> = { thread: 0.4, saved: 0.0005, unread: 0.02, image: 0.5 };

/** The part of messages that meet the conditions on which there are no statistics, roughly. */
export const shareOf = ({ flags, extensions }: SearchRequest): number =>
  flags.include.reduce((share, flag) => share * (guesses[flag] ?? 1), extensions.include.length ? 0.02 : 1);

interface List {
  flag: SearchFlag;
  /** The condition on all messages that tells how long the list is, in proportion to what may be read … */
  counted?: string;
  /** … or how long to expect it to be. */
  rows?: number;
  /** Statement for the ids of messages. */
  ids: (sql: Sql, request: SearchRequest) => string;
}

const inChannels = (sql: Sql, { channels }: SearchRequest) =>
  `ANY(${sql.bind(
    channels.map((channel) => channel.id),
    "text[]",
  )})`;
const withFiles = (condition: string) => (sql: Sql, request: SearchRequest) =>
  `SELECT f.post_id FROM file_infos f WHERE f.channel_id = ${inChannels(sql, request)} AND f.delete_at = 0${condition}`;

/** Where messages of a kind are found without reading all messages; the most selective first. */
const lists: List[] = [
  {
    flag: "saved",
    rows: 300,
    ids: (sql, { userId }) =>
      `SELECT s.name FROM preferences s WHERE s.user_id = ${sql.bind(userId, "text")} AND s.category = 'flagged_post'`,
  },
  {
    flag: "pin",
    counted: counted.pin,
    ids: (sql, request) =>
      `SELECT i.id FROM posts i WHERE i.channel_id = ${inChannels(sql, request)} AND i.is_pinned AND i.delete_at = 0`,
  },
  {
    flag: "unread",
    rows: 3_000,
    ids: (sql, request) =>
      `SELECT i.id FROM channel_members m JOIN posts i ON i.channel_id = m.channel_id AND i.original_id = '' AND i.create_at > m.last_viewed_at
       WHERE m.user_id = ${sql.bind(request.userId, "text")} AND m.channel_id = ${inChannels(sql, request)}`,
  },
  { flag: "image", counted: counted.image, ids: withFiles(" AND f.mime_type LIKE 'image/%'") },
  { flag: "file", counted: counted.file, ids: withFiles("") },
  {
    flag: "reaction",
    counted: counted.reaction,
    ids: (sql, request) => `SELECT r.post_id FROM reactions r WHERE r.channel_id = ${inChannels(sql, request)}`,
  },
];

export const listOf = ({ flags }: SearchRequest) => lists.find((list) => flags.include.includes(list.flag));

/** Conditions on posts `p` besides words, channels and time. Each is written so that no index answers to it. */
export function filters(sql: Sql, request: SearchRequest): string[] {
  const { authors, extensions, flags, periods } = request;
  const found = ["(p.original_id = '') IS TRUE", "(p.type NOT LIKE 'system\\_%') IS TRUE"];
  if (authors.include.length) found.push(`(p.user_id = ANY(${sql.bind(authors.include, "text[]")})) IS TRUE`);
  if (authors.exclude.length) found.push(`(p.user_id <> ALL(${sql.bind(authors.exclude, "text[]")})) IS TRUE`);
  const inside = periods.include.map(
    ({ start, end }) => `(p.create_at >= ${sql.bind(start, "bigint")} AND p.create_at < ${sql.bind(end, "bigint")})`,
  );
  if (inside.length) found.push(`(${inside.join(" OR ")}) IS TRUE`);
  for (const { start, end } of periods.exclude)
    found.push(`(p.create_at < ${sql.bind(start, "bigint")} OR p.create_at >= ${sql.bind(end, "bigint")}) IS TRUE`);
  for (const flag of flags.include) found.push(`(${conditions[flag](sql, request)}) IS TRUE`);
  for (const flag of flags.exclude) found.push(`(${conditions[flag](sql, request)}) IS NOT TRUE`);
  const withExtension = (list: string[]) =>
    `(p.file_ids <> '{}' AND EXISTS (SELECT FROM file_infos f WHERE f.post_id = p.id AND f.delete_at = 0 AND f.extension = ANY(${sql.bind(list, "text[]")})))`;
  if (extensions.include.length) found.push(`${withExtension(extensions.include)} IS TRUE`);
  if (extensions.exclude.length) found.push(`${withExtension(extensions.exclude)} IS NOT TRUE`);
  return found;
}

/** The earliest and latest time that can match, the included periods taken together. */
export function timeRange({ start, end, periods }: SearchRequest): { start: number; end: number } {
  if (!periods.include.length) return { start, end };
  return {
    start: Math.max(start, Math.min(...periods.include.map((period) => period.start))),
    end: Math.min(end, Math.max(...periods.include.map((period) => period.end))),
  };
}
