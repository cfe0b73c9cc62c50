export { draftRoutes } from "./routes.js";
export { Drafts } from "./service.js";
