import { type Static, Type } from "@sinclair/typebox";
import { API } from "./common.js";
import { endpoint } from "./endpoint.js";
import { bookmarkPermissions, type Permission } from "./permissions.js";

/** What can be switched off for the members and guests of one channel, with the permissions it stands for. */
export const moderated = {
  create_post: ["create_post"],
  create_reactions: ["add_reaction", "remove_reaction"],
  manage_members: ["manage_public_channel_members", "manage_private_channel_members"],
  use_channel_mentions: ["use_channel_mentions"],
  manage_bookmarks: bookmarkPermissions,
} as const satisfies Record<string, readonly Permission[]>;
export type ModeratedName = keyof typeof moderated;

const Name = Type.Unsafe<ModeratedName>(Type.String({ enum: Object.keys(moderated) }));
/** `value`: whether they may; `enabled`: whether that can be changed here, because their role allows it at all. */
const Switch = Type.Object({ value: Type.Boolean(), enabled: Type.Boolean() });

export const Moderation = Type.Object({
  name: Name,
  roles: Type.Object({ members: Switch, guests: Type.Optional(Switch), admins: Switch }),
});
export type Moderation = Static<typeof Moderation>;

const moderations = `${API}/channels/{channel_id}/moderations` as const;

export const getModerations = endpoint({
  method: "GET",
  path: moderations,
  reply: Type.Array(Moderation),
  summary: "What members and guests may do in a channel.",
});
export const patchModerations = endpoint({
  method: "PUT",
  path: `${moderations}/patch`,
  body: Type.Array(
    Type.Object({
      name: Name,
      roles: Type.Object({ members: Type.Optional(Type.Boolean()), guests: Type.Optional(Type.Boolean()) }),
    }),
    { maxItems: 20 },
  ),
  reply: Type.Array(Moderation),
  summary: "Switch off or on what members and guests may do in a channel, such as writing in it.",
});
