import type { SearchRequest } from "../../edition/ports/search-engine.js";
import type { Step } from "./plan.js";
import type { IndexQuery } from "./query.js";
import { filters, LATEST, listOf, Sql, timeRange } from "./where.js";

/** The statement that goes one way through the database. */
export function postQuery(
  request: SearchRequest,
  words: IndexQuery | undefined,
  { way, bound }: Step,
  since = 0,
): { text: string; values: unknown[] } {
  const sql = new Sql();
  const { start, end } = timeRange(request);
  const time = `p.create_at >= ${sql.bind(Math.max(start, since), "bigint")} AND p.create_at < ${sql.bind(Math.min(end, LATEST), "bigint")}`;
  const ids = request.channels.map((channel) => channel.id);
  const readable = () => `p.channel_id = ANY(${sql.bind(ids, "text[]")})`;
  const holds = words ? `p.search @@ ${sql.bind(words.tsquery, "tsquery")}` : "true";
  const rest = filters(sql, request);
  const alive = "(p.delete_at = 0) IS TRUE";
  const page = `ORDER BY create_at DESC, id DESC LIMIT ${sql.bind(request.limit, "int")} OFFSET ${sql.bind(request.offset, "int")}`;
  // CASE, because the cheap question must come before the costly one
  const readableAndHolds = () => `CASE WHEN ${readable()} THEN ${holds} END`;
  const inside = (index: string, ...others: string[]) =>
    `WITH found AS MATERIALIZED (SELECT p.id, p.create_at FROM posts p WHERE ${[index, ...others, ...rest].join(" AND ")})
     SELECT id FROM found ${page}`;
  const text = () => {
    switch (way) {
      case "words":
        return inside(
          `p.search @@ ${sql.bind(words?.lookup, "tsquery")}`,
          `p.delete_at = 0 AND ${time}`,
          readableAndHolds(),
        );
      case "channels":
        return inside(`${readable()} AND p.original_id = '' AND ${time}`, alive, `(${holds}) IS TRUE`);
      case "authors":
        return inside(
          `p.user_id = ANY(${sql.bind(request.authors.include, "text[]")}) AND ${time}`,
          alive,
          readableAndHolds(),
        );
      case "listed":
        return inside(
          `p.id IN (${listOf(request)?.ids(sql, request)})`,
          `(${time}) IS TRUE`,
          alive,
          readableAndHolds(),
        );
      case "recent":
        return `SELECT p.id FROM (SELECT * FROM posts p WHERE p.delete_at = 0 AND ${time} ORDER BY p.create_at DESC LIMIT ${sql.bind(bound, "bigint")}) p
          WHERE ${[readableAndHolds(), ...rest].join(" AND ")} ${page.replace("create_at", "p.create_at").replace(" id ", " p.id ")}`;
      case "each-channel":
        return `SELECT h.id FROM unnest(${sql.bind(ids, "text[]")}) AS c (id), LATERAL (
            SELECT p.id, p.create_at FROM posts p
            WHERE ${[`p.channel_id = c.id AND p.original_id = '' AND ${time}`, alive, `(${holds}) IS TRUE`, ...rest].join(" AND ")}
            ORDER BY p.create_at DESC, p.id DESC LIMIT ${sql.bind(request.offset + request.limit, "bigint")}
          ) h ${page.replace("create_at", "h.create_at").replace(" id ", " h.id ")}`;
    }
  };
  return { text: text(), values: sql.values };
}
