export { bookmarkRoutes } from "./routes.js";
export { Bookmarks } from "./service.js";
