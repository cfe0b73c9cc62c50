export { accessTokenSettingsList } from "./config.js";
export { accessTokenRoutes } from "./routes.js";
export { AccessTokens } from "./service.js";
