import type { ErasureReceipt } from "../../api/privacy.js";
import { type Queryable, statement } from "../../platform/database/database.js";
import { postStore } from "../posts/index.js";
import { ERASED_DOMAIN, NOT_ERASED } from "../users/index.js";

const FILE_PATHS = statement(
  "privacy.file_paths",
  "SELECT path, thumbnail_path, preview_path, id, name, post_id, create_at, size FROM file_infos WHERE user_id = $1",
);
const POSTS = statement(
  "privacy.posts",
  `SELECT p.id, p.create_at, p.edit_at, p.delete_at, p.channel_id, p.root_id, p.message, p.hashtags, p.file_ids, c.name AS channel_name,
     c.type AS channel_type, coalesce(t.name, '') AS team_name
   FROM posts p JOIN channels c ON c.id = p.channel_id LEFT JOIN teams t ON t.id = c.team_id
   WHERE p.user_id = $1 AND p.original_id = '' AND p.delete_at = 0 AND p.type NOT LIKE 'system_%' AND (p.create_at, p.id) > ($2, $3)
   ORDER BY p.create_at, p.id LIMIT 1000`,
);
const RECEIPT = statement(
  "privacy.receipt",
  "INSERT INTO erasures (id, user_id, erased_by, mode, create_at, counts) VALUES ($1, $2, $3, $4, $5, $6)",
);
const PEOPLE = statement(
  "privacy.people",
  `SELECT id, username FROM users WHERE NOT is_bot AND ${NOT_ERASED} ORDER BY create_at, id`,
);
const RECEIPTS = statement("privacy.receipts", "SELECT * FROM erasures ORDER BY create_at DESC, id LIMIT $1 OFFSET $2");

// What is the person's alone goes, whatever happens to their messages. $1 = the person
const OWN: Record<string, string> = {
  sessions: "DELETE FROM sessions WHERE user_id = $1",
  access_tokens: "DELETE FROM access_tokens WHERE user_id = $1",
  preferences: "DELETE FROM preferences WHERE user_id = $1",
  profile_values: "DELETE FROM profile_values WHERE user_id = $1",
  statuses: "DELETE FROM statuses WHERE user_id = $1",
  keywords: "DELETE FROM mention_keywords WHERE user_id = $1",
  drafts: "DELETE FROM drafts WHERE user_id = $1",
  uploads: "DELETE FROM upload_sessions WHERE user_id = $1",
  reactions: "DELETE FROM reactions WHERE user_id = $1",
  mentions: "DELETE FROM mentions WHERE user_id = $1",
  followed_threads: "DELETE FROM thread_memberships WHERE user_id = $1",
  sidebar_categories: "DELETE FROM sidebar_categories WHERE user_id = $1",
  channel_memberships: "DELETE FROM channel_members WHERE user_id = $1",
  team_memberships: "DELETE FROM team_members WHERE user_id = $1",
  scheduled_messages: "DELETE FROM scheduled_posts WHERE user_id = $1",
  reminders: "DELETE FROM post_reminders WHERE user_id = $1",
  acknowledgements: "DELETE FROM post_acknowledgements WHERE user_id = $1",
  mails: "DELETE FROM mails WHERE user_id = $1 OR recipient = (SELECT email FROM users WHERE id = $1)",
  mail_notices: "DELETE FROM mail_notices WHERE user_id = $1",
  links: "DELETE FROM tokens WHERE extra->>'user_id' = $1 OR extra->>'email' = (SELECT email FROM users WHERE id = $1)",
  earlier_versions: "DELETE FROM posts WHERE user_id = $1 AND original_id <> ''",
  file_links: "DELETE FROM file_links WHERE user_id = $1",
  files: "DELETE FROM file_infos WHERE user_id = $1",
};
const MESSAGES = statement(
  "privacy.messages",
  "SELECT id FROM posts WHERE user_id = $1 AND original_id = '' AND delete_at = 0",
);
const FORGET_FILES =
  "UPDATE posts SET file_ids = '{}', update_at = greatest($2, update_at + 1) WHERE user_id = $1 AND cardinality(file_ids) > 0";
// A message others have answered keeps its place, so that their answers keep their meaning; its words go.
const EMPTY_ROOTS = `UPDATE posts p SET message = '', props = '{}', hashtags = '', search = NULL, delete_at = $2, update_at = greatest($2, update_at + 1)
  WHERE p.user_id = $1 AND p.root_id = '' AND p.original_id = '' AND EXISTS (SELECT 1 FROM posts r WHERE r.root_id = p.id AND r.user_id <> $1)`;
const REMOVE_POSTS = `DELETE FROM posts p WHERE p.user_id = $1
  AND NOT (p.root_id = '' AND EXISTS (SELECT 1 FROM posts r WHERE r.root_id = p.id AND r.user_id <> $1))`;
const RECOUNT = `UPDATE threads t SET
    reply_count = (SELECT count(*) FROM posts p WHERE p.root_id = t.post_id AND p.original_id = '' AND p.delete_at = 0),
    participants = array_remove(t.participants, $1)
  WHERE $1 = ANY (t.participants)`;
// Messages of the server that name the person: their names stand in the text and in the props.
// $1 = the name, $2 = what stands there from now on
const UNNAME = `UPDATE posts SET
    message = regexp_replace(message, '@' || replace($1, '.', '\\.') || '(?![a-z0-9_-])', '@' || $2, 'g'),
    props = replace(props::text, to_jsonb($1::text)::text, to_jsonb($2::text)::text)::jsonb
  WHERE type LIKE 'system_%' AND (position('@' || $1 in message) > 0 OR position(to_jsonb($1::text)::text in props::text) > 0)`;
const ANONYMOUS = `UPDATE users SET username = $2, email = $3, password = '', auth_service = '', auth_data = NULL, nickname = '', first_name = '', last_name = '',
  position = '', props = '{}', notify_props = '{}', timezone = '{}', mfa_active = false, mfa_secret = '', mfa_recovery = '{}', last_picture_update = 0,
  roles = 'system_user', email_verified = false, delete_at = CASE WHEN delete_at = 0 THEN $4 ELSE delete_at END, update_at = $4 WHERE id = $1`;

export interface OwnFile {
  id: string;
  name: string;
  path: string;
  thumbnail_path: string;
  preview_path: string;
  post_id: string;
  create_at: number;
  size: number;
}

export interface OwnPost {
  id: string;
  create_at: number;
  [key: string]: unknown;
}

const run = async (db: Queryable, name: string, text: string, values: unknown[]) =>
  db.run(statement(`privacy.${name}`, text), values);

export const privacyStore = {
  files: (db: Queryable, userId: string) => db.rows<OwnFile>(FILE_PATHS, [userId]),
  posts: (db: Queryable, userId: string, after: { create_at: number; id: string }) =>
    db.rows<OwnPost>(POSTS, [userId, after.create_at, after.id]),
  /** Everybody who is not erased yet, bots left out. */
  people: (db: Queryable) => db.rows<{ id: string; username: string }>(PEOPLE),
  receipts: (db: Queryable, limit: number, offset: number) => db.rows<ErasureReceipt>(RECEIPTS, [limit, offset]),
  saveReceipt: (db: Queryable, receipt: ErasureReceipt) =>
    db.run(RECEIPT, [
      receipt.id,
      receipt.user_id,
      receipt.erased_by,
      receipt.mode,
      receipt.create_at,
      JSON.stringify(receipt.counts),
    ]),

  /** Erases what the database holds of a person; returns how much there was of each kind. */
  async erase(
    db: Queryable,
    user: { id: string; username: string },
    alias: string,
    mode: "anonymise" | "remove",
    now: number,
  ): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [name, text] of Object.entries(OWN)) counts[name] = await run(db, `own_${name}`, text, [user.id]);
    await run(db, "forget_files", FORGET_FILES, [user.id, now]);
    if (mode === "remove") {
      const messages = await db.rows<{ id: string }>(MESSAGES, [user.id]);
      await postStore.callNobody(
        db,
        messages.map(({ id }) => id),
      );
      counts.messages_emptied = await run(db, "empty_roots", EMPTY_ROOTS, [user.id, now]);
      counts.messages_removed = await run(db, "remove_posts", REMOVE_POSTS, [user.id]);
      await run(db, "recount", RECOUNT, [user.id]);
    }
    counts.system_messages_changed = await run(db, "unname", UNNAME, [user.username, alias]);
    await run(db, "anonymous", ANONYMOUS, [user.id, alias, `${alias}${ERASED_DOMAIN}`, now]);
    return counts;
  },
};
