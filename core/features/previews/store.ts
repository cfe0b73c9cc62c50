import { createHash } from "node:crypto";
import type { LinkedImage, OpenGraph } from "../../api/previews.js";
import { type Queryable, statement } from "../../platform/database/database.js";

/** What an address leads to. `none`: nothing worth showing, or no answer. */
export type LinkMetadata =
  | { type: "opengraph"; data: { page: OpenGraph; image?: LinkedImage } }
  | { type: "image"; data: LinkedImage }
  | { type: "link" | "none"; data: null };

export type LinkRow = LinkMetadata & { url: string; fetched_at: number };

const BY_HASHES = statement(
  "previews.by_hashes",
  "SELECT url, fetched_at, type, data FROM link_metadata WHERE hash = ANY($1)",
);
const SAVE = statement(
  "previews.save",
  `INSERT INTO link_metadata (hash, url, fetched_at, type, data) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (hash) DO UPDATE SET fetched_at = excluded.fetched_at, type = excluded.type, data = excluded.data`,
);
const MAY_READ = statement(
  "previews.may_read",
  `SELECT m.user_id FROM channel_members m JOIN channels c ON c.id = m.channel_id
     LEFT JOIN team_members t ON t.team_id = c.team_id AND t.user_id = m.user_id AND t.delete_at = 0
     WHERE m.channel_id = $1 AND m.user_id = ANY($2) AND (c.team_id = '' OR t.user_id IS NOT NULL)`,
);

const hashOf = (url: string) => createHash("sha256").update(url).digest();

export const linkStore = {
  byUrls: async (db: Queryable, urls: readonly string[]) =>
    new Map((await db.rows<LinkRow>(BY_HASHES, [urls.map(hashOf)])).map((row) => [row.url, row])),
  save: (db: Queryable, url: string, found: LinkMetadata, now: number) =>
    db.run(SAVE, [hashOf(url), url, now, found.type, found.data && JSON.stringify(found.data)]),
  /** Those of some people who are members of a channel and of its team. */
  members: async (db: Queryable, channelId: string, userIds: readonly string[]) =>
    (await db.rows<{ user_id: string }>(MAY_READ, [channelId, userIds])).map((row) => row.user_id),
};
