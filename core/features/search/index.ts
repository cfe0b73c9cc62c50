export { searchSettingsList } from "./config.js";
export { searchRoutes } from "./routes.js";
export { Search, type SearchDeps } from "./service.js";
