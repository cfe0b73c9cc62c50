export { threadRoutes } from "./routes.js";
export { Threads } from "./service.js";
