import { badBody } from "../../platform/app-error.js";
import { isId } from "../../platform/ids.js";
import type { ActionContext } from "../../platform/realtime/index.js";
import { isGuest } from "../roles/index.js";
import { type Users, userStore } from "../users/index.js";
import type { Statuses } from "./service.js";

const MAX_IDS = 1_000;

/** What clients ask and tell about statuses over their socket. */
export function statusActions(statuses: Statuses, users: Users): void {
  const { db, hub } = statuses.platform;

  /** The people a person may know of; undefined = everybody. */
  const knownTo = async (userId: string) => {
    const guest = isGuest(await users.get(userId));
    return guest ? new Set([userId, ...(await userStore.knownTo(db, userId))]) : undefined;
  };

  const all = async ({ userId }: ActionContext) => {
    const known = await knownTo(userId);
    return Object.fromEntries(
      statuses
        .shown()
        .filter((row) => !known || known.has(row.user_id))
        .map((row) => [row.user_id, row.status]),
    );
  };
  hub.onAction("get_statuses", all, { reads: true });

  const byIds = async ({ userId, data }: ActionContext) => {
    const ids = (data as { user_ids?: unknown }).user_ids;
    if (!Array.isArray(ids) || ids.length > MAX_IDS || !ids.every(isId)) throw badBody("user_ids");
    const known = await knownTo(userId);
    const rows = await statuses.of(ids.filter((id: string) => !known || known.has(id)));
    return Object.fromEntries(rows.map((row) => [row.user_id, row.status]));
  };
  hub.onAction("get_statuses_by_ids", byIds, { reads: true });

  const update = async ({ userId, connectionId, data }: ActionContext) => {
    const { user_is_active: active, manual = false } = data as { user_is_active?: unknown; manual?: unknown };
    if (typeof active !== "boolean") throw badBody("user_is_active");
    if (typeof manual !== "boolean") throw badBody("manual");
    await statuses.activity(userId, connectionId, active, manual);
  };
  hub.onAction("user_update_active_status", update, { canWait: true });
}
