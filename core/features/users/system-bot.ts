import { type Queryable, statement } from "../../platform/database/database.js";
import { newId } from "../../platform/ids.js";
import { defaultNotifyProps, defaultTimezone } from "./policy.js";
import { type UserRow, userStore } from "./store.js";

const KNOWN = statement("users.system_bot", "SELECT value FROM systems WHERE name = 'SystemBotId'");
const KEEP = statement(
  "users.keep_system_bot",
  "INSERT INTO systems (name, value) VALUES ('SystemBotId', $1) ON CONFLICT (name) DO NOTHING",
);
const NAME = "system-bot";

/** The account in whose name the server itself writes to people; made when it is first needed, once for all nodes. */
export async function systemBot(db: Queryable): Promise<UserRow> {
  const known = await db.row<{ value: string }>(KNOWN);
  const found = known && (await userStore.byId(db, known.value));
  if (found) return found;
  const id = newId();
  if ((await db.run(KEEP, [id])) === 0) return make(db, (await db.row<{ value: string }>(KNOWN))?.value ?? id);
  return make(db, id);
}

async function make(db: Queryable, id: string): Promise<UserRow> {
  const now = Date.now();
  // A person may have taken the name before.
  const [taken] = await userStore.byUsernames(db, [NAME]);
  const username = taken ? `${NAME}-${id.slice(-8)}` : NAME;
  const row = {
    id,
    create_at: now,
    update_at: now,
    username,
    email: `${username}@localhost`,
    first_name: "System",
    roles: "system_user",
    is_bot: true,
    bot_description: "Writes for the server.",
    notify_props: defaultNotifyProps,
    timezone: defaultTimezone,
  };
  try {
    return await userStore.insert(db, row);
  } catch (error) {
    // Another node made it at the same moment.
    const other = await userStore.byId(db, id);
    if (other) return other;
    throw error;
  }
}
