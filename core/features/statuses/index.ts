export { statusActions } from "./actions.js";
export { statusSettingsList } from "./config.js";
export { CustomStatuses } from "./custom.js";
export { statusRoutes } from "./routes.js";
export { Statuses } from "./service.js";
