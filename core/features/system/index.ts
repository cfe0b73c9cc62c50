export { serviceSettings, siteSettings, systemSettings } from "./config.js";
export { systemRoutes } from "./routes.js";
export { PROTOCOL_VERSION, System } from "./service.js";
