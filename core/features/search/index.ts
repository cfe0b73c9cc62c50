export { searchSettingsList } from "./config.js";
export { searchRoutes } from "./routes.js";
export { Search } from "./service.js";
