export { privacySettingsList } from "./config.js";
export { privacyRoutes } from "./routes.js";
export { Privacy } from "./service.js";
