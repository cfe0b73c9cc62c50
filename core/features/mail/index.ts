export { Outbox } from "./outbox.js";
export { mailRoutes } from "./routes.js";
