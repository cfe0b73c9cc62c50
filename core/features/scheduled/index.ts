export { scheduledPostRoutes } from "./routes.js";
export { ScheduledPosts } from "./service.js";
