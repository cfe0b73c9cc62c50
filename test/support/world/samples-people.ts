import { Secret, TOTP } from "otpauth";
import type { Person } from "../people.js";
import { type Builder, fresh, type Scene } from "./scene.js";

const PASSWORD = "another correct horse";

const picture = (scene: Scene, field = "image") => {
  const form = new FormData();
  form.append(field, new Blob([scene.world.picture as BlobPart], { type: "image/png" }), "picture.png");
  return form;
};

const preference = (scene: Scene) => ({
  user_id: scene.subject.id,
  category: "display_settings",
  name: "name_format",
  value: "full_name",
});

/** For calls that spoil the account they are about. */
const onAccount =
  (body?: unknown): Builder =>
  async (scene) => {
    const owner = await scene.account();
    return { params: { user_id: owner.id }, owner, ...(body === undefined ? {} : { body }) };
  };

/** An account that may have access tokens. */
const tokenOwner = async (scene: Scene): Promise<Person> => {
  const owner = await scene.account();
  await scene.cast.systemAdmin.put(`/users/${owner.id}/roles`, { roles: "system_user system_user_access_token" });
  return owner;
};

/** For calls about an access token of an account made for them. */
const onToken: Builder = async (scene) => {
  const owner = await tokenOwner(scene);
  const made = await owner.post<{ id: string }>(`/users/${owner.id}/tokens`, { description: "script" });
  scene.world.secrets.hide(made.id, "own");
  return { owner, params: { token_id: made.id, user_id: owner.id }, body: { token_id: made.id } };
};

/** What a browser gives that wants to be notified. The server goes to no such address. */
const subscription = () => ({
  endpoint: `https://10.0.0.1/${fresh("browser")}`,
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
});

/** For calls about a browser of the member. */
const onBrowser: Builder = async ({ cast, world }) => {
  const made = await cast.member.put<{ id: string }>("/courtyard/web_push/device", subscription());
  world.secrets.hide(made.id, "own");
  return { params: { device_id: made.id } };
};

/** For calls about an account that is a guest. */
const aGuest: Builder = async (scene) => {
  const owner = await scene.account();
  await scene.cast.systemAdmin.post(`/users/${owner.id}/demote`);
  return { owner, params: { user_id: owner.id } };
};

/** For calls about a bot made for them, which belongs to the administrator. */
const onBot =
  (body?: unknown): Builder =>
  async ({ cast }) => {
    const bot = await cast.systemAdmin.post<{ user_id: string }>("/bots", { username: fresh("bot") });
    return { params: { bot_user_id: bot.user_id }, ...(body === undefined ? {} : { body }) };
  };

/** There can be few profile fields: those of earlier calls go. */
const noFields = async ({ world }: Scene) => {
  await world.server.sql("DELETE FROM profile_fields");
  return {};
};

/** For calls about a profile field made for them. */
const onField: Builder = async (scene) => {
  await noFields(scene);
  const body = { name: fresh("field"), type: "text" };
  const made = await scene.cast.systemAdmin.post<{ id: string }>("/custom_profile_attributes/fields", body);
  return { params: { field_id: made.id } };
};

/** For calls about terms of service that an account made for them has accepted. */
const onTerms: Builder = async (scene) => {
  const owner = await scene.account();
  const terms = await scene.cast.systemAdmin.post<{ id: string }>("/terms_of_service", { text: fresh("terms") });
  const body = { termsOfServiceId: terms.id, accepted: true };
  await owner.post("/users/me/terms_of_service", body);
  return { owner, params: { user_id: owner.id }, body };
};

const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

/** An account whose second factor is ready to be confirmed, or is on. */
const withFactor = async (scene: Scene, active: boolean) => {
  const owner = await scene.account();
  const { secret } = await owner.post<{ secret: string }>(`/users/${owner.id}/mfa/generate`);
  if (active) await owner.put(`/users/${owner.id}/mfa`, { activate: true, code: codeOf(secret) });
  return { owner, secret, params: { user_id: owner.id } };
};

/** Accounts, sign-in, sessions, preferences and statuses. */
export const peopleSamples: Record<string, Builder> = {
  "POST /users/ids": ({ subject }) => ({ body: [subject.id] }),
  "POST /users/usernames": ({ subject }) => ({ body: [subject.username] }),
  "POST /users/search": ({ cast }) => ({ body: { term: cast.outsider.username } }),
  "GET /users/autocomplete": () => ({ query: { name: "mi" } }),
  "POST /users": ({ team }) => {
    const username = fresh("newcomer");
    return { body: { username, email: `${username}@example.org`, password: PASSWORD }, query: { iid: team.invite_id } };
  },
  "PUT /users/{user_id}": async (scene) => {
    const owner = await scene.account();
    return { params: { user_id: owner.id }, owner, body: { id: owner.id, nickname: "new" } };
  },
  "PUT /users/{user_id}/patch": onAccount({ nickname: "new" }),
  "PUT /users/{user_id}/password": async (scene) => {
    const owner = await scene.account();
    return {
      params: { user_id: owner.id },
      owner,
      body: { current_password: owner.password, new_password: PASSWORD },
    };
  },
  "PUT /users/{user_id}/roles": onAccount({ roles: "system_user" }),
  "PUT /users/{user_id}/active": onAccount({ active: false }),
  "DELETE /users/{user_id}": onAccount(),
  "POST /users/{user_id}/image": (scene) => ({ body: picture(scene) }),
  "POST /users/login": ({ cast }) => ({ body: { login_id: "mia", password: cast.member.password } }),
  "POST /users/login/switch": ({ cast }) => ({
    body: {
      current_service: "email",
      new_service: "ldap",
      email: "mia@example.org",
      password: cast.member.password,
      ldap_id: "mia",
      new_password: "of the directory",
    },
  }),
  "POST /users/login/type": () => ({ body: { login_id: "mia" } }),
  "POST /users/logout": (scene) => ({ after: () => scene.world.renew() }),
  "POST /users/{user_id}/sessions/revoke": async (scene) => {
    const owner = await scene.account();
    const [session] = await owner.get<{ id: string }[]>(`/users/${owner.id}/sessions`);
    return { params: { user_id: owner.id }, owner, body: { session_id: session?.id } };
  },
  "POST /users/{user_id}/sessions/revoke/all": onAccount(),
  "POST /users/sessions/revoke/all": (scene) => ({ after: () => scene.world.renew() }),
  "PUT /users/sessions/device": () => ({ body: { device_id: "", mobile_version: "2.0.0" } }),
  "GET /users/{user_id}/preferences/{category}": () => ({ params: { category: "display_settings" } }),
  "GET /users/{user_id}/preferences/{category}/name/{preference_name}": async (scene) => {
    await scene.cast.systemAdmin.put(`/users/${scene.subject.id}/preferences`, [preference(scene)]);
    return { params: { category: "display_settings", preference_name: "name_format" } };
  },
  "PUT /users/{user_id}/preferences": (scene) => ({ body: [preference(scene)] }),
  "POST /users/{user_id}/preferences/delete": (scene) => ({ body: [preference(scene)] }),
  "POST /users/status/ids": ({ subject }) => ({ body: [subject.id] }),
  "PUT /users/{user_id}/status": ({ subject }) => ({ body: { user_id: subject.id, status: "away" } }),
  "PUT /users/{user_id}/status/custom": () => ({ body: { emoji: "palm_tree", text: "away" } }),
  "DELETE /users/{user_id}/status/custom/recent": () => ({ body: { emoji: "palm_tree", text: "away" } }),
  "POST /users/{user_id}/status/custom/recent/delete": () => ({ body: { emoji: "palm_tree", text: "away" } }),
  "POST /users/{user_id}/mfa/generate": onAccount(),
  "PUT /users/{user_id}/mfa": async (scene) => {
    const { owner, params, secret } = await withFactor(scene, false);
    return { owner, params, body: { activate: true, code: codeOf(secret) } };
  },
  "POST /bots": () => ({ body: { username: fresh("bot"), display_name: "A bot", description: "Works." } }),
  "GET /bots/{bot_user_id}": onBot(),
  "PUT /bots/{bot_user_id}": onBot({ display_name: "Another" }),
  "POST /bots/{bot_user_id}/disable": onBot(),
  "POST /bots/{bot_user_id}/enable": onBot(),
  "POST /bots/{bot_user_id}/assign/{user_id}": onBot(),
  "GET /bots/{bot_user_id}/icon": onBot(),
  "POST /bots/{bot_user_id}/icon": async (scene) => ({ ...(await onBot()(scene)), body: picture(scene) }),
  "DELETE /bots/{bot_user_id}/icon": onBot(),
  "POST /bots/{bot_user_id}/convert_to_user": (scene) =>
    onBot({ email: `${fresh("person")}@example.org`, password: PASSWORD })(scene),
  "POST /users/{user_id}/convert_to_bot": onAccount(),
  "POST /users/{user_id}/reset_failed_attempts": onAccount(),
  "PUT /users/{user_id}/auth": onAccount({ auth_service: "", password: PASSWORD }),
  "POST /courtyard/users/sign_in_method": () => ({
    body: { from: "openid", to: "saml", match: "email", dry_run: true },
  }),
  "POST /users/mfa": () => ({ body: { login_id: "mia" } }),
  "POST /courtyard/users/{user_id}/mfa/recovery_codes": async (scene) => {
    const { owner, params } = await withFactor(scene, true);
    const { secret } = (
      await scene.world.server.sql<{ secret: string }>("SELECT mfa_secret AS secret FROM users WHERE id = $1", [
        owner.id,
      ])
    )[0] as { secret: string };
    return {
      owner,
      params,
      body: { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + 30_000 }) },
    };
  },
  "POST /users/{user_id}/tokens": async (scene) => {
    const owner = await tokenOwner(scene);
    return { owner, params: { user_id: owner.id }, body: { description: "script" } };
  },
  "GET /users/{user_id}/tokens": onToken,
  "GET /courtyard/web_push/devices": onBrowser,
  "PUT /courtyard/web_push/device": () => ({ body: subscription() }),
  "DELETE /courtyard/web_push/devices/{device_id}": onBrowser,
  "POST /courtyard/web_push/device/test": async ({ caller }) => {
    await caller.send("PUT", "/courtyard/web_push/device", subscription());
    return {};
  },
  "POST /users/{user_id}/demote": onAccount(),
  "POST /users/{user_id}/promote": aGuest,
  "GET /courtyard/users/{user_id}/guest_expiry": aGuest,
  "PUT /courtyard/users/{user_id}/guest_expiry": async (scene) => ({
    ...(await aGuest(scene)),
    body: { expires_at: 0 },
  }),
  "POST /custom_profile_attributes/fields": async (scene) => ({
    ...(await noFields(scene)),
    body: { name: fresh("field"), type: "text" },
  }),
  "PATCH /custom_profile_attributes/fields/{field_id}": async (scene) => ({
    ...(await onField(scene)),
    body: { name: fresh("field") },
  }),
  "DELETE /custom_profile_attributes/fields/{field_id}": onField,
  "PATCH /custom_profile_attributes/values": () => ({ body: {} }),
  "PATCH /users/{user_id}/custom_profile_attributes": () => ({ body: {} }),
  "GET /terms_of_service": onTerms,
  "POST /terms_of_service": () => ({ body: { text: fresh("terms") } }),
  "GET /users/{user_id}/terms_of_service": onTerms,
  "POST /users/{user_id}/terms_of_service": onTerms,
  "POST /users/tokens/search": () => ({ body: { term: "mia" } }),
  "GET /users/tokens/{token_id}": onToken,
  "POST /users/tokens/revoke": onToken,
  "POST /users/tokens/disable": onToken,
  "POST /users/tokens/enable": onToken,
  "POST /courtyard/users/{user_id}/sign_in_link": onAccount(),
  "POST /courtyard/sign_in_link": async (scene) => {
    const owner = await scene.account();
    const made = await scene.cast.systemAdmin.post<{ token: string }>(`/courtyard/users/${owner.id}/sign_in_link`);
    return { body: { token: made.token, new_password: PASSWORD } };
  },
};

export { picture };
