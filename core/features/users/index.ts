declare module "../../platform/events.js" {
  interface DomainEvents {
    "user.created": { userId: string };
    "user.changed": { userId: string };
    "user.deactivated": { userId: string };
    "user.password.changed": { userId: string };
    /** `before`: the address until now. */
    "user.email.changed": { userId: string; before: string };
  }
}

export { actingAs } from "./acting.js";
export { guessSettings, teamAccessSettings, userSettings } from "./config.js";
export { mayManage, selfOrBotManager, selfOrManager } from "./guards.js";
export { checkPassword, hashPassword, outdated, passwordFits } from "./passwords.js";
export { Pictures } from "./pictures.js";
export { checkDomain, checkEmail, checkUsername, reservedNames, typesPassword } from "./policy.js";
export { presentUser } from "./present.js";
export { prefixQuery } from "./queries.js";
export { type UserDeps, userRoutes } from "./routes.js";
export { type Admission, Users } from "./service.js";
export type { FindInvitation, Invitation } from "./signup.js";
export { ACTIVE_ADMIN, ERASED_DOMAIN, HAS_SECOND_FACTOR, NOT_ERASED, type UserRow, userStore } from "./store.js";
export { systemBot } from "./system-bot.js";
