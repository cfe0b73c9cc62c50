export { GentleLimit } from "./gentle-limit.js";
export { Recovery } from "./recovery.js";
export { recoveryRoutes } from "./routes.js";
export { Verification } from "./verification.js";
export { Warnings } from "./warnings.js";
