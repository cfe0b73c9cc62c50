import { type Static, Type } from "@sinclair/typebox";
import { API, Id, IdOrEmpty, Ids, PageQuery, pageQuery, StatusOk, StringMap, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const Timezone = Type.Object({
  useAutomaticTimezone: Type.Union([Type.Boolean(), Type.String()]),
  automaticTimezone: Type.String(),
  manualTimezone: Type.String(),
});

/** A person as clients see them; e-mail and full name are empty where the server hides them from the reader. */
export const User = Type.Object({
  id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  username: Type.String(),
  auth_data: Type.String(),
  auth_service: Type.String(),
  email: Type.String(),
  email_verified: Type.Optional(Type.Boolean()),
  nickname: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  position: Type.String(),
  roles: Type.String(),
  props: StringMap,
  notify_props: StringMap,
  last_password_update: Timestamp,
  last_picture_update: Timestamp,
  failed_attempts: Type.Optional(Type.Integer()),
  locale: Type.String(),
  timezone: Type.Unsafe<{ useAutomaticTimezone: string; automaticTimezone: string; manualTimezone: string }>(
    Type.Object({}),
  ),
  mfa_active: Type.Boolean(),
  last_activity_at: Timestamp,
  is_bot: Type.Boolean(),
  bot_description: Type.String(),
  disable_welcome_email: Type.Boolean(),
  terms_of_service_id: Type.String(),
  terms_of_service_create_at: Timestamp,
});
export type User = Static<typeof User>;

const Name = Type.String({ maxLength: 64 });
const Email = Type.String({ maxLength: 128 });
const Password = Type.String({ maxLength: 256 });

const profile = {
  username: Type.Optional(Name),
  email: Type.Optional(Email),
  nickname: Type.Optional(Name),
  first_name: Type.Optional(Name),
  last_name: Type.Optional(Name),
  position: Type.Optional(Type.String({ maxLength: 128 })),
  locale: Type.Optional(Type.String({ pattern: "^[A-Za-z]{0,3}([-_][A-Za-z0-9]{2,8})*$" })),
  timezone: Type.Optional(Type.Partial(Timezone)),
  props: Type.Optional(StringMap),
  notify_props: Type.Optional(StringMap),
};

export const UserCreate = Type.Object({ ...profile, username: Name, email: Email, password: Type.Optional(Password) });
/** The current password is asked when somebody changes their own e-mail address. */
export const UserPatch = Type.Object({ ...profile, password: Type.Optional(Password) });

const users = `${API}/users` as const;

export const createUser = endpoint({
  method: "POST",
  path: `${users}`,
  query: Type.Object({
    t: Type.Optional(Type.String()),
    iid: Type.Optional(Type.String()),
    r: Type.Optional(Type.String()),
  }),
  body: UserCreate,
  reply: User,
  status: 201,
  summary: "Create an account: the first on a server, by invitation, or openly where that is allowed.",
});

export const getUser = endpoint({ method: "GET", path: `${users}/{user_id}`, reply: User, summary: "One person." });
export const getUserByUsername = endpoint({
  method: "GET",
  path: `${users}/username/{username}`,
  reply: User,
  summary: "One person by user name.",
});
export const getUserByEmail = endpoint({
  method: "GET",
  path: `${users}/email/{email}`,
  reply: User,
  summary: "One person by e-mail address.",
});
export const getUsersByIds = endpoint({
  method: "POST",
  path: `${users}/ids`,
  query: Type.Object({ since: Type.Optional(Type.Integer({ minimum: 0 })) }),
  body: Ids,
  reply: Type.Array(User),
  summary: "People by their ids; with `since` only those changed later (ms).",
});
export const getUsersByUsernames = endpoint({
  method: "POST",
  path: `${users}/usernames`,
  body: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 }),
  reply: Type.Array(User),
  summary: "People by their user names.",
});

export const listUsers = endpoint({
  method: "GET",
  path: `${users}`,
  query: Type.Object({
    ...pageQuery,
    in_team: Type.Optional(IdOrEmpty),
    not_in_team: Type.Optional(IdOrEmpty),
    in_channel: Type.Optional(IdOrEmpty),
    not_in_channel: Type.Optional(IdOrEmpty),
    in_group: Type.Optional(IdOrEmpty),
    without_team: Type.Optional(Type.Boolean()),
    active: Type.Optional(Type.Boolean()),
    inactive: Type.Optional(Type.Boolean()),
    role: Type.Optional(Type.String({ maxLength: 64 })),
    roles: Type.Optional(Type.String({ maxLength: 500 })),
    channel_roles: Type.Optional(Type.String({ maxLength: 500 })),
    team_roles: Type.Optional(Type.String({ maxLength: 500 })),
    sort: Type.Optional(Type.String({ maxLength: 30 })),
    /** The last person of the page before, instead of `page`; only in the order of user names. */
    cursor_id: Type.Optional(IdOrEmpty),
    /** Only those an access policy would let in: refused, as no channel or team has one here. */
    abac_match_only: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Array(User),
  summary: "People, filtered by team, channel, role or activity.",
});

export const searchUsers = endpoint({
  method: "POST",
  path: `${users}/search`,
  body: Type.Object({
    term: Type.Optional(Type.String({ maxLength: 256 })),
    team_id: Type.Optional(Type.String()),
    not_in_team_id: Type.Optional(Type.String()),
    in_channel_id: Type.Optional(Type.String()),
    not_in_channel_id: Type.Optional(Type.String()),
    group_constrained: Type.Optional(Type.Boolean()),
    allow_inactive: Type.Optional(Type.Boolean()),
    without_team: Type.Optional(Type.Boolean()),
    role: Type.Optional(Type.String()),
    roles: Type.Optional(Type.Array(Type.String())),
    limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  }),
  reply: Type.Array(User),
  summary: "People whose name begins like the term.",
});

export const autocompleteUsers = endpoint({
  method: "GET",
  path: `${users}/autocomplete`,
  query: Type.Object({
    name: Type.Optional(Type.String({ maxLength: 64 })),
    in_team: Type.Optional(Type.String()),
    team_id: Type.Optional(Type.String()),
    in_channel: Type.Optional(Type.String()),
    channel_id: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 100 })),
  }),
  reply: Type.Object({ users: Type.Array(User), out_of_channel: Type.Optional(Type.Array(User)) }),
  summary: "People for a name being typed: those in the channel first, then those of the team.",
});

export const updateUser = endpoint({
  method: "PUT",
  path: `${users}/{user_id}`,
  body: Type.Object({ ...profile, id: Type.Optional(Type.String()), password: Type.Optional(Password) }),
  reply: User,
  summary: "Replace a profile.",
});
export const patchUser = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/patch`,
  body: UserPatch,
  reply: User,
  summary: "Change parts of a profile.",
});
export const updatePassword = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/password`,
  body: Type.Object({
    current_password: Type.Optional(Password),
    new_password: Password,
    already_hashed: Type.Optional(Type.Boolean()),
  }),
  reply: StatusOk,
  summary: "Change a password; other sessions of the account end.",
});
export const updateUserRoles = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/roles`,
  body: Type.Object({ roles: Type.String({ maxLength: 500 }) }),
  reply: StatusOk,
  summary: "Set the system-wide roles of a person.",
});
export const updateUserActive = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/active`,
  body: Type.Object({ active: Type.Boolean() }),
  reply: StatusOk,
  summary: "Deactivate or reactivate an account.",
});
export const deactivateUser = endpoint({
  method: "DELETE",
  path: `${users}/{user_id}`,
  query: Type.Object({ permanent: Type.Optional(Type.Boolean()) }),
  reply: StatusOk,
  summary: "Deactivate an account; with `permanent` erase the person with their messages, where that is allowed.",
});

export const getUserImage = endpoint({
  method: "GET",
  path: `${users}/{user_id}/image`,
  reply: Type.Unknown(),
  summary: "The picture of a person (PNG).",
});
export const getDefaultUserImage = endpoint({
  method: "GET",
  path: `${users}/{user_id}/image/default`,
  reply: Type.Unknown(),
  summary: "The picture drawn from a person's initials (PNG).",
});
export const setUserImage = endpoint({
  method: "POST",
  path: `${users}/{user_id}/image`,
  reply: StatusOk,
  summary: "Set a picture: multipart field `image`.",
});
export const deleteUserImage = endpoint({
  method: "DELETE",
  path: `${users}/{user_id}/image`,
  reply: StatusOk,
  summary: "Go back to the picture drawn from initials.",
});

export const getKnownUsers = endpoint({
  method: "GET",
  path: `${users}/known`,
  reply: Type.Array(Id),
  summary: "Ids of the people the caller shares a channel with.",
});
export const getUserStats = endpoint({
  method: "GET",
  path: `${users}/stats`,
  reply: Type.Object({ total_users_count: Type.Integer() }),
  summary: "How many accounts are active.",
});

export const getFilteredUserStats = endpoint({
  method: "GET",
  path: `${users}/stats/filtered`,
  query: Type.Object({
    in_team: Type.Optional(IdOrEmpty),
    in_channel: Type.Optional(IdOrEmpty),
    include_deleted: Type.Optional(Type.Boolean()),
    include_bots: Type.Optional(Type.Boolean()),
    roles: Type.Optional(Type.String({ maxLength: 500 })),
    channel_roles: Type.Optional(Type.String({ maxLength: 500 })),
    team_roles: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  reply: Type.Object({ total_users_count: Type.Integer() }),
  summary: "How many accounts pass a filter.",
});

export const PagedUsers = PageQuery;
