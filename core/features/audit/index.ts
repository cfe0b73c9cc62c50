export { auditRoutes } from "./routes.js";
export { type AuditEntry, Audits } from "./service.js";
export { watched } from "./watch.js";
