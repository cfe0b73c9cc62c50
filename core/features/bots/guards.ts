import type { Guard } from "../../platform/http/guards.js";
import type { Bots } from "./service.js";

/** Who may manage the bot in the path. One the caller may not know of does not exist for them. */
export const managesBot = (bots: Bots): Guard => ({
  words: "its owner with manage_bots, or manage_others_bots",
  session: true,
  async check({ caller, params }) {
    await bots.managedBy(caller, params.bot_user_id ?? "");
  },
});

/** Who may know of the bot in the path. */
export const seesBot = (bots: Bots): Guard => ({
  words: "its owner with read_bots, or read_others_bots",
  session: true,
  async check({ caller, params }) {
    await bots.visibleTo(caller, params.bot_user_id ?? "");
  },
});
