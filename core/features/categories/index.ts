export { categoryRoutes } from "./routes.js";
export { Categories } from "./service.js";
