export { termsSettingsList } from "./config.js";
export { termsRoutes } from "./routes.js";
export { Terms } from "./service.js";
