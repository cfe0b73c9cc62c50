export { moderationRoutes } from "./routes.js";
export { ChannelModeration } from "./service.js";
