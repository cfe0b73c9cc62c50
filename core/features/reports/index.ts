export { Activity } from "./activity.js";
export { reportRoutes } from "./routes.js";
export { Reports } from "./service.js";
