import { AppError } from "../../platform/app-error.js";
import { type Database, statement } from "../../platform/database/database.js";

const linked = (kind: "team" | "channel") =>
  `FROM group_${kind}s l JOIN groups g ON g.id = l.group_id AND g.delete_at = 0 WHERE l.${kind}_id = $1 AND l.delete_at = 0`;

const GROUPS = {
  team: statement("constraint.team_groups", `SELECT EXISTS (SELECT 1 ${linked("team")}) AS any`),
  channel: statement("constraint.channel_groups", `SELECT EXISTS (SELECT 1 ${linked("channel")}) AS any`),
};
const outside = (kind: "team" | "channel") =>
  `SELECT u.id FROM users u WHERE u.id = ANY($2) AND NOT u.is_bot
   AND NOT EXISTS (SELECT 1 ${linked(kind)} AND EXISTS (
     SELECT 1 FROM group_members m WHERE m.group_id = l.group_id AND m.user_id = u.id AND m.delete_at = 0))`;
const OUTSIDE = {
  team: statement("constraint.outside_team", outside("team")),
  channel: statement("constraint.outside_channel", outside("channel")),
};

interface Place {
  readonly id: string;
  readonly group_constrained: boolean;
}

/** Teams and channels that only people of their groups may be in, whoever keeps these groups. */
export class GroupConstraint {
  constructor(
    readonly db: Database,
    readonly kind: "team" | "channel",
  ) {}

  /** @throws AppError 400 when somebody belongs to none of the groups of a place that wants that */
  async admit(place: Place, userIds: readonly string[]): Promise<void> {
    if (!place.group_constrained) return;
    if ((await this.db.rows(OUTSIDE[this.kind], [place.id, userIds])).length > 0)
      throw new AppError("api.group_constrained.user_denied.app_error", { kind: this.kind });
  }

  /** Without any group nobody could be in the place. @throws AppError 400 */
  async mayBegin(place: Place): Promise<void> {
    if (!(await this.db.row<{ any: boolean }>(GROUPS[this.kind], [place.id]))?.any)
      throw new AppError("api.group_constrained.no_groups.app_error", { kind: this.kind });
  }
}
