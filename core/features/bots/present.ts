import type { Bot } from "../../api/bots.js";
import type { UserRow } from "../users/index.js";

/** The account of a bot as the record clients know. */
export const presentBot = (user: UserRow): Bot => ({
  user_id: user.id,
  username: user.username,
  display_name: user.first_name,
  description: user.bot_description,
  owner_id: user.bot_owner_id,
  create_at: user.create_at,
  update_at: user.update_at,
  delete_at: user.delete_at,
});
