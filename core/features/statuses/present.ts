import type { Status } from "../../api/statuses.js";
import type { StatusRow } from "./store.js";

/** Somebody nobody has heard of yet. */
export const absent = (userId: string): StatusRow => ({
  user_id: userId,
  status: "offline",
  manual: false,
  last_activity_at: 0,
  dnd_end_time: 0,
  previous_status: "",
});

export function presentStatus(row: StatusRow, showActivity: boolean): Status {
  return {
    user_id: row.user_id,
    status: row.status,
    manual: row.manual,
    last_activity_at: showActivity ? row.last_activity_at : 0,
    active_channel: "",
    dnd_end_time: Math.floor(row.dnd_end_time / 1000),
  };
}
