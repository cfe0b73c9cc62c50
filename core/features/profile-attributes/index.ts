export { profileAttributeRoutes } from "./routes.js";
export { ProfileAttributes } from "./service.js";
