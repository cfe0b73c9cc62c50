import type { Static } from "@sinclair/typebox";
import { checkIntegrity, type Finding } from "../../api/integrity.js";
import { statement } from "../../platform/database/database.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Platform } from "../../platform/platform.js";

/** What must hold between the tables; each query finds what breaks it. */
const CHECKS: { name: string; means: string; sql: string }[] = [
  {
    name: "thread counts",
    means: "the number of replies kept of a thread is the number there is",
    sql: `SELECT t.post_id AS id FROM threads t JOIN posts r ON r.id = t.post_id AND r.delete_at = 0
      WHERE t.reply_count <> (SELECT count(*) FROM posts p WHERE p.root_id = t.post_id AND p.original_id = '' AND p.delete_at = 0)`,
  },
  {
    name: "replies without a thread",
    means: "every reply answers a message of the same channel",
    sql: `SELECT p.id FROM posts p LEFT JOIN posts r ON r.id = p.root_id
      WHERE p.root_id <> '' AND p.original_id = '' AND p.delete_at = 0 AND (r.id IS NULL OR r.channel_id <> p.channel_id)`,
  },
  {
    name: "read counters",
    means: "nobody has read more messages than were written",
    sql: "SELECT m.channel_id || ' ' || m.user_id AS id FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.msg_count > c.total_msg_count OR m.msg_count_root > c.total_msg_count_root",
  },
  {
    name: "channels without their team",
    means: "every channel belongs to a team that exists",
    sql: "SELECT c.id FROM channels c LEFT JOIN teams t ON t.id = c.team_id WHERE c.team_id <> '' AND t.id IS NULL",
  },
  {
    name: "schemes",
    means: "teams and channels have schemes that exist and are made for them",
    sql: `SELECT p.id FROM (SELECT id, scheme_id, 'team' AS scope FROM teams UNION ALL SELECT id, scheme_id, 'channel' FROM channels) p
      LEFT JOIN schemes s ON s.id = p.scheme_id AND s.delete_at = 0 AND s.scope = p.scope WHERE p.scheme_id IS NOT NULL AND s.id IS NULL`,
  },
  {
    name: "members outside the team",
    means: "whoever is in a channel is in its team",
    sql: `SELECT m.channel_id || ' ' || m.user_id AS id FROM channel_members m JOIN channels c ON c.id = m.channel_id
      LEFT JOIN team_members t ON t.team_id = c.team_id AND t.user_id = m.user_id AND t.delete_at = 0
      WHERE c.team_id <> '' AND t.user_id IS NULL`,
  },
  {
    name: "files of no message",
    means: "every attached file belongs to a message that exists",
    sql: "SELECT f.id FROM file_infos f LEFT JOIN posts p ON p.id = f.post_id WHERE f.post_id <> '' AND f.delete_at = 0 AND p.id IS NULL",
  },
  {
    name: "messages of nobody",
    means: "every message has an author that exists",
    sql: "SELECT p.id FROM posts p LEFT JOIN users u ON u.id = p.user_id WHERE u.id IS NULL",
  },
  {
    name: "membership history",
    means: "every membership of a channel is in the history",
    sql: `SELECT m.channel_id || ' ' || m.user_id AS id FROM channel_members m
      LEFT JOIN channel_member_history h ON h.channel_id = m.channel_id AND h.user_id = m.user_id AND h.leave_time = 0 WHERE h.user_id IS NULL`,
  },
];

async function examine(platform: Platform): Promise<Static<typeof Finding>[]> {
  const findings: Static<typeof Finding>[] = [];
  for (const { name, means, sql } of CHECKS) {
    const all = statement(
      `integrity.${name}`,
      `SELECT count(*) AS count, (array_agg(id))[1:5] AS examples FROM (${sql}) broken`,
    );
    const row = await platform.db.row<{ count: number; examples: string[] | null }>(all);
    findings.push({ name, means, broken: row?.count ?? 0, examples: row?.examples ?? [] });
  }
  const missing: string[] = [];
  let files = 0;
  const sample = statement(
    "integrity.files",
    "SELECT id, path FROM file_infos WHERE delete_at = 0 ORDER BY random() LIMIT 1000",
  );
  for (const { id, path } of await platform.db.rows<{ id: string; path: string }>(sample)) {
    files++;
    if (!(await platform.files.stat(path))) missing.push(id);
  }
  findings.push({
    name: "files without bytes",
    means: `of ${files} files looked at, each is in the storage`,
    broken: missing.length,
    examples: missing.slice(0, 5),
  });
  return findings;
}

/** Whether what the server keeps fits together; only looks, changes nothing. */
export function integrityRoutes(platform: Platform): Route[] {
  return [route(checkIntegrity, system("manage_system"), () => examine(platform), { perMinute: 10 })];
}
