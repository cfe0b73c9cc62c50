import { OK } from "../../api/common.js";
import * as api from "../../api/sessions.js";
import { badBody } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import { anyone, signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { CSRF_COOKIE, SESSION_COOKIE, USER_COOKIE } from "../../platform/http/tokens.js";
import { selfOrManager, type UserRow, type Users, userStore } from "../users/index.js";
import { deviceOf } from "./device.js";
import type { Login } from "./login.js";
import type { Sessions } from "./service.js";
import type { SessionRow } from "./store.js";

/** Cookies of a browser's sign-in; the session token is out of reach of scripts. */
export function sessionCookies(token: string, session: SessionRow, secure: boolean): string[] {
  const seconds = Math.max(0, Math.floor((session.expires_at - Date.now()) / 1000));
  const common = `; Path=/; Max-Age=${seconds}; SameSite=Lax${secure ? "; Secure" : ""}`;
  return [
    `${SESSION_COOKIE}=${token}${common}; HttpOnly`,
    `${USER_COOKIE}=${session.user_id}${common}`,
    `${CSRF_COOKIE}=${session.csrf}${common}`,
  ];
}

const clearedCookies = () =>
  [SESSION_COOKIE, USER_COOKIE, CSRF_COOKIE].map((name) => `${name}=; Path=/; Max-Age=0; SameSite=Lax`);

/** Whether the browser reached this server over TLS, by its own word or that of the proxy before it. */
export const isSecure = (call: Pick<AnyCall, "header">, siteUrl: string) =>
  call.header("x-forwarded-proto") === "https" || siteUrl.startsWith("https://");

/** Starts a session for a person who has proved who they are: header for every client, cookies for browsers. */
export async function startSession(
  call: AnyCall,
  sessions: Sessions,
  user: UserRow,
  deviceId: string,
  siteUrl: string,
): Promise<void> {
  const device = deviceOf(call.header("user-agent"), deviceId);
  const { token, session } = await sessions.create(user, device);
  call.headers.Token = token;
  if (call.header("x-requested-with") === "XMLHttpRequest")
    call.cookies.push(...sessionCookies(token, session, isSecure(call, siteUrl)));
}

export function sessionRoutes(sessions: Sessions, login: Login, users: Users, siteUrl: () => string): Route[] {
  const managers = selfOrManager(users);
  return [
    route(
      api.login,
      anyone(),
      async (call) => {
        const { body } = call;
        const name = body.login_id ?? "";
        let user: UserRow;
        if (!name && body.id) {
          const byId = await userStore.byId(sessions.platform.db, body.id);
          user = await login.check(byId?.username ?? body.id, body.password ?? "", body.token ?? "");
        } else {
          user = await login.check(name, body.password ?? "", body.token ?? "");
        }
        await startSession(
          call as unknown as AnyCall,
          sessions,
          user,
          body.device_id ?? body.deviceId ?? "",
          siteUrl(),
        );
        return users.present(user, null, "own");
      },
      { perMinute: 120 },
    ),
    route(api.logout, anyone(), async (call) => {
      // A session that cannot be ended now must not look as if it were over.
      if (call.who?.kind === "session") await sessions.end(call.who.userId, call.who.sessionId);
      call.cookies.push(...clearedCookies());
      return OK;
    }),
    route(api.getSessions, managers, async ({ params, caller }) => {
      const list = await sessions.list(params.user_id, (await users.get(params.user_id)).roles);
      // Clients do not know the id of their own session.
      return list.map((one) =>
        one.id === caller.sessionId ? { ...one, props: { ...one.props, current: "true" } } : one,
      );
    }),
    route(api.revokeSession, managers, async ({ params, body }) => {
      await sessions.revoke(params.user_id, body.session_id);
      return OK;
    }),
    route(api.revokeAllSessions, managers, async ({ params }) => {
      await sessions.revokeAll(params.user_id);
      return OK;
    }),
    route(api.revokeEverySession, system("manage_system"), async () => {
      await sessions.revokeEverybody();
      return OK;
    }),
    route(api.attachDevice, signedIn(), async (call) => {
      const { device_id: deviceId, ...rest } = call.body;
      if (deviceId !== undefined && (typeof deviceId !== "string" || deviceId.length > 512)) throw badBody("device_id");
      if (call.caller.kind !== "session") return OK;
      const props: Record<string, string> = {};
      for (const key of ["device_notification_disabled", "mobile_version", "voip_device_id"]) {
        const value = rest[key];
        if (typeof value === "string" && value.length <= 512) props[key] = value;
      }
      // Apps without a token for notifications tell the rest all the same.
      if (deviceId) await sessions.attachDevice(call.caller, deviceId, props);
      else if (Object.keys(props).length > 0) await sessions.noteOfDevice(call.caller, props);
      return OK;
    }),
  ];
}
