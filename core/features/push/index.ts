export { pushSettings, pushSettingsList, webPushSettings } from "./config.js";
export { pushRoutes } from "./routes.js";
export { Push } from "./service.js";
