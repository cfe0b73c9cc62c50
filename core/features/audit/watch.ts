import { AppError } from "../../platform/app-error.js";
import { isDatabaseAway } from "../../platform/database/database.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Guard } from "../../platform/http/guards.js";
import type { Route } from "../../platform/http/route.js";
import { type PostAccess, PostDoorKey } from "../posts/index.js";
import type { Audits } from "./service.js";

interface Watched {
  readonly action: string;
  /** What people do with their own account, or with what is their own, is no matter of administration. */
  readonly others?: true | ((call: AnyCall) => boolean);
  /** Calls that leave an entry of their own when they succeed. */
  readonly tellsItself?: (call: AnyCall) => boolean;
  /** Refusals say nothing: anybody may ask for it all day. */
  readonly refusals?: false;
  /** What is worth knowing of the request. Never a secret. */
  readonly extra?: (body: Record<string, unknown>) => Record<string, unknown>;
}

const watch = (action: string, more: Omit<Watched, "action"> = {}): Watched => ({ action, ...more });
const keysOf = (body: Record<string, unknown>) => ({ changed: Object.keys(body).filter((key) => key !== "password") });
/** People named in a body: whoever adds only themselves administers nobody. */
const adds = ({ body, who }: AnyCall) =>
  [body].flat().some((one) => {
    const { user_id, user_ids } = one as { user_id?: string; user_ids?: string[] };
    return [user_id, ...(user_ids ?? [])].some((id) => id && id !== who?.userId);
  });
/** Whether a message is somebody else's; one that was not even found is nobody's. */
const authors = (call: AnyCall) => {
  const found = call.once<PostAccess | undefined>(PostDoorKey, () => undefined);
  return found !== undefined && found.post.user_id !== call.who?.userId;
};
const added = (body: Record<string, unknown>) => ({
  user_ids: [body].flat().flatMap((one) => one.user_ids ?? one.user_id ?? []),
});

/** What people do all day with their own things is an act of administration when it is done for somebody else. */
const PERSONAL = [
  "POST image",
  "DELETE image",
  "PUT preferences",
  "POST preferences/delete",
  "PUT status",
  "PUT status/custom",
  "DELETE status/custom",
  "DELETE status/custom/recent",
  "POST status/custom/recent/delete",
  "PUT teams/{team_id}/read",
  "POST teams/{team_id}/channels/categories",
  "PUT teams/{team_id}/channels/categories",
  "PUT teams/{team_id}/channels/categories/order",
  "PUT teams/{team_id}/channels/categories/{category_id}",
  "DELETE teams/{team_id}/channels/categories/{category_id}",
  "PATCH custom_profile_attributes",
].map((call) => {
  const [method, path] = call.split(" ");
  return [
    `${method} /api/v4/users/{user_id}/${path}`,
    watch("users.acted_for", { others: true, extra: () => ({ call }) }),
  ] as const;
});

/** Calls that change what people may do or see, by method and path. Features with more to tell record by themselves. */
const WATCHED: Readonly<Record<string, Watched>> = {
  ...Object.fromEntries(PERSONAL),
  "POST /api/v4/users": watch("users.create"),
  "PUT /api/v4/users/{user_id}": watch("users.profile", { others: true, extra: keysOf }),
  "PUT /api/v4/users/{user_id}/patch": watch("users.profile", { others: true, extra: keysOf }),
  "PUT /api/v4/users/{user_id}/password": watch("users.password"),
  "PUT /api/v4/users/{user_id}/roles": watch("users.roles", { extra: ({ roles }) => ({ roles }) }),
  "PUT /api/v4/users/{user_id}/active": watch("users.active", { extra: ({ active }) => ({ active }) }),
  "DELETE /api/v4/users/{user_id}": watch("users.active", {
    tellsItself: ({ query }) => query.permanent === true,
    extra: () => ({ active: false }),
  }),
  "PUT /api/v4/users/{user_id}/mfa": watch("users.mfa", { extra: ({ activate }) => ({ activate }) }),
  "POST /api/v4/users/{user_id}/sessions/revoke": watch("users.sessions.revoke", { others: true }),
  "POST /api/v4/users/{user_id}/sessions/revoke/all": watch("users.sessions.revoke_all"),
  "POST /api/v4/users/sessions/revoke/all": watch("sessions.revoke_everybody"),
  "POST /api/v4/users/{user_id}/tokens": watch("users.tokens.create"),
  "POST /api/v4/users/tokens/revoke": watch("users.tokens.revoke"),
  "POST /api/v4/users/tokens/disable": watch("users.tokens.disable"),
  "POST /api/v4/users/tokens/enable": watch("users.tokens.enable"),
  "POST /api/v4/bots": watch("bots.create"),
  "PUT /api/v4/bots/{bot_user_id}": watch("bots.change", { extra: keysOf }),
  "POST /api/v4/bots/{bot_user_id}/disable": watch("bots.disable"),
  "POST /api/v4/bots/{bot_user_id}/enable": watch("bots.enable"),
  "POST /api/v4/bots/{bot_user_id}/assign/{user_id}": watch("bots.assign"),
  "POST /api/v4/bots/{bot_user_id}/icon": watch("bots.picture"),
  "DELETE /api/v4/bots/{bot_user_id}/icon": watch("bots.picture"),
  "POST /api/v4/bots/{bot_user_id}/convert_to_user": watch("bots.to_person", { extra: keysOf }),
  "POST /api/v4/users/{user_id}/convert_to_bot": watch("bots.from_person"),
  "PUT /api/v4/roles/{role_id}/patch": watch("roles.permissions"),
  "PUT /api/v4/channels/{channel_id}/moderations/patch": watch("channels.moderation"),
  "POST /api/v4/channels/{channel_id}/move": watch("channels.move", { extra: ({ team_id }) => ({ team_id }) }),
  "POST /api/v4/posts/{post_id}/move": watch("posts.move", { extra: ({ channel_id }) => ({ channel_id }) }),
  "DELETE /api/v4/emoji/{emoji_id}": watch("emoji.delete"),
  "PUT /api/v4/teams/{team_id}": watch("teams.settings", { extra: keysOf }),
  "PUT /api/v4/teams/{team_id}/patch": watch("teams.settings", { extra: keysOf }),
  "POST /api/v4/caches/invalidate": watch("caches.invalidate"),
  "POST /api/v4/brand/image": watch("brand.picture"),
  "DELETE /api/v4/brand/image": watch("brand.picture.remove"),
  "POST /api/v4/server_busy": watch("server.busy"),
  "DELETE /api/v4/server_busy": watch("server.not_busy"),
  "POST /api/v4/database/recycle": watch("database.recycle"),
  "POST /api/v4/channels/{channel_id}/convert": watch("channels.privacy", { extra: () => ({ privacy: "P" }) }),
  "POST /api/v4/config/reload": watch("config.reload"),
  "POST /api/v4/custom_profile_attributes/fields": watch("profile_fields.create"),
  "PATCH /api/v4/custom_profile_attributes/fields/{field_id}": watch("profile_fields.change", { extra: keysOf }),
  "DELETE /api/v4/custom_profile_attributes/fields/{field_id}": watch("profile_fields.delete"),
  "POST /api/v4/teams": watch("teams.create"),
  "DELETE /api/v4/teams/{team_id}": watch("teams.archive"),
  "POST /api/v4/teams/{team_id}/restore": watch("teams.restore"),
  "POST /api/v4/teams/{team_id}/regenerate_invite_id": watch("teams.invite_link"),
  "PUT /api/v4/teams/{team_id}/privacy": watch("teams.privacy", { extra: ({ privacy }) => ({ privacy }) }),
  "PUT /api/v4/teams/{team_id}/members/{user_id}/roles": watch("teams.member_roles", {
    extra: ({ roles }) => ({ roles }),
  }),
  "PUT /api/v4/teams/{team_id}/members/{user_id}/schemeRoles": watch("teams.member_roles", {
    extra: ({ scheme_admin }) => ({ scheme_admin }),
  }),
  "DELETE /api/v4/teams/{team_id}/members/{user_id}": watch("teams.remove_member", { others: true }),
  "POST /api/v4/teams/{team_id}/image": watch("teams.picture"),
  "DELETE /api/v4/teams/{team_id}/image": watch("teams.picture"),
  "POST /api/v4/teams/{team_id}/members": watch("teams.add_member", { others: adds, extra: added }),
  "POST /api/v4/teams/{team_id}/members/batch": watch("teams.add_member", { others: adds, extra: added }),
  "PUT /api/v4/channels/{channel_id}": watch("channels.settings", { extra: keysOf }),
  "PUT /api/v4/channels/{channel_id}/patch": watch("channels.settings", { extra: keysOf }),
  "POST /api/v4/channels/{channel_id}/members": watch("channels.add_member", { others: adds, extra: added }),
  "DELETE /api/v4/channels/{channel_id}/members/{user_id}": watch("channels.remove_member", { others: true }),
  "PUT /api/v4/channels/{channel_id}/members/{user_id}/roles": watch("channels.member_roles", {
    extra: ({ roles }) => ({ roles }),
  }),
  "PUT /api/v4/channels/{channel_id}/members/{user_id}/schemeRoles": watch("channels.member_roles", {
    extra: ({ scheme_admin }) => ({ scheme_admin }),
  }),
  "PUT /api/v4/channels/{channel_id}/members/{user_id}/notify_props": watch("users.acted_for", {
    others: true,
    extra: () => ({ call: "PUT notify_props" }),
  }),
  "PUT /api/v4/posts/{post_id}": watch("posts.edit", { others: authors }),
  "PUT /api/v4/posts/{post_id}/patch": watch("posts.edit", { others: authors }),
  "DELETE /api/v4/posts/{post_id}": watch("posts.delete", { others: authors }),
  "DELETE /api/v4/users/{user_id}/posts/{post_id}/reactions/{emoji_name}": watch("reactions.delete", { others: true }),
  "GET /api/v4/files/{file_id}/link": watch("files.public_link", { refusals: false }),
  "PUT /api/v4/courtyard/files/{file_id}/link": watch("files.public_link", {
    extra: ({ expires_at }) => ({ expires_at }),
  }),
  "DELETE /api/v4/courtyard/files/{file_id}/link": watch("files.public_link.remove"),
  "DELETE /api/v4/channels/{channel_id}": watch("channels.archive"),
  "POST /api/v4/channels/{channel_id}/restore": watch("channels.restore"),
  "PUT /api/v4/channels/{channel_id}/privacy": watch("channels.privacy", { extra: ({ privacy }) => ({ privacy }) }),
};

const LOGINS = ["POST /api/v4/users/login", "POST /api/v4/users/login/one_time_link"];

/** Finds the account a login name means; undefined when there is none. */
export type AccountOf = (login: string) => Promise<string | undefined>;

/** Has the watched ones among the routes leave an entry each time, whether the call went well, failed or was refused. */
export function watched(routes: readonly Route[], audits: Audits, accountOf: AccountOf): Route[] {
  return routes.map((route) => {
    const name = `${route.endpoint.method} ${route.endpoint.path}`;
    if (LOGINS.includes(name)) return watchLogin(route, audits, accountOf);
    const found = WATCHED[name];
    return found ? watchRoute(route, found, audits) : route;
  });
}

/** Sign-ins, also those that failed. A login name that is none is not written down: it may be a password typed too early. */
function watchLogin(route: Route, audits: Audits, accountOf: AccountOf): Route {
  const note = async (call: AnyCall, id: string | undefined, error?: unknown) => {
    const { login_id: login } = call.body as { login_id?: string };
    // Nobody can be looked up now, nor anything written.
    const away = error !== undefined && isDatabaseAway(error);
    const object = id ?? (away ? undefined : await accountOf(login ?? "")) ?? "";
    const extra = error === undefined ? {} : { reason: reasonOf(error) };
    const caller = id ? { userId: id, sessionId: "" } : null;
    const result = error === undefined ? "success" : "fail";
    const entry = { caller, ip: call.ip, action: "users.login", object, result, extra } as const;
    if (away) audits.recordLater(entry);
    else await audits.record(entry);
  };
  const lost = (error: Error) => audits.platform.log.error({ reason: error.message, action: "users.login" }, LOST);
  return {
    ...route,
    async handler(call) {
      try {
        const answer = await route.handler(call);
        await note(call, idOf(answer)).catch(lost);
        return answer;
      } catch (error) {
        await note(call, undefined, error).catch(lost);
        throw error;
      }
    },
  };
}

const LOST = "an entry of the audit log was lost";
const reasonOf = (error: unknown) => (error instanceof AppError ? error.id : "internal");

function watchRoute(route: Route, watched: Watched, audits: Audits): Route {
  const note = async (
    call: AnyCall,
    result: "success" | "fail",
    extra: Record<string, unknown>,
    object = objectOf(call),
    away = false,
  ) => {
    if (watched.others && !concernsOthers(watched.others, call)) return;
    if (result === "success" && watched.tellsItself?.(call)) return;
    const more = watched.extra?.((call.body ?? {}) as Record<string, unknown>) ?? {};
    const entry = {
      caller: call.who,
      ip: call.ip,
      action: watched.action,
      object,
      result,
      extra: { ...placesOf(call), ...more, ...extra },
    };
    if (away) return audits.recordLater(entry);
    await audits
      .record(entry)
      .catch((error: Error) => audits.platform.log.error({ reason: error.message, action: entry.action }, LOST));
  };
  const refused = async (call: AnyCall, error: unknown) => {
    if (watched.refusals === false) return;
    await note(call, "fail", { reason: reasonOf(error) }, undefined, isDatabaseAway(error));
  };
  const guards: Guard[] = route.guards.map((guard) => ({
    ...guard,
    async check(call) {
      try {
        await guard.check(call);
      } catch (error) {
        await refused(call, error);
        throw error;
      }
    },
  }));
  const handler = async (call: AnyCall) => {
    let answer: unknown;
    try {
      answer = await route.handler(call);
    } catch (error) {
      await refused(call, error);
      throw error;
    }
    await note(call, "success", {}, objectOf(call) || idOf(answer));
    return answer;
  };
  return { ...route, guards, handler };
}

const concernsOthers = (others: NonNullable<Watched["others"]>, call: AnyCall) =>
  others === true ? call.params.user_id !== call.who?.userId : others(call);

/** The first id that was acted on: the bot, the person, else the place, else what the body names. */
const objectOf = ({ params, body }: AnyCall) =>
  params.bot_user_id ??
  params.user_id ??
  params.team_id ??
  params.channel_id ??
  params.role_id ??
  params.post_id ??
  params.emoji_id ??
  params.field_id ??
  params.file_id ??
  (body as { token_id?: string } | undefined)?.token_id ??
  "";
const placesOf = ({ params: { bot_user_id, user_id, team_id, channel_id, post_id } }: AnyCall) =>
  bot_user_id
    ? Object.fromEntries(Object.entries({ user_id }).filter(([, id]) => id))
    : user_id
      ? Object.fromEntries(Object.entries({ team_id, channel_id, post_id }).filter(([, id]) => id))
      : {};
const idOf = (answer: unknown) => {
  const { id: own, user_id } = (answer ?? {}) as { id?: unknown; user_id?: unknown };
  const id = own ?? user_id;
  return typeof id === "string" ? id : "";
};
