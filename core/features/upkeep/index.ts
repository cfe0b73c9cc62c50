export { upkeepRoutes } from "./routes.js";
export { Upkeep, type UpkeepDeps } from "./service.js";
