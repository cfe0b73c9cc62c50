import type { TermsAcceptance } from "../../api/terms.js";
import { type Queryable, statement } from "../../platform/database/database.js";

// u = everybody who is asked. $1 = the terms in force, $2 = the time (ms) after which an acceptance counts.
const ASKED = "FROM users u WHERE u.delete_at = 0 AND NOT u.is_bot";
const ACCEPTED = "u.terms_of_service_id = $1 AND u.terms_of_service_create_at > $2";

const COUNTS = statement(
  "terms.counts",
  `SELECT count(*) FILTER (WHERE ${ACCEPTED}) AS accepted, count(*) FILTER (WHERE NOT (${ACCEPTED})) AS outstanding ${ASKED}`,
);
// $3 = those who accepted, those who did not, or null = all; $4 = those after this user name
const PEOPLE = statement(
  "terms.people",
  `SELECT u.id AS user_id, u.username, u.first_name, u.last_name, u.nickname, u.last_picture_update,
     u.terms_of_service_id, u.terms_of_service_create_at AS accepted_at,
     CASE WHEN ${ACCEPTED} THEN 'accepted' WHEN u.terms_of_service_id = '' THEN 'none' WHEN u.terms_of_service_id = $1 THEN 'expired' ELSE 'former' END AS state
   ${ASKED} AND ($3::boolean IS NULL OR (${ACCEPTED}) = $3) AND u.username > $4 ORDER BY u.username LIMIT $5 OFFSET $6`,
);

export interface Demand {
  readonly id: string;
  readonly before: number;
}

export const termsQueries = {
  /** How many of those who are asked have accepted, and how many have not. */
  counts: async (db: Queryable, { id, before }: Demand) =>
    (await db.row<{ accepted: number; outstanding: number }>(COUNTS, [id, before])) ?? { accepted: 0, outstanding: 0 },
  /** Those who are asked, by name. `accepted`: undefined = all of them. */
  people: (
    db: Queryable,
    { id, before }: Demand,
    { accepted, after = "", limit, offset = 0 }: { accepted?: boolean; after?: string; limit: number; offset?: number },
  ) => db.rows<TermsAcceptance>(PEOPLE, [id, before, accepted ?? null, after, limit, offset]),
};
