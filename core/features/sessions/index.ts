declare module "../../platform/events.js" {
  interface DomainEvents {
    "session.revoked": { sessionId: string; userId: string };
  }
}

export { sessionSettings, sessionSettingsList } from "./config.js";
export { Login, type SecondFactor, wrongCredentials } from "./login.js";
export { isSecure, sessionCookies, sessionRoutes, startSession } from "./routes.js";
export { EXPIRED_PHONES_KEPT, Sessions } from "./service.js";
