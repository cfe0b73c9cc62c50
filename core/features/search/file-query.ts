import type { SearchRequest } from "../../edition/ports/search-engine.js";
import type { IndexQuery } from "./query.js";
import { LATEST, Sql, timeRange } from "./where.js";

/** The statement that finds files by the words of their names, looking up either the words or the channels first. */
export function fileQuery(
  request: SearchRequest,
  words: IndexQuery | undefined,
  first: "words" | "channels",
): { text: string; values: unknown[] } {
  const sql = new Sql();
  const readable = `f.channel_id = ANY(${sql.bind(
    request.channels.map((channel) => channel.id),
    "text[]",
  )})`;
  const conditions = [
    first === "words" ? `f.search @@ ${sql.bind(words?.lookup, "tsquery")} AND (${readable}) IS TRUE` : readable,
    "(f.delete_at = 0 AND f.post_id <> '') IS TRUE",
    ...(words ? [`(f.search @@ ${sql.bind(words.tsquery, "tsquery")}) IS TRUE`] : []),
    ...fileFilters(sql, request),
  ];
  return {
    text: `WITH found AS MATERIALIZED (SELECT f.id, f.create_at, f.post_id FROM file_infos f WHERE ${conditions.join(" AND ")})
      SELECT id FROM found WHERE EXISTS (SELECT FROM posts p WHERE p.id = found.post_id AND p.delete_at = 0)
      ORDER BY create_at DESC, id DESC LIMIT ${sql.bind(request.limit, "int")} OFFSET ${sql.bind(request.offset, "int")}`,
    values: sql.values,
  };
}

function fileFilters(sql: Sql, request: SearchRequest): string[] {
  const { authors, extensions, flags, periods } = request;
  const { start, end } = timeRange(request);
  const within = (period: { start: number; end: number }) =>
    `(f.create_at >= ${sql.bind(period.start, "bigint")} AND f.create_at < ${sql.bind(period.end, "bigint")})`;
  const conditions = [within({ start, end: Math.min(end, LATEST) })];
  if (periods.include.length) conditions.push(`(${periods.include.map(within).join(" OR ")})`);
  for (const period of periods.exclude) conditions.push(`NOT ${within(period)}`);
  if (authors.include.length) conditions.push(`f.user_id = ANY(${sql.bind(authors.include, "text[]")})`);
  if (authors.exclude.length) conditions.push(`f.user_id <> ALL(${sql.bind(authors.exclude, "text[]")})`);
  if (extensions.include.length) conditions.push(`f.extension = ANY(${sql.bind(extensions.include, "text[]")})`);
  if (extensions.exclude.length) conditions.push(`f.extension <> ALL(${sql.bind(extensions.exclude, "text[]")})`);
  if (flags.include.includes("image")) conditions.push("f.mime_type LIKE 'image/%'");
  if (flags.exclude.includes("image")) conditions.push("f.mime_type NOT LIKE 'image/%'");
  return conditions.map((condition) => `(${condition}) IS TRUE`);
}
