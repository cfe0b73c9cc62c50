export { mfaSettingsList } from "./config.js";
export { mfaRoutes } from "./routes.js";
export { Mfa } from "./service.js";
