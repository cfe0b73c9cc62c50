export { mfaSettingsList } from "./config.js";
export type { KeptOut } from "./kept-out.js";
export { mfaRoutes } from "./routes.js";
export { Mfa } from "./service.js";
