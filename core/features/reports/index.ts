export { Activity } from "./activity.js";
export { UserExports } from "./export.js";
export { reportRoutes } from "./routes.js";
export { Reports } from "./service.js";
