export { Recovery } from "./recovery.js";
export { recoveryRoutes } from "./routes.js";
export { Verification } from "./verification.js";
