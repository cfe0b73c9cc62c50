export { accessOf } from "./access.js";
export { changesIn, MASK } from "./change.js";
export { configRoutes } from "./routes.js";
export { type Author, Configuration } from "./service.js";
