export { idleActions, typingActions, typingRoutes } from "./routes.js";
export { Typing } from "./service.js";
