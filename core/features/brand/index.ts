export { brandSettings, brandSettingsList } from "./config.js";
export { brandRoutes } from "./routes.js";
export { Brand } from "./service.js";
