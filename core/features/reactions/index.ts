export { reactionRoutes } from "./routes.js";
export { Reactions } from "./service.js";
