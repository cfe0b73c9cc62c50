export { storageRoutes } from "./routes.js";
export { Storage } from "./service.js";
