export { moveRoutes } from "./routes.js";
export { Moves } from "./service.js";
