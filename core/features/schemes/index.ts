export { schemeRoutes } from "./routes.js";
export { SchemeDesk } from "./service.js";
