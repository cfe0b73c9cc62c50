import assert from "node:assert/strict";
import type { Route } from "../../core/platform/http/route.js";
import { type Answer, Person } from "../support/people.js";
import { addressOf, nameOf, type Prepared, prepare } from "../support/world/calls.js";
import { Scene } from "../support/world/scene.js";
import { aWorld, type World } from "../support/world/world.js";

interface Entry {
  user_id: string;
  session_id: string;
  ip_address: string;
  action: string;
  object: string;
  result: string;
  extra: Record<string, unknown>;
}

const IP = "198.51.100.77";

/**
 * Calls that change something and are no act of administration, by reason. Everything else that is not a GET must leave
 * an entry: a new call fails here until it is watched or written down.
 */
const none: Record<string, readonly string[]> = {
  "only reads": [
    "POST /roles/names",
    "POST /users/ids",
    "POST /users/usernames",
    "POST /users/search",
    "POST /users/tokens/search",
    "POST /users/status/ids",
    "POST /teams/search",
    "POST /teams/{team_id}/members/ids",
    "POST /channels/stats/member_count",
    "POST /teams/{team_id}/channels/search_archived",
    "POST /teams/{team_id}/channels/ids",
    "POST /teams/{team_id}/channels/search",
    "POST /channels/group/search",
    "POST /channels/search",
    "POST /users/group_channels",
    "POST /channels/{channel_id}/members/ids",
    "POST /emoji/search",
    "POST /emoji/names",
    "POST /posts/ids",
    "POST /posts/ids/reactions",
    "POST /opengraph",
    "POST /teams/{team_id}/posts/search",
    "POST /posts/search",
    "POST /teams/{team_id}/files/search",
    "POST /files/search",
    "POST /license/preview",
    "POST /courtyard/edition/preview",
    "POST /logs/query",
    "POST /permissions/ancillary",
    "POST /courtyard/channels/{channel_id}/persistent_notifications/check",
  ],
  "tries a connection or a letter, and keeps nothing": [
    "POST /email/test",
    "POST /site_url/test",
    "POST /notifications/test",
    "POST /file/test",
    "POST /file/s3_test",
  ],
  "is what people do with their own account, also administrators": [
    "POST /users/login/switch",
    "POST /users/login/type",
    "POST /courtyard/guest_link/send",
    "POST /users/logout",
    "PUT /users/sessions/device",
    "PUT /courtyard/web_push/device",
    "DELETE /courtyard/web_push/devices/{device_id}",
    "POST /courtyard/web_push/device/test",
    "POST /users/{user_id}/mfa/generate",
    "POST /users/mfa",
    "POST /courtyard/users/{user_id}/mfa/recovery_codes",
    "POST /users/password/reset/send",
    "POST /users/email/verify/send",
    "POST /courtyard/mail/unsubscribe",
    "PATCH /custom_profile_attributes/values",
    "POST /users/{user_id}/terms_of_service",
    "PUT /users/{user_id}/teams/{team_id}/read",
    "POST /channels/members/{user_id}/view",
    "POST /channels/members/{user_id}/mark_read",
    "PUT /channels/members/{user_id}/direct/read",
    "POST /teams/members/invite",
  ],
  "is talking": [
    "POST /users/{user_id}/typing",
    "POST /channels",
    "POST /channels/direct",
    "POST /channels/group",
    "POST /channels/{channel_id}/convert_to_channel",
    "POST /emoji",
    "POST /drafts",
    "DELETE /users/{user_id}/channels/{channel_id}/drafts",
    "DELETE /users/{user_id}/channels/{channel_id}/drafts/{thread_id}",
    "POST /files",
    "POST /uploads",
    "POST /uploads/{upload_id}",
    "POST /posts",
    "POST /posts/ephemeral",
    "DELETE /courtyard/posts/{post_id}/persistent_notifications",
    "POST /posts/{post_id}/pin",
    "POST /posts/{post_id}/unpin",
    "POST /posts/{post_id}/restore/{restore_version_id}",
    "POST /users/{user_id}/posts/{post_id}/set_unread",
    "POST /reactions",
    "POST /users/{user_id}/posts/{post_id}/ack",
    "DELETE /users/{user_id}/posts/{post_id}/ack",
    "POST /channels/{channel_id}/bookmarks",
    "PATCH /channels/{channel_id}/bookmarks/{bookmark_id}",
    "POST /channels/{channel_id}/bookmarks/{bookmark_id}/sort_order",
    "DELETE /channels/{channel_id}/bookmarks/{bookmark_id}",
    "POST /posts/schedule",
    "PUT /posts/schedule/{scheduled_post_id}",
    "DELETE /posts/schedule/{scheduled_post_id}",
    "POST /users/{user_id}/posts/{post_id}/reminder",
    "DELETE /users/{user_id}/posts/{post_id}/reminder",
    "PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/following",
    "DELETE /users/{user_id}/teams/{team_id}/threads/{thread_id}/following",
    "PUT /users/{user_id}/teams/{team_id}/threads/read",
    "PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/read/{timestamp}",
    "POST /users/{user_id}/teams/{team_id}/threads/{thread_id}/set_unread/{post_id}",
    "PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/set_unread/{post_id}",
  ],
  "reports what a client measured or met": ["POST /client_perf", "POST /logs", "POST /notifications/ack"],
  "is refused whoever asks over the network": [
    "DELETE /users",
    "POST /config/migrate",
    "POST /plugins",
    "POST /plugins/install_from_url",
    "POST /plugins/marketplace",
    "POST /plugins/marketplace/first_admin_visit",
    "POST /plugins/reattach",
    "DELETE /plugins/{plugin_id}",
    "POST /plugins/{plugin_id}/enable",
    "POST /plugins/{plugin_id}/disable",
    "POST /plugins/{plugin_id}/detach",
  ],
};

/** Nobody is signed in yet, so the entry names the account as its object. */
const withoutSession = new Set([
  "POST /users/login",
  "POST /users/login/one_time_link",
  "POST /courtyard/sign_in_link",
  "POST /users/password/reset",
  "POST /users/email/verify",
]);

/** Calls that mean something in public channels only. */
const inPublic = new Set(["POST /channels/{channel_id}/convert"]);

/** Entries that concern the whole server. */
const ofServer =
  /^(sessions\.revoke_everybody|server\.|database\.|brand\.|edition\.|caches\.|config\.reload|mail\.retry_held|teams\.invite\.cancel_all|users\.sign_in_method\.move)/;

/** Bodies where the sample of the world changes nothing. */
const bodies: Record<string, (scene: Scene, n: number) => unknown> = {
  "PUT /config": (_scene, n) => ({ TeamSettings: { SiteName: `Yard ${n}` } }),
  "PUT /config/patch": (_scene, n) => ({ TeamSettings: { SiteName: `Yard ${n}` } }),
  "PUT /courtyard/config": (_scene, n) => ({ changes: { "TeamSettings.SiteName": `Yard ${n}` } }),
  "PUT /users/{user_id}/mfa": () => ({ activate: false }),
  "POST /courtyard/users/sign_in_method": () => ({ from: "", to: "ldap", match: "username" }),
};

/** Texts of a body that must not be found in the log. */
const secretsIn = (body: unknown): string[] =>
  [...JSON.stringify(body ?? "").matchAll(/"(?:new_|current_)?(?:password|token|secret)":"([^"]{6,})"/g)].map(
    (match) => match[1] as string,
  );

describe("the audit log", () => {
  let world: World;

  before(async () => {
    world = await aWorld();
  });
  after(() => world.stop());

  const entries = () => world.server.sql<Entry>("SELECT * FROM audits ORDER BY create_at, id");
  const send = ({ method, caller, ...call }: Prepared): Promise<Answer> =>
    new Person(caller.url, caller.token).send(method, addressOf(call), call.body, { "X-Forwarded-For": IP });
  const writes = () => world.server.app.http.routes.filter(({ endpoint }) => endpoint.method !== "GET");

  /** Makes a call as an administrator, for somebody else or with somebody else's things; returns what is wrong with its trace. */
  async function wrong(route: Route, n: number): Promise<string | undefined> {
    const place = inPublic.has(nameOf(route)) ? world.places.public : world.places.private;
    const scene = new Scene(world, place, "systemAdmin", "member");
    const prepared = await prepare(route, scene);
    const body = bodies[nameOf(route)];
    const call = body ? { ...prepared, body: body(scene, n) } : prepared;
    await world.server.sql("DELETE FROM audits");
    const answer = await send(call);
    // What the server did by itself as a consequence is another entry, without an actor.
    const found = (await entries()).filter((entry) => !entry.action.endsWith(".state"));
    await call.after?.();
    if (answer.status >= 300) return `${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;
    const [entry] = found;
    if (!entry || found.length !== 1) return `${found.length} entries: ${found.map(({ action }) => action)}`;
    if (entry.ip_address !== IP) return `the address is ${entry.ip_address}`;
    if (entry.result !== "success") return `the result is ${entry.result}`;
    if (!entry.object && !ofServer.test(entry.action)) return `${entry.action} has no object`;
    if (entry.user_id !== call.caller.id && !withoutSession.has(nameOf(route))) return `the actor is ${entry.user_id}`;
    const told = [...secretsIn(call.body), ...secretsIn(answer.body)].filter((secret) =>
      JSON.stringify(entry).includes(secret),
    );
    return told.length > 0 ? `it holds ${told}` : undefined;
  }

  it("has exactly one entry for every act of administration, and none of it is secret", async function () {
    this.timeout(300_000);
    const exempt = new Set(Object.values(none).flat());
    const faults: string[] = [];
    let n = 0;
    for (const route of writes()) {
      if (exempt.has(nameOf(route))) continue;
      n++;
      const fault = await wrong(route, n).catch((error: Error) => error.message);
      if (fault) faults.push(`${nameOf(route)}: ${fault}`);
      await world.renew();
    }
    assert.deepEqual(faults, []);
    assert.ok(n > 60, `${n} calls were made`);
  });

  it("names only calls that there are among those without an entry", () => {
    const names = new Set(writes().map(nameOf));
    assert.deepEqual(
      Object.values(none)
        .flat()
        .filter((name) => !names.has(name)),
      [],
    );
  });

  it("tells also what was refused", async () => {
    await world.server.sql("DELETE FROM audits");
    const { member, systemAdmin } = world.cast;
    await member.fails("PUT", `/users/${systemAdmin.id}/roles`, { roles: "system_user" });
    const [entry] = await entries();
    assert.deepEqual(
      [entry?.action, entry?.result, entry?.user_id, entry?.object],
      ["users.roles", "fail", member.id, systemAdmin.id],
    );
  });

  it("has nothing of what people do with what is their own", async () => {
    const { member } = world.cast;
    const scene = new Scene(world, world.places.public, "member", "own");
    const own = await scene.post();
    await world.server.sql("DELETE FROM audits");
    await member.put(`/posts/${own.id}/patch`, { message: "changed" });
    await member.delete(`/posts/${own.id}`);
    await member.put("/users/me/patch", { nickname: "Mimi" });
    await member.delete(`/channels/${world.places.public.channel.id}/members/${member.id}`);
    await member.post(`/channels/${world.places.public.channel.id}/members`, { user_id: member.id });
    assert.deepEqual(await entries(), []);
  });
});
