import { type Static, Type } from "@sinclair/typebox";
import { API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { User, UserPatch } from "./users.js";

/** An account for a program: it has no password, acts by access tokens, and somebody answers for it. */
export const Bot = Type.Object({
  user_id: Id,
  username: Type.String(),
  display_name: Type.String(),
  description: Type.String(),
  owner_id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  /** When it was disabled; 0 = it works. */
  delete_at: Timestamp,
});
export type Bot = Static<typeof Bot>;

const bots = `${API}/bots` as const;
const oneBot = `${bots}/{bot_user_id}` as const;
const texts = {
  display_name: Type.Optional(Type.String({ maxLength: 64 })),
  description: Type.Optional(Type.String({ maxLength: 1024 })),
};
const includeDeleted = { include_deleted: Type.Optional(Type.Boolean()) };

export const BotCreate = Type.Object({ username: Type.String({ minLength: 1, maxLength: 64 }), ...texts });
export const BotPatch = Type.Object({
  username: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  ...texts,
});

export const createBot = endpoint({
  method: "POST",
  path: bots,
  body: BotCreate,
  reply: Bot,
  status: 201,
  summary: "Make a bot account; the caller answers for it.",
});
export const getBots = endpoint({
  method: "GET",
  path: bots,
  query: Type.Object({ ...pageQuery, ...includeDeleted, only_orphaned: Type.Optional(Type.Boolean()) }),
  reply: Type.Array(Bot),
  summary: "Bots: one's own, or everybody's; also disabled ones, or only those whose owner is deactivated.",
});
export const getBot = endpoint({
  method: "GET",
  path: oneBot,
  query: Type.Object(includeDeleted),
  reply: Bot,
  summary: "One bot; a disabled one when asked for.",
});
export const patchBot = endpoint({
  method: "PUT",
  path: oneBot,
  body: BotPatch,
  reply: Bot,
  summary: "Change the name or the description of a bot.",
});
export const disableBot = endpoint({
  method: "POST",
  path: `${oneBot}/disable`,
  reply: Bot,
  summary: "Disable a bot: its tokens stop at once; what it wrote stays.",
});
export const enableBot = endpoint({
  method: "POST",
  path: `${oneBot}/enable`,
  reply: Bot,
  summary: "Enable a bot again, with the tokens it has.",
});
export const assignBot = endpoint({
  method: "POST",
  path: `${oneBot}/assign/{user_id}`,
  reply: Bot,
  summary: "Hand a bot over to another person, who answers for it from then on.",
});
export const getBotIcon = endpoint({
  method: "GET",
  path: `${oneBot}/icon`,
  reply: Type.Unknown(),
  summary: "The picture of a bot (PNG).",
});
export const setBotIcon = endpoint({
  method: "POST",
  path: `${oneBot}/icon`,
  reply: StatusOk,
  summary: "Set the picture of a bot: a form with the file in the field `image`.",
});
export const deleteBotIcon = endpoint({
  method: "DELETE",
  path: `${oneBot}/icon`,
  reply: StatusOk,
  summary: "Go back to the picture drawn from the bot's initials.",
});
export const convertBotToUser = endpoint({
  method: "POST",
  path: `${oneBot}/convert_to_user`,
  query: Type.Object({ set_system_admin: Type.Optional(Type.Boolean()) }),
  body: UserPatch,
  reply: User,
  summary: "Make a bot the account of a person, with an e-mail address and a password of its own.",
});
export const convertUserToBot = endpoint({
  method: "POST",
  path: `${API}/users/{user_id}/convert_to_bot`,
  reply: Bot,
  summary: "Make the account of a person a bot: its password and sessions end, its access tokens go on.",
});
