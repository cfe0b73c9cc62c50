export { termsSettingsList } from "./config.js";
export { TermsGate } from "./gate.js";
export { termsRoutes } from "./routes.js";
export { Terms } from "./service.js";
