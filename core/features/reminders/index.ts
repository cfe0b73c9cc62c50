export { reminderRoutes } from "./routes.js";
export { Reminders } from "./service.js";
